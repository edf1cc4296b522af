"""Whether large mails hold up everybody else: a probe's waits while one-MiB mails pour in."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final, TypeVar

from bench.mails import mails
from bench.report import Goal, Section, Table
from bench.samples import Latency
from bench.scale import Scale
from bench.servers.pillarbox import pillarbox_with_inboxes
from bench.smtp_client import SmtpClient
from bench.smtp_load import load

T = TypeVar("T")

_SIZE_BYTES: Final = 1024 * 1024
_CONNECTIONS: Final = 10
_PROBE_EVERY_S: Final = 0.02
_MAIL_EVERY: Final = 5
_LONGEST_MS: Final = 250.0


@dataclass(frozen=True, slots=True)
class _Waits:
    """Seconds from when a probe was due to its last reply."""

    noop: list[float] = field(default_factory=list)
    mail: list[float] = field(default_factory=list)


async def run(scale: Scale, directory: Path, step: Callable[[str], None]) -> Section:
    """Waits of a probe, idle and under large mails."""
    async with pillarbox_with_inboxes(directory) as server:
        step("probing an idle server")
        idle, _ = await _probed(server.smtp_port, asyncio.sleep(scale.cell_s))
        step(f"{scale.large_mails} mails of 1 MiB over {_CONNECTIONS} connections")
        pouring = load(
            server.smtp_port, connections=_CONNECTIONS, size_bytes=_SIZE_BYTES, mails=scale.large_mails
        )
        busy, sent = await _probed(server.smtp_port, pouring)
    rows = []
    for title, waits in (("idle", idle), ("1 MiB mails", busy)):
        for kind, samples in (("NOOP", waits.noop), ("4 KB mail", waits.mail)):
            found = Latency.of(samples)
            rows.append(
                (
                    f"{title}: {kind}",
                    str(len(samples)),
                    f"{found.p50:.2f}",
                    f"{found.p99:.2f}",
                    f"{found.longest:.1f}",
                )
            )
    longest = Latency.of(busy.noop + busy.mail).longest
    return Section(
        name="large",
        tables=[
            Table(
                title=f"Waits of a probe, ms ({sent.accepted} mails of 1 MiB taken in at {sent.rate:.0f}/s)",
                columns=("probe", "samples", "p50", "p99", "longest"),
                rows=rows,
            )
        ],
        goals=[
            Goal(
                text=f"longest wait of the probe at most {_LONGEST_MS:.0f} ms",
                measured=f"{longest:.0f} ms",
                met=longest <= _LONGEST_MS and not sent.errors,
            )
        ],
    )


async def _probed(port: int, meanwhile: Awaitable[T]) -> tuple[_Waits, T]:
    """The probe's waits for as long as `meanwhile` takes, and what that gives."""
    probing = asyncio.create_task(_probe(port, waits := _Waits()))
    try:
        result = await meanwhile
    finally:
        probing.cancel()
        await asyncio.wait([probing])
    if not probing.cancelled():
        probing.result()
    return waits, result


async def _probe(port: int, waits: _Waits) -> None:
    """Probe on schedule until cancelled; a probe that comes late because of the one before counts from when
    it was due."""
    client = await SmtpClient.connect(port)
    mail = mails(4096, f"probe-{monotonic()}")
    began, number = monotonic(), 0
    while True:
        due = began + number * _PROBE_EVERY_S
        await asyncio.sleep(due - monotonic())
        if number % _MAIL_EVERY:
            await client.command(b"NOOP\r\n", b"250")
            waits.noop.append(monotonic() - due)
        else:
            await client.send(mail(number))
            waits.mail.append(monotonic() - due)
        number += 1
