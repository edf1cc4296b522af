"""Listeners that come back: they hear what they missed, in order and once, and then what happens next."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import msgspec
import pytest
from tests.conftest import FixedClock
from tests.ports.tenant import OUTSIDE, Tenant, mail, receive

from pillarbox.domain.access import Permission
from pillarbox.domain.errors import EventExpired, ValidationFailed
from pillarbox.domain.jobs import Lane
from pillarbox.ports import Database, Ports, Tx
from pillarbox.services import inboxes, listening, messages, retention, stream
from pillarbox.services.listening import OLDEST, EventFilter
from pillarbox.services.stream import Hub, Stopping, Subscription
from pillarbox.tables import jobs

ADA, BEN = "ada@x.test", "ben@x.test"
WAIT_S = 20
DAY_MS = 86_400_000
T = TypeVar("T")


@pytest.fixture(autouse=True)
def short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few events fill a stretch of the log."""
    monkeypatch.setattr(listening, "_LOOKED_AT_ONCE", 3)


@pytest.fixture
async def hub(ports: Ports, tenant: Tenant) -> AsyncIterator[Hub]:
    """A hub at work, over the inboxes ada and ben."""
    await tenant.inbox("ada")
    await tenant.inbox("ben")
    hub = Hub(ports)
    task = asyncio.create_task(hub.follow())
    yield hub
    task.cancel()


class Listener:
    """A subscription and what it hears."""

    def __init__(self, hub: Hub, tenant: Tenant) -> None:
        self.subscription: Subscription = hub.subscribe(tenant.principal)
        self.heard: list[str] = []
        self._hub = hub
        self._tenant = tenant
        self._frames = self.subscription.frames()

    async def add(
        self,
        after: str | None = None,
        inbox_ids: Sequence[str] = (),
        event_types: Sequence[str] = (),
    ) -> "Listener":
        asked = EventFilter(after=after, inbox_ids=inbox_ids, event_types=event_types)
        self.subscription.start(await self._hub.check(self._tenant.caller(), asked))
        return self

    async def hear(self, count: int = 1) -> list[str]:
        """The ids of the messages that the next events tell of."""
        told = []
        for _ in range(count):
            frame = await asyncio.wait_for(anext(self._frames), WAIT_S)
            assert frame is not None
            self.heard.append(frame.event_id)
            event = msgspec.json.decode(frame.body)
            told.append((event.get("message") or event.get("send"))["message_id"])
        return told


async def take_in(ports: Ports, *names: str | int, to: str = ADA) -> list[str]:
    """The Message-IDs of new mails."""
    ids = [f"<{name}@y>" for name in names]
    for message_id in ids:
        await receive(ports, mail(message_id), to)
    return ids


async def last_event(ports: Ports, hub: Hub, tenant: Tenant) -> str:
    """The id of the event of a mail that comes in now."""
    listener = await Listener(hub, tenant).add()
    await take_in(ports, "seen")
    await listener.hear()
    hub.unsubscribe(listener.subscription)
    return listener.heard[0]


async def test_what_was_missed_comes_before_what_is_new(ports: Ports, tenant: Tenant, hub: Hub) -> None:
    seen = await last_event(ports, hub, tenant)
    missed = await take_in(ports, *range(10))
    listener = await Listener(hub, tenant).add(after=seen)
    assert await listener.hear(10) == missed
    assert await take_in(ports, "new") == await listener.hear()


@pytest.mark.parametrize("others", [0, 2])
async def test_no_event_is_lost_or_repeated_where_the_log_meets_the_present(
    ports: Ports, tenant: Tenant, hub: Hub, others: int
) -> None:
    seen = await last_event(ports, hub, tenant)
    for _ in range(others):
        await Listener(hub, tenant).add()
    ids = [f"<{number}@y>" for number in range(40)]
    coming = asyncio.create_task(take_in(ports, *range(40)))
    listeners = []
    for _ in range(4):
        listeners.append(await Listener(hub, tenant).add(after=seen))
        await listeners[-1].hear(2)
    for listener in listeners:
        assert await listener.hear(38) == ids[2:]
        assert len(set(listener.heard)) == 40
    await coming


