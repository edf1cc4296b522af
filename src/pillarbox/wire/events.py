"""Event frames: the same bytes for WebSockets and webhooks. Stored without message bodies, which are put
back when a frame is read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import msgspec

from pillarbox.domain.domains import Domain
from pillarbox.domain.events import EventType
from pillarbox.domain.messages import Bodies, Message, Thread
from pillarbox.wire.domains import DomainObject
from pillarbox.wire.messages import message_object, thread_item
from pillarbox.wire.times import timestamp

MAX_FRAME_BYTES = 1_000_000
_MAX_THREAD_BYTES = 16_384
_FEW = 20
_encoder = msgspec.json.Encoder()
_NO_BODIES = Bodies()


class Handover(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What `message.sent` and `message.delivered` tell."""

    organization_id: str
    pod_id: str
    inbox_id: str
    thread_id: str
    message_id: str
    timestamp: str
    recipients: Sequence[str] = msgspec.field()

    @classmethod
    def of(cls, message: Message, recipients: Sequence[str], at: int) -> "Handover":
        return cls(
            organization_id=message.organization_id,
            pod_id=message.pod_id,
            inbox_id=message.inbox_id,
            thread_id=message.thread_id,
            message_id=message.message_id,
            timestamp=timestamp(at),
            recipients=recipients,
        )


def received_payload(event_type: EventType, event_id: str, message: Message, thread: Thread) -> bytes:
    """A `message.received…` event without bodies. The message comes last, so that `with_bodies` can put
    them at its end; `from_` repeats `from` for readers in Python. Long lists of a thread are left out, and of
    a message too large for a frame what repeats its content: the log must not grow faster than the mail."""
    shown_thread = _encoder.encode(thread_item(thread))
    if len(shown_thread) > _MAX_THREAD_BYTES:
        senders, recipients = thread.senders[:_FEW], thread.recipients[:_FEW]
        thread = replace(thread, senders=senders, recipients=recipients, attachments=())
        shown_thread = _encoder.encode(thread_item(thread))
    payload = _received(event_type, event_id, message, shown_thread)
    if len(payload) <= MAX_FRAME_BYTES:
        return payload
    message = replace(message, extraction=None, verification=None, headers={}, references=(), attachments=())
    return _received(event_type, event_id, message, shown_thread)


def _received(event_type: EventType, event_id: str, message: Message, shown_thread: bytes) -> bytes:
    shown = _encoder.encode(message_object(message, _NO_BODIES))
    sender = _encoder.encode(message.from_)
    return _encoder.encode(
        {
            "type": "event",
            "event_type": event_type.value,
            "event_id": event_id,
            "thread": msgspec.Raw(shown_thread),
            "message": msgspec.Raw(shown[:-1] + b',"from_":' + sender + b"}"),
        }
    )


def with_bodies(payload: bytes, bodies: bytes | None) -> bytes:
    """The whole frame of a `received_payload` and the stored JSON object of its bodies. Bodies that would
    take the frame past 1 MB are left out: the reader fetches the message by its id."""
    if bodies is None or bodies == b"{}" or len(payload) + len(bodies) > MAX_FRAME_BYTES:
        return payload
    return payload[:-2] + b"," + bodies[1:-1] + b"}}"


def handover_payload(event_type: EventType, event_id: str, handover: Handover) -> bytes:
    """A `message.sent` or `message.delivered` event."""
    key = "send" if event_type is EventType.MESSAGE_SENT else "delivery"
    return _encoder.encode(
        {"type": "event", "event_type": event_type.value, "event_id": event_id, key: handover}
    )


ToldEvent = Annotated[
    msgspec.Raw,
    msgspec.Meta(
        description="An event; what it speaks of is in the field named for its type.",
        extra_json_schema={
            "type": "object",
            "properties": {
                "type": {"const": "event"},
                "event_type": {"type": "string"},
                "event_id": {"type": "string"},
            },
            "required": ["type", "event_type", "event_id"],
        },
    ),
]


class EventsObject(msgspec.Struct, kw_only=True):
    """Events as they are also sent to WebSockets and webhooks, oldest first. `after` is where to go on;
    `done` says that nothing more waited there."""

    count: int
    events: Sequence[ToldEvent]
    after: str
    done: bool


class BouncedRecipient(msgspec.Struct, kw_only=True):
    address: str
    status: str


def bounced_payload(event_id: str, message: Message, recipients: Sequence[str], at: int) -> bytes:
    """A permanent `message.bounced` event."""
    bounce = {
        **msgspec.structs.asdict(Handover.of(message, (), at)),
        "recipients": [BouncedRecipient(address=address, status="bounced") for address in recipients],
        "type": "Permanent",
        "sub_type": "General",
    }
    return _encoder.encode(
        {
            "type": "event",
            "event_type": EventType.MESSAGE_BOUNCED.value,
            "event_id": event_id,
            "bounce": bounce,
        }
    )


def domain_verified_payload(event_id: str, domain: Domain) -> bytes:
    """A `domain.verified` event."""
    return _encoder.encode(
        {
            "type": "event",
            "event_type": EventType.DOMAIN_VERIFIED.value,
            "event_id": event_id,
            "domain": DomainObject.with_records(domain),
        }
    )
