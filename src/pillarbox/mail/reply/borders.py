"""Where quoted matter begins: an attribution, header block, separator or client's mark, all as a border."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pillarbox.mail.reply import attribution, header_block, separator
from pillarbox.mail.reply.lines import Line, Mark
from pillarbox.mail.reply.model import Kind

LOOK_AHEAD: Final = 4
"""Lines, blank ones counted, within which a quote belongs to the border above it."""

_CERTAIN, _STRONG, _FAIR = 0.98, 0.95, 0.85


@dataclass(frozen=True, slots=True)
class Border:
    """The introducing lines `first` up to `stop`, and what they say.

    `is_certain`: nobody writes such a line by hand. `is_tail`: everything below is quoted, marked or not.
    """

    first: int
    stop: int
    kind: Kind
    confidence: float
    is_forward: bool = False
    is_certain: bool = True
    is_tail: bool = False
    values: dict[str, str] = field(default_factory=dict)


def find(lines: list[Line], index: int, above: int) -> Border | None:
    """The border at this line. An attribution may begin some lines before it, but not before `above`."""
    line = lines[index]
    if line.mark is Mark.TAIL:
        return _below(lines, index, index, Kind.HEADER_BLOCK, is_tail=True)
    if separator.asks_for_reply_above(line.words):
        return Border(index, index + 1, Kind.ATTRIBUTION, _STRONG, is_tail=True)
    parted = separator.find(line.words)
    if parted is not None and (parted.is_certain or _plain_block_follows(lines, index)):
        return below_separator(lines, index, parted)
    block = header_block.find(lines, index) or _sender_below_rule(lines, index)
    if block is not None:
        return Border(index, block.stop, Kind.HEADER_BLOCK, _STRONG, is_certain=False, values=block.values)
    return _attribution(lines, index, above)


def below_separator(lines: list[Line], index: int, parted: separator.Separator) -> Border:
    """The border that a separator line makes together with a header block below or behind it."""
    kind = Kind.FORWARD if parted.is_forward else Kind.HEADER_BLOCK
    values = header_block.inline(parted.rest)
    if values:
        return Border(index, index + 1, kind, _STRONG, parted.is_forward, values=values)
    return _below(lines, index, index + 1, kind, is_forward=parted.is_forward)


def quote_follows(lines: Sequence[Line], index: int) -> bool:
    """Whether the next line that is not blank, a few lines on at most, is quoted."""
    for line in lines[index : index + LOOK_AHEAD]:
        if line.depth:
            return True
        if not line.is_blank:
            return False
    return False


def _attribution(lines: list[Line], index: int, above: int) -> Border | None:
    is_quoted = quote_follows(lines, index + 1)
    found = attribution.find(lines, index, above, quote_follows=is_quoted)
    if lines[index].mark is Mark.ATTRIBUTION:
        first = found.first if found is not None else index
        return Border(first, _end_of_marked(lines, index), Kind.ATTRIBUTION, _CERTAIN, is_certain=False)
    if found is None:
        return None
    first = _above_labels(lines, found.first, above)
    strong = _STRONG if found.evidence == attribution.ALL_EVIDENCE else _FAIR
    confidence = _CERTAIN if is_quoted else strong
    return Border(first, index + 1, Kind.ATTRIBUTION, confidence, is_certain=False)


def _above_labels(lines: list[Line], index: int, above: int) -> int:
    """The first of two or more labelled lines right above an attribution, as in Yandex; else `index`."""
    first = index
    while first > above and not lines[first - 1].is_blank and header_block.label(lines[first - 1].words):
        first -= 1
    return first if index - first >= header_block.SET_OFF else index


def _end_of_marked(lines: list[Line], index: int) -> int:
    stop = index + 1
    for near in range(index + 1, len(lines)):
        line = lines[near]
        if line.depth or not (line.is_blank or line.mark is Mark.ATTRIBUTION):
            break
        if not line.is_blank:
            stop = near + 1
    return stop


def _below(
    lines: list[Line], first: int, below: int, kind: Kind, *, is_forward: bool = False, is_tail: bool = False
) -> Border:
    block = _block_from(lines, below, header_block.ANNOUNCED)
    stop, values = (block.stop, block.values) if block is not None else (below, {})
    return Border(first, stop, kind, _STRONG, is_forward, is_tail=is_tail, values=values)


def _plain_block_follows(lines: list[Line], index: int) -> bool:
    return _block_from(lines, index + 1, header_block.SET_OFF) is not None


def _sender_below_rule(lines: list[Line], index: int) -> header_block.HeaderBlock | None:
    """A drawn line with just the sender's address below it."""
    if not separator.is_rule(lines[index].words):
        return None
    block = _block_from(lines, index + 1, header_block.ANNOUNCED)
    names_sender = block is not None and attribution.has_address(block.values.get("from", ""))
    return block if names_sender else None


def _block_from(lines: list[Line], index: int, needed: int) -> header_block.HeaderBlock | None:
    for first in range(index, min(len(lines), index + LOOK_AHEAD)):
        if not lines[first].is_blank:
            return header_block.find(lines, first, needed=needed)
    return None
