"""Sends events to webhooks: claims what is due, sends side by side, settles in batches.

At least once: a delivery is stored with its event and leaves the queue only when its outcome is stored. Those
of one webhook are sent in the order of their events, one after another while the webhook keeps up. When many
wait or it is slow, only those of one thread are, and threads go side by side. One that fails waits for its
time without holding up the others.
"""

import asyncio
import secrets
from functools import partial

import structlog

from pillarbox.domain.errors import StorageUnavailable
from pillarbox.domain.events import EVENTS_TOPIC
from pillarbox.domain.webhooks import (
    WEBHOOKS_TOPIC,
    Attempt,
    Delivery,
    DeliveryState,
    Webhook,
    retry_delay_ms,
    signed_headers,
)
from pillarbox.ports import Ports, Tx
from pillarbox.tables import webhook_deliveries, webhooks
from pillarbox.tables.webhook_deliveries import Settlement
from pillarbox.wire.events import with_bodies

LEASE_MS = 120_000  # longer than a claimed delivery can wait for its turn and its answer
_HELD_OVERALL = 1024
_HELD_AT_MOST = 64
_HELD_WHILE_SLOW = 8
_HELD_AT_FIRST = 4
_SENDING_OVERALL = 256
_SENDING_PER_WEBHOOK = 16
_SLOW_MS = 1_000
_POLL_S = 2.0
_LONGEST_SLEEP_S = 30.0
_PRODUCT_TOKEN = "Pillarbox-Webhooks/1"  # noqa: S105 - RFC 9110 §10.1.5
_log = structlog.get_logger()


class _Lane:
    """What is held for one webhook, claimed to be sent. Few at first; more while the webhook answers quickly,
    so that those who are slow or dead never hold what others need."""

    def __init__(self) -> None:
        self.held = 0
        self.most = _HELD_AT_FIRST
        self.slow = False
        self.stumbles = 0  # when this grows, what waits behind its turn goes back to the queue
        self.turn = asyncio.Semaphore(_SENDING_PER_WEBHOOK)
        self.last: asyncio.Task[None] | None = None
        self.last_of_thread: dict[int, asyncio.Task[None]] = {}

    @property
    def room(self) -> int:
        return self.most - self.held

    def before(self, thread_no: int | None, *, crowded: bool) -> list[asyncio.Task[None]]:
        """What a new delivery has to wait for."""
        of_thread = None if thread_no is None else self.last_of_thread.get(thread_no)
        of_all = None if crowded or self.slow else self.last
        return [task for task in (of_thread, of_all) if task is not None]

    def note(self, attempt: Attempt) -> None:
        """Learn from an answer, or from its absence, how many to hold."""
        self.slow = attempt.duration_ms > _SLOW_MS
        if self.slow or not attempt.succeeded:
            self.most = _HELD_WHILE_SLOW if attempt.succeeded else _HELD_AT_FIRST
            self.stumbles += 1
        else:
            self.most = min(2 * self.most, _HELD_AT_MOST)


