"""Live events. One hub follows the event log for all listeners of this process, however many there are."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from functools import partial
from sys import maxsize

import structlog

from pillarbox.domain.access import Caller, Principal, Scope
from pillarbox.domain.errors import StorageUnavailable
from pillarbox.domain.events import EVENTS_TOPIC, may_hear
from pillarbox.domain.tenants import ApiKey
from pillarbox.ports import Ports, Tx
from pillarbox.services.access import API_KEYS_TOPIC
from pillarbox.services.listening import EventFilter, Frame, Interest, find_interest, read_on
from pillarbox.tables import api_keys
from pillarbox.tables.events import LoggedEvent, LogPosition, events_are_held_back, read_events
from pillarbox.wire.events import with_bodies

_READ_AT_ONCE = 200
_POLL_S = 2.0
_HELD_BACK_S = 0.02
_RENEW_S = 60.0
_MAX_WAITING_FRAMES = 2_000
_MAX_WAITING_BYTES = 8 * 1024 * 1024
_log = structlog.get_logger()


class Ended(Exception):
    """The subscription is over."""


class Lagging(Ended):
    """The consumer is too slow: what waited for it went past the bound and was dropped."""


class Revoked(Ended):
    """The key behind the subscription is gone or expired."""


class Stopping(Ended):
    """The server stops."""


@dataclass(slots=True)
class _Place:
    """How far an interest was read from the log."""

    interest: Interest
    reached: LogPosition

    def is_due(self, event: LoggedEvent) -> bool:
        return event.position > self.reached and self.interest.matches(event)


class Subscription:
    """One consumer's place. Its `frames` end with an `Ended`, raised.

    Each interest first catches up: it is read from the log until it meets what the hub hands out, and is
    then served by the hub. So nothing is missed or told twice between the two.
    """

    def __init__(self, hub: "Hub", principal: Principal) -> None:
        self.principal = principal
        self._hub = hub
        self._behind: deque[_Place] = deque()
        self._live: list[_Place] = []
        self._waiting: deque[Frame] = deque()
        self._waiting_bytes = 0
        self._ready = asyncio.Event()
        self._end: Ended | None = None

    def start(self, interest: Interest, reached: LogPosition | None = None) -> None:
        """Hear this, besides what is heard already; an event that lies in both comes once. `reached` says
        how far it was read before, if it was."""
        self._behind.append(_Place(interest, reached or interest.after))
        self._ready.set()

    async def frames(self, idle_s: float | None = None) -> AsyncGenerator[Frame | None, None]:
        """What is heard, without end. None whenever nothing came for `idle_s` seconds.

        Raises `StorageUnavailable` when the log cannot be read.
        """
        while True:
            while self._waiting:
                frame = self._waiting.popleft()
                self._waiting_bytes -= len(frame.body)
                yield frame
            if self._end is not None:
                raise self._end
            if self._behind:
                await self._catch_up()
                continue
            self._ready.clear()
            try:
                async with asyncio.timeout(idle_s):
                    await self._ready.wait()
            except TimeoutError:
                yield None

    def wants(self, event: LoggedEvent) -> bool:
        """Whether an event was asked for and the key may hear it."""
        asked = any(place.is_due(event) for place in self._live)
        return asked and may_hear(self.principal, event.event_type)

    def offer(self, frame: Frame) -> None:
        """Queue a frame. A consumer past the bound loses what waits and is told so."""
        if self._end is not None:
            return
        self._waiting.append(frame)
        self._waiting_bytes += len(frame.body)
        if len(self._waiting) > _MAX_WAITING_FRAMES or self._waiting_bytes > _MAX_WAITING_BYTES:
            self.end(Lagging())
        self._ready.set()

    def end(self, reason: Ended) -> None:
        """Stop the consumer; frames still waiting are dropped."""
        self._end = self._end or reason
        self._waiting.clear()
        self._ready.set()

    async def _catch_up(self) -> None:
        """Read one interest a stretch further; it goes live where the hub goes on."""
        place = self._behind[0]
        read = partial(
            read_on,
            principal=self.principal,
            interest=place.interest,
            position=place.reached,
            unless=[live.interest for live in self._live],
        )
        stretch = await self._hub.ports.database.read(read)
        for frame in stretch.frames:
            self.offer(frame)
        place.reached = stretch.position
        if stretch.done and self._hub.goes_on_from(stretch.position):
            self._live.append(self._behind.popleft())


class Hub:
    """Reads each event once and hands it to every subscription that wants it."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports
        self._position: LogPosition | None = None  # the last event handed out; None while nobody listens
        self._subscriptions: dict[int, set[Subscription]] = {}
        self._events = ports.bus.subscribe(EVENTS_TOPIC)
        self._keys = ports.bus.subscribe(API_KEYS_TOPIC)
        self._stopped = False

    async def check(self, caller: Caller, wanted: EventFilter) -> Interest:
        """What to `start`. Raises like `find_interest`."""
        return await self.ports.database.read(partial(find_interest, caller=caller, wanted=wanted))

    def subscribe(self, principal: Principal) -> Subscription:
        """A place that hears nothing until `Subscription.start`. Give it back with `unsubscribe`."""
        subscription = Subscription(self, principal)
        self._subscriptions.setdefault(principal.scope.organization_no, set()).add(subscription)
        if self._stopped:
            subscription.end(Stopping())
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        place = self._subscriptions.get(subscription.principal.scope.organization_no, set())
        place.discard(subscription)
        if not place:
            self._subscriptions.pop(subscription.principal.scope.organization_no, None)

    def goes_on_from(self, position: LogPosition) -> bool:
        """Whether everything after `position` is yet to be handed out. It is when nothing is being handed
        out: then that begins here."""
        if self._position is None:
            self._position = position
            self.ports.bus.publish(EVENTS_TOPIC)
        return self._position <= position

    def stop(self) -> None:
        """End every subscription, also those to come."""
        self._stopped = True
        for place in self._subscriptions.values():
            for subscription in place:
                subscription.end(Stopping())

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
            except Exception:  # noqa: BLE001 - nothing may keep events from everybody for good
                _log.exception("events not handed out")

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
            except Exception:  # noqa: BLE001 - keys must be looked at again
                _log.exception("API keys not renewed")
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
                if frame is None:
                    frame = Frame(event_id=event.event_id, body=with_bodies(event.payload, event.bodies))
                subscription.offer(frame)

    async def _renew_principals(self) -> None:
        subscriptions = [each for place in self._subscriptions.values() for each in place]
        principals = {each.principal.api_key_id: each.principal for each in subscriptions}

        def work(tx: Tx) -> dict[str, ApiKey | None]:
            return {api_key_id: _current_key(tx, principal) for api_key_id, principal in principals.items()}

        keys = await self.ports.database.read(work)
        for subscription in subscriptions:
            key = keys[subscription.principal.api_key_id]
            if key is None or (key.expires_at or maxsize) <= self.ports.clock.now_ms():
                subscription.end(Revoked())
            else:
                subscription.principal = replace(subscription.principal, permissions=key.permissions)


def _read_on(tx: Tx, after: LogPosition) -> tuple[list[LoggedEvent], bool]:
    return read_events(tx, after, _READ_AT_ONCE), events_are_held_back(tx)


def _current_key(tx: Tx, principal: Principal) -> ApiKey | None:
    scope = Scope(organization_no=principal.scope.organization_no)
    return api_keys.find_api_key(tx, scope, principal.api_key_id)
