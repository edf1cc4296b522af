"""Extraction of the new words of a mail: puts the text, DOM and thread layers together."""

import re
from collections.abc import Sequence
from typing import Final

from pillarbox.mail.reply import signs
from pillarbox.mail.reply.judge import Judgement, judge
from pillarbox.mail.reply.lines import Line, split
from pillarbox.mail.reply.model import Extraction, Forwarded, Kind, Method, Parent, Span

_BLANK_ENDS: Final = re.compile(r"\A(?:[^\S\n]*\n)+|\s+\Z")


def extract(
    *,
    text: str | None,
    html: str | None,
    parent: Parent | None = None,
    ancestors: Sequence[Parent | str] = (),
    subject: str | None = None,
) -> Extraction:
    """What the sender newly wrote in this mail. Pure; never raises; linear in the size of the mail.

    `parent` is the message answered, `ancestors` earlier ones of the thread, both optional. A mail that is nothing
    but a quote or a forward comes back whole, with `method` WHOLE.
    """
    body = text or ""
    if not signs.in_text(body):
        return Extraction(text=body, html=html, method=Method.UNTOUCHED, confidence=1.0)
    lines = split(body)
    verdict = judge(lines)
    return _report(body, html, lines, verdict)


def _report(body: str, html: str | None, lines: list[Line], verdict: Judgement) -> Extraction:
    forwarded = _forwarded(body, lines, verdict)
    if verdict.is_whole or not any(verdict.kinds):
        return Extraction(
            text=body,
            html=html,
            method=Method.WHOLE if verdict.is_whole else Method.UNTOUCHED,
            confidence=verdict.confidence,
            is_forward=forwarded is not None,
            forwarded=forwarded,
        )
    return Extraction(
        text=_joined(body, lines, verdict.kinds),
        html=html,
        method=Method.LINES,
        confidence=verdict.confidence,
        removed=_spans(lines, verdict.kinds),
        is_forward=forwarded is not None,
        forwarded=forwarded,
    )


def _joined(body: str, lines: list[Line], kinds: list[Kind | None]) -> str:
    kept: list[str] = []
    seam_after_blank = False
    was_blank = True
    for line, kind in zip(lines, kinds, strict=True):
        if kind is not None:
            seam_after_blank = was_blank
            continue
        if line.is_blank and seam_after_blank:
            continue
        seam_after_blank = False
        was_blank = line.is_blank
        kept.append(body[line.start : line.end])
    return _BLANK_ENDS.sub("", "".join(kept))


def _spans(lines: list[Line], kinds: list[Kind | None]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for line, kind in zip(lines, kinds, strict=True):
        if kind is None:
            continue
        if spans and spans[-1].end == line.start and spans[-1].kind is kind:
            spans[-1] = Span(start=spans[-1].start, end=line.end, kind=kind)
        else:
            spans.append(Span(start=line.start, end=line.end, kind=kind))
    return tuple(spans)


def _forwarded(body: str, lines: list[Line], verdict: Judgement) -> Forwarded | None:
    border = verdict.forward
    if border is None:
        return None
    rest = lines[border.stop :]
    shift = min((line.depth for line in rest if not line.is_blank), default=0)
    return Forwarded(
        headers=border.values,
        text="\n".join(
            line.words if shift else body[line.start : line.end].rstrip("\r\n") for line in rest
        ).strip(),
    )
