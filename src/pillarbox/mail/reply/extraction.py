"""Extraction of the new words of a mail: puts the text, DOM and thread layers together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pillarbox.mail.reply import agreement, signs, thread
from pillarbox.mail.reply.judge import Judgement, judge
from pillarbox.mail.reply.lines import Line, split
from pillarbox.mail.reply.model import Extraction, Forwarded, Kind, Method, Parent, Span
from pillarbox.mail.reply.pruning import prune
from pillarbox.mail.reply.rendering import Rendering, render

_BLANK_ENDS: Final = re.compile(r"\A(?:[^\S\n]*\n)+|\s+\Z")
_MAX_ANCESTORS: Final = 20


@dataclass(slots=True)
class _Part:
    """One rendering of the mail (its text, or the lines of its HTML) and what was judged of it."""

    body: str
    lines: list[Line]
    verdict: Judgement

    @property
    def is_cut(self) -> bool:
        return not self.verdict.is_whole and any(self.verdict.kinds)


def extract(
    *,
    text: str | None,
    html: str | None,
    parent: Parent | None = None,
    ancestors: Sequence[Parent] = (),
    subject: str | None = None,
) -> Extraction:
    """What the sender newly wrote in this mail. Pure; never raises; linear in the size of the mail.

    `parent` is the message answered, `ancestors` are earlier ones of the thread. A mail that is nothing but a
    quote or a forward comes back whole, with `method` WHOLE.
    """
    body = text if text is not None and not text.isspace() else ""
    if body and not _needs_work(body, html, parent, ancestors):
        return Extraction(text=body, html=html, method=Method.UNTOUCHED, confidence=1.0)
    plain = _plain(body) if body else None
    rendering = render(html) if html and (plain is None or plain.is_cut or signs.in_html(html)) else None
    shown = _Part(rendering.text, rendering.lines, judge(rendering.lines)) if rendering is not None else None
    parts = [part for part in (plain, shown) if part is not None]
    if not parts:
        return Extraction(text=body, html=html, method=Method.UNTOUCHED, confidence=1.0)
    method = _refine(parts, parent, ancestors)
    return _report(parts[0], method, html, rendering, shown)


def _needs_work(body: str, html: str | None, parent: Parent | None, ancestors: Sequence[Parent]) -> bool:
    return bool(signs.in_text(body) or (html and signs.in_html(html)) or parent or ancestors)


def _plain(body: str) -> _Part:
    lines = split(body)
    return _Part(body, lines, judge(lines))


def _refine(parts: list[_Part], parent: Parent | None, ancestors: Sequence[Parent]) -> Method:
    """Let the thread and the other part remove what one part alone does not show; which layer had the last word."""
    method = Method.LINES
    known = _known(parent, ancestors)
    if known is not None:
        for part in parts:
            if not part.verdict.is_whole and thread.remove_copied(part.lines, part.verdict, known):
                part.verdict.confidence = min(part.verdict.confidence, thread.CONFIDENCE)
                method = Method.THREAD
    if len(parts) == 2:
        plain, shown = parts
        if agreement.trim(plain.lines, plain.verdict, shown.lines, shown.verdict):
            plain.verdict.is_whole = False
            method = Method.DOM
        agreement.trim(shown.lines, shown.verdict, plain.lines, plain.verdict)
    return method


def _known(parent: Parent | None, ancestors: Sequence[Parent]) -> thread.Known | None:
    earlier = [message for message in (parent, *ancestors[:_MAX_ANCESTORS]) if message is not None]
    texts = [said for message in earlier for said in _said(message)]
    return (
        thread.Known.of(texts, [message.sender for message in earlier if message.sender]) if texts else None
    )


def _said(message: Parent) -> list[str]:
    texts = [message.text] if message.text else []
    if message.html and not message.text:
        rendering = render(message.html)
        texts += [rendering.text] if rendering is not None else []
    return texts


def _report(
    main: _Part, method: Method, html: str | None, rendering: Rendering | None, shown: _Part | None
) -> Extraction:
    rendered = main.body if main is shown else None
    forwarded = _forwarded(main)
    if not main.is_cut:
        return Extraction(
            text=main.body,
            html=html,
            method=Method.WHOLE if main.verdict.is_whole else Method.UNTOUCHED,
            confidence=main.verdict.confidence,
            is_forward=forwarded is not None,
            forwarded=forwarded,
            rendered=rendered,
        )
    if html and rendering is not None and shown is not None and shown.is_cut:
        html = prune(html, rendering, shown.verdict.kinds)
    return Extraction(
        text=_joined(main),
        html=html,
        method=method,
        confidence=main.verdict.confidence,
        removed=_spans(main),
        is_forward=forwarded is not None,
        forwarded=forwarded,
        rendered=rendered,
    )


def _joined(part: _Part) -> str:
    kept: list[str] = []
    seam_after_blank = False
    was_blank = True
    for line, kind in zip(part.lines, part.verdict.kinds, strict=True):
        if kind is not None:
            seam_after_blank = was_blank
            continue
        if line.is_blank and seam_after_blank:
            continue
        seam_after_blank = False
        was_blank = line.is_blank
        kept.append(part.body[line.start : line.end])
    return _BLANK_ENDS.sub("", "".join(kept))


def _spans(part: _Part) -> tuple[Span, ...]:
    spans: list[Span] = []
    for line, kind in zip(part.lines, part.verdict.kinds, strict=True):
        if kind is None:
            continue
        if spans and spans[-1].end == line.start and spans[-1].kind is kind:
            spans[-1] = Span(start=spans[-1].start, end=line.end, kind=kind)
        else:
            spans.append(Span(start=line.start, end=line.end, kind=kind))
    return tuple(spans)


def _forwarded(part: _Part) -> Forwarded | None:
    border = part.verdict.forward
    if border is None:
        return None
    rest = part.lines[border.stop :]
    is_quoted = all(line.depth or line.is_blank for line in rest)
    rows = (line.words if is_quoted else part.body[line.start : line.end].rstrip("\r\n") for line in rest)
    return Forwarded(headers=border.values, text="\n".join(rows).strip())
