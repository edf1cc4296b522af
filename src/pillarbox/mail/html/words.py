"""The text of an HTML body, without building a tree: for search, and where HTML takes the place of text.

HTML's tree rules take quadratic time and memory on hostile nesting; this scans tags in one pass.
"""

import re
from collections.abc import Iterator
from html import unescape

MAX_HTML_CHARACTERS = 1_000_000

_MAX_QUOTE_DEPTH = 8
_TAG = re.compile(r"<(?:(!--)|([/!?]?)([A-Za-z][A-Za-z0-9]*)[^<>]*>?)")
_UNSEEN_ENDS = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("script", "style", "template", "title", "textarea")
}
_WITHIN_WORDS = frozenset(
    {
        "",
        *("a", "abbr", "b", "big", "code", "em", "font", "i", "mark"),
        *("s", "small", "span", "strong", "sub", "sup", "tt", "u", "wbr"),
    }
)
_PARAGRAPHS = frozenset({"blockquote", "br", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "p", "pre"})
_BLOCKS = _PARAGRAPHS | {
    *("address", "article", "aside", "body", "center", "dd", "div", "dl", "dt", "figcaption", "figure"),
    *("footer", "form", "header", "html", "li", "main", "nav", "ol", "section", "table", "tr", "ul"),
}
_ENDLESS_NUMBER = re.compile(r"&#[0-9]{1000,}+;?")


def searchable_text(text: str | None, html: str | None) -> str:
    """What can be searched in a mail with these bodies: the text; when it is blank, the words of the HTML."""
    if html and (not text or text.isspace()):
        return plain_text_of_html(html)
    return text or ""


def plain_text_of_html(html: str) -> str:
    """The text of `html` with single spaces between words; reads the first million characters."""
    pieces: list[str] = []
    for text, tag in _scan(html):
        pieces.append(text)
        if tag.lstrip("/") not in _WITHIN_WORDS:
            pieces.append(" ")
    return _words("".join(pieces))


def lines_of_html(html: str) -> str:
    """The text of `html` in the lines that its blocks make, quoted ones marked with `>`.

    Reads the first million characters.
    """
    lines: list[str] = []
    pieces: list[str] = []
    depth = 0
    for text, tag in _scan(html):
        name = tag.lstrip("/")
        pieces.append(text)
        if name not in _BLOCKS:
            pieces.append("" if name in _WITHIN_WORDS else " ")
            continue
        words = _words("".join(pieces))
        pieces.clear()
        if words:
            lines.append(_quoted(words, depth))
        elif name in _PARAGRAPHS and lines and lines[-1]:
            lines.append("")
        if name == "blockquote":
            depth = max(depth + (1 if tag == name else -1), 0)
    lines.append(_quoted(_words("".join(pieces)), depth))
    return "\n".join(lines).rstrip("\n")


def _scan(html: str) -> Iterator[tuple[str, str]]:
    """Each stretch of text with the name of the tag after it, an end tag's with its slash.

    The name is empty after a comment and at the end.
    """
    html = html[:MAX_HTML_CHARACTERS]
    position = 0
    while (tag := _TAG.search(html, position)) is not None:
        name = (tag[3] or "").lower()
        yield html[position : tag.start()], "/" + name if tag[2] == "/" else name
        position = tag.end()
        if tag[1]:
            position = html.find("-->", position) + 3
            if position < 3:
                return
        elif tag[2] != "/" and (unseen_end := _UNSEEN_ENDS.get(name)):
            end = unseen_end.search(html, position)
            if end is None:
                return
            position = end.start()
    yield html[position:], ""


def unescaped(text: str) -> str:
    """The text with its character references replaced. A number beyond Unicode stands for U+FFFD (WHATWG HTML
    §13.2.5.80), however many digits it has."""
    return unescape(_ENDLESS_NUMBER.sub("\ufffd", text))


def _words(text: str) -> str:
    return " ".join(unescaped(text).split())


def _quoted(words: str, depth: int) -> str:
    return "> " * min(depth, _MAX_QUOTE_DEPTH) + words if words else ""
