"""One rendering of a mail (its text, or the lines of its HTML), the verdict on it, and how it reads then."""

import re
from dataclasses import dataclass
from typing import Final

from pillarbox.mail.reply import trailers
from pillarbox.mail.reply.judge import Judgement
from pillarbox.mail.reply.lines import Line
from pillarbox.mail.reply.model import Forwarded, Method, Span

_BLANK_ENDS: Final = re.compile(r"\A(?:[^\S\n]*\n)+|\s+\Z")


@dataclass(slots=True)
class Part:
    """The text of one part, its lines, and the verdict on them."""

    body: str
    lines: list[Line]
    verdict: Judgement
    found_by: Method = Method.LINES

    @property
    def method(self) -> Method:
        """Which evidence decided."""
        if self.is_cut:
            return self.found_by
        return Method.WHOLE if self.verdict.is_whole else Method.UNTOUCHED

    @property
    def is_cut(self) -> bool:
        """Whether something was removed and something is left."""
        return not self.verdict.is_whole and any(self.verdict.kinds)

    def new_text(self) -> str:
        """The kept lines, with one blank line where something stood between them."""
        kept: list[str] = []
        at_seam = False
        was_blank = True
        for line, kind in zip(self.lines, self.verdict.kinds, strict=True):
            if kind is not None:
                at_seam = was_blank
            elif not (line.is_blank and at_seam):
                at_seam = False
                was_blank = line.is_blank
                kept.append(self.body[line.start : line.end])
        return _BLANK_ENDS.sub("", "".join(kept))

    def removed(self) -> tuple[Span, ...]:
        """The ranges of the text that were removed, neighbours of one kind joined."""
        spans: list[Span] = []
        for line, kind in zip(self.lines, self.verdict.kinds, strict=True):
            if kind is None or line.start == line.end:
                continue
            start = line.start
            if spans and spans[-1].end == start and spans[-1].kind is kind:
                start = spans.pop().start
            spans.append(Span(start=start, end=line.end, kind=kind))
        return tuple(spans)

    def trailers(self) -> tuple[Span, ...]:
        """The signature and footers among the kept lines."""
        return trailers.find(
            [line for line, kind in zip(self.lines, self.verdict.kinds, strict=True) if kind is None]
        )

    def forwarded(self, *, subject_says_so: bool) -> Forwarded | None:
        """The message passed on, if the mail passes one on."""
        border = self.verdict.forward or (self.verdict.block if subject_says_so else None)
        if border is None:
            return None
        rest = self.lines[border.stop :]
        is_quoted = all(line.depth or line.is_blank for line in rest)
        rows = (line.words if is_quoted else self.body[line.start : line.end].rstrip("\r\n") for line in rest)
        return Forwarded(headers=border.values, text="\n".join(rows).strip())
