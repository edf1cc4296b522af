"""Kinds of events, and which of them a caller must ask for and may hear."""

import re
from enum import StrEnum

from pillarbox.domain.access import Permission, Principal, label_permission
from pillarbox.domain.labels import Hidden, HiddenMask

EVENTS_TOPIC = "events"
"""Published when the event log grew."""


class EventType(StrEnum):
    """The event types of the wire."""

    MESSAGE_RECEIVED = "message.received"
    MESSAGE_RECEIVED_SPAM = "message.received.spam"
    MESSAGE_RECEIVED_BLOCKED = "message.received.blocked"
    MESSAGE_RECEIVED_UNAUTHENTICATED = "message.received.unauthenticated"
    MESSAGE_SENT = "message.sent"
    MESSAGE_DELIVERED = "message.delivered"
    MESSAGE_BOUNCED = "message.bounced"
    MESSAGE_COMPLAINED = "message.complained"
    MESSAGE_REJECTED = "message.rejected"
    MESSAGE_OPENED = "message.opened"
    MESSAGE_SECURITY_COMPLETED = "message.security.completed"
    MESSAGE_SECURITY_REVIEW = "message.security.review"
    MESSAGE_SECURITY_OVERRIDE = "message.security.override"
    DOMAIN_VERIFIED = "domain.verified"
    CALENDAR_EVENT_CREATED = "calendar.event.created"
    CALENDAR_EVENT_UPDATED = "calendar.event.updated"
    CALENDAR_EVENT_DELETED = "calendar.event.deleted"
    CALENDAR_EVENT_RESPONDED = "calendar.event.responded"
    CALENDAR_EVENT_STARTING = "calendar.event.starting"
    CALENDAR_EVENT_ENDING = "calendar.event.ending"


_EVENT_ID = re.compile(r"[0-9a-f]{32}")
_LABEL_GATES = {
    EventType.MESSAGE_RECEIVED_SPAM: label_permission(Hidden.SPAM),
    EventType.MESSAGE_RECEIVED_BLOCKED: label_permission(Hidden.BLOCKED),
    EventType.MESSAGE_RECEIVED_UNAUTHENTICATED: label_permission(Hidden.UNAUTHENTICATED),
}

DEFAULT_EVENT_TYPES = frozenset(
    event_type
    for event_type in EventType
    if event_type not in _LABEL_GATES and not event_type.startswith("calendar.")
)
"""What a subscription without event types hears."""


def is_event_id(text: str) -> bool:
    """Whether `text` looks like the id of an event."""
    return _EVENT_ID.fullmatch(text) is not None


def needed_permission(event_type: EventType) -> Permission:
    """The flag a key needs to hear of this type."""
    if event_type in _LABEL_GATES:
        return _LABEL_GATES[event_type]
    if event_type.startswith("calendar."):
        return Permission.CALENDAR_EVENT_READ
    if event_type is EventType.DOMAIN_VERIFIED:
        return Permission.DOMAIN_READ
    return Permission.MESSAGE_READ


def may_hear(principal: Principal, event_type: EventType) -> bool:
    return principal.may(needed_permission(event_type))


def received_event_type(hidden: HiddenMask) -> EventType:
    """The event of an arrival whose message carries these restricted labels: blocked counts before spam,
    spam before unauthenticated."""
    if hidden & Hidden.BLOCKED:
        return EventType.MESSAGE_RECEIVED_BLOCKED
    if hidden & Hidden.SPAM:
        return EventType.MESSAGE_RECEIVED_SPAM
    if hidden & Hidden.UNAUTHENTICATED:
        return EventType.MESSAGE_RECEIVED_UNAUTHENTICATED
    return EventType.MESSAGE_RECEIVED
