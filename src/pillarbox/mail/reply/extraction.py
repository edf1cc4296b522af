"""Extraction of the new words of a mail: puts the text, DOM and thread layers together."""

import re
from collections.abc import Sequence
from typing import Final

from pillarbox.mail.reply import agreement, attribution, lexicon, signs, thread, trailers
from pillarbox.mail.reply.judge import judge
from pillarbox.mail.reply.lines import split
from pillarbox.mail.reply.model import Extraction, Method, Parent
from pillarbox.mail.reply.part import Part
from pillarbox.mail.reply.pruning import prune
from pillarbox.mail.reply.rendering import Rendering, render

_MAX_ANCESTORS: Final = 20
_TAG: Final = re.compile(r"<[^<>]*>")


def extract(
    *,
    text: str | None,
    html: str | None,
    parent: Parent | None = None,
    ancestors: Sequence[Parent] = (),
    subject: str | None = None,
    name_trailers: bool = False,
) -> Extraction:
    """What the sender newly wrote in this mail. Pure; never raises; linear in the size of the mail.

    `parent` is the message answered, `ancestors` are earlier ones of the thread; `subject` tells a forward
    that looks like a reply. A mail that is nothing but a quote or a forward comes back whole, with `method`
    WHOLE. `name_trailers` also finds the signature and footers.
    """
    body = "" if text is None or text.isspace() else text
    has_markup = bool(html) and signs.in_html(html or "")
    if body and not (has_markup or parent or ancestors or signs.in_text(body)):
        found = trailers.find(split(body)) if name_trailers else ()
        return Extraction(text=body, html=html, method=Method.UNTOUCHED, confidence=1.0, trailers=found)
    plain = _judged_text(body) if body else None
    rendering = render(html) if html and (has_markup or plain is None or plain.is_cut) else None
    shown = None if rendering is None else Part(rendering.text, rendering.lines, judge(rendering.lines))
    parts = [part for part in (plain, shown) if part is not None]
    if not parts:
        return Extraction(text=_TAG.sub(" ", html or ""), html=html, method=Method.UNTOUCHED, confidence=0.5)
    method = _refine(parts, _known(parent, ancestors))
    main = parts[0]
    if main.verdict.is_whole or not any(main.verdict.kinds):
        method = Method.WHOLE if main.verdict.is_whole else Method.UNTOUCHED
    forwarded = main.forwarded(subject_says_so=_is_forward_subject(subject))
    return Extraction(
        text=main.new_text() if main.is_cut else main.body,
        html=_pruned(html, rendering, shown) if main.is_cut else html,
        method=method,
        confidence=main.verdict.confidence,
        removed=main.removed() if main.is_cut else (),
        trailers=main.trailers() if name_trailers else (),
        is_forward=forwarded is not None,
        forwarded=forwarded,
        rendered=main.body if main is shown else None,
    )


def _judged_text(body: str) -> Part:
    lines = attribution.part_inline(body, split(body))
    return Part(body, lines, judge(lines))


def _refine(parts: list[Part], known: thread.Known | None) -> Method:
    """Let the thread and the other part remove what one part alone does not show; which had the last word."""
    method = Method.LINES
    for part in parts:
        if (
            known is not None
            and not part.verdict.is_whole
            and thread.remove_copied(part.lines, part.verdict, known)
        ):
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
    texts = [said for message in earlier if (said := _said(message))]
    senders = [message.sender for message in earlier if message.sender]
    return thread.Known.of(texts, senders) if texts else None


def _said(message: Parent) -> str:
    if message.text or not message.html:
        return message.text or ""
    rendering = render(message.html)
    return "" if rendering is None else rendering.text


def _pruned(html: str | None, rendering: Rendering | None, shown: Part | None) -> str | None:
    if html is None or rendering is None or shown is None or not shown.is_cut:
        return html
    return prune(html, rendering, shown.verdict.kinds)


def _is_forward_subject(subject: str | None) -> bool:
    return subject is not None and lexicon.is_forward_prefix(subject.partition(":")[0])
