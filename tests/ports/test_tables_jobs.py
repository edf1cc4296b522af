"""What waits: claimed once, by whoever comes first, and again when the lease is over."""

import asyncio

from tests.conftest import AnyDatabase

from pillarbox.domain.jobs import JobKind, Lane, retry_delay_ms
from pillarbox.ports import Tx
from pillarbox.tables.jobs import (
    Job,
    NewJob,
    claim_jobs,
    enqueue_jobs,
    finish_job,
    next_due,
    postpone_job,
)


async def add(database: AnyDatabase, *due_times: int) -> None:
    new = [
        NewJob(organization_no=1, kind=JobKind.DELIVERY, due_at=due_at, payload={"n": index})
        for index, due_at in enumerate(due_times)
    ]
    await database.write(lambda tx: enqueue_jobs(tx, new, 0))


async def claim(database: AnyDatabase, now: int, limit: int = 10) -> list[Job]:
    return await database.write(lambda tx: claim_jobs(tx, Lane.MAIL, now=now, lease_ms=100, limit=limit))


def payloads(claimed: list[Job]) -> list[object]:
    return [job.payload["n"] for job in claimed]


async def test_a_job_is_claimed_when_it_is_due(database: AnyDatabase) -> None:
    assert await database.read(lambda tx: next_due(tx, Lane.MAIL)) is None
    await add(database, 50, 20)
    assert await database.read(lambda tx: next_due(tx, Lane.MAIL)) == 20
    assert await claim(database, 19) == []
    assert payloads(await claim(database, 20)) == [1]
    assert payloads(await claim(database, 50)) == [0]


async def test_the_longest_due_jobs_come_first(database: AnyDatabase) -> None:
    await add(database, 30, 10, 20)
    assert payloads(await claim(database, 99, limit=2)) == [1, 2]


async def test_a_claimed_job_comes_due_again_when_its_lease_is_over(database: AnyDatabase) -> None:
    await add(database, 0)
    (first,) = await claim(database, 0)
    assert await claim(database, 99) == []
    (second,) = await claim(database, 100)
    assert (first.attempts, second.attempts, first.job_no) == (1, 2, second.job_no)


async def test_a_finished_job_is_gone_and_finishing_it_again_says_so(database: AnyDatabase) -> None:
    await add(database, 0)
    (job,) = await claim(database, 0)
    assert await database.write(lambda tx: finish_job(tx, job.job_no))
    assert not await database.write(lambda tx: finish_job(tx, job.job_no))
    assert await claim(database, 1000) == []


async def test_the_number_of_a_finished_job_is_never_given_to_another(database: AnyDatabase) -> None:
    await add(database, 0)
    (done,) = await claim(database, 0)
    await database.write(lambda tx: finish_job(tx, done.job_no))
    await add(database, 0)
    assert not await database.write(lambda tx: finish_job(tx, done.job_no))
    assert len(await claim(database, 0)) == 1


async def test_a_failed_job_waits_until_it_is_told_to(database: AnyDatabase) -> None:
    await add(database, 0)
    (job,) = await claim(database, 0)
    await database.write(lambda tx: postpone_job(tx, job.job_no, due_at=500, error="Timeout"))
    assert await claim(database, 499) == []
    assert len(await claim(database, 500)) == 1


def test_the_wait_after_a_failure_doubles_up_to_an_hour() -> None:
    assert [retry_delay_ms(attempts) for attempts in (1, 2, 3, 12)] == [1_000, 2_000, 4_000, 2_048_000]
    assert retry_delay_ms(13) == retry_delay_ms(10_000) == 3_600_000


async def test_workers_at_once_share_the_jobs(database: AnyDatabase) -> None:
    await add(database, *[0] * 60)
    shares = await asyncio.gather(*(claim(database, 0, limit=10) for _ in range(8)))
    numbers = [job.job_no for share in shares for job in share]
    assert len(numbers) == len(set(numbers)) == 60
    assert all(len(share) <= 10 for share in shares)


async def test_claims_that_overlap_never_hold_the_same_job(database: AnyDatabase) -> None:
    await add(database, *[0] * 4)
    if database.dialect == "sqlite":
        return  # one writer: transactions cannot overlap
    loop, claimed, go_on = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def first(tx: Tx) -> list[Job]:
        held = claim_jobs(tx, Lane.MAIL, now=0, lease_ms=100, limit=2)
        loop.call_soon_threadsafe(claimed.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(timeout=10)
        return held

    holding = asyncio.create_task(database.write(first))
    await claimed.wait()
    meanwhile = await claim(database, 0, limit=3)
    go_on.set()
    assert sorted(map(str, payloads([*meanwhile, *(await holding)]))) == ["0", "1", "2", "3"]


async def test_lanes_do_not_hold_each_other_up(database: AnyDatabase) -> None:
    chore = NewJob(organization_no=1, kind=JobKind.EXTRACT_TEXTS, due_at=5, payload={"n": "chore"})
    await database.write(lambda tx: enqueue_jobs(tx, [chore], 0))
    await add(database, 7)
    assert await database.read(lambda tx: next_due(tx, Lane.MAIL)) == 7
    assert await database.read(lambda tx: next_due(tx, Lane.CHORES)) == 5
    assert payloads(await claim(database, 9)) == [0]
    chores = await database.write(lambda tx: claim_jobs(tx, Lane.CHORES, now=9, lease_ms=100, limit=10))
    assert payloads(chores) == ["chore"]
