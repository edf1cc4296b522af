"""A process that is there only while it is needed."""

import asyncio
import os
import signal
import socket
import sys
from typing import Final

import structlog

from pillarbox.processes.channel import Channel
from pillarbox.processes.frames import READY

_READY_WITHIN_S: Final = 30.0
_END_WITHIN_S: Final = 5.0
_REST_S: Final = 3.0
_PASSED_ON: Final = frozenset({"LANG", "PATH", "TMPDIR", "TZ"})
_log = structlog.get_logger()


class Helper:
    """Runs `python -m module` from when it is first wanted until nobody wanted it for `idle_s`. Who inherits
    from this says what it is for.

    Its standard input is a socket to us, for both directions. It says `READY` first, and ends with that. It
    knows nothing of the secrets in our environment: it reads what strangers wrote. Everything must also work
    without it: when it cannot start, or dies, the log tells, and it is not tried again for a moment.
    """

    def __init__(self, module: str, *, idle_s: float, setup: bytes | None = None) -> None:
        """It is told `setup` first."""
        self._module = module
        self._idle_s = idle_s
        self._setup = setup
        self._channel: Channel | None = None
        self._life: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()  # it is ready, or could not start
        self._news = asyncio.Event()  # it says that it is ready, or is lost
        self._lost = asyncio.Event()
        self._wanted = False  # since the idle timer last looked
        self._closed = False
        self._rests_until = 0.0

    def heard(self, payload: bytes) -> None:
        """It said this, being ready."""

    def gone(self) -> None:
        """It has gone, whatever the reason."""

    @property
    def in_use(self) -> bool:
        """Whether it must not be ended now."""
        return False

    @property
    def channel(self) -> Channel | None:
        """The way to the process, if it is ready."""
        return self._channel

    def want(self) -> Channel | None:
        """The way to the process; without one it starts now, for those who come later."""
        self._wanted = True
        if self._life is None and not self._closed and asyncio.get_running_loop().time() >= self._rests_until:
            self._settled, self._news, self._lost = asyncio.Event(), asyncio.Event(), asyncio.Event()
            self._life = asyncio.create_task(self._live())
        return self._channel

    async def start(self) -> None:
        """Want it, and wait until it is ready or could not start."""
        self.want()
        if self._life is not None:
            await self._settled.wait()

    async def wait_ended(self) -> None:
        """Until no process runs."""
        if self._life is not None:
            await self._life

    async def aclose(self) -> None:
        """End the process, and start none any more."""
        self._closed = True
        self._lose()
        await self.wait_ended()

    async def _live(self) -> None:
        try:
            problem = await self._run()
        except OSError as error:
            problem = str(error)
        finally:
            self._settled.set()
            self._life = None
        if problem:
            _log.warning("process failed", module=self._module, problem=problem)
            self._rests_until = asyncio.get_running_loop().time() + _REST_S

    async def _run(self) -> str | None:
        """What was wrong with its life, if anything."""
        ours, theirs = socket.socketpair()
        with theirs, ours:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", self._module), stdin=theirs.fileno(), env=_environment()
            )
            theirs.close()
            channel = Channel(ours, self._hear, self._lose)
            if self._setup is not None:
                channel.send(self._setup)
            try:
                async with asyncio.timeout(_READY_WITHIN_S):
                    await self._news.wait()
                if not self._lost.is_set():
                    self._channel = channel
                self._settled.set()
                await self._wait_until_idle()
            except TimeoutError:
                return "it did not become ready"
            finally:
                self._channel = None
                channel.close()
                self.gone()
                await _ended(process)
        if process.returncode:
            return f"it ended with {process.returncode}"
        return "its channel was lost" if self._lost.is_set() and not self._closed else None

    async def _wait_until_idle(self) -> None:
        while not self._lost.is_set() and (self._wanted or self.in_use):
            self._wanted = False
            try:
                async with asyncio.timeout(self._idle_s):
                    await self._lost.wait()
            except TimeoutError:
                continue

    def _hear(self, payload: bytes) -> None:
        if payload == READY:
            self._news.set()
        else:
            self.heard(payload)

    def _lose(self) -> None:
        self._lost.set()
        self._news.set()


def _environment() -> dict[str, str]:
    """What of ours an interpreter may need."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _PASSED_ON or name.startswith(("LC_", "PYTHON"))
    }


def ignore_signals() -> None:
    """In the process: SIGINT and SIGTERM may reach it with the server, which has to drain first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Wait until a process that was hung up on has ended; by force if it does not in time."""
    try:
        async with asyncio.timeout(_END_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
