"""Webhook deliveries to a receiver on this machine, with the server killed in the middle of them.

Each mail is an event for several webhooks, which lead to paths of one receiver. That is a process of its
own: `python -m bench.webhooks` is it. It answers at once, keeps what it was sent, and checks the signatures
when it is told the secrets, at its end.
"""

import asyncio
import json
import os
import signal
import sys
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
from bench.processes import cpu_s
from bench.report import Goal, Section, Table
from bench.scale import QUICK, Scale
from bench.servers.pillarbox import RunningPillarbox, pillarbox, pillarbox_with_inboxes
from bench.smtp_load import Load, load

_WEBHOOKS: Final = 4
_MAILS: Final = 2_500
_QUICK_MAILS: Final = 500
_CONNECTIONS: Final = 20
_MINIMUM_RATE: Final = 500
_LATE_S: Final = 30.0
_LOOK_EVERY_S: Final = 0.02
_ANSWER: Final = b"HTTP/1.1 204 No Content\r\n\r\n"


class _Received(msgspec.Struct):
    message_id: str


class _Event(msgspec.Struct):
    message: _Received


class Findings(msgspec.Struct, kw_only=True):
    """What a receiver was sent. Times are monotonic seconds of this machine."""

    unsigned: int
    times: dict[str, list[float]]  # of the deliveries, by path and Message-ID


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Counts and monotonic seconds of one run."""

    loads: Sequence[Load]
    waiting_at_the_kill: int
    down_s: float
    cpu_s: float
    findings: Findings


async def run(scale: Scale, directory: Path, step: Callable[[str], None]) -> Section:
    """How fast deliveries are made and whether each is, when the server dies once."""
    found = await _run(directory, _QUICK_MAILS if scale is QUICK else _MAILS, step)
    times = found.findings.times
    promised = [
        f"/{webhook}{message_id(sent.run, number)}"
        for sent in found.loads
        for number in sent.answers
        for webhook in range(_WEBHOOKS)
    ]
    took_s = max(at for each in times.values() for at in each) - found.loads[0].started_at
    rate = len(promised) / took_s
    lost = sum(each not in times for each in promised)
    rows = [
        (f"deliveries: mails accepted, for {_WEBHOOKS} webhooks each", str(len(promised))),
        ("of them waiting when the server was killed (-9), half-way", str(found.waiting_at_the_kill)),
        ("seconds until it was back", f"{found.down_s:.1f}"),
        ("seconds from the first mail to the last delivery", f"{took_s:.1f}"),
        ("deliveries a second over all that time", f"{rate:,.0f}"),
        ("the server's CPU ms for each, with its part of a mail", f"{1000 * found.cpu_s / len(times):.2f}"),
        ("delivered twice (under way at the kill)", str(sum(len(each) - 1 for each in times.values()))),
    ]
    return Section(
        name="webhooks",
        tables=[Table(title="Webhook deliveries across a crash", columns=("", "measured"), rows=rows)],
        goals=[
            Goal(
                text=f"{len(promised):,} deliveries at {_MINIMUM_RATE}/s or more, the crash included",
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


async def _run(directory: Path, mails: int, step: Callable[[str], None]) -> _Run:
    async with _receiver() as receiver:
        async with pillarbox_with_inboxes(directory) as server:
            secrets = await asyncio.to_thread(_subscribe, server, receiver.port)
            step("mails with webhooks")
            loading = asyncio.create_task(_load(server, mails))
            await receiver.wait_for(_WEBHOOKS * mails // 2)
            cpu = cpu_s(server.pid)
            os.kill(server.pid, signal.SIGKILL)
            killed_at, delivered = monotonic(), receiver.told
            loads = [await loading]
            accepted = loads[0].accepted
        step("the rest after a crash")
        async with pillarbox(directory) as server:
            down_s = monotonic() - killed_at
            if accepted < mails:
                loads.append(await _load(server, mails - accepted))
            await receiver.wait_for(_WEBHOOKS * mails)
            cpu += cpu_s(server.pid)
        findings = await receiver.findings(secrets)
    return _Run(
        loads=loads,
        waiting_at_the_kill=_WEBHOOKS * accepted - delivered,
        down_s=down_s,
        cpu_s=cpu,
        findings=findings,
    )


async def _load(server: RunningPillarbox, mails: int) -> Load:
    return await load(server.smtp_port, connections=_CONNECTIONS, size_bytes=4096, mails=mails)


def _subscribe(server: RunningPillarbox, port: int) -> list[str]:
    """The secrets of new webhooks that lead to the receiver."""
    api = server.api()
    secrets = []
    for number in range(_WEBHOOKS):
        hook = {"url": f"http://127.0.0.1:{port}/{number}", "event_types": ["message.received"]}
        secrets.append(str(json.loads(api.call("POST", "webhooks", hook))["secret"]))
    api.close()
    return secrets


@dataclass(kw_only=True)
class _RunningReceiver:
    """The receiver's process. It prints its port, then how many different deliveries it was sent as they
    come, and when it is told the secrets its findings."""

    process: asyncio.subprocess.Process
    port: int
    told: int = 0
    last_line: bytes = b""

    async def listen(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.last_line = line
            if line[:1] != b"{":
                self.told = int(line)

    async def wait_for(self, deliveries: int) -> None:
        """Return when so many deliveries arrived, or when none came for long."""
        before = -1
        while self.told < deliveries and self.told > before:
            before = self.told
            for _ in range(int(_LATE_S / _LOOK_EVERY_S)):
                await asyncio.sleep(_LOOK_EVERY_S)
                if self.told > before:
                    break

    async def findings(self, secrets: Sequence[str]) -> Findings:
        """What it was sent. Ends it."""
        assert self.process.stdin is not None
        self.process.stdin.write(" ".join(secrets).encode() + b"\n")
        await self.process.wait()
        return msgspec.json.decode(self.last_line, type=Findings)


@asynccontextmanager
async def _receiver() -> AsyncIterator[_RunningReceiver]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.webhooks"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=16 * 1024 * 1024,
    )
    assert process.stdout is not None
    async with asyncio.TaskGroup() as group:
        receiver = _RunningReceiver(process=process, port=int(await process.stdout.readline()))
        group.create_task(receiver.listen())
        yield receiver


@dataclass(slots=True)
class _Delivery:
    """One request. Names of headers are in lower case."""

    at: float
    path: str = ""
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

    def on_url(self, url: bytes) -> None:
        self._delivery.path += url.decode()

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
    secrets = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))
    known: set[tuple[str, str]] = set()
    seen = 0
    while not (await asyncio.wait([secrets], timeout=0.05))[0]:
        fresh, seen = deliveries[seen:], len(deliveries)
        if fresh:
            known.update((delivery.path, delivery.headers["svix-id"]) for delivery in fresh)
            _say(str(len(known)))
    _say(msgspec.json.encode(_findings(deliveries, secrets.result().split())).decode())


def _findings(deliveries: Sequence[_Delivery], secrets: Sequence[str]) -> Findings:
    webhooks = {f"/{number}": Webhook(secret) for number, secret in enumerate(secrets)}
    unsigned = 0
    times: dict[str, list[float]] = {}
    for delivery in deliveries:
        event = msgspec.json.decode(delivery.body, type=_Event)
        times.setdefault(delivery.path + event.message.message_id, []).append(delivery.at)
        try:
            webhooks[delivery.path].verify(delivery.body, delivery.headers)
        except WebhookVerificationError:
            unsigned += 1
    return Findings(unsigned=unsigned, times=times)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(_receive())