class WebhookRunner:
    """One worker. Any number may run against one database."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._events = ports.bus.subscribe(EVENTS_TOPIC)
        self._changes = ports.bus.subscribe(WEBHOOKS_TOPIC)
        self._anyone = False  # whether this server has webhooks at all
        self._look = asyncio.Event()
        self._lanes: dict[int, _Lane] = {}  # by webhook, while something is held for it or it is slow
        self._crowded: set[int] = set()  # webhooks that many deliveries wait for
        self._sending = asyncio.Semaphore(_SENDING_OVERALL)
        self._outcomes: list[Settlement] = []
        self._settle = asyncio.Event()

    async def run(self) -> None:
        """Work until cancelled. What is under way at that moment comes due again when its lease ends."""
        if self._ports.database.dialect == "sqlite":  # which one process has for itself
            now = self._ports.clock.now_ms()
            await self._ports.database.write(partial(webhook_deliveries.release_leases, now=now))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_webhooks())
            group.create_task(self._watch_events())
            group.create_task(self._settle_outcomes())
            group.create_task(self._dispatch(group))

    async def _watch_webhooks(self) -> None:
        """Know whether there are webhooks, so that mail costs nothing here while there are none."""
        while True:
            try:
                self._anyone = await self._ports.database.read(webhooks.any_webhook)
            except StorageUnavailable as error:
                _log.warning("webhooks not readable", reason=str(error))
            except Exception:  # noqa: BLE001 - they must be looked for again
                _log.exception("webhooks not read")
            self._look.set()
            await self._changes.wait(timeout_s=_LONGEST_SLEEP_S)

    async def _watch_events(self) -> None:
        while True:
            await self._events.wait(timeout_s=_POLL_S)
            if self._anyone:
                self._look.set()

    async def _dispatch(self, group: asyncio.TaskGroup) -> None:
        sleep_s = _LONGEST_SLEEP_S
        while True:
            try:
                async with asyncio.timeout(sleep_s):
                    await self._look.wait()
            except TimeoutError:
                pass
            self._look.clear()
            try:
                claimed, sleep_s = await self._claim()
            except Exception:  # noqa: BLE001 - the runner outlives whatever goes wrong in one round
                _log.exception("webhook deliveries not claimed")
                sleep_s = _POLL_S
                continue
            for delivery in claimed:
                self._take(group, delivery)

    async def _claim(self) -> tuple[list[Delivery], float]:
        """Deliveries to send now, and how many seconds until others come due."""
        now = self._ports.clock.now_ms()
        waiting = await self._ports.database.read(partial(webhook_deliveries.waiting_lines, now=now))
        wanted: dict[int, int] = {}
        left = _HELD_OVERALL - sum(lane.held for lane in self._lanes.values())
        for line in sorted(waiting, key=lambda line: line.due_at):  # whoever waits longest comes first
            lane = self._lanes.get(line.webhook_no)
            room = min(left, lane.room if lane else _HELD_AT_FIRST)
            if line.due_at <= now and room > 0:
                wanted[line.webhook_no] = room
                left -= room
        self._crowded = {line.webhook_no for line in waiting if line.crowded}
        later = [line.due_at for line in waiting if line.due_at > now]
        sleep_s = min([_LONGEST_SLEEP_S, *((due_at - now) / 1000 for due_at in later)])
        if not wanted:
            return [], sleep_s
        claim = partial(webhook_deliveries.claim_deliveries, wanted=wanted, now=now, lease_ms=LEASE_MS)
        return await self._ports.database.write(claim), sleep_s

    def _take(self, group: asyncio.TaskGroup, delivery: Delivery) -> None:
        """Let a claimed delivery go its way, behind those it has to follow."""
        lane = self._lanes.setdefault(delivery.webhook_no, _Lane())
        lane.held += 1
        before = lane.before(delivery.thread_no, crowded=delivery.webhook_no in self._crowded)
        task = group.create_task(self._deliver(lane, delivery, before))
        lane.last = task
        if delivery.thread_no is not None:
            lane.last_of_thread[delivery.thread_no] = task

    async def _deliver(self, lane: _Lane, delivery: Delivery, before: list[asyncio.Task[None]]) -> None:
        """Send when it is this delivery's turn, and hand in the outcome."""
        stumbles = lane.stumbles
        try:
            if before:
                await asyncio.wait(before)
            async with lane.turn, self._sending:
                if lane.stumbles == stumbles:
                    outcome = await self._outcome(lane, delivery)
                else:
                    outcome = _handed_back(delivery)
                self._outcomes.append(outcome)
                self._settle.set()
        except Exception:  # noqa: BLE001 - the lease brings it back; the others must go on
            _log.exception("webhook delivery failed", delivery=delivery.delivery_no)
        finally:
            self._let_go(lane, delivery)

    def _let_go(self, lane: _Lane, delivery: Delivery) -> None:
        lane.held -= 1
        thread_no = delivery.thread_no
        if thread_no is not None and lane.last_of_thread.get(thread_no) is asyncio.current_task():
            del lane.last_of_thread[thread_no]
        if not lane.held and not lane.slow:
            del self._lanes[delivery.webhook_no]
        if 2 * lane.held <= lane.most:
            self._look.set()

    async def _outcome(self, lane: _Lane, delivery: Delivery) -> Settlement:
        found = await self._ports.database.read(lambda tx: _recipient_and_frame(tx, delivery))
        if found is None:
            return _settled(delivery, None, DeliveryState.CANCELLED)
        attempt = await send(self._ports, found[0], delivery.delivery_id, found[1])
        lane.note(attempt)
        if attempt.succeeded:
            return _settled(delivery, attempt, DeliveryState.DELIVERED)
        failures = delivery.failures + 1
        delay = retry_delay_ms(failures, secrets.randbelow(1_000_001) / 1_000_000)
        if delay is None:
            return _settled(delivery, attempt, DeliveryState.FAILED, failures=failures)
        due_at = self._ports.clock.now_ms() + delay
        return _settled(delivery, attempt, DeliveryState.PENDING, failures=failures, due_at=due_at)

    async def _settle_outcomes(self) -> None:
        """Store outcomes as they come, as many at once as have gathered."""
        while True:
            await self._settle.wait()
            self._settle.clear()
            outcomes, self._outcomes = self._outcomes, []
            settle = partial(
                webhook_deliveries.settle_deliveries, settlements=outcomes, now=self._ports.clock.now_ms()
            )
            try:
                await self._ports.database.write(settle)
            except Exception:  # noqa: BLE001 - their leases bring them back
                _log.exception("webhook deliveries not settled", count=len(outcomes))
                continue
            if any(outcome.due_at is not None for outcome in outcomes):
                self._look.set()


async def send(ports: Ports, webhook: Webhook, delivery_id: str, frame: bytes) -> Attempt:
    """One signed request to a webhook's URL, and what came of it. Never fails."""
    at = ports.clock.now_ms()
    headers = {
        "user-agent": _PRODUCT_TOKEN,
        **{name.lower(): value for name, value in webhook.headers.items()},
        "content-type": "application/json",
        **signed_headers(webhook, delivery_id, at, frame),
    }
    answer = await ports.http.post(webhook.url, headers, frame)
    duration_ms = ports.clock.now_ms() - at
    return Attempt(at=at, duration_ms=duration_ms, status=answer.status, problem=answer.problem)


def _recipient_and_frame(tx: Tx, delivery: Delivery) -> tuple[Webhook, bytes] | None:
    """None when the webhook is gone or disabled, or when the event is gone with its message or inbox."""
    webhook = webhooks.find_recipient(tx, delivery.webhook_no)
    if webhook is None:
        return None
    parts = webhook_deliveries.find_frame_parts(tx, delivery.event_id)
    return None if parts is None else (webhook, with_bodies(*parts))


def _handed_back(delivery: Delivery) -> Settlement:
    """As it was before it was claimed, in its old place."""
    return _settled(delivery, None, delivery.state, failures=delivery.failures, due_at=delivery.created_at)


def _settled(
    delivery: Delivery,
    attempt: Attempt | None,
    state: DeliveryState,
    *,
    failures: int = 0,
    due_at: int | None = None,
) -> Settlement:
    return Settlement(delivery=delivery, attempt=attempt, state=state, failures=failures, due_at=due_at)
