"""The SMTP process as the server sees it."""

import asyncio
import mmap
import os
import socket
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Final, Protocol, assert_never

from pillarbox.domain.envelope import Envelope, Reply
from pillarbox.domain.messages import Letter
from pillarbox.edges.listener import Listener
from pillarbox.edges.smtp.mx import MxConnection, reply_of
from pillarbox.edges.smtp.protocol import Standing
from pillarbox.processes.channel import Channel
from pillarbox.processes.helper import Helper
from pillarbox.processes.smtp.messages import (
    Accept,
    Answer,
    End,
    Left,
    Resolve,
    Serve,
    Setup,
    decode_in_server,
    encode,
)

_CROWD_LASTS_S: Final = 1.0
_IDLE_S: Final = 600.0
_MODULE: Final = "pillarbox.processes.smtp.worker"


class Mx(Protocol):
    """Decides about mail, as `edges.smtp.mx.Mx` does, also when the mail was read already."""

    async def resolve(self, address: str) -> Reply: ...

    async def accept(
        self, envelope: Envelope, raw: bytes | mmap.mmap, letter: Letter | None = None
    ) -> Reply: ...


class SmtpProcess:
    """Takes connections over in a crowd: `edges.smtp.mx.Mover` and `edges.listener.Taker`.

    Whether mail is taken is decided here, so it is stored before its 250 wherever its client is served. If
    the process dies, its clients lose their connections and come again.
    """

    def __init__(
        self,
        setup: Setup,
        mx: Mx,
        listener: Listener,
        *,
        crowded: Callable[[], bool],
        idle_s: float = _IDLE_S,
    ) -> None:
        """While it is `crowded`, it takes the connections that come, or have just sent a mail."""
        self._mx = mx
        self._listener = listener
        self._crowded = crowded
        self._crowd_until = 0.0
        self._moved: dict[int, _Moved] = {}
        self._answering: set[asyncio.Task[None]] = set()
        self._numbers = count()
        self._helper = Helper(
            _MODULE,
            on_payload=self._hear,
            on_lost=self._lost,
            idle_s=idle_s,
            in_use=lambda: bool(self._moved),
            setup=encode(setup),
        )

    @property
    def connections(self) -> int:
        """How many it serves."""
        return len(self._moved)

    def move(self, connection: MxConnection, descriptor: int, standing: Standing) -> bool:
        moved = self._hand_over(descriptor, standing)
        if moved is not None:
            self._listener.hand_over(connection, moved)
        return moved is not None

    def take(self, accepted: socket.socket, address: str) -> bool:
        if not self._listener.has_room(address):
            return False
        moved = self._hand_over(accepted.fileno(), None)
        return moved is not None and self._listener.admit(moved, address)

    def _hand_over(self, descriptor: int, standing: Standing | None) -> "_Moved | None":
        if not self._in_a_crowd():
            return None
        channel = self._helper.want()
        if channel is None:
            return None
        number = next(self._numbers)
        try:
            channel.send(encode(Serve(number, standing)), descriptor)
        except OSError:
            return None
        self._moved[number] = moved = _Moved(number, channel)
        return moved

    async def start(self) -> None:
        """Start the process and wait until it serves. Without one, clients are served here."""
        await self._helper.start()

    async def wait_ended(self) -> None:
        """Until no process runs."""
        await self._helper.wait_ended()

    async def aclose(self) -> None:
        """End the process and the connections that it still has."""
        await self._helper.aclose()

    def _in_a_crowd(self) -> bool:
        """Whether it is crowded, or was a moment ago."""
        now = asyncio.get_running_loop().time()
        if self._crowded():
            self._crowd_until = now + _CROWD_LASTS_S
        return now < self._crowd_until

    def _hear(self, payload: bytes) -> None:
        message = decode_in_server(payload)
        match message:
            case Resolve():
                self._answer(message.number, self._mx.resolve(message.address))
            case Accept():
                raw = message.raw if message.raw is not None else self._spooled()
                self._answer(message.number, self._mx.accept(message.envelope, raw, message.letter))
            case Left():
                self._listener.leave(self._moved.pop(message.connection))
            case _:
                assert_never(message)

    def _spooled(self) -> mmap.mmap:
        assert self._helper.channel is not None
        descriptor = self._helper.channel.take_descriptor()
        try:
            return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
        finally:
            os.close(descriptor)

    def _answer(self, number: int, answer: Coroutine[object, object, Reply]) -> None:
        task = asyncio.create_task(self._send_answer(number, answer))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _send_answer(self, number: int, answer: Coroutine[object, object, Reply]) -> None:
        channel = self._helper.channel
        reply = await reply_of(answer)
        if channel is not None:
            channel.send(encode(Answer(number, reply)))

    def _lost(self) -> None:
        for moved in self._moved.values():
            self._listener.leave(moved)
        self._moved.clear()


class _Moved:
    """A connection that the process serves, as the listener sees it."""

    def __init__(self, number: int, channel: Channel) -> None:
        self._number = number
        self._channel = channel

    def drain(self) -> None:
        self._channel.send(encode(End(self._number, at_once=False)))

    def abort(self) -> None:
        self._channel.send(encode(End(self._number, at_once=True)))
