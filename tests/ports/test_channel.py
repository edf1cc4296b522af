"""Messages and open files between two processes: in order, whole, and none of them leaking."""

import asyncio
import os
import resource
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pillarbox.processes.channel import Channel

MIB = 1024 * 1024


class End:
    """One end of a channel that keeps what it hears."""

    def __init__(self, connected: socket.socket) -> None:
        self.heard: list[bytes] = []
        self.closed = asyncio.Event()
        self.news = asyncio.Event()
        self.channel = Channel(connected, self._hear, self.closed.set)

    def _hear(self, payload: bytes) -> None:
        if payload.startswith(b"file"):
            with os.fdopen(self.channel.take_descriptor(), "rb") as file:
                payload += b": " + file.read()
        self.heard.append(payload)
        self.news.set()

    async def hears(self, count: int) -> list[bytes]:
        async with asyncio.timeout(10):
            while len(self.heard) < count:
                self.news.clear()
                await self.news.wait()
        return self.heard


@pytest.fixture
async def ends() -> AsyncIterator[tuple[End, End]]:
    first, second = map(End, socket.socketpair())
    yield first, second
    first.channel.close()
    second.channel.close()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_messages_keep_their_order(ends: tuple[End, End]) -> None:
    here, there = ends
    sent = [str(number).encode() for number in range(1000)]
    for payload in sent:
        here.channel.send(payload)
    there.channel.send(b"back")
    assert await there.hears(1000) == sent
    assert await here.hears(1) == [b"back"]


async def test_more_than_the_socket_takes_at_once_arrives(ends: tuple[End, End]) -> None:
    here, there = ends
    sent = [bytes([number]) * MIB for number in range(1, 20)]
    for payload in sent:
        here.channel.send(payload)
        here.channel.send(b"between")
    heard = await there.hears(38)
    assert heard[::2] == sent
    assert set(heard[1::2]) == {b"between"}


async def test_files_arrive_with_their_messages(ends: tuple[End, End], tmp_path: Path) -> None:
    here, there = ends
    before = open_files()
    for number in range(200):
        with (tmp_path / str(number)).open("w+b") as file:
            file.write(str(number).encode())
            file.seek(0)
            here.channel.send(b"x" * 5000 * (number % 3))
            here.channel.send(b"file %d" % number, file.fileno())
    heard = [payload for payload in await there.hears(400) if payload.startswith(b"file")]
    assert heard == [b"file %d: %d" % (number, number) for number in range(200)]
    assert open_files() == before


async def test_what_was_not_taken_is_closed(ends: tuple[End, End], tmp_path: Path) -> None:
    before = open_files()
    here, there = ends
    with (tmp_path / "x").open("w+b") as file:
        for _ in range(10):
            here.channel.send(b"untaken", file.fileno())
        await there.hears(10)
        here.channel.send(b"unsent", file.fileno())
    here.channel.close()
    here.channel.send(b"too late")
    await asyncio.wait_for(there.closed.wait(), 10)
    assert open_files() == before - 2
    assert b"unsent" not in there.heard


async def test_an_end_that_dies_is_noticed_once(ends: tuple[End, End]) -> None:
    here, there = ends
    here.channel.send(b"last words")
    await there.hears(1)
    there.channel.close()
    await asyncio.wait_for(here.closed.wait(), 10)
    assert not there.closed.is_set()


async def test_a_file_that_finds_no_room_ends_the_channel(ends: tuple[End, End], tmp_path: Path) -> None:
    here, there = ends
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with (tmp_path / "x").open("w+b") as file:
        for _ in range(3):
            here.channel.send(b"file", file.fileno())
        await asyncio.sleep(0)  # they are on their way
        resource.setrlimit(resource.RLIMIT_NOFILE, (1, hard))
        try:
            await asyncio.wait_for(there.closed.wait(), 10)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert there.heard == []
