"""HTML of a received mail made fit to be quoted: a safe fragment, or plain text. Knows nothing of replies."""

import re
from html import escape

from pillarbox.mail.html.tokens import EndTag, StartTag, Text, html_tokens
from pillarbox.mail.html.words import unescaped

_MAX_DEPTH = 64
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
    }
    | {"h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul"}
)
_INLINE = frozenset(
    {"a", "abbr", "b", "big", "br", "caption", "cite", "code", "col", "colgroup", "del", "em", "figcaption"}
    | {"font", "i", "img", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub"}
    | {"sup", "tbody", "td", "tfoot", "th", "thead", "tt", "u", "var", "wbr"}
)
_ALLOWED_TAGS = _BLOCKS | _INLINE
_IMPLIED_END = frozenset({"dd", "dt", "li", "td", "th", "tr"})
_ALLOWED_ATTRIBUTES = frozenset(
    {"align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "class", "color", "colspan", "dir"}
    | {
        "face",
        "height",
        "href",
        "lang",
        "rowspan",
        "size",
        "src",
        "start",
        "style",
        "title",
        "valign",
        "width",
    }
)
_SAFE_URL = re.compile(r"(?:https?:|mailto:|tel:|cid:|#)", re.IGNORECASE)
_UNSAFE_STYLE = re.compile(r"url\s*\(|expression|behavior|binding|position|[\\@<]|/\*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def safe_fragment(html: str) -> str:
    """The inside of the body as balanced HTML that loads and runs nothing but images and links.

    Written anew from allowed tags and attributes with every other character escaped, so that what a browser
    may read out of the source does not matter. Nesting stops at 64 levels; the text below is kept.
    """
    output: list[str] = []
    stack: list[str] = []
    for token in html_tokens(html):
        if isinstance(token, Text):
            output.append(token.source.replace("<", "&lt;").replace(">", "&gt;"))
        elif token.name not in _ALLOWED_TAGS:
            continue
        elif isinstance(token, StartTag):
            if stack and _ends(token.name, stack[-1]):
                output.append(f"</{stack.pop()}>")
            if token.name in _VOID:
                output.append(_start_tag(token))
            elif len(stack) < _MAX_DEPTH:
                output.append(_start_tag(token))
                stack.append(token.name)
        elif token.name in stack:
            while (name := stack.pop()) != token.name:
                output.append(f"</{name}>")
            output.append(f"</{token.name}>")
    output += [f"</{name}>" for name in reversed(stack)]
    return "".join(output)


def text_of(html: str) -> str:
    """The prose of the HTML: blocks on lines of their own, list items with a dash, at most one blank line."""
    output: list[str] = []
    for token in html_tokens(html):
        if isinstance(token, Text):
            output.append(_SPACE.sub(" ", unescaped(token.source)))
        elif token.name == "br" and isinstance(token, StartTag):
            output.append("\n")
        elif token.name in _BLOCKS:
            output.append("\n\n" if token.name == "p" else "\n")
            if token.name == "li" and isinstance(token, StartTag):
                output.append("- ")
        elif token.name in ("td", "th") and isinstance(token, EndTag):
            output.append(" ")
    lines = "".join(output).split("\n")
    return _BLANK_LINES.sub("\n\n", "\n".join(_SPACE.sub(" ", line).strip() for line in lines)).strip()


def _ends(opened: str, last: str) -> bool:
    """Whether an opening tag ends the element opened last, whose closing tag HTML lets authors leave out."""
    return opened in _BLOCKS if last == "p" else opened == last and last in _IMPLIED_END


def _start_tag(tag: StartTag) -> str:
    kept = []
    for name, source in tag.attributes.items():
        if name not in _ALLOWED_ATTRIBUTES:
            continue
        value = _CONTROL.sub("", unescaped(source)).strip()
        if name in ("href", "src") and _SAFE_URL.match(value) is None:
            continue
        if name == "style" and _UNSAFE_STYLE.search(value) is not None:
            continue
        kept.append(f' {name}="{escape(value)}"')
    return f"<{tag.name}{''.join(kept)}>"
