"""Decides line by line what is new and what is quoted, for plain text and for lines rendered from HTML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pillarbox.mail.reply import attribution, borders, separator
from pillarbox.mail.reply.borders import LOOK_AHEAD, Border
from pillarbox.mail.reply.folding import DRAWN
from pillarbox.mail.reply.lines import Line, Mark
from pillarbox.mail.reply.model import Kind

MAX_LINES: Final = 5_000
MAX_CHARACTERS: Final = 300_000

_SAID: Final = re.compile(rf"[^{DRAWN}\s>|#.:,]")
_WRAPPED_AT: Final = range(68, 82)
_MAX_FRAGMENT: Final = 60
_SENTENCE_ENDS: Final = (".", "!", "?", ":", "")

_MARKED, _WEAK = 0.98, 0.6


@dataclass(slots=True)
class Judgement:
    """The kind of each line (None: new words), how sure that is, and where a forwarded message begins.

    `block` is the header block everything after which was removed or, at the top of a mail, kept.
    """

    kinds: list[Kind | None]
    confidence: float = 1.0
    is_whole: bool = False
    forward: Border | None = None
    block: Border | None = None

    def mark(self, first: int, stop: int, kind: Kind) -> None:
        """Set the kind of lines `first` up to `stop`."""
        self.kinds[first:stop] = [kind] * (stop - first)

    def keep_if_nothing_is_left(self, lines: Sequence[Line]) -> None:
        """Call the mail whole when no kept line says anything."""
        rest = (line for line, kind in zip(lines, self.kinds, strict=True) if kind is None)
        self.is_whole = self.is_whole or not any(map(says_something, rest))


def says_something(line: Line) -> bool:
    """Whether a line carries more than drawing."""
    return _SAID.search(line.words) is not None


def judge(lines: Sequence[Line]) -> Judgement:
    """What each line is. Looks at each line a bounded number of times."""
    return _Walk(list(lines)).run()


def _end_of_budget(lines: Sequence[Line]) -> int:
    """The line to stop looking at. A reply is over long before; what is beyond stays unless quoted."""
    characters = 0
    for index, line in enumerate(lines[:MAX_LINES]):
        characters += len(line.words)
        if characters > MAX_CHARACTERS:
            return index
    return min(len(lines), MAX_LINES)


class _Walk:
    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.verdict = Judgement([Kind.QUOTE if line.depth else None for line in lines])
        self.first_said: int | None = None
        self.top_block: Border | None = None
        self.after_border = 0
        self.suspects = 0

    def run(self) -> Judgement:
        index = 0
        stop = _end_of_budget(self.lines)
        while index < stop:
            line = self.lines[index]
            if line.depth:
                self._note_quoted_forward(index)
                if self._is_quoted_reply_above(index):
                    self.verdict.mark(index, len(self.lines), Kind.QUOTE)
                    break
            if line.depth or line.is_blank:
                index += 1
                continue
            border = self._border(index)
            if border is None:
                if self.first_said is None and says_something(line):
                    self.first_said = index
                index += 1
            else:
                index = max(self._cross(border), index + 1)
                self.after_border = index
        self._mark_wrapped_fragments()
        self.verdict.keep_if_nothing_is_left(self.lines)
        if self.verdict.forward is None and self.verdict.is_whole:
            self.verdict.forward = self.top_block
        if any(self.verdict.kinds) and self.verdict.confidence == 1.0:
            self.verdict.confidence = _MARKED
        return self.verdict

    def _border(self, index: int) -> Border | None:
        line = self.lines[index]
        self.suspects += ":" in line.words or "：" in line.words
        if line.literal or self.suspects > attribution.MAX_SUSPECTS:
            return None
        return borders.find(self.lines, index, self.after_border)

    def _cross(self, border: Border) -> int:
        """Apply a border; the index to go on from."""
        if self.first_said is not None and self.first_said >= border.first:
            self.first_said = None
        spoken = self.first_said is not None
        if border.is_forward and self.verdict.forward is None:
            self.verdict.forward = border
        if not border.is_tail and borders.quote_follows(self.lines, border.stop):
            self._remove_introduction(border)
            return self._remove_quoted_forward(border) if border.is_forward else border.stop
        if spoken and self.top_block is None:
            self._remove_introduction(border)
            self._remove_blanks_above(border)
            self.verdict.block = border if border.values else None
            self.verdict.mark(border.stop, len(self.lines), Kind.FORWARD if border.is_forward else Kind.QUOTE)
            return len(self.lines)
        if border.kind is Kind.ATTRIBUTION and not border.is_certain and not spoken:
            self._remove_introduction(border)
            self.verdict.confidence = min(self.verdict.confidence, _WEAK)
            return border.stop
        if border.is_certain and not spoken:
            self.verdict = Judgement(
                [None] * len(self.lines), _WEAK, True, border if border.is_forward else None
            )
            return len(self.lines)
        self.top_block = self.top_block or border
        self.verdict.block = self.top_block
        return border.stop

    def _remove_quoted_forward(self, border: Border) -> int:
        """Nobody answers inside a message passed on: what stands between its quoted lines belongs to it."""
        stop = 1 + max(index for index, line in enumerate(self.lines) if line.depth)
        self.verdict.mark(border.stop, stop, Kind.FORWARD)
        return stop

    def _remove_introduction(self, border: Border) -> None:
        self.verdict.mark(border.first, border.stop, border.kind)
        self.verdict.confidence = min(self.verdict.confidence, border.confidence)
        for index in range(border.first - 1, max(-1, border.first - 1 - LOOK_AHEAD), -1):
            line = self.lines[index]
            if line.mark is Mark.RULE or separator.belongs_above(line.words):
                self.verdict.mark(index, border.first, border.kind)
                break
            if not line.is_blank:
                break

    def _remove_blanks_above(self, border: Border) -> None:
        index = border.first - 1
        while index >= 0 and (self.lines[index].is_blank or self.verdict.kinds[index] is not None):
            self.verdict.kinds[index] = self.verdict.kinds[index] or border.kind
            index -= 1

    def _is_quoted_reply_above(self, index: int) -> bool:
        """Whether a quoted line asks to write above it and the notification below lost its quote marks."""
        if self.first_said is None or borders.quote_follows(self.lines, index + 1):
            return False
        return separator.asks_for_reply_above(self.lines[index].words)

    def _mark_wrapped_fragments(self) -> None:
        """The overhang of a quoted line that a mailer wrapped without a quote mark belongs to the quote."""
        for index in range(1, len(self.lines) - 1):
            before, line, after = self.lines[index - 1 : index + 2]
            if (
                self.verdict.kinds[index] is None
                and before.depth
                and after.depth
                and before.end - before.start in _WRAPPED_AT
                and 0 < len(line.words) <= _MAX_FRAGMENT
                and line.words[0].islower()
                and before.words[-1:] not in _SENTENCE_ENDS
            ):
                self.verdict.kinds[index] = Kind.QUOTE

    def _note_quoted_forward(self, index: int) -> None:
        """A forward whose introduction is itself quoted, as Apple Mail sends it."""
        if self.verdict.forward is not None or (index and self.lines[index - 1].depth):
            return
        parted = separator.find(self.lines[index].words)
        if parted is not None and parted.is_forward:
            self.verdict.forward = borders.below_separator(self.lines, index, parted)
