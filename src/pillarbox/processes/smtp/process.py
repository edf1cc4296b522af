"""The SMTP process as the server sees it."""

import asyncio
import mmap
import os
import resource
import socket
import sys
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Final, Protocol, assert_never

from pillarbox.domain.envelope import Envelope, Reply
from pillarbox.domain.messages import Letter
from pillarbox.edges.listener import Listener
from pillarbox.edges.smtp.mx import Mx, MxConnection, reply_of
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


class LettersMx(Mx, Protocol):
    """Decides about mail that was read already, too."""

    async def accept(
        self, envelope: Envelope, raw: bytes | mmap.mmap, letter: Letter | None = None
    ) -> Reply: ...


class SmtpProcess(Helper):
    """Takes connections over in a crowd: `edges.smtp.mx.Mover` and `edges.listener.Taker`.

    Whether mail is taken is decided here, so it is stored before its 250 wherever its client is served. If
    the process dies, its clients lose their connections and come again.
    """

    def __init__(
        self,
        setup: Setup,
        mx: LettersMx,
        listener: Listener,
        *,
        crowded: Callable[[], bool],
        idle_s: float = _IDLE_S,
    ) -> None:
        """While it is `crowded`, it takes the connections that come, or have just sent a mail."""
        super().__init__(_MODULE, idle_s=idle_s, setup=encode(setup))
        self._mx = mx
        self._listener = listener
        self._crowded = crowded
        self._crowd_until = 0.0
        self._moved: dict[int, _Moved] = {}
        self._answering: set[asyncio.Task[None]] = set()
        self._numbers = count()

    @property
    def connections(self) -> int:
        """How many it serves."""
        return len(self._moved)

    @property
    def in_use(self) -> bool:
        return bool(self._moved)

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
        if not self._in_a_crowd() or len(self._moved) >= _most_clients():
            return None
        channel = self.want()
        if channel is None:
            return None
        number = next(self._numbers)
        try:
            channel.send(encode(Serve(number, standing)), descriptor)
        except OSError:
            return None
        self._moved[number] = moved = _Moved(number, channel)
        return moved

    def _in_a_crowd(self) -> bool:
        """Whether it is crowded, or was a moment ago."""
        now = asyncio.get_running_loop().time()
        if self._crowded():
            self._crowd_until = now + _CROWD_LASTS_S
        return now < self._crowd_until

    def heard(self, payload: bytes) -> None:
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
        assert self.channel is not None
        descriptor = self.channel.take_descriptor()
        try:
            return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
        finally:
            os.close(descriptor)

    def _answer(self, number: int, answer: Coroutine[object, object, Reply]) -> None:
        task = asyncio.create_task(self._send_answer(number, answer))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _send_answer(self, number: int, answer: Coroutine[object, object, Reply]) -> None:
        channel = self.channel
        reply = await reply_of(answer)
        if channel is not None:
            channel.send(encode(Answer(number, reply)))

    def gone(self) -> None:
        for moved in self._moved.values():
            self._listener.leave(moved)
        self._moved.clear()


def _most_clients() -> int:
    """How many leave the process, which has our limit, a file for the content of each."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if files == resource.RLIM_INFINITY else files // 2


class _Moved:
    """A connection that the process serves, as the listener sees it."""

    def __init__(self, number: int, channel: Channel) -> None:
        self._number = number
        self._channel = channel

    def drain(self) -> None:
        self._channel.send(encode(End(self._number, at_once=False)))

    def abort(self) -> None:
        self._channel.send(encode(End(self._number, at_once=True)))
