"""The client's end of an SMTP connection on loopback: one command, one reply."""

import asyncio
from time import monotonic
from typing import Self, cast

from bench.mails import Mail

HOST = "127.0.0.1"


class Refused(Exception):
    """The server answered otherwise than hoped, or hung up."""


class SmtpClient(asyncio.Protocol):
    """A connection past its greeting. One command at a time, never pipelined."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._reply = self._loop.create_future()

    @classmethod
    async def connect(cls, port: int) -> Self:
        """Raises `OSError`, `Refused`."""
        _, client = await asyncio.get_running_loop().create_connection(cls, HOST, port)
        await client._replied(b"220")
        await client.command(b"EHLO load.test\r\n", b"250")
        return client

    async def command(self, line: bytes, wanted: bytes) -> None:
        """Raises `Refused` when the reply does not begin with `wanted`, or when the server hung up before."""
        if self._transport.is_closing():
            raise Refused("the connection is closed")
        self._reply = self._loop.create_future()
        self._transport.write(line)
        await self._replied(wanted)

    async def send(self, mail: Mail) -> float:
        """The monotonic time at which the final dot was handed to the system. Raises `Refused`."""
        await self.command(b"MAIL FROM:<sender@load.test>\r\n", b"250")
        await self.command(b"RCPT TO:<%b>\r\n" % mail.recipient, b"250")
        await self.command(b"DATA\r\n", b"354")
        self._reply = self._loop.create_future()
        self._transport.write(mail.content)
        dot_at = monotonic()
        await self._replied(b"250")
        return dot_at

    def close(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(b"QUIT\r\n")
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not data.endswith(b"\n"):
            return
        last = self._received.rfind(b"\n", 0, -1) + 1
        if self._received[last + 3 : last + 4] != b"-" and not self._reply.done():
            self._reply.set_result(bytes(self._received[last:]))
            self._received.clear()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._reply.done():
            self._reply.set_exception(Refused(f"connection lost: {exc}"))

    async def _replied(self, wanted: bytes) -> None:
        reply: bytes = await self._reply
        if not reply.startswith(wanted):
            raise Refused(reply.decode(errors="replace").strip())
