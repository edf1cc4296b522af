"""Appending to the event log, and to the queues of webhooks, in the transaction of what happened."""

import secrets
from collections.abc import Sequence

from pillarbox.domain.domains import Domain
from pillarbox.domain.events import EventType, received_event_type
from pillarbox.domain.labels import hidden_mask
from pillarbox.domain.messages import Message
from pillarbox.domain.metrics import NO_GROWTH, Growth
from pillarbox.domain.tenants import Inbox
from pillarbox.ports import Tx
from pillarbox.services.filing import Filed
from pillarbox.tables.events import NewEvent, append_events
from pillarbox.tables.webhook_deliveries import enqueue_deliveries
from pillarbox.wire import events as wire


def new_event_id(now: int) -> str:
    """32 hex digits that sort by time."""
    return f"{now:012x}{secrets.token_hex(10)}"


def event_time(event_id: str) -> int:
    """The `now` that an event's id was made with."""
    return int(event_id[:12], 16)


def append_received(tx: Tx, received: Sequence[tuple[Inbox, Filed, int]]) -> None:
    """A `message.received…` event for each message just filed, in its inbox and at its time."""
    _append(tx, [_received(inbox, filed, now) for inbox, filed, now in received])


def _received(inbox: Inbox, filed: Filed, now: int) -> NewEvent:
    event_type = received_event_type(hidden_mask(filed.message.labels))
    event_id = new_event_id(now)
    payload = wire.received_payload(event_type, event_id, filed.message, filed.thread)
    return _of_message(inbox, filed.message, event_type, event_id, payload, now, growth=filed.growth)


def append_sent(tx: Tx, inbox: Inbox, filed: Filed, recipients: Sequence[str], now: int) -> None:
    """The `message.sent` event of a message just filed and taken for delivery."""
    _append_handover(tx, inbox, filed.message, EventType.MESSAGE_SENT, recipients, now, growth=filed.growth)


def append_delivered(tx: Tx, inbox: Inbox, message: Message, recipients: Sequence[str], now: int) -> None:
    """The `message.delivered` event for recipients whose server took the message."""
    _append_handover(tx, inbox, message, EventType.MESSAGE_DELIVERED, recipients, now)


def append_bounced(tx: Tx, inbox: Inbox, message: Message, recipients: Sequence[str], now: int) -> None:
    """The `message.bounced` event for recipients that will never get the message."""
    event_id = new_event_id(now)
    payload = wire.bounced_payload(event_id, message, recipients, now)
    kind, count = EventType.MESSAGE_BOUNCED, len(recipients)
    _append(tx, [_of_message(inbox, message, kind, event_id, payload, now, recipients=count)])


def append_domain_verified(tx: Tx, domain: Domain, now: int) -> None:
    """The `domain.verified` event of a domain that just became so."""
    event_id = new_event_id(now)
    event = NewEvent(
        event_id=event_id,
        organization_no=domain.organization_no,
        pod_no=domain.pod_no,
        inbox_no=None,
        event_type=EventType.DOMAIN_VERIFIED,
        message_no=None,
        payload=wire.domain_verified_payload(event_id, domain),
        created_at=now,
    )
    _append(tx, [event])


def _append_handover(
    tx: Tx,
    inbox: Inbox,
    message: Message,
    event_type: EventType,
    recipients: Sequence[str],
    now: int,
    *,
    growth: Growth = NO_GROWTH,
) -> None:
    event_id = new_event_id(now)
    handover = wire.Handover.of(message, recipients, now)
    payload = wire.handover_payload(event_type, event_id, handover)
    count = len(recipients)
    event = _of_message(inbox, message, event_type, event_id, payload, now, recipients=count, growth=growth)
    _append(tx, [event])


def _append(tx: Tx, events: Sequence[NewEvent]) -> None:
    append_events(tx, events)
    enqueue_deliveries(tx, events)


def _of_message(
    inbox: Inbox,
    message: Message,
    event_type: EventType,
    event_id: str,
    payload: bytes,
    now: int,
    *,
    recipients: int = 0,
    growth: Growth = NO_GROWTH,
) -> NewEvent:
    return NewEvent(
        event_id=event_id,
        organization_no=inbox.organization_no,
        pod_no=inbox.pod_no,
        inbox_no=inbox.inbox_no,
        event_type=event_type,
        message_no=message.message_no,
        payload=payload,
        created_at=now,
        recipients=recipients,
        growth=growth,
    )
