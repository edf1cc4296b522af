"""Memory of the server and of the processes it starts: idle, and after it took in many mails."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.processes import rss_mb
from bench.report import Goal, Section, Table
from bench.scale import Scale
from bench.servers.pillarbox import pillarbox_with_inboxes
from bench.smtp_load import load

_CONNECTIONS: Final = 10
_WARM_MAILS: Final = 1_000
_REST_S: Final = 1.0
_IDLE_MB: Final = 90.0
_GROWTH_MB: Final = 20.0


async def run(scale: Scale, directory: Path, step: Callable[[str], None]) -> Section:
    """Resident memory at three moments. Caches of a fixed size fill with the first mails."""
    async with pillarbox_with_inboxes(directory) as server:

        async def after(mails: int) -> float:
            if mails:
                step(f"memory after {mails:,} mails")
                await load(server.smtp_port, connections=_CONNECTIONS, size_bytes=4096, mails=mails)
            await asyncio.sleep(_REST_S)
            return rss_mb(server.pid)

        idle = await after(0)
        warm = await after(_WARM_MAILS)
        full = await after(scale.memory_mails)
    return Section(
        name="memory",
        tables=[
            Table(
                title="Resident memory, MB",
                columns=("moment", "MB"),
                rows=[
                    ("started, 100 inboxes created", f"{idle:.1f}"),
                    (f"after {_WARM_MAILS:,} mails", f"{warm:.1f}"),
                    (f"after {scale.memory_mails:,} more", f"{full:.1f}"),
                ],
            )
        ],
        goals=[
            Goal(text=f"idle below {_IDLE_MB:.0f} MB", measured=f"{idle:.1f} MB", met=idle < _IDLE_MB),
            Goal(
                text=f"{scale.memory_mails:,} mails change it by at most {_GROWTH_MB:.0f} MB",
                measured=f"{full - warm:+.1f} MB",
                met=abs(full - warm) <= _GROWTH_MB,
            ),
        ],
    )
