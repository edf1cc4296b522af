"""The small Python servers of `bench.anchors`."""

import importlib.util
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.processes import free_port, running
from bench.servers.contender import Server

_PROGRAMS = Path(__file__).parents[1] / "anchors"


def _program(name: str, *arguments: object) -> list[str]:
    return [sys.executable, str(_PROGRAMS / name), *map(str, arguments)]


class Aiosmtpd:
    """A plain Python anchor."""

    name = "aiosmtpd"
    at_250 = "raw mail in a file of its own, with fsync"

    def missing(self) -> str | None:
        return None if importlib.util.find_spec("aiosmtpd") else "aiosmtpd is not installed"

    @asynccontextmanager
    async def running(self, directory: Path) -> AsyncIterator[Server]:
        port = free_port()
        mails = directory / "mails"
        mails.mkdir()
        command = _program("aiosmtpd_files.py", port, mails)
        async with running(command, directory, port=port) as pid:
            yield Server(port=port, pid=pid)


class GroupCommit:
    """The upper bound."""

    name = "bare protocol"
    at_250 = "raw mail in SQLite, group commit with fsync; no checks, nothing parsed"

    def missing(self) -> str | None:
        return None

    @asynccontextmanager
    async def running(self, directory: Path) -> AsyncIterator[Server]:
        port = free_port()
        command = _program("bare.py", port, directory / "mails.db")
        async with running(command, directory, port=port) as pid:
            yield Server(port=port, pid=pid)


class Discard:
    """What the load generator can do at most."""

    name = "discard"
    at_250 = "nothing: mail is dropped (the load generator's ceiling)"

    def missing(self) -> str | None:
        return None

    @asynccontextmanager
    async def running(self, directory: Path) -> AsyncIterator[Server]:
        port = free_port()
        command = _program("bare.py", port)
        async with running(command, directory, port=port) as pid:
            yield Server(port=port, pid=pid)
