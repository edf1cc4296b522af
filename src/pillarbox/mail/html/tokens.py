"""Splits HTML into tags and text in one linear pass. Builds no tree, so no nesting can make it slow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TAG_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)")
_GAP = re.compile(r"[\s/]+")
_ATTRIBUTE = re.compile(r"""([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)))?""")
_DROPPED_WITH_CONTENT = frozenset(
    {"applet", "audio", "canvas", "embed", "frameset", "iframe", "math", "noembed", "noframes", "noscript"}
    | {
        "object",
        "plaintext",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
        "xmp",
    }
)
_CLOSING = {name: re.compile(rf"</{name}[\s/>]", re.IGNORECASE) for name in _DROPPED_WITH_CONTENT}


@dataclass(frozen=True, slots=True)
class Text:
    """Character data with its character references as they stand."""

    source: str


@dataclass(frozen=True, slots=True)
class StartTag:
    """An opening tag: lower-case name, and attributes with lower-case names and undecoded values."""

    name: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class EndTag:
    """A closing tag with its lower-case name."""

    name: str


def html_tokens(html: str) -> Iterator[Text | StartTag | EndTag]:
    """The tokens of the HTML in order, without comments and without elements whose content is no prose.

    Never fails: what is not a tag is text, and an unfinished comment runs to the end.
    """
    position = 0
    while position < len(html):
        start = html.find("<", position)
        if start != position:
            yield Text(html[position : start if start >= 0 else len(html)])
        if start < 0:
            return
        name = _TAG_NAME.match(html, start)
        if name is not None:
            attributes, position = _attributes(html, name.end())
            lowered = name[2].lower()
            if name[1]:
                yield EndTag(lowered)
            elif lowered in _DROPPED_WITH_CONTENT:
                closing = _CLOSING[lowered].search(html, position)
                position = len(html) if closing is None else closing.start()
            else:
                yield StartTag(lowered, attributes)
        elif html.startswith(("<!", "<?"), start):
            mark = "-->" if html.startswith("<!--", start) else ">"
            end = html.find(mark, start + 2)
            position = len(html) if end < 0 else end + len(mark)
        else:
            yield Text("<")
            position = start + 1


def _attributes(html: str, position: int) -> tuple[dict[str, str], int]:
    """The attributes from `position` on, the first of each name, and where the tag ends."""
    attributes: dict[str, str] = {}
    while position < len(html):
        if (gap := _GAP.match(html, position)) is not None:
            position = gap.end()
        if html.startswith(">", position):
            return attributes, position + 1
        attribute = _ATTRIBUTE.match(html, position)
        if attribute is None:
            position += 1
            continue
        value = attribute[2] or attribute[3] or attribute[4] or ""
        attributes.setdefault(attribute[1].lower(), value)
        position = attribute.end()
    return attributes, position
