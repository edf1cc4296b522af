"""The event log: what it holds of a mail, and that a reader passes over nothing."""

import asyncio
from collections.abc import Callable

import msgspec
import pytest
from tests.conftest import AnyDatabase
from tests.ports.tenant import OUTSIDE, Tenant, mail, receive

from pillarbox.domain.events import EventType
from pillarbox.ports import Ports, Tx
from pillarbox.services import inboxes, messages
from pillarbox.tables.events import (
    START,
    LogPosition,
    NewEvent,
    append_events,
    events_are_held_back,
    last_position,
    read_events,
)
from pillarbox.wire.events import MAX_FRAME_BYTES, with_bodies

ADA = "ada@x.test"


def event(name: str) -> NewEvent:
    return NewEvent(
        event_id=name,
        organization_no=1,
        pod_no=None,
        inbox_no=None,
        event_type=EventType.MESSAGE_SENT,
        message_no=None,
        payload=b"{}",
        created_at=0,
    )


async def append(database: AnyDatabase, *names: str) -> None:
    await database.write(lambda tx: append_events(tx, [event(name) for name in names]))


async def read(database: AnyDatabase, after: LogPosition = START, limit: int = 100) -> list[str]:
    return [found.event_id for found in await database.read(lambda tx: read_events(tx, after, limit))]


async def test_events_are_read_in_order_and_on_from_any_of_them(database: AnyDatabase) -> None:
    assert await database.read(last_position) == START
    await append(database, "a", "b")
    await append(database, "c")
    first, second, third = await database.read(lambda tx: read_events(tx, START, 10))
    assert [first.event_id, second.event_id, third.event_id] == ["a", "b", "c"]
    assert await read(database, first.position, limit=1) == ["b"]
    assert await database.read(last_position) == third.position


async def test_an_event_after_a_deleted_one_is_not_passed_over(database: AnyDatabase) -> None:
    await append(database, "a", "b")
    position = await database.read(last_position)
    await database.write(lambda tx: tx.execute("DELETE FROM events WHERE event_id = 'b'"))
    await append(database, "c")
    assert await read(database, position) == ["c"]


