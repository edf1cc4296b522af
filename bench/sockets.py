"""Many idle WebSockets: what they cost the server, and how soon one event is with all of them."""

import asyncio
import resource
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Final

from bench.processes import rss_mb
from bench.report import Goal, Section, Table
from bench.samples import Latency
from bench.scale import Scale
from bench.servers.pillarbox import RunningPillarbox, pillarbox_with_inboxes
from bench.smtp_load import load

_SOCKETS: Final = 5_000
_AT_ONCE: Final = 50
_EVENTS: Final = 10
_REST_S: Final = 1.0
_WITHIN_S: Final = 30.0
_MB: Final = 250.0
_ALL_MS: Final = 500.0
_SPARE_FILES: Final = 200


async def run(scale: Scale, directory: Path, step: Callable[[str], None]) -> Section:
    """Memory of the server with every socket open, and the time from a mail's final dot to the last frame."""
    wanted = min(_SOCKETS, _open_files() - _SPARE_FILES)
    async with pillarbox_with_inboxes(directory) as server:
        await load(server.smtp_port, connections=1, size_bytes=4096, mails=100)
        idle = rss_mb(server.pid)
        step(f"opening {wanted:,} sockets")
        sockets = await _open(server, wanted)
        await asyncio.sleep(_REST_S)
        full = rss_mb(server.pid)
        step("telling all of them")
        waits = [await _tell(server, sockets) for _ in range(_EVENTS)]
        told = rss_mb(server.pid)
        for socket in sockets:
            socket.close()
    found = Latency.of(waits)
    return Section(
        name="sockets",
        tables=[
            Table(
                title=f"{wanted:,} idle WebSockets, each subscribed: memory of the server, MB",
                columns=("moment", "MB"),
                rows=[
                    ("none open", f"{idle:.1f}"),
                    ("all open", f"{full:.1f}"),
                    (f"after {_EVENTS} events to all", f"{told:.1f}"),
                ],
            ),
            Table(
                title="One event to all of them, milliseconds from the mail's final dot",
                columns=("to the last frame", "p50", "longest"),
                rows=[(f"{_EVENTS} events", f"{found.p50:.0f}", f"{found.longest:.0f}")],
            ),
        ],
        goals=[
            Goal(
                text=f"below {_MB:.0f} MB", measured=f"{told:.1f} MB", met=told < _MB and wanted == _SOCKETS
            ),
            Goal(
                text=f"all told within {_ALL_MS:.0f} ms",
                measured=f"{found.p50:.0f} ms",
                met=found.p50 < _ALL_MS and wanted == _SOCKETS,
            ),
        ],
    )


def _open_files() -> int:
    """How many files this process may open, after asking for as many as it may."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


class _Socket(asyncio.Protocol):
    """The least that a WebSocket client can do: it tells when the server has answered, so that what is
    measured is the server."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._transport: asyncio.Transport | None = None
        self._head: bytes | None = b""  # of the answer to the upgrade, until it is complete
        self._missing = 0  # bytes of a frame that are still to come
        self.heard = asyncio.Event()
        self.heard_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._head is not None:
            self._head += data
            if self._head.endswith(b"\r\n\r\n"):
                self._head = None
                self.heard.set()
            return
        if not self._missing:
            self._missing = _frame_bytes(data)
        self._missing -= len(data)
        if not self._missing:
            self.heard_at = monotonic()
            self.heard.set()

    async def ask(self, text: bytes) -> None:
        """Send a frame and wait for the answer."""
        assert self._transport is not None
        self.heard.clear()
        self._transport.write(bytes((0x81, 0x80 | len(text))) + bytes(4) + text)
        await self.heard.wait()
        self.heard.clear()

    def close(self) -> None:
        assert self._transport is not None
        self._transport.abort()


def _frame_bytes(start: bytes) -> int:
    """The length of a frame with its header (RFC 6455 §5.2)."""
    match start[1]:
        case 126:
            return 4 + int.from_bytes(start[2:4])
        case 127:
            return 10 + int.from_bytes(start[2:10])
        case length:
            return 2 + length


async def _open(server: RunningPillarbox, count: int) -> list[_Socket]:
    loop = asyncio.get_running_loop()
    turn = asyncio.Semaphore(_AT_ONCE)
    request = (
        f"GET /v0 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.key}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
    )

    async def one() -> _Socket:
        async with turn, asyncio.timeout(_WITHIN_S):
            _, socket = await loop.create_connection(
                lambda: _Socket(request.encode()), "127.0.0.1", server.http_port
            )
            await socket.heard.wait()
            await socket.ask(b'{"type":"subscribe"}')
            return socket

    return await asyncio.gather(*(one() for _ in range(count)))


async def _tell(server: RunningPillarbox, sockets: list[_Socket]) -> float:
    """Seconds from the final dot of a mail until every socket has its frame."""
    async with asyncio.timeout(_WITHIN_S):
        sent = await load(server.smtp_port, connections=1, size_bytes=4096, mails=1)
        for socket in sockets:
            await socket.heard.wait()
    for socket in sockets:
        socket.heard.clear()
    return max(socket.heard_at for socket in sockets) - sent.dots[0]
