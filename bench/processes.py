"""Processes that the bench starts, how to end them, and what the system knows of their cost (Linux)."""

import asyncio
import os
import socket
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

_START_S = 30.0
_STOP_S = 20.0
_POLL_S = 0.05
_TICKS = os.sysconf("SC_CLK_TCK")


class NotStarted(Exception):
    """A server ended, or did not answer in time; the text ends with its last output."""


@asynccontextmanager
async def running(
    command: Sequence[str],
    directory: Path,
    *,
    port: int | None = None,
    ready_file: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[int]:
    """The pid of a process, from when `port` answers or `ready_file` exists until the block ends.

    Raises `NotStarted`.
    """
    log = directory / "output.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=directory,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        await _ready(process, log, port, ready_file)
        yield process.pid
    finally:
        await asyncio.to_thread(_end, process)


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cpu_s(pid: int) -> float:
    """Processor seconds of a process, of its children and of those that ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    own = sum(int(field) for field in fields[11:15]) / _TICKS
    return own + sum(map(cpu_s, children(pid)))


def rss_mb(pid: int) -> float:
    """Megabytes of memory that a process and its children hold at the moment."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6 + sum(map(rss_mb, children(pid)))


def children(pid: int) -> list[int]:
    """The processes that a process has started; none when it has ended."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


async def _ready(
    process: "subprocess.Popen[bytes]", log: Path, port: int | None, ready_file: Path | None
) -> None:
    for _ in range(int(_START_S / _POLL_S)):
        if process.poll() is not None:
            break
        if (port is not None and _answers(port)) or (ready_file is not None and ready_file.exists()):
            return
        await asyncio.sleep(_POLL_S)
    raise NotStarted(_tail(log))


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-300:].strip().replace("\n", " / ") or "no output"
