"""Watching what else runs: the processes that a test or its server starts."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

_WAIT_S = 20.0
_LOOK_EVERY_S = 0.005


def children(pid: int | None = None) -> set[int]:
    """The processes that a process, or else this one, has started and that are not reaped yet."""
    pid = pid or os.getpid()
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


async def becomes(condition: Callable[[], bool]) -> None:
    """Return when `condition` holds; fail when it does not in time. For what tells nobody that it changed."""
    async with asyncio.timeout(_WAIT_S):
        while not condition():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(_LOOK_EVERY_S)
