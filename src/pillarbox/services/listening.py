"""What a listener asks to hear, and hearing it from the event log."""

from collections.abc import Sequence
from dataclasses import dataclass

from pillarbox.domain.access import Caller, Principal, Scope
from pillarbox.domain.errors import EventExpired, MissingPermission, invalid
from pillarbox.domain.events import DEFAULT_EVENT_TYPES, EventType, is_event_id, may_hear, needed_permission
from pillarbox.ports import Tx
from pillarbox.services.access import find_inbox, find_pod, resolve
from pillarbox.tables.events import START, Heading, LogPosition, last_position
from pillarbox.tables.past_events import find_position, read_headings
from pillarbox.tables.webhook_deliveries import find_frame_parts
from pillarbox.wire.events import with_bodies

OLDEST = "0"
"""Stands for the place before the oldest event that is kept."""

_LOOKED_AT_ONCE = 500
_FRAMES_AT_ONCE = 100
_ENOUGH_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """What a listener asks for, in wire words. Empty inboxes and pods: all that the key sees. `after` is the
    event to go on from, or `OLDEST`; without it, only what is yet to come is heard."""

    event_types: Sequence[str] = ()
    inbox_ids: Sequence[str] = ()
    pod_ids: Sequence[str] = ()
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """An `EventFilter` whose words were looked up: events behind `after`."""

    scope: Scope
    event_types: frozenset[EventType]
    inbox_nos: frozenset[int]
    pod_nos: frozenset[int]
    after: LogPosition

    def matches(self, event: Heading) -> bool:
        scope = self.scope
        if event.event_type not in self.event_types or event.position <= self.after:
            return False
        if event.organization_no != scope.organization_no:
            return False
        if scope.inbox_no is not None and event.inbox_no != scope.inbox_no:
            return False
        if scope.pod_no is not None and event.pod_no != scope.pod_no:
            return False
        if not self.inbox_nos and not self.pod_nos:
            return True
        return event.inbox_no in self.inbox_nos or event.pod_no in self.pod_nos


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """An event as it is told."""

    event_id: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of the log: what of it is to be told, up to which position and event it reaches, and whether
    the log ends there. `last_id` is None when the scope has no event in it."""

    frames: Sequence[Frame]
    position: LogPosition
    last_id: str | None
    done: bool


def find_interest(tx: Tx, caller: Caller, wanted: EventFilter) -> Interest:
    """What `wanted` means for this caller.

    Raises `ValidationFailed` for an unknown event type or a malformed `after`, `MissingPermission` for a type
    the key may not hear, `NotFound` for an inbox or pod that is absent or out of its scope, `EventExpired`
    for an event that is absent, out of its scope or no longer kept.
    """
    scope = resolve(tx, caller)
    return Interest(
        scope=scope,
        event_types=_event_types(caller.principal, wanted.event_types),
        inbox_nos=frozenset(find_inbox(tx, scope, name).inbox_no for name in wanted.inbox_ids),
        pod_nos=frozenset(find_pod(tx, scope, name).pod_no for name in wanted.pod_ids),
        after=_position(tx, scope, wanted.after),
    )


def read_on(
    tx: Tx,
    principal: Principal,
    interest: Interest,
    position: LogPosition,
    *,
    unless: Sequence[Interest] = (),
    limit: int = _FRAMES_AT_ONCE,
) -> Stretch:
    """The next stretch behind `position`, without what `unless` hears too."""
    frames: list[Frame] = []
    size, last_id = 0, None
    headings = read_headings(tx, interest.scope, position, _LOOKED_AT_ONCE)
    for heading in headings:
        position, last_id = heading.position, heading.event_id
        if not interest.matches(heading) or not may_hear(principal, heading.event_type):
            continue
        if any(other.matches(heading) for other in unless):
            continue
        parts = find_frame_parts(tx, heading.event_id)
        if parts is not None:
            frames.append(Frame(event_id=heading.event_id, body=with_bodies(*parts)))
            size += len(frames[-1].body)
        if len(frames) == limit or size >= _ENOUGH_BYTES:
            return Stretch(frames=frames, position=position, last_id=last_id, done=False)
    done = len(headings) < _LOOKED_AT_ONCE
    if done:
        position = max(position, last_position(tx))
    return Stretch(frames=frames, position=position, last_id=last_id, done=done)


def _event_types(principal: Principal, names: Sequence[str]) -> frozenset[EventType]:
    if not names:
        return frozenset(kind for kind in DEFAULT_EVENT_TYPES if may_hear(principal, kind))
    wanted = set()
    for index, name in enumerate(names):
        if name not in EventType.__members__.values():
            raise invalid(f"Unknown event type: {name}", ["event_types", index])
        kind = EventType(name)
        if not may_hear(principal, kind):
            permission = needed_permission(kind)
            raise MissingPermission(permission, f"{permission} is forbidden")
        wanted.add(kind)
    return frozenset(wanted)


def _position(tx: Tx, scope: Scope, after: str | None) -> LogPosition:
    if after is None:
        return last_position(tx)
    if after == OLDEST:
        return START
    if not is_event_id(after):
        raise invalid(f"An event id, or {OLDEST} for the oldest event", ["after"], "invalid_format")
    position = find_position(tx, scope, after)
    if position is None:
        raise EventExpired(after)
    return position
