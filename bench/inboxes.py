"""Creating inboxes, one after the other."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from bench.report import Section, Table
from bench.samples import Latency
from bench.scale import Scale
from bench.servers.pillarbox import Api, pillarbox


async def run(scale: Scale, directory: Path, step: Callable[[str], None]) -> Section:
    """How long a client waits for a new inbox, durably made."""
    async with pillarbox(directory) as server:
        step(f"creating {scale.requests} inboxes")
        found = Latency.of(await asyncio.to_thread(_create, server.api(), scale.requests))
    row = (f"{scale.requests} inboxes", f"{found.p50:.2f}", f"{found.p99:.2f}", f"{found.longest:.1f}")
    table = Table(
        title="POST inboxes over one connection, milliseconds",
        columns=("created", "p50", "p99", "longest"),
        rows=[row],
    )
    return Section(name="inboxes", tables=[table])


def _create(api: Api, count: int) -> list[float]:
    waits = []
    for _ in range(count):
        began = monotonic()
        api.call("POST", "inboxes", {})
        waits.append(monotonic() - began)
    api.close()
    return waits
