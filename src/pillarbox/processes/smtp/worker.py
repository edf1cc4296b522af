"""`python -m pillarbox.processes.smtp.worker`: clients on sockets, what to do about their mail over its
standard input. It ends with that, so it never outlives the server.
"""

import asyncio
import gc
import mmap
import socket
import sys
from itertools import count
from typing import assert_never

import structlog

from pillarbox.backends.clock import SystemClock
from pillarbox.domain.envelope import RECIPIENT_OK, Envelope, Reply
from pillarbox.domain.messages import Letter
from pillarbox.edges.smtp.mx import MxConnection
from pillarbox.edges.smtp.spool import SpooledContent
from pillarbox.net.event_loop import run
from pillarbox.observe import configure_logging
from pillarbox.processes.channel import Channel
from pillarbox.processes.frames import READY
from pillarbox.processes.helper import ignore_signals
from pillarbox.processes.smtp.messages import (
    Accept,
    Answer,
    End,
    Left,
    Resolve,
    Serve,
    Setup,
    decode_in_process,
    decode_setup,
    encode,
)
from pillarbox.services.known_recipients import KnownRecipients
from pillarbox.services.new_words import warm_up
from pillarbox.services.reading import read_mail_if_quick

_log = structlog.get_logger()


class _Worker:
    """Serves the clients that the server hands over, and asks it about their mail: is their `Mx`."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.failed = False
        self._channel = Channel(socket.socket(fileno=0), self._hear, self.ended.set)
        self._begun: _Begun | None = None
        self._clock = SystemClock()
        self._known = KnownRecipients(self._clock)
        self._numbers = count()
        self._answers: dict[int, asyncio.Future[Reply]] = {}
        self._connections: dict[int, asyncio.Task[MxConnection]] = {}
        self._ends: set[asyncio.Task[None]] = set()

    def knows(self, address: str) -> bool:
        return address in self._known

    async def resolve(self, address: str) -> Reply:
        number = next(self._numbers)
        reply = await self._ask(number, Resolve(number, address))
        if reply == RECIPIENT_OK:
            self._known.add(address)
        return reply

    async def accept(self, envelope: Envelope, raw: bytes | mmap.mmap) -> Reply:
        """Mail that takes long to read goes unread: it would hold up the other clients."""
        number = next(self._numbers)
        if isinstance(raw, SpooledContent):
            return await self._ask(number, Accept(number, envelope, None, None), raw.descriptor)
        assert self._begun is not None
        assert isinstance(raw, bytes)
        return await self._ask(number, Accept(number, envelope, raw, self._begun.read(raw, envelope)))

    def leave(self, number: int) -> None:
        """The connection of that number has ended."""
        del self._connections[number]
        self._channel.send(encode(Left(number)))

    async def _ask(self, number: int, question: Resolve | Accept, descriptor: int | None = None) -> Reply:
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        self._channel.send(encode(question), descriptor)
        try:
            return await answer
        finally:
            del self._answers[number]

    def _hear(self, payload: bytes) -> None:
        if self._begun is None:
            self._begin(decode_setup(payload))
            return
        message = decode_in_process(payload)
        match message:
            case Answer():
                answer = self._answers.get(message.number)
                if answer is not None and not answer.done():
                    answer.set_result(message.reply)
            case Serve():
                serving = self._serve(self._begun, message, self._channel.take_descriptor())
                self._connections[message.connection] = asyncio.create_task(serving)
            case End():
                end = asyncio.create_task(self._end(message))
                self._ends.add(end)
                end.add_done_callback(self._ends.discard)
            case _:
                assert_never(message)

    def _begin(self, setup: Setup) -> None:
        configure_logging(setup.log_format, setup.log_level)
        try:
            self._begun = _Begun(setup, self._clock)
        except OSError as error:
            smtp = setup.smtp
            _log.error(
                "smtp process cannot begin", reason=str(error), certificate=smtp.certificate, key=smtp.key
            )
            self.failed = True
            self.ended.set()
        else:
            self._channel.send(READY)

    async def _serve(self, begun: "_Begun", message: Serve, descriptor: int) -> MxConnection:
        connection = MxConnection(
            begun.server, self, _Place(self, message.connection), begun.tls, standing=message.standing
        )
        await asyncio.get_running_loop().connect_accepted_socket(
            lambda: connection, socket.socket(fileno=descriptor)
        )
        return connection

    async def _end(self, message: End) -> None:
        serving = self._connections.get(message.connection)
        if serving is None:
            return
        connection = await serving
        if message.at_once:
            connection.abort()
        else:
            connection.drain()


class _Begun:
    """What follows from the setup."""

    def __init__(self, setup: Setup, clock: SystemClock) -> None:
        """Raises `OSError` when the certificate cannot be used."""
        self.server = setup.smtp.server(clock)
        self.tls = setup.smtp.tls_context()
        self._setup = setup

    def read(self, raw: bytes, envelope: Envelope) -> Letter | None:
        return read_mail_if_quick(
            raw,
            return_path=envelope.return_path,
            domain=self._setup.domain,
            name_signatures=self._setup.name_signatures,
        )


class _Place:
    """The door that one connection came through: the server has counted it."""

    def __init__(self, worker: _Worker, number: int) -> None:
        self._worker = worker
        self._number = number

    def admit(self, connection: MxConnection, address: str) -> bool:
        return True

    def leave(self, connection: MxConnection) -> None:
        self._worker.leave(self._number)


async def _run() -> None:
    worker = _Worker()
    gc.freeze()
    await worker.ended.wait()
    if worker.failed:
        sys.exit(1)


def main() -> None:
    """Run until the server hangs up; clients that are still here are cut. Fails when it cannot begin."""
    ignore_signals()
    warm_up()
    run(_run())


if __name__ == "__main__":
    main()
