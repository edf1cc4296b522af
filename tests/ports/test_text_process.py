"""Files of strangers, read where they can do no harm."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
from tests.office_files import archive, docx, pdf
from tests.processes import becomes, children

from pillarbox.processes.texts.process import TextProcess

BOMB = archive({"word/document.xml": "<t>" + "a" * (65 * 1024 * 1024) + "</t>"})
CONFINED = """
import os, socket, subprocess, sys
from pillarbox.processes.texts import worker
worker.confine()
for reach in (socket.socket, lambda: subprocess.run("true"), os.fork, lambda: os.system("true")):
    try:
        reach()
    except PermissionError:
        continue
    sys.exit("reached")
try:
    bytearray(2 << 30)
except MemoryError:
    sys.exit(0)
sys.exit("took 2 GiB")
"""


@pytest.fixture
async def process() -> AsyncIterator[TextProcess]:
    async with aclosing(TextProcess()) as process:
        yield process


def is_confined(pid: int) -> bool:
    """Whether a file's process has begun: it says so before it bounds its time."""
    limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return any(line.split()[:4] == ["Max", "cpu", "time", "10"] for line in limits)


def environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


async def test_the_text_of_a_file_is_found(process: TextProcess) -> None:
    assert await process.text_of("pdf", pdf("Quarterly figures")) == "Quarterly figures"
    assert await process.text_of("document", docx("Łódź")) == "Łódź"


async def test_files_are_read_side_by_side(process: TextProcess) -> None:
    texts = [f"number {number} " + "and a word" * 20_000 for number in range(20)]
    found = await asyncio.gather(*(process.text_of("plain", text.encode()) for text in texts))
    assert found == texts


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", BOMB])
async def test_a_file_may_have_no_text(process: TextProcess, data: bytes) -> None:
    assert await process.text_of("document", data) is None
    assert await process.text_of("plain", b"next") == "next"


async def test_a_file_that_ends_its_process_has_no_text(process: TextProcess) -> None:
    before = children()
    assert await process.text_of("plain", b"first") == "first"
    (pid,) = children() - before
    await becomes(lambda: not children(pid))
    reading = asyncio.create_task(process.text_of("plain", b"x" * (64 << 20)))
    await becomes(lambda: any(map(is_confined, children(pid))))
    os.kill(children(pid).pop(), signal.SIGKILL)
    assert await reading is None
    assert await process.text_of("plain", b"next") == "next"


async def test_a_file_that_nobody_came_to_read_has_to_wait(process: TextProcess) -> None:
    before = children()
    assert await process.text_of("plain", b"first") == "first"
    (pid,) = children() - before
    os.kill(pid, signal.SIGSTOP)
    reading = asyncio.create_task(process.text_of("plain", b"x" * (1 << 20)))
    await asyncio.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(OSError, match="nobody read"):
        await reading


async def test_without_the_process_a_file_has_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    async with aclosing(TextProcess()) as process:
        with pytest.raises(OSError, match="no process"):
            await process.text_of("plain", b"later")


async def test_a_process_nobody_needs_ends() -> None:
    async with aclosing(TextProcess(idle_s=0.05)) as process:
        assert await process.text_of("plain", b"once") == "once"
        await asyncio.wait_for(process.wait_ended(), 20)
        assert await process.text_of("plain", b"again") == "again"


async def test_a_files_process_knows_no_secrets_and_takes_the_time_that_is_left(
    process: TextProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PILLARBOX_SECRET", "kept from strangers")
    before = children()
    await process.text_of("plain", b"x")
    (pid,) = children() - before
    assert b"kept" not in environment_of(pid)
    assert os.sched_getscheduler(pid) == os.SCHED_IDLE


def test_a_files_process_is_confined() -> None:
    subprocess.run([sys.executable, "-c", CONFINED], check=True, timeout=60)
