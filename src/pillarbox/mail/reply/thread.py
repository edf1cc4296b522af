"""Finds quoted matter by what earlier messages of the thread said, for quotes that carry no sign at all.

Two guards keep the author's words: the copied run must open as a known message opens and reach the end of
the mail, and nothing is ever removed from the top.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pillarbox.mail.reply import lexicon, separator
from pillarbox.mail.reply.attribution import has_date
from pillarbox.mail.reply.folding import MAX_WIDTH, fold, squash
from pillarbox.mail.reply.header_block import is_labelled
from pillarbox.mail.reply.judge import Judgement, says_something
from pillarbox.mail.reply.lines import Line, Mark
from pillarbox.mail.reply.model import Kind

CONFIDENCE: Final = 0.9
_MAX_CHARACTERS: Final = 100_000
_MAX_WORK: Final = 10_000_000
_MAX_LINES: Final = 3_000
_OPENING_LINES: Final = 3
_OPENING: Final = 20
_MAX_START: Final = 2_000
"""Characters at the start of a message where its openings are looked for."""
_MIN_OPENING_BYTES: Final = 4
_MIN_SUBSTRING: Final = 10
_MIN_SHARE: Final = 0.85
_MAX_INTRODUCTION: Final = 8
_MIN_NAME: Final = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier messages of the thread said, squashed for comparison, and who sent the one answered."""

    lines: frozenset[str]
    openings: tuple[str, ...]
    whole: str
    senders: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str], senders: Iterable[str] = ()) -> "Known":
        """The knowledge in some messages' texts; very long ones count by their first part."""
        lines: set[str] = set()
        openings: list[str] = []
        whole: list[str] = []
        left = _MAX_CHARACTERS
        for text in texts:
            rows = text[:left].splitlines()
            spoken = [words for row in rows if (words := squash(row))]
            lines.update(spoken)
            whole.append("".join(spoken))
            left -= min(left, max(len(text), len(whole[-1])))
            openings.extend(whole[-1][at : at + _OPENING] for at in _openings(rows))
        return cls(
            frozenset(lines), tuple(filter(_is_telling, openings)), "\0".join(whole), tuple(_names(senders))
        )

    def says(self, squashed: str) -> bool:
        """Whether an earlier message said this line, wrapped in whatever way."""
        return squashed in self.lines or (len(squashed) >= _MIN_SUBSTRING and squashed in self.whole)

    def opens_with(self, squashed: str) -> bool:
        """Whether these words begin as an earlier message begins, at one of its first lines."""
        return squashed.startswith(self.openings)

    def names_sender(self, words: str) -> bool:
        """Whether a line names who sent an earlier message."""
        squashed = squash(words)
        return any(name in squashed for name in self.senders)


def is_opened_by_any(text: str, earlier: Iterable[str]) -> bool:
    """Whether the opening of an earlier message stands anywhere in the text; a quick look."""
    squashed = ""
    for message in earlier:
        rows = message.lstrip()[:_MAX_START].splitlines()
        start = "".join(map(squash, rows))
        squashed = squashed or squash(text[:_MAX_CHARACTERS])
        if any(
            opening in squashed for at in _openings(rows) if _is_telling(opening := start[at : at + _OPENING])
        ):
            return True
    return False


def _openings(rows: list[str]) -> Iterator[int]:
    """Where the first lines of a message begin in its squashed text; a sign-off opens nothing."""
    at = count = 0
    for row in rows:
        folded = fold(row[:MAX_WIDTH]).strip(" ,.!")
        if count == _OPENING_LINES or folded == "--" or folded in lexicon.CLOSINGS:
            return
        words = squash(row)
        if words:
            yield at
            at += len(words)
            count += 1


def remove_copied(lines: Sequence[Line], verdict: Judgement, known: Known) -> bool:
    """Mark what the mail copies from earlier messages; whether anything was found."""
    tail = _remove_tail(lines, verdict, known)
    introductions = _remove_named_introductions(lines, verdict, known)
    return _remove_overhang(lines, verdict, known) or introductions or tail


def _remove_tail(lines: Sequence[Line], verdict: Judgement, known: Known) -> bool:
    kept = [
        index for index, line in enumerate(lines) if verdict.kinds[index] is None and says_something(line)
    ]
    if len(kept) > _MAX_LINES:
        return False
    squashed = [squash(lines[index].words) for index in kept]
    openings = {place for place in range(1, len(kept)) if known.opens_with(_run(squashed, place))}
    if not openings or (len(kept) - min(openings)) * len(known.whole) > _MAX_WORK:
        return False
    total = copied = 0
    start: int | None = None
    for place in range(len(kept) - 1, min(openings) - 1, -1):
        size = len(squashed[place])
        total += size
        copied += size if known.says(squashed[place]) else 0
        if place in openings and copied >= _MIN_SHARE * total:
            start = place
    if start is None:
        return False
    start = _above_introduction(lines, kept, start, known)
    verdict.mark(kept[start - 1] + 1, len(lines), Kind.QUOTE)
    return True


def _is_telling(opening: str) -> bool:
    return len(opening.encode("utf-8", "replace")) >= _MIN_OPENING_BYTES


def _run(squashed: list[str], place: int) -> str:
    """The words from a place on, as far as an opening is compared."""
    words = ""
    while place < len(squashed) and len(words) < _OPENING:
        words += squashed[place]
        place += 1
    return words


def _above_introduction(lines: Sequence[Line], kept: list[int], start: int, known: Known) -> int:
    """The place in `kept` where the lines that introduce the copied run begin; never the top of the mail."""
    first = start
    for place in range(start - 1, max(0, start - 1 - _MAX_INTRODUCTION), -1):
        words = lines[kept[place]].words
        if (
            is_labelled(words)
            or known.names_sender(words)
            or (words.endswith((":", "：")) and has_date(fold(words)))
        ):
            first = place
        elif separator.find(words) is None:
            break
        else:
            first = place
    return first


def _remove_named_introductions(lines: Sequence[Line], verdict: Judgement, known: Known) -> bool:
    """A line that names the sender right above a quote introduces it, in whatever language."""
    found = False
    for index, line in enumerate(lines):
        if verdict.kinds[index] is not None or line.is_blank or line.mark is Mark.RULE:
            continue
        below = next((near for near in lines[index + 1 : index + 4] if not near.is_blank), None)
        if below is not None and below.depth and line.words[-1] in ":：" and known.names_sender(line.words):
            verdict.kinds[index] = Kind.ATTRIBUTION
            found = True
    return found


def _remove_overhang(lines: Sequence[Line], verdict: Judgement, known: Known) -> bool:
    """The overhang of a quoted line wrapped without a mark, when an earlier message said those words."""
    found = False
    looked_up = 0
    for index in range(1, len(lines)):
        if looked_up * len(known.whole) > _MAX_WORK:
            break
        above, line = lines[index - 1 : index + 1]
        if verdict.kinds[index] is None and above.depth and not line.depth and not line.is_blank:
            looked_up += 1
            squashed = squash(line.words)
            if len(squashed) >= _MIN_SUBSTRING and known.says(squashed):
                verdict.kinds[index] = Kind.QUOTE
                found = True
    return found


def _names(senders: Iterable[str]) -> Iterable[str]:
    for sender in senders:
        name, _, address = sender.partition("<")
        for part in (name, address):
            squashed = squash(part)
            if len(squashed) >= _MIN_NAME:
                yield squashed
