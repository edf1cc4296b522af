"""The words of an HTML body, for search; not for showing and not for finding what is new in a reply."""

from selectolax.lexbor import LexborHTMLParser

MAX_HTML_CHARACTERS = 1_000_000

_UNSEEN = ["script", "style", "template", "noscript", "head", "title", "svg", "object", "iframe"]
_WITHIN_WORDS = [
    "a",
    "abbr",
    "b",
    "big",
    "code",
    "em",
    "font",
    "i",
    "mark",
    "s",
    "small",
    "span",
    "strong",
    "sub",
]
_WITHIN_WORDS += ["sup", "tt", "u", "wbr"]


def plain_text_of_html(html: str) -> str:
    """The text of `html` with single spaces between words; reads the first million characters."""
    tree = LexborHTMLParser(html[:MAX_HTML_CHARACTERS])
    tree.strip_tags(_UNSEEN, recursive=True)
    tree.unwrap_tags(_WITHIN_WORDS)
    body = tree.body
    if body is None:
        return ""
    body.merge_text_nodes()
    return " ".join(body.text(separator=" ").split())
