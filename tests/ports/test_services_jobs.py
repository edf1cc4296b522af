"""Jobs are carried out, chores after mail."""

import asyncio
from contextlib import suppress

import pytest

from pillarbox.domain.jobs import Lane
from pillarbox.ports import Ports
from pillarbox.services import retention
from pillarbox.services.inbound import Inbound
from pillarbox.services.jobs import JobRunner
from pillarbox.tables import jobs


class Crowd(Inbound):
    """Mail comes and comes."""

    crowded = True


async def due_at(ports: Ports) -> int | None:
    return await ports.database.read(lambda tx: jobs.next_due(tx, Lane.CHORES))


@pytest.mark.parametrize("inbound", [Inbound, Crowd])
async def test_chores_are_done_in_a_crowd_too_only_later(
    ports: Ports, inbound: type[Inbound], monkeypatch: pytest.MonkeyPatch
) -> None:
    rested: list[float] = []
    sleep = asyncio.sleep

    async def short_sleep(seconds: float) -> None:
        rested.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", short_sleep)
    await retention.schedule(ports)
    now = ports.clock.now_ms()
    assert await due_at(ports) == now
    running = asyncio.create_task(JobRunner(ports, inbound(ports), Lane.CHORES).run())
    async with asyncio.timeout(10):
        while await due_at(ports) in (None, now):
            await sleep(0.01)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert bool(rested) == (inbound is Crowd)
