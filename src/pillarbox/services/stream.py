"""Live events. One hub follows the event log for all sockets of this process, however many there are."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from sys import maxsize

import structlog

from pillarbox.domain.access import Principal, Scope
from pillarbox.domain.errors import MissingPermission, NotFound, StorageUnavailable, invalid
from pillarbox.domain.events import (
    DEFAULT_EVENT_TYPES,
    EVENTS_TOPIC,
    EventType,
    may_hear,
    needed_permission,
)
from pillarbox.domain.tenants import ApiKey
from pillarbox.ports import Ports, Tx
from pillarbox.services.access import API_KEYS_TOPIC, find_inbox
from pillarbox.tables import api_keys, organizations
from pillarbox.tables.events import (
    LoggedEvent,
    LogPosition,
    events_are_held_back,
    last_position,
    read_events,
)
from pillarbox.wire.events import with_bodies

_READ_AT_ONCE = 200
_POLL_S = 2.0
_HELD_BACK_S = 0.02
_RENEW_S = 60.0
_MAX_WAITING_FRAMES = 2_000
_MAX_WAITING_BYTES = 8 * 1024 * 1024
_log = structlog.get_logger()


class Lagging(Exception):
    """The consumer is too slow: what waited for it went past the bound and was dropped."""


class Revoked(Exception):
    """The key behind the subscription is gone or expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """What one `subscribe` asks for, in wire words. Empty inboxes and pods: all that the key sees."""

    event_types: Sequence[str] = ()
    inbox_ids: Sequence[str] = ()
    pod_ids: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Interest:
    event_types: frozenset[EventType]
    inbox_nos: frozenset[int]
    pod_nos: frozenset[int]

    def matches(self, event: LoggedEvent) -> bool:
        if event.event_type not in self.event_types:
            return False
        if not self.inbox_nos and not self.pod_nos:
            return True
        return event.inbox_no in self.inbox_nos or event.pod_no in self.pod_nos


class Subscription:
    """One consumer's place. Iterate over it for frames; its end is `Lagging` or `Revoked`, raised."""

    def __init__(self, hub: "Hub", principal: Principal) -> None:
        self.principal = principal
        self._hub = hub
        self._interests: list[_Interest] = []
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._ready = asyncio.Event()
        self._end: Exception | None = None

    async def add(self, wanted: EventFilter) -> None:
        """Hear what `wanted` asks for, besides what was asked before.

        Raises `ValidationFailed` for an unknown event type, `MissingPermission` for one the key may not
        hear, `NotFound` for an inbox or pod that is absent or out of its scope.
        """
        event_types = _event_types(self.principal, wanted.event_types)
        scope = self.principal.scope

        def work(tx: Tx) -> tuple[_Interest, LogPosition]:
            interest = _Interest(
                event_types=event_types,
                inbox_nos=frozenset(find_inbox(tx, scope, name).inbox_no for name in wanted.inbox_ids),
                pod_nos=frozenset(_pod_no(tx, scope, name) for name in wanted.pod_ids),
            )
            return interest, last_position(tx)

        interest, position = await self._hub.ports.database.read(work)
        self._interests.append(interest)
        self._hub.start_at(position)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            while self._waiting:
                frame = self._waiting.popleft()
                self._waiting_bytes -= len(frame)
                yield frame
            if self._end is not None:
                raise self._end
            self._ready.clear()
            await self._ready.wait()

    def wants(self, event: LoggedEvent) -> bool:
        """Whether an event lies in the key's scope and permissions and was asked for."""
        scope = self.principal.scope
        if event.organization_no != scope.organization_no:
            return False
        if scope.inbox_no is not None and event.inbox_no != scope.inbox_no:
            return False
        if scope.pod_no is not None and event.pod_no != scope.pod_no:
            return False
        asked = any(interest.matches(event) for interest in self._interests)
        return asked and may_hear(self.principal, event.event_type)

    def offer(self, frame: bytes) -> None:
        """Queue a frame. A consumer past the bound loses what waits and is told so."""
        if self._end is not None:
            return
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
        if len(self._waiting) > _MAX_WAITING_FRAMES or self._waiting_bytes > _MAX_WAITING_BYTES:
            self.end(Lagging())
        self._ready.set()

    def end(self, reason: Exception) -> None:
        """Stop the consumer; frames still waiting are dropped."""
        self._end = reason
        self._waiting.clear()
        self._ready.set()


