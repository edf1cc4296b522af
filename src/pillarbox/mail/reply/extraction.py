"""Extraction of the new words of a mail: puts the text, DOM and thread layers together."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pillarbox.mail.reply import agreement, attribution, lexicon, signs, thread, trailers
from pillarbox.mail.reply.judge import Judgement, judge, says_something
from pillarbox.mail.reply.lines import Line, split
from pillarbox.mail.reply.model import Extraction, Kind, Method, Parent
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
    earlier = [message for message in (parent, *ancestors[:_MAX_ANCESTORS]) if message is not None]
    said = [words for message in earlier if (words := _said(message))]
    if body and not (has_markup or signs.in_text(body) or thread.is_opened_by_any(body, said)):
        found = trailers.find(split(body)) if name_trailers else ()
        return Extraction(text=body, html=html, method=Method.UNTOUCHED, confidence=1.0, trailers=found)
    known = thread.Known.of(said, [message.sender or "" for message in earlier]) if said else None
    plain = _judged(body, attribution.part_inline(body, split(body)), known) if body else None
    rendering = render(html) if html and (has_markup or plain is None or plain.is_cut) else None
    shown = None if rendering is None else _judged(rendering.text, rendering.lines, known)
    if rendering is not None and shown is not None and rendering.is_bare and known is None:
        _keep_cited(shown)
    main = plain or shown
    if main is None:
        return Extraction(text=_TAG.sub(" ", html or ""), html=html, method=Method.UNTOUCHED, confidence=0.5)
    if plain is not None and shown is not None:
        _align(plain, shown)
    forwarded = main.forwarded(subject_says_so=_is_forward_subject(subject))
    return Extraction(
        text=main.new_text() if main.is_cut else main.body,
        html=_pruned(html, rendering, shown) if main.is_cut else html,
        method=main.method,
        confidence=main.verdict.confidence,
        removed=main.removed() if main.is_cut else (),
        trailers=main.trailers() if name_trailers else (),
        is_forward=forwarded is not None,
        forwarded=forwarded,
        rendered=main.body if main is shown else None,
    )


def _judged(body: str, lines: list[Line], known: thread.Known | None) -> Part:
    """One part judged by itself and by what the thread said before."""
    part = Part(body, lines, judge(lines))
    if known is not None and not part.verdict.is_whole and thread.remove_copied(lines, part.verdict, known):
        part.verdict.confidence = min(part.verdict.confidence, thread.CONFIDENCE)
        part.verdict.keep_if_nothing_is_left(lines)
        part.found_by = Method.THREAD
    return part


def _keep_cited(shown: Part) -> None:
    """Keep blockquotes of no client that the author introduces with a colon and goes on after."""
    kinds = shown.verdict.kinds
    said = [(line, kind) for line, kind in zip(shown.lines, kinds, strict=True) if says_something(line)]
    if not said or said[0][1] or said[-1][1] or any(kind not in (None, Kind.QUOTE) for kind in kinds):
        return
    above = next((line for (line, _), (_, kind) in pairwise(said) if kind), None)
    if above is not None and above.words.endswith((":", "：")):
        shown.verdict = Judgement([None] * len(kinds))


def _align(plain: Part, shown: Part) -> None:
    """Let each part lose what only the other shows to be quoted."""
    if agreement.trim(plain.lines, plain.verdict, shown.lines, shown.verdict):
        plain.verdict.is_whole = False
        plain.verdict.keep_if_nothing_is_left(plain.lines)
        plain.found_by = Method.DOM
    agreement.trim(shown.lines, shown.verdict, plain.lines, plain.verdict)
    shown.verdict.keep_if_nothing_is_left(shown.lines)


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
