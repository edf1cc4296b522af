"""The words of an HTML body, for search; not for showing and not for finding what is new in a reply.

Scans tags instead of building a tree: HTML's tree rules take quadratic time and memory on hostile nesting.
"""

import re
from html import unescape

MAX_HTML_CHARACTERS = 1_000_000

_TAG = re.compile(r"<(?:(!--)|[/!?]?([A-Za-z][A-Za-z0-9]*)[^<>]*>?)")
_UNSEEN_ENDS = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("script", "style", "template", "title", "textarea")
}
_WITHIN_WORDS = frozenset(
    {
        *("a", "abbr", "b", "big", "code", "em", "font", "i", "mark"),
        *("s", "small", "span", "strong", "sub", "sup", "tt", "u", "wbr"),
    }
)


def searchable_text(text: str | None, html: str | None) -> str:
    """What can be searched in a mail with these bodies: the text; without one, the words of the HTML."""
    if text is not None:
        return text
    return plain_text_of_html(html) if html else ""


def plain_text_of_html(html: str) -> str:
    """The text of `html` with single spaces between words; reads the first million characters."""
    html = html[:MAX_HTML_CHARACTERS]
    pieces: list[str] = []
    position = 0
    while (tag := _TAG.search(html, position)) is not None:
        pieces.append(html[position : tag.start()])
        position = tag.end()
        name = (tag[2] or "").lower()
        if tag[1]:
            position = html.find("-->", position) + 3
            if position < 3:
                break
        elif html[tag.start() + 1] != "/" and (unseen_end := _UNSEEN_ENDS.get(name)):
            end = unseen_end.search(html, position)
            if end is None:
                break
            position = end.start()
        elif name not in _WITHIN_WORDS:
            pieces.append(" ")
    else:
        pieces.append(html[position:])
    return " ".join(unescape("".join(pieces)).split())