class Hub:
    """Reads each event once and hands it to every subscription that wants it."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports
        self._position: LogPosition | None = None  # the last event handed out; None while nobody listens
        self._subscriptions: dict[int, set[Subscription]] = {}
        self._events = ports.bus.subscribe(EVENTS_TOPIC)
        self._keys = ports.bus.subscribe(API_KEYS_TOPIC)

    def subscribe(self, principal: Principal) -> Subscription:
        """A place that hears nothing until `Subscription.add`. Give it back with `unsubscribe`."""
        subscription = Subscription(self, principal)
        self._subscriptions.setdefault(principal.scope.organization_no, set()).add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        place = self._subscriptions.get(subscription.principal.scope.organization_no, set())
        place.discard(subscription)
        if not place:
            self._subscriptions.pop(subscription.principal.scope.organization_no, None)

    def start_at(self, position: LogPosition) -> None:
        """Hand out events after `position`, if none are handed out yet."""
        if self._position is None:
            self._position = position
            self.ports.bus.publish(EVENTS_TOPIC)

    async def follow(self) -> None:
        """Hand out events as they are committed, until cancelled."""
        timeout_s = _POLL_S
        while True:
            await self._events.wait(timeout_s=timeout_s)
            timeout_s = _POLL_S
            if not self._subscriptions:
                self._position = None
                continue
            try:
                if not await self._catch_up():
                    timeout_s = _HELD_BACK_S
            except StorageUnavailable as error:
                _log.warning("event log not readable", reason=str(error))

    async def watch_keys(self) -> None:
        """End subscriptions whose key is gone or expired and renew the others' permissions, until cancelled:
        at once when a key changes here, within a minute when it expires or changes on another node."""
        timeout_s = _RENEW_S
        while True:
            await self._keys.wait(timeout_s=timeout_s)
            try:
                await self._renew_principals()
                timeout_s = _RENEW_S
            except StorageUnavailable as error:
                _log.warning("API keys not readable", reason=str(error))
                timeout_s = _POLL_S

    async def _catch_up(self) -> bool:
        """False when the log holds events that are not safe to read yet."""
        while self._position is not None:
            batch, held_back = await self.ports.database.read(partial(_read_on, after=self._position))
            for event in batch:
                self._dispatch(event)
                self._position = event.position
            if len(batch) < _READ_AT_ONCE:
                return not held_back
        return True

    def _dispatch(self, event: LoggedEvent) -> None:
        frame = None
        for subscription in self._subscriptions.get(event.organization_no, ()):
            if subscription.wants(event):
                frame = frame or with_bodies(event.payload, event.bodies)
                subscription.offer(frame)

    async def _renew_principals(self) -> None:
        for place in list(self._subscriptions.values()):
            for subscription in list(place):
                known = subscription.principal
                key = await self.ports.database.read(partial(_current_key, principal=known))
                if key is None or (key.expires_at or maxsize) <= self.ports.clock.now_ms():
                    subscription.end(Revoked())
                else:
                    subscription.principal = replace(known, permissions=key.permissions)


def _read_on(tx: Tx, after: LogPosition) -> tuple[list[LoggedEvent], bool]:
    return read_events(tx, after, _READ_AT_ONCE), events_are_held_back(tx)


def _current_key(tx: Tx, principal: Principal) -> ApiKey | None:
    scope = Scope(organization_no=principal.scope.organization_no)
    return api_keys.find_api_key(tx, scope, principal.api_key_id)


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


def _pod_no(tx: Tx, scope: Scope, pod_id: str) -> int:
    pod = organizations.find_pod(tx, scope, pod_id)
    if pod is None:
        raise NotFound("Pod not found", fix="List the pods with GET /v0/pods.")
    return pod.pod_no
