"""What the sender of a mail newly wrote, and what it verifies: found when mail arrives, and again when the
engines have improved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pillarbox.domain.ids import MessageId
from pillarbox.domain.messages import Bodies, Letter, nearest_and_root
from pillarbox.mail import codes, reply
from pillarbox.ports import Tx
from pillarbox.services.letters import storable
from pillarbox.tables import bodies, messages

_MAX_ANCESTORS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWords:
    """The bodies with the new words set apart, and the two fields of the wire that tell how."""

    bodies: Bodies
    extraction: dict[str, object]
    verification: dict[str, object] | None
    engine_version: int


def find_new_words(
    subject: str | None,
    given: Bodies,
    ancestors: Sequence[reply.Parent],
    *,
    name_signatures: bool = False,
) -> NewWords:
    """The new words of a mail. `ancestors` are earlier messages of its thread, nearest first.

    `name_signatures` also tells the signature and footers apart; they stay in the text all the same.
    """
    found = reply.extract(
        text=given.text,
        html=given.html,
        subject=subject,
        parent=ancestors[0] if ancestors else None,
        ancestors=ancestors[1:],
        name_trailers=name_signatures,
    )
    verification = codes.find(subject=subject, text=given.text, html=given.html)
    return NewWords(
        bodies=replace(
            given,
            extracted_text=storable(found.text.strip()) or None if given.text else None,
            extracted_html=None if given.html is None or found.html is None else storable(found.html),
        ),
        extraction=_extraction(found, found.rendered or given.text or ""),
        verification=None if verification is None else _verification(verification),
        engine_version=found.engine_version,
    )


def with_new_words(
    letter: Letter, ancestors: Sequence[reply.Parent], *, name_signatures: bool = False
) -> Letter:
    """The letter with its new words and what it verifies; see `find_new_words`."""
    found = find_new_words(letter.subject, letter.bodies, ancestors, name_signatures=name_signatures)
    return replace(
        letter,
        bodies=found.bodies,
        extraction=found.extraction,
        verification=found.verification,
        engine_version=found.engine_version,
    )


def find_parents(tx: Tx, inbox_no: int, message_ids: Sequence[MessageId]) -> list[reply.Parent]:
    """Those of the messages that the inbox holds, as the engine wants them, in the order given."""
    known = messages.find_ancestors(tx, inbox_no, nearest_and_root(message_ids, _MAX_ANCESTORS))
    contents = bodies.get_bodies(tx, [ancestor.message_no for ancestor in known])
    return [
        reply.Parent(
            text=contents[ancestor.message_no].text,
            html=contents[ancestor.message_no].html,
            sender=ancestor.from_,
            subject=ancestor.subject,
        )
        for ancestor in known
    ]


def warm_up() -> None:
    """Have the engines build their tables now, not at the first mail."""
    find_new_words(None, Bodies(text="On Monday Ann wrote:\n> your code is 1234"), ())


def _extraction(found: reply.Extraction, source: str) -> dict[str, object]:
    shown: dict[str, object] = {
        "engine_version": found.engine_version,
        "method": found.method.value,
        "confidence": round(found.confidence, 3),
    }
    if found.is_forward:
        shown["is_forward"] = True
    if found.forwarded is not None:
        headers = {name: storable(value) for name, value in found.forwarded.headers.items()}
        shown["forwarded"] = {"headers": headers, "text": storable(found.forwarded.text)}
    if found.removed:
        shown["removed"] = _spans(found.removed)
    if found.trailers:
        shown["trailers"] = _spans(found.trailers)
        signature = "".join(
            source[span.start : span.end] for span in found.trailers if span.kind is reply.Kind.SIGNATURE
        ).strip()
        if signature:
            shown["signature"] = storable(signature)
    return shown


def _spans(spans: Sequence[reply.Span]) -> list[dict[str, object]]:
    return [{"kind": span.kind.value, "start": span.start, "end": span.end} for span in spans]


def _verification(found: codes.Verification) -> dict[str, object]:
    shown: dict[str, object] = {"reason": found.reason, "confidence": round(found.confidence, 3)}
    if found.code is not None:
        shown["code"] = storable(found.code)
    if found.link is not None:
        shown["link"] = storable(found.link)
    return shown