class Interrupted:
    """A database where something happens right after the next read that is not the hub's."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.hub: asyncio.Task[None] | None = None
        self.dialect = database.dialect
        self.then: Callable[[], Awaitable[None]] | None = None

    async def write(self, work: Callable[[Tx], T]) -> T:
        return await self._database.write(work)

    async def read(self, work: Callable[[Tx], T]) -> T:
        found = await self._database.read(work)
        if self.then is not None and asyncio.current_task() is not self.hub:
            then, self.then = self.then, None
            await then()
        return found


async def test_an_event_handed_out_while_the_log_is_read_is_not_lost(ports: Ports, tenant: Tenant) -> None:
    await tenant.inbox("ada")
    database = Interrupted(ports.database)
    hub = Hub(replace(ports, database=database))
    following = database.hub = asyncio.create_task(hub.follow())
    other = await Listener(hub, tenant).add()
    await take_in(ports, "seen")
    await other.hear()
    listener = await Listener(hub, tenant).add(after=other.heard[0])

    async def meanwhile() -> None:
        await take_in(ports, "meanwhile")
        await other.hear()

    database.then = meanwhile
    assert await listener.hear() == ["<meanwhile@y>"]
    assert await take_in(ports, "new") == await listener.hear()
    following.cancel()


async def test_what_was_read_from_the_log_is_not_told_again_by_a_hub_behind(
    ports: Ports, tenant: Tenant
) -> None:
    await tenant.inbox("ada")
    hub = Hub(ports)
    early = await Listener(hub, tenant).add()
    beginning = asyncio.create_task(early.hear())
    await take_in(ports, "first")
    following = asyncio.create_task(hub.follow())
    await beginning
    following.cancel()
    missed = await take_in(ports, 1, 2)
    late = await Listener(hub, tenant).add(after=early.heard[0])
    assert await late.hear(2) == missed
    following = asyncio.create_task(hub.follow())
    assert await early.hear(2) == missed
    assert await take_in(ports, "new") == await late.hear()
    following.cancel()


async def test_a_long_absence_is_no_reason_to_be_let_go(
    ports: Ports, tenant: Tenant, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "_MAX_WAITING_FRAMES", 4)
    missed = await take_in(ports, *range(20))
    listener = await Listener(hub, tenant).add(after=OLDEST)
    for message_id in missed:
        assert await listener.hear() == [message_id]


async def test_everything_that_is_kept_can_be_asked_for(ports: Ports, tenant: Tenant, hub: Hub) -> None:
    ids = await take_in(ports, 1, 2)
    assert await (await Listener(hub, tenant).add(after=OLDEST)).hear(2) == ids


async def test_what_is_missed_is_told_within_filter_scope_and_permissions(
    ports: Ports, tenant: Tenant, hub: Hub
) -> None:
    stranger = await Tenant.create(ports)
    await stranger.inbox("eve")
    ben = await tenant.inbox("ben2")
    for name, to, address in (
        ("ada", ADA, "127.0.0.1"),
        ("ben2", ben.inbox_id, "127.0.0.1"),
        ("hidden", ADA, OUTSIDE),
        ("eve", "eve@x.test", "127.0.0.1"),
        ("end", ADA, "127.0.0.1"),
    ):
        await receive(ports, mail(f"<{name}@y>"), to, client_address=address)
    assert await (await Listener(hub, tenant).add(after=OLDEST)).hear(3) == ["<ada@y>", "<ben2@y>", "<end@y>"]
    narrow = await Listener(hub, tenant).add(after=OLDEST, inbox_ids=[ADA])
    assert await narrow.hear(2) == ["<ada@y>", "<end@y>"]
    assert await (await Listener(hub, tenant.keyed_to(ben)).add(after=OLDEST)).hear() == ["<ben2@y>"]
    assert await (await Listener(hub, stranger).add(after=OLDEST)).hear() == ["<eve@y>"]
    named = ["message.received.unauthenticated"]
    assert await (await Listener(hub, tenant).add(after=OLDEST, event_types=named)).hear() == ["<hidden@y>"]
    deaf = await Listener(hub, tenant.restricted(Permission.INBOX_READ)).add(after=OLDEST)
    deaf.subscription.end(Stopping())
    with pytest.raises(Stopping):
        await deaf.hear()


async def test_two_subscribes_of_one_listener_tell_what_was_missed_once(
    ports: Ports, tenant: Tenant, hub: Hub
) -> None:
    seen = await last_event(ports, hub, tenant)
    await take_in(ports, 1, 2, 3, 4)
    await take_in(ports, "ben", to=BEN)
    listener = await Listener(hub, tenant).add(after=seen, inbox_ids=[ADA])
    await listener.add(after=seen)
    assert await listener.hear(4) == ["<1@y>", "<2@y>", "<3@y>", "<4@y>"]
    assert await listener.hear() == ["<ben@y>"]
    await take_in(ports, 5)
    assert await listener.hear() == ["<5@y>"]


async def test_the_event_of_a_deleted_message_keeps_its_place_and_tells_nothing(
    ports: Ports, tenant: Tenant, hub: Hub
) -> None:
    seen = await last_event(ports, hub, tenant)
    await take_in(ports, 1, 2)
    for message_id in ("<seen@y>", "<1@y>"):
        await messages.delete_message(ports, tenant.caller(ADA), message_id)
    assert await (await Listener(hub, tenant).add(after=seen)).hear() == ["<2@y>"]
    assert await ports.database.read(
        lambda tx: tx.all("SELECT count(*) FROM events WHERE message_no IS NULL AND length(payload) = 0")
    ) == [(2,)]


async def test_nothing_is_told_of_a_deleted_inbox(ports: Ports, tenant: Tenant, hub: Hub) -> None:
    await take_in(ports, 1)
    await take_in(ports, 2, to=BEN)
    await inboxes.delete_inbox(ports, tenant.caller(ADA))
    assert await (await Listener(hub, tenant).add(after=OLDEST)).hear() == ["<2@y>"]


async def test_an_event_that_is_no_longer_kept_is_said_to_be(
    ports: Ports, tenant: Tenant, hub: Hub, clock: FixedClock
) -> None:
    seen = await last_event(ports, hub, tenant)
    clock.ms += (ports.policy.event_retention_days + 1) * DAY_MS
    kept = await take_in(ports, "kept")
    await retention.schedule(ports)
    claimed = await ports.database.write(
        lambda tx: jobs.claim_jobs(tx, Lane.CHORES, now=clock.ms, lease_ms=1000, limit=10)
    )
    for job in claimed:
        if job.kind == "retention":
            await retention.forget(ports, job)
    with pytest.raises(EventExpired, match="no longer kept"):
        await Listener(hub, tenant).add(after=seen)
    assert await (await Listener(hub, tenant).add(after=OLDEST)).hear() == kept


async def test_an_event_of_another_tenant_is_as_unknown_as_one_that_never_was(
    ports: Ports, tenant: Tenant, hub: Hub
) -> None:
    seen = await last_event(ports, hub, tenant)
    stranger, ben = await Tenant.create(ports), await tenant.inbox("ben2")
    for listener in (Listener(hub, stranger), Listener(hub, tenant.keyed_to(ben))):
        for unknown in (seen, "f" * 32):
            with pytest.raises(EventExpired) as expired:
                await listener.add(after=unknown)
            assert expired.value.message == EventExpired(unknown).message


@pytest.mark.parametrize("after", ["", "1", "F" * 32, "' OR 1=1 --", "e" * 33])
async def test_what_is_no_event_id_is_refused(tenant: Tenant, hub: Hub, after: str) -> None:
    with pytest.raises(ValidationFailed):
        await Listener(hub, tenant).add(after=after)


async def test_a_hub_that_stops_ends_its_listeners_and_those_to_come(tenant: Tenant, hub: Hub) -> None:
    before = await Listener(hub, tenant).add()
    hub.stop()
    for listener in (before, Listener(hub, tenant)):
        with pytest.raises(Stopping):
            await listener.hear()