class Held:
    """A transaction that runs `work` and then stays open until it is let go."""

    def __init__(self, database: AnyDatabase, work: Callable[[Tx], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._began, self._go_on = asyncio.Event(), asyncio.Event()
        self._work = work
        self._task = asyncio.create_task(database.write(self._run))

    def _run(self, tx: Tx) -> None:
        self._work(tx)
        tx.one("SELECT 1 FROM events LIMIT 1")  # so that rows that wait are written
        self._loop.call_soon_threadsafe(self._began.set)
        asyncio.run_coroutine_threadsafe(self._go_on.wait(), self._loop).result(timeout=20)

    async def begin(self) -> None:
        await asyncio.wait_for(self._began.wait(), 20)

    async def commit(self) -> None:
        self._go_on.set()
        await self._task


@pytest.fixture
def concurrent(database: AnyDatabase) -> AnyDatabase:
    if database.dialect == "sqlite":
        pytest.skip("SQLite has one writer: no two transactions are open at once")
    return database


async def test_an_event_waits_for_an_older_transaction(concurrent: AnyDatabase) -> None:
    older = Held(concurrent, lambda tx: append_events(tx, [event("a")]))
    await older.begin()
    await append(concurrent, "b")
    assert await read(concurrent) == []
    assert await concurrent.read(last_position) == START
    assert await concurrent.read(events_are_held_back)
    await older.commit()
    assert await read(concurrent) == ["a", "b"]
    assert not await concurrent.read(events_are_held_back)


async def test_a_younger_transaction_with_a_lower_number_is_not_passed_over(concurrent: AnyDatabase) -> None:
    def take_an_id(tx: Tx) -> None:
        tx.one("SELECT pg_current_xact_id()")

    numbered = asyncio.Event()
    loop = asyncio.get_running_loop()

    def older(tx: Tx) -> None:
        take_an_id(tx)
        loop.call_soon_threadsafe(started.set)
        asyncio.run_coroutine_threadsafe(numbered.wait(), loop).result(timeout=20)
        append_events(tx, [event("older, higher number")])

    started = asyncio.Event()
    first = asyncio.create_task(concurrent.write(older))
    await asyncio.wait_for(started.wait(), 20)
    younger = Held(concurrent, lambda tx: append_events(tx, [event("younger, lower number")]))
    await younger.begin()
    numbered.set()
    await first
    (seen,) = await concurrent.read(lambda tx: read_events(tx, START, 10))
    await younger.commit()
    assert seen.event_id == "older, higher number"
    assert await read(concurrent, seen.position) == ["younger, lower number"]


async def frames(ports: Ports) -> list[bytes]:
    found = await ports.database.read(lambda tx: read_events(tx, START, 100))
    return [with_bodies(event.payload, event.bodies) for event in found]


async def test_a_received_mail_is_told_of_with_its_bodies_and_thread(ports: Ports, tenant: Tenant) -> None:
    await tenant.inbox("ada")
    await receive(ports, mail("<1@y>", text='Say "hi" \\ {}\n'))
    (frame,) = await frames(ports)
    told = msgspec.json.decode(frame)
    assert (told["type"], told["event_type"]) == ("event", "message.received")
    assert told["message"]["text"] == 'Say "hi" \\ {}\n'
    assert told["message"]["extracted_text"] == 'Say "hi" \\ {}'
    assert told["message"]["from"] == told["message"]["from_"] == "Ann <ann@y.test>"
    assert (told["thread"]["message_count"], told["thread"]["last_message_id"]) == (1, "<1@y>")


async def test_mail_of_an_unknown_client_has_an_event_type_of_its_own(ports: Ports, tenant: Tenant) -> None:
    await tenant.inbox("ada")
    await receive(ports, mail("<1@y>"), client_address=OUTSIDE)
    (frame,) = await frames(ports)
    assert msgspec.json.decode(frame)["event_type"] == "message.received.unauthenticated"


async def test_a_frame_is_at_most_a_megabyte(ports: Ports, tenant: Tenant) -> None:
    await tenant.inbox("ada")
    await receive(ports, mail("<1@y>", text="x" * (MAX_FRAME_BYTES // 3)))
    await receive(ports, mail("<2@y>", text="y" * MAX_FRAME_BYTES))
    small, large = map(msgspec.json.decode, await frames(ports))
    assert len(small["message"]["text"]) == MAX_FRAME_BYTES // 3
    assert "text" not in large["message"]
    assert large["message"]["message_id"] == "<2@y>"


async def test_a_frame_is_at_most_a_megabyte_whatever_the_headers_hold(ports: Ports, tenant: Tenant) -> None:
    await tenant.inbox("ada")
    crowd = ",\r\n ".join(f'"{"n" * 900}{number}" <u{number}@y.test>' for number in range(1000))
    forwarded = "---------- Forwarded message ----------\nFrom: a@y.test\nSubject: Old\n\n" + "z " * 600_000
    await receive(ports, mail("<1@y>", to=crowd))
    await receive(ports, mail("<2@y>", text=forwarded, subject="Fwd: Old"))
    for frame in await frames(ports):
        assert len(frame) <= MAX_FRAME_BYTES
        assert {"message", "thread", "event_id"} <= msgspec.json.decode(frame).keys()


async def test_a_deleted_message_leaves_nothing_in_the_log(ports: Ports, tenant: Tenant) -> None:
    await tenant.inbox("ada")
    await receive(ports, mail("<1@y>", subject="Secret plans"))
    await messages.delete_message(ports, tenant.caller(ADA), "<1@y>")
    assert await frames(ports) == []


async def test_a_deleted_inbox_leaves_nothing_in_the_log(ports: Ports, tenant: Tenant) -> None:
    await tenant.inbox("ada")
    await receive(ports, mail("<1@y>"))
    await inboxes.delete_inbox(ports, tenant.caller(ADA))
    assert await frames(ports) == []
