"""Webhook deliveries to a receiver on this machine, with the server killed in the middle of them.

The receiver is a process of its own: `python -m bench.webhooks` is it. It answers at once, keeps what it was
sent, and checks the signatures when it is told the secret, at its end.
"""

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final, cast

import httptools
import msgspec
import uvloop
from standardwebhooks import Webhook, WebhookVerificationError

from bench.mails import message_id
from bench.report import Goal, Section, Table
from bench.scale import QUICK, Scale
from bench.servers.pillarbox import RunningPillarbox, pillarbox, pillarbox_with_inboxes
from bench.smtp_load import Load, load

_DELIVERIES: Final = 10_000
_QUICK_DELIVERIES: Final = 2_000
_CONNECTIONS: Final = 20
_MINIMUM_RATE: Final = 500
_LATE_S: Final = 30.0
_ANSWER: Final = b"HTTP/1.1 204 No Content\r\n\r\n"


class _Received(msgspec.Struct):
    message_id: str


class _Event(msgspec.Struct):
    event_id: str
    message: _Received


class Findings(msgspec.Struct, kw_only=True):
    """What a receiver was sent. Times are monotonic seconds of this machine."""

    unsigned: int
    times: dict[str, list[float]]  # of the deliveries, by Message-ID


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Counts and monotonic seconds of one run."""

    sent: Load
    before_the_kill: int
    down_s: float
    findings: Findings


async def run(scale: Scale, directory: Path, step: Callable[[str], None]) -> Section:
    """How fast deliveries are made and whether each is, when the server dies once."""
    deliveries = _QUICK_DELIVERIES if scale is QUICK else _DELIVERIES
    found = await _run(directory, deliveries, step)
    times = found.findings.times
    last = max(at for each in times.values() for at in each)
    rate = len(times) / (last - found.sent.started_at)
    lost = sum(message_id(found.sent.run, number) not in times for number in found.sent.answers)
    repeated = sum(len(each) - 1 for each in times.values())
    rows = [
        ("mails accepted, each an event for one webhook", str(found.sent.accepted)),
        ("seconds to accept them", f"{found.sent.ended_at - found.sent.started_at:.1f}"),
        ("delivered when the server was killed (-9)", str(found.before_the_kill)),
        ("seconds until it was back", f"{found.down_s:.1f}"),
        ("seconds from the first mail to the last delivery", f"{last - found.sent.started_at:.1f}"),
        ("deliveries a second over all that time", f"{rate:,.0f}"),
        ("delivered more than once (what was under way at the kill)", str(repeated)),
    ]
    return Section(
        name="webhooks",
        tables=[Table(title="Webhook deliveries across a crash", columns=("", "measured"), rows=rows)],
        goals=[
            Goal(
                text=f"{deliveries:,} deliveries at {_MINIMUM_RATE}/s or more, the crash included",
                measured=f"{rate:,.0f}/s",
                met=rate >= _MINIMUM_RATE,
            ),
            Goal(
                text="none lost, none unsigned",
                measured=f"{lost} lost, {found.findings.unsigned} unsigned",
                met=lost == found.findings.unsigned == 0,
            ),
        ],
    )


async def _run(directory: Path, deliveries: int, step: Callable[[str], None]) -> _Run:
    async with _receiver() as receiver:
        async with pillarbox_with_inboxes(directory) as server:
            secret = await asyncio.to_thread(_subscribe, server, receiver.port)
            step(f"{deliveries} mails with a webhook")
            sent = await load(server.smtp_port, connections=_CONNECTIONS, size_bytes=4096, mails=deliveries)
            await receiver.wait_for(deliveries // 2, _LATE_S)
            os.kill(server.pid, signal.SIGKILL)
            killed_at = monotonic()
            before_the_kill = receiver.told
        step("the deliveries that are left")
        async with pillarbox(directory):
            down_s = monotonic() - killed_at
            await receiver.wait_for(sent.accepted, _LATE_S)
        findings = await receiver.findings(secret)
    return _Run(sent=sent, before_the_kill=before_the_kill, down_s=down_s, findings=findings)


def _subscribe(server: RunningPillarbox, port: int) -> str:
    """The secret of a new webhook that leads to the receiver."""
    api = server.api()
    hook = {"url": f"http://127.0.0.1:{port}/", "event_types": ["message.received"]}
    webhook = json.loads(api.call("POST", "webhooks", hook))
    api.close()
    return str(webhook["secret"])


@dataclass(kw_only=True)
class _RunningReceiver:
    """The receiver's process. It prints its port, then how many different events it was sent as they come,
    then its findings."""

    process: asyncio.subprocess.Process
    port: int
    told: int = 0

    async def wait_for(self, events: int, seconds: float) -> None:
        """Return when so many events arrived, or after `seconds` without news."""
        while self.told < events:
            try:
                async with asyncio.timeout(seconds):
                    self.told = int(await self._line())
            except TimeoutError:
                return

    async def findings(self, secret: str) -> Findings:
        assert self.process.stdin is not None
        self.process.stdin.write(secret.encode() + b"\n")
        while not (line := await self._line()).startswith(b"{"):
            pass
        return msgspec.json.decode(line, type=Findings)

    async def _line(self) -> bytes:
        assert self.process.stdout is not None
        return await self.process.stdout.readline()


@asynccontextmanager
async def _receiver() -> AsyncIterator[_RunningReceiver]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.webhooks"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=16 * 1024 * 1024,
    )
    assert process.stdout is not None
    try:
        yield _RunningReceiver(process=process, port=int(await process.stdout.readline()))
    finally:
        process.kill()
        await process.wait()


@dataclass(slots=True)
class _Delivery:
    """One request. Names of headers are in lower case."""

    at: float
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class _Connection(asyncio.Protocol):
    """The receiver's side of one connection."""

    def __init__(self, deliveries: list[_Delivery]) -> None:
        self._deliveries = deliveries
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._delivery = _Delivery(0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._delivery = _Delivery(monotonic())

    def on_header(self, name: bytes, value: bytes) -> None:
        self._delivery.headers[name.decode().lower()] = value.decode()

    def on_body(self, body: bytes) -> None:
        self._delivery.body += body

    def on_message_complete(self) -> None:
        assert self._transport is not None
        self._deliveries.append(self._delivery)
        self._transport.write(_ANSWER)


async def _receive() -> None:
    """The receiver's life."""
    deliveries: list[_Delivery] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(deliveries), "127.0.0.1", 0)
    _say(str(server.sockets[0].getsockname()[1]))
    secret = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))
    known: set[str] = set()
    seen = 0
    while not (await asyncio.wait([secret], timeout=0.05))[0]:
        fresh, seen = deliveries[seen:], len(deliveries)
        if fresh:
            known.update(delivery.headers["svix-id"] for delivery in fresh)
            _say(str(len(known)))
    _say(msgspec.json.encode(_findings(deliveries, secret.result().strip())).decode())


def _findings(deliveries: Sequence[_Delivery], secret: str) -> Findings:
    webhook = Webhook(secret)
    unsigned = 0
    times: dict[str, list[float]] = {}
    ids: Counter[str] = Counter()
    for delivery in deliveries:
        event = msgspec.json.decode(delivery.body, type=_Event)
        ids[event.event_id] += 1
        times.setdefault(event.message.message_id, []).append(delivery.at)
        try:
            webhook.verify(delivery.body, delivery.headers)
        except WebhookVerificationError:
            unsigned += 1
    assert len(ids) == len(times), "an event has two ids"
    return Findings(unsigned=unsigned, times=times)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(_receive())
