"""Tells, by a linear scan, HTML that a tree builder would take far too long over. Builds no tree."""

import re
from typing import Final

MAX_TAGS: Final = 60_000
MAX_DEPTH: Final = 6_000
MAX_REOPENED: Final = 200_000
MAX_ATTRIBUTES: Final = 2_000
_LONG_TAG_CHARS: Final = 8_192

_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_LONG_TAG: Final = re.compile(rf"<[a-zA-Z][^<>]{{{_LONG_TAG_CHARS},}}")
_VOID: Final = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    }
)
_FORMATTING: Final = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
)


def is_too_costly(html: str) -> bool:
    """Whether HTML has more tags, depth or attributes than a mail has, or misnests its formatting so that
    each new block reopens ever more elements (WHATWG HTML §13.2.4.3)."""
    if html.count("<") > MAX_TAGS:
        return True
    if any(tag[0].count("=") > MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(html)):
        return True
    depth = reopened = unclosed = 0
    opened: dict[str, int] = {}
    for closing, name in _TAG.findall(html):
        tag = name.lower()
        known = opened.get(tag, 0)
        if tag in _VOID or (closing and not known):
            continue
        change = -1 if closing else 1
        opened[tag] = known + change
        depth += change
        if tag in _FORMATTING:
            unclosed += change
        elif not closing:
            reopened += unclosed
        if depth > MAX_DEPTH or reopened > MAX_REOPENED:
            return True
    return False
