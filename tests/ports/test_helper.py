"""A process that is there only while it is needed."""

import asyncio
import sys
from contextlib import aclosing
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from tests.processes import children

from pillarbox.processes import helper
from pillarbox.processes.helper import Helper

ECHO = """
import socket
from pillarbox.processes.frames import READY, Frames, frame
server, frames = socket.socket(fileno=0), Frames()
server.sendall(frame(READY))
while data := server.recv(4096):
    for payload in frames.feed(data):
        if payload in (b"die", b"leave"):
            raise SystemExit(7 if payload == b"die" else 0)
        server.sendall(frame(payload))
"""
SLOW_TO_END = """
import os, time
os.close(0)
time.sleep(0.3)
"""


class Echo(Helper):
    """Repeats what it is told."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch, source: str = ECHO) -> None:
        super().__init__("echo_process", idle_s=60, setup=b"setup")
        (directory / "echo_process.py").write_text(source)
        monkeypatch.setenv("PYTHONPATH", str(directory))
        self.payloads: asyncio.Queue[bytes] = asyncio.Queue()
        self.times_gone = 0

    def heard(self, payload: bytes) -> None:
        self.payloads.put_nowait(payload)

    def gone(self) -> None:
        self.times_gone += 1

    async def says(self) -> bytes:
        return await asyncio.wait_for(self.payloads.get(), 10)


async def test_it_is_told_its_setup_and_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with aclosing(Echo(tmp_path, monkeypatch)) as echo:
        assert echo.channel is None
        await echo.start()
        assert await echo.says() == b"setup"
        channel = echo.want()
        assert channel is not None
        channel.send(b"hello")
        assert await echo.says() == b"hello"
    assert (echo.channel, echo.times_gone) == (None, 1)


@pytest.mark.parametrize(
    ("last_words", "problem"), [(b"die", "it ended with 7"), (b"leave", "its channel was lost")]
)
async def test_after_its_death_it_rests_before_it_starts_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last_words: bytes, problem: str
) -> None:
    monkeypatch.setattr(helper, "_REST_S", 0.6)
    async with aclosing(Echo(tmp_path, monkeypatch)) as echo:
        await echo.start()
        channel = echo.want()
        assert channel is not None
        with capture_logs() as logs:
            channel.send(last_words)
            await echo.wait_ended()
        assert [line["problem"] for line in logs] == [problem]
        await echo.start()
        assert (echo.channel, echo.times_gone) == (None, 1)
        await asyncio.sleep(0.7)
        await echo.start()
        assert echo.channel is not None


@pytest.mark.parametrize("source", ["raise SystemExit(1)", SLOW_TO_END])
async def test_one_that_fails_at_its_start_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    async with aclosing(Echo(tmp_path, monkeypatch, source)) as echo:
        await asyncio.wait_for(echo.start(), 10)
        assert echo.channel is None


async def test_one_that_does_not_become_ready_is_ended_and_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helper, "_READY_WITHIN_S", 0.3)
    monkeypatch.setattr(helper, "_END_WITHIN_S", 0.1)
    before = children()
    with capture_logs() as logs:
        async with aclosing(Echo(tmp_path, monkeypatch, "import time; time.sleep(1000)")) as echo:
            await asyncio.wait_for(echo.start(), 10)
            assert (echo.channel, echo.times_gone) == (None, 1)
            assert echo.want() is None
            assert children() == before
    assert [line["problem"] for line in logs] == ["it did not become ready"]


async def test_a_life_that_ends_as_it_should_is_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with capture_logs() as logs:
        async with aclosing(Echo(tmp_path, monkeypatch)) as echo:
            await echo.start()
            assert await echo.says() == b"setup"
    assert logs == []


async def test_one_that_cannot_start_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    async with aclosing(Echo(tmp_path, monkeypatch)) as echo:
        await asyncio.wait_for(echo.start(), 10)
        assert echo.channel is None


async def test_a_closed_one_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    echo = Echo(tmp_path, monkeypatch)
    await echo.aclose()
    await asyncio.wait_for(echo.start(), 10)
    assert echo.want() is None
