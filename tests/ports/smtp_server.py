"""An SMTP server on loopback with inboxes that a test can watch and hold up, and a raw client for it."""

import asyncio
import mmap
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import FixedClock

from pillarbox.domain.envelope import RECIPIENT_OK, UNKNOWN_RECIPIENT, Envelope, Reply
from pillarbox.domain.messages import Letter
from pillarbox.edges.listener import Capacity, Listener
from pillarbox.edges.smtp.dialogue import Server
from pillarbox.edges.smtp.limits import Limits
from pillarbox.edges.smtp.mx import MxConnection
from pillarbox.edges.smtp.spool import Spool

HOST = "mx.pillarbox.test"
WAIT_S = 10.0
STORED = Reply(code=250, enhanced="2.0.0", text="Stored")


@dataclass(slots=True)
class Inboxes:
    """Takes all mail but that for `nobody`; `doom` raises, `slow` waits until `gate` opens."""

    mails: list[tuple[Envelope, bytes]] = field(default_factory=list)
    kinds: list[type] = field(default_factory=list)
    letters: list[Letter | None] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    held: asyncio.Event = field(default_factory=asyncio.Event)  # a slow mail has come

    def knows(self, address: str) -> bool:
        return address.startswith("known@")

    async def resolve(self, address: str) -> Reply:
        if address.startswith("unlucky@"):
            raise RuntimeError("the lookup broke")
        return UNKNOWN_RECIPIENT if address.startswith("nobody@") else RECIPIENT_OK

    async def accept(self, envelope: Envelope, raw: bytes | mmap.mmap, letter: Letter | None = None) -> Reply:
        recipient = envelope.recipients[0]
        if recipient.startswith("doom@"):
            raise RuntimeError("the disk burns")
        if recipient.startswith("slow@"):
            self.held.set()
            await self.gate.wait()
        self.mails.append((envelope, bytes(raw)))
        self.kinds.append(type(raw))
        self.letters.append(letter)
        return STORED


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """A running server."""

    port: int
    inboxes: Inboxes
    listener: Listener
    spool: Spool


@dataclass(frozen=True, slots=True)
class RawClient:
    """Octets over a socket; every wait is bounded."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def reply(self) -> str:
        """The next reply, its lines joined by a space; "" when the server has hung up."""
        lines = []
        while True:
            line = (await asyncio.wait_for(self.reader.readline(), WAIT_S)).decode().rstrip()
            lines.append(line)
            if line[3:4] != "-":
                return " ".join(lines)

    async def say(self, *lines: str) -> str:
        """The reply to the last of `lines`, which are sent together."""
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())
        for _ in lines[1:]:
            await self.reply()
        return await self.reply()

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await asyncio.wait_for(self.writer.drain(), WAIT_S)

    def reset(self) -> None:
        """Leave without a word (RFC 9293 §3.5.2)."""
        self.writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        self.writer.transport.abort()


@asynccontextmanager
async def serving(
    directory: Path,
    *,
    limits: Limits | None = None,
    capacity: Capacity | None = None,
    tls_context: ssl.SSLContext | None = None,
    implicit_tls: bool = False,
) -> AsyncIterator[SmtpServer]:
    """A server for the time of the block."""
    limits = limits or Limits()
    spool, listener, inboxes = Spool(directory, limits), Listener(capacity), Inboxes()
    server = Server(
        host=HOST, limits=limits, spool=spool, clock=FixedClock(), starttls=tls_context is not None
    )
    _, port = listener.start(
        lambda: MxConnection(server, inboxes, listener, tls_context),
        "127.0.0.1",
        0,
        tls_context=tls_context if implicit_tls else None,
    )
    try:
        yield SmtpServer(port=port, inboxes=inboxes, listener=listener, spool=spool)
    finally:
        await listener.stop(grace_s=0)


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[RawClient]:
    """A client that has not read the greeting yet."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield RawClient(reader, writer)
    finally:
        writer.transport.abort()


async def start_mail(client: RawClient, recipient: str = "b@pillarbox.test") -> None:
    """Read the greeting and go on until content is wanted."""
    assert (await client.reply()).startswith("220 ")
    await client.say("HELO client.test")
    wanted = await client.say("MAIL FROM:<a@client.test>", f"RCPT TO:<{recipient}>", "DATA")
    assert wanted.startswith("354 ")
