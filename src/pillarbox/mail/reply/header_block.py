"""The block of labelled lines (From, Sent, To, Subject) that clients put above a message they quote."""

import re
from dataclasses import dataclass
from typing import Final

from pillarbox.mail.reply import lexicon
from pillarbox.mail.reply.attribution import has_address, has_time
from pillarbox.mail.reply.folding import fold
from pillarbox.mail.reply.lines import Line

ANNOUNCED: Final = 1
"""Roles needed of a block below a separator that says what follows."""
SET_OFF: Final = 2
"""Roles needed of a block below dashes or above a quote."""
ALONE: Final = 3
"""Roles needed of any other block."""

_LABEL: Final = re.compile(r"[\s*_|•·]*+([^:：\n]{1,32}?)[\s*_]{0,8}[:：][*_]*")
_INLINE_LABEL: Final = re.compile(r"([^\W\d_]{1,20}(?:[ \-][^\W\d_]{1,20}){0,2})[\s*_]{0,3}[:：]")
_MIN_INLINE_ROLES: Final = 3
_MAX_INLINE_START: Final = 6
_MAX_LINES: Final = 24
_MAX_CONTINUATION: Final = 4
_MAX_BLANK: Final = 2
_MAX_VALUE: Final = 2_000
_FULL: Final = ["from", "date", "to", "subject"]
"""The labels in the order of Outlook, the only client that writes senders without their addresses."""
_CORE: Final = frozenset(_FULL)


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """Lines `first` up to and without `stop`, and the values by role."""

    first: int
    stop: int
    values: dict[str, str]


def label(words: str) -> tuple[str, str] | None:
    """The role a line's label stands for, and the value after it."""
    match = _LABEL.match(words)
    if match is None:
        return None
    name = fold(match[1]).strip()
    role = lexicon.HEADER_LABELS.get(name)
    if role is None and not name.isascii():
        role = lexicon.HEADER_LABELS.get(name.replace(" ", ""))
    return None if role is None else (role, words[match.end() :].strip())


def is_labelled(words: str) -> bool:
    """Whether a line looks like `Label: value` in any language."""
    return _LABEL.match(words) is not None


def inline(words: str) -> dict[str, str]:
    """The values of a block whose line breaks were lost, by role; empty when the words hold no such block."""
    if sum(map(words.count, ":：")) < _MIN_INLINE_ROLES:
        return {}
    found = [(*named, match.end()) for match in _INLINE_LABEL.finditer(words) if (named := _named(match))]
    if not found or found[0][1] > _MAX_INLINE_START:
        return {}
    values: dict[str, str] = {}
    ends = [start for _, start, _ in found[1:]] + [len(words)]
    for (role, _, start), end in zip(found, ends, strict=True):
        values.setdefault(role, words[start:end].strip(" *_"))
    is_block = "from" in values and len(_CORE & values.keys()) >= _MIN_INLINE_ROLES
    return values if is_block and any(map(has_address, values.values())) else {}


def _named(match: re.Match[str]) -> tuple[str, int] | None:
    """The role of the label these words are, or end in, and where that label starts."""
    parts = match[1].split(" ")
    for skip in range(len(parts)):
        role = lexicon.HEADER_LABELS.get(fold(" ".join(parts[skip:])))
        if role is not None:
            return role, match.start(1) + sum(len(part) + 1 for part in parts[:skip])
    return None


def find(lines: list[Line], first: int, *, needed: int = ALONE) -> HeaderBlock | None:
    """The header block that begins at line `first`, if its labels have enough roles."""
    head = label(lines[first].words)
    if head is None:
        return None
    values = inline(lines[first].words)
    if values:
        return HeaderBlock(first, first + 1, values)
    depth = lines[first].depth
    blanks = continuation = unknown = 0
    last = first
    role = ""
    for index in range(first, min(len(lines), first + _MAX_LINES)):
        line = lines[index]
        if line.literal or (line.depth != depth and not line.is_blank):
            break
        if line.is_blank:
            blanks += 1
            if blanks > _MAX_BLANK:
                break
            continue
        found = label(line.words)
        if found is not None:
            role, value = found
            if role in _CORE and role in values:
                break
            values.setdefault(role, value[:_MAX_VALUE])
            last, blanks, continuation = index, 0, 0
            continue
        if blanks or continuation >= _MAX_CONTINUATION:
            break
        continuation += 1
        unknown += is_labelled(line.words)
        if not values[role] or "@" in line.words or values[role].endswith((",", ";", "<")):
            values[role] = f"{values[role]} {line.words}".strip()[:_MAX_VALUE]
            last = index
    if any(line.depth > depth for line in lines[last + 1 : last + 1 + _MAX_BLANK]):
        needed = min(needed, SET_OFF)
    return HeaderBlock(first, last + 1, values) if _is_header(values, needed, unknown) else None


def _is_header(values: dict[str, str], needed: int, unknown: int) -> bool:
    core = _CORE & values.keys()
    if needed == ANNOUNCED:
        return bool(core)
    if unknown and core != _CORE:
        return False
    if any(map(has_address, values.values())):
        return len(core) >= needed or {"from", "date"} <= core
    if not {"from", "subject"} <= core or len(core) < ALONE:
        return False
    return has_time(values.get("date", "")) or [role for role in values if role in _CORE] == _FULL
