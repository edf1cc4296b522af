"""How a connection treats a client that does not keep its side."""

import asyncio
from pathlib import Path

import pytest
from tests.conftest import FixedClock
from tests.ports.smtp_server import WAIT_S, Inboxes

from pillarbox.edges.listener import Listener
from pillarbox.edges.smtp.dialogue import Server
from pillarbox.edges.smtp.limits import Limits
from pillarbox.edges.smtp.mx import MxConnection
from pillarbox.edges.smtp.spool import Spool

OK = b"250 2.0.0 Ok\r\n"


class Wire(asyncio.Transport):
    """A transport that keeps what is written, and knows whether it may read."""

    def __init__(self, extra: dict[str, object]) -> None:
        super().__init__(extra)
        self.written = b""
        self.reading = True
        self.news = asyncio.Event()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data
        self.news.set()

    async def says(self, end: bytes) -> None:
        """Waits until what is written ends so."""
        while not self.written.endswith(end):
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), WAIT_S)

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def is_closing(self) -> bool:
        return False

    def can_write_eof(self) -> bool:
        return False

    def close(self) -> None: ...


@pytest.fixture
def inboxes() -> Inboxes:
    return Inboxes()


@pytest.fixture
async def connection(tmp_path: Path, inboxes: Inboxes) -> MxConnection:
    limits = Limits(commands_per_mail=100_000)
    server = Server(
        host="mx.test", limits=limits, spool=Spool(tmp_path, limits), clock=FixedClock(), starttls=False
    )
    return MxConnection(server, inboxes, Listener())


@pytest.fixture
async def wire(connection: MxConnection) -> Wire:
    # Not None, so that the connection does not look for early input on a socket.
    wire = Wire({"peername": ("192.0.2.1", 25000), "sslcontext": "some"})
    connection.connection_made(wire)
    return wire


async def test_a_client_that_reads_no_replies_is_not_read_from(connection: MxConnection, wire: Wire) -> None:
    connection.pause_writing()
    assert not wire.reading
    connection.resume_writing()
    assert wire.reading
    connection.connection_lost(None)


async def test_others_have_their_turn_after_some_commands(connection: MxConnection, wire: Wire) -> None:
    connection.data_received(b"NOOP\r\n" * 120)
    assert wire.written.count(OK) == 50
    assert not wire.reading
    await asyncio.sleep(0)
    assert wire.written.count(OK) == 100
    await asyncio.sleep(0)
    assert wire.written.count(OK) == 120
    assert wire.reading
    connection.connection_lost(None)


async def test_a_client_that_reads_no_replies_gets_no_turn(connection: MxConnection, wire: Wire) -> None:
    connection.data_received(b"NOOP\r\n" * 1000)
    for _ in range(3):
        connection.pause_writing()
        await asyncio.sleep(0)
        assert wire.written.count(OK) == 50
        connection.resume_writing()
        assert not wire.reading
    await wire.says(OK * 1000)
    connection.connection_lost(None)


async def test_a_turn_that_is_due_does_not_outlast_the_connection(
    connection: MxConnection, wire: Wire
) -> None:
    connection.data_received(b"NOOP\r\n" * 120)
    connection.connection_lost(None)
    await asyncio.sleep(0)
    assert wire.written.count(OK) == 50


async def test_who_has_more_turns_to_come_is_told_that_the_server_stops(
    connection: MxConnection, wire: Wire
) -> None:
    connection.data_received(b"NOOP\r\n" * 120)
    connection.drain()
    await asyncio.sleep(0)
    assert wire.written.endswith(OK + b"421 4.3.2 Shutting down, try again later\r\n")
    assert wire.written.count(OK) == 50
    connection.connection_lost(None)


async def test_little_is_read_ahead_while_a_mail_is_being_stored(
    connection: MxConnection, wire: Wire, inboxes: Inboxes
) -> None:
    connection.data_received(b"HELO c.test\r\n")
    connection.data_received(b"MAIL FROM:<a@c.test>\r\nRCPT TO:<slow@pillarbox.test>\r\n")
    await wire.says(b"Recipient ok\r\n")
    connection.data_received(b"DATA\r\n")
    connection.data_received(b"Hi\r\n.\r\n")
    await asyncio.wait_for(inboxes.held.wait(), WAIT_S)
    connection.data_received(b"NOOP\r\n" * 1000)
    assert wire.reading
    connection.data_received(b"NOOP\r\n" * 12_000)
    assert not wire.reading
    inboxes.gate.set()
    await wire.says(b"Stored\r\n" + b"250 2.0.0 Ok\r\n" * 13_000)
    assert wire.reading
    connection.connection_lost(None)


async def test_a_client_that_left_needs_no_goodbye(connection: MxConnection, wire: Wire) -> None:
    greeting = wire.written
    connection.connection_lost(None)
    connection.drain()
    assert wire.written == greeting


async def test_a_client_that_left_before_its_greeting_is_nobody_we_know(
    connection: MxConnection, inboxes: Inboxes
) -> None:
    connection.connection_made(Wire({"peername": None, "sslcontext": "some"}))
    connection.data_received(b"HELO c.test\r\n")
    connection.data_received(
        b"MAIL FROM:<a@c.test>\r\nRCPT TO:<known@pillarbox.test>\r\nBDAT 4 LAST\r\nHi\r\n"
    )
    await asyncio.sleep(0)
    assert [envelope.client_address for envelope, _ in inboxes.mails] == ["unknown"]
    connection.connection_lost(None)
