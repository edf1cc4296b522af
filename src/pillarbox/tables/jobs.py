"""Everything that waits, as rows with a due time. A claim is a lease: it moves the due time ahead, so that
the job of a worker that died comes due again by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from pillarbox.domain.jobs import JobKind, Lane, lane_of
from pillarbox.ports import Tx, Value
from pillarbox.tables import json_text

_SERVER_WIDE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    organization_no: int
    kind: JobKind
    due_at: int
    payload: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A claimed job. `attempts` counts this one."""

    job_no: int
    organization_no: int
    kind: JobKind
    attempts: int
    payload: dict[str, object]


def enqueue_jobs(tx: Tx, jobs: Sequence[NewJob], now: int) -> None:
    for job in jobs:
        tx.insert("jobs", _columns(job, now))


def enqueue_job(tx: Tx, job: NewJob, now: int) -> int:
    """The number of the new job, by which `finish_job` takes it back."""
    ((job_no,),) = tx.insert_returning("jobs", [_columns(job, now)], "job_no")
    return cast("int", job_no)


def claim_jobs(tx: Tx, lane: Lane, *, now: int, lease_ms: int, limit: int) -> list[Job]:
    """Jobs of a lane that are due, now held by this worker until `now + lease_ms`."""
    skip_locked = "FOR UPDATE SKIP LOCKED" if tx.dialect == "postgres" else ""
    rows = tx.all(
        f"""
        WITH due AS MATERIALIZED (
          SELECT job_no FROM jobs WHERE lane = :lane AND due_at <= :now
          ORDER BY due_at, job_no LIMIT :limit {skip_locked})
        UPDATE jobs SET due_at = :lease_until, attempts = attempts + 1
        WHERE job_no IN (SELECT job_no FROM due)
        RETURNING job_no, organization_no, kind, attempts, payload
        """,
        {"lane": lane.value, "lease_until": now + lease_ms, "now": now, "limit": limit},
    )
    return [
        Job(
            job_no=cast("int", row[0]),
            organization_no=cast("int", row[1]),
            kind=JobKind(cast("str", row[2])),
            attempts=cast("int", row[3]),
            payload=json_text.optional_object(row[4]) or {},
        )
        for row in sorted(rows, key=lambda row: cast("int", row[0]))
    ]


def ensure_job(tx: Tx, kind: JobKind, now: int) -> None:
    """See to it that the whole server has one job of this kind, which recurs."""
    tx.lock(kind.value, 0)
    if tx.one("SELECT 1 FROM jobs WHERE kind = :kind LIMIT 1", {"kind": kind.value}) is None:
        enqueue_jobs(tx, [NewJob(organization_no=_SERVER_WIDE, kind=kind, due_at=now, payload={})], now)


def next_due(tx: Tx, lane: Lane) -> int | None:
    """When the next job of a lane comes due; None when nothing waits."""
    row = tx.one("SELECT min(due_at) FROM jobs WHERE lane = :lane", {"lane": lane.value})
    return None if row is None else cast("int | None", row[0])


def finish_job(tx: Tx, job_no: int) -> bool:
    """False when the job was already finished, by a worker whose lease ran out."""
    return tx.execute("DELETE FROM jobs WHERE job_no = :job_no", {"job_no": job_no}) == 1


def postpone_job(tx: Tx, job_no: int, *, due_at: int, error: str | None = None) -> None:
    """Let a job wait again, after `error` or because it recurs."""
    tx.execute(
        "UPDATE jobs SET due_at = :due_at, last_error = :error WHERE job_no = :job_no",
        {"due_at": due_at, "error": error, "job_no": job_no},
    )


def _columns(job: NewJob, now: int) -> dict[str, Value]:
    return {
        "organization_no": job.organization_no,
        "kind": job.kind.value,
        "lane": lane_of(job.kind).value,
        "due_at": job.due_at,
        "attempts": 0,
        "payload": json_text.encode(job.payload),
        "created_at": now,
    }
