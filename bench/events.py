"""From the final dot of a mail to the WebSocket frame that tells of it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from bench.mails import message_id
from bench.report import Goal, Section, Table
from bench.samples import Latency
from bench.scale import Scale
from bench.servers.pillarbox import RunningPillarbox, pillarbox_with_inboxes
from bench.smtp_load import Load, load

_CONNECTIONS: Final = 20
_RATES: Final = (20, 500)
_P50_MS: Final = 5.0
_P99_MS: Final = 25.0
_LATE_S: Final = 10.0


class _Received(msgspec.Struct):
    message_id: str


class _Frame(msgspec.Struct):
    message: _Received


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phase:
    """One rate. Seconds."""

    rate: int
    mails: int
    lost: int
    answers: Sequence[float]  # final dot to 250
    frames: Sequence[float]  # final dot to frame
    frames_from_schedule: Sequence[float]


async def run(scale: Scale, directory: Path, step: Callable[[str], None]) -> Section:
    """Latencies of events at an easy and at a demanding rate."""
    phases = []
    async with pillarbox_with_inboxes(directory) as server:
        await load(server.smtp_port, connections=_CONNECTIONS, size_bytes=4096, mails=300)
        for rate in _RATES:
            step(f"events of {rate} mails a second")
            phases.append(await _phase(server, rate, scale.event_s))
    rows = []
    for phase in phases:
        for title, samples in (
            ("final dot → 250", phase.answers),
            ("final dot → frame", phase.frames),
            ("mail due → frame", phase.frames_from_schedule),
        ):
            found = Latency.of(samples)
            rows.append(
                (
                    f"{phase.rate} mails/s: {title}",
                    str(len(samples)),
                    f"{found.p50:.2f}",
                    f"{found.p99:.2f}",
                    f"{found.longest:.1f}",
                )
            )
    demanding = phases[-1]
    found = Latency.of(demanding.frames)
    return Section(
        name="events",
        tables=[
            Table(
                title="Milliseconds, open loop",
                columns=("from → to", "samples", "p50", "p99", "longest"),
                rows=rows,
            )
        ],
        goals=[
            Goal(
                text=f"{demanding.rate} mails/s: dot → frame p50 < {_P50_MS:.0f}, p99 < {_P99_MS:.0f} ms",
                measured=f"{found.p50:.2f} / {found.p99:.2f} ms",
                met=found.p50 < _P50_MS and found.p99 < _P99_MS,
            ),
            Goal(
                text="no event is lost",
                measured=str(sum(phase.lost for phase in phases)),
                met=not any(phase.lost for phase in phases),
            ),
        ],
    )


async def _phase(server: RunningPillarbox, rate: int, seconds: float) -> _Phase:
    url = f"ws://127.0.0.1:{server.http_port}/v0"
    headers = {"Authorization": f"Bearer {server.key}"}
    async with connect(url, additional_headers=headers, max_size=None, proxy=None) as socket:
        await socket.send('{"type": "subscribe", "event_types": ["message.received"]}')
        await socket.recv()
        frames: list[tuple[float, str | bytes]] = []
        listening = asyncio.create_task(_listen(socket, frames))
        sent = await load(
            server.smtp_port, connections=_CONNECTIONS, size_bytes=4096, seconds=seconds, rate=rate
        )
        late = monotonic() + _LATE_S
        while len(frames) < sent.accepted and monotonic() < late:
            await asyncio.sleep(0.05)
        listening.cancel()
    return _joined(sent, frames, rate)


async def _listen(socket: ClientConnection, frames: list[tuple[float, str | bytes]]) -> None:
    async for frame in socket:
        frames.append((monotonic(), frame))


def _joined(sent: Load, frames: Sequence[tuple[float, str | bytes]], rate: int) -> _Phase:
    """The mails together with the frames that tell of them."""
    seen = {msgspec.json.decode(frame, type=_Frame).message.message_id: at for at, frame in frames}
    told = {number: seen.get(message_id(sent.run, number)) for number in sent.answers}
    return _Phase(
        rate=rate,
        mails=len(told),
        lost=sum(at is None for at in told.values()),
        answers=sent.dot_to_answer,
        frames=[at - sent.dots[number] for number, at in told.items() if at is not None],
        frames_from_schedule=[at - sent.scheduled[number] for number, at in told.items() if at is not None],
    )
