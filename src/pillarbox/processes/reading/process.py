"""The reading process as the server sees it."""

import asyncio
import sys
from functools import partial
from typing import Final, cast

import msgspec
import structlog

from pillarbox.backends.reading.frames import Answer, Frames, Question, frame
from pillarbox.domain.messages import Letter
from pillarbox.services.letters import INLINE_CPU_BYTES
from pillarbox.services.reading import read_mail

_IDLE_S: Final = 60.0
_END_WITHIN_S: Final = 5.0
_PROGRAM: Final = (sys.executable, "-m", "pillarbox.backends.reading.worker")
_log = structlog.get_logger()


class ReadingProcess:
    """`services.reading.Reader`: a process that is started at the first mail and ended when none came for a
    minute. A mail that finds it starting, or that it dies over, is read here.
    """

    def __init__(self, *, idle_s: float = _IDLE_S) -> None:
        self._idle_s = idle_s
        self._process: _Process | None = None
        self._starting: asyncio.Task[None] | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._asked = False  # since the idle timer last looked
        self._closed = False

    @property
    def running(self) -> bool:
        return self._process is not None

    async def read(self, raw: bytes, *, return_path: str, domain: str, name_signatures: bool) -> Letter:
        self._asked = True
        if self._process is not None:
            try:
                return await self._process.ask(raw, return_path, domain, name_signatures)
            except ConnectionError:
                _log.warning("reading process died", size_bytes=len(raw))
        elif self._starting is None and not self._closed:
            self._starting = asyncio.create_task(self.start())
        read = partial(read_mail, return_path=return_path, domain=domain, name_signatures=name_signatures)
        return await asyncio.to_thread(read, raw) if len(raw) > INLINE_CPU_BYTES else read(raw)

    async def start(self) -> None:
        """Start the process and wait until it reads. Without one, mail is read here."""
        loop = asyncio.get_running_loop()
        try:
            _, process = await loop.subprocess_exec(_Process, *_PROGRAM, stderr=None)
            await process.ready
        except (OSError, ConnectionError) as error:
            _log.warning("no reading process", reason=str(error))
            return
        self._process = process
        self._watch = loop.call_later(self._idle_s, self._end_if_idle)
        process.ended.add_done_callback(lambda _: self._forget())

    async def wait_ended(self) -> None:
        """Until no process runs."""
        if self._process is not None:
            await asyncio.shield(self._process.ended)

    async def aclose(self) -> None:
        """End the process; mail that still comes is read here."""
        self._closed = True
        if self._starting is not None:
            await self._starting
        process = self._process
        if process is None:
            return
        process.close_input()
        try:
            await asyncio.wait_for(asyncio.shield(process.ended), _END_WITHIN_S)
        except TimeoutError:
            process.kill()
            await process.ended

    def _end_if_idle(self) -> None:
        if self._process is None:
            return
        if self._asked:
            self._asked = False
            self._watch = asyncio.get_running_loop().call_later(self._idle_s, self._end_if_idle)
        else:
            self._process.close_input()

    def _forget(self) -> None:
        self._process = self._starting = None
        if self._watch is not None:
            self._watch.cancel()


class _Process(asyncio.SubprocessProtocol):
    """One process and the mails it has not answered yet."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.ready: asyncio.Future[None] = loop.create_future()
        self.ended: asyncio.Future[None] = loop.create_future()
        self._frames = Frames()
        self._answers = msgspec.msgpack.Decoder(Answer)
        self._waiting: dict[int, asyncio.Future[Letter]] = {}
        self._number = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.SubprocessTransport, transport)
        self._input = cast(asyncio.WriteTransport, self._transport.get_pipe_transport(0))

    async def ask(self, raw: bytes, return_path: str, domain: str, name_signatures: bool) -> Letter:
        """Raises `ConnectionError` when the process ends first."""
        if self._input.is_closing() or self.ended.done():
            raise ConnectionError("the reading process has ended")
        self._number += 1
        answer: asyncio.Future[Letter] = asyncio.get_running_loop().create_future()
        self._waiting[self._number] = answer
        self._input.write(frame(Question(self._number, raw, return_path, domain, name_signatures)))
        return await answer

    def close_input(self) -> None:
        """Let the process end once it has answered."""
        self._input.close()

    def kill(self) -> None:
        self._transport.kill()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        for payload in self._frames.feed(data):
            if not payload:
                self.ready.set_result(None)
                continue
            answer = self._answers.decode(payload)
            waiting = self._waiting.pop(answer.number)
            if not waiting.done():
                waiting.set_result(answer.letter)

    def connection_lost(self, exc: Exception | None) -> None:
        """The process has ended and all it wrote was read."""
        gone = ConnectionError("the reading process has ended")
        if not self.ready.done():
            self.ready.set_exception(gone)
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(gone)
        self._transport.close()
        self.ended.set_result(None)
