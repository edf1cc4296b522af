"""Forgetting what was promised for a time only, in a job that recurs."""

from functools import partial

from pillarbox.domain.jobs import JobKind
from pillarbox.ports import Ports
from pillarbox.services import uploads
from pillarbox.tables import jobs
from pillarbox.tables.jobs import Job
from pillarbox.tables.retention import Log, delete_before

_EVERY_MS = 3_600_000
_DAY_MS = 24 * _EVERY_MS
_DELETED_AT_ONCE = 500


async def schedule(ports: Ports) -> None:
    """See to it that the job exists."""
    now = ports.clock.now_ms()
    await ports.database.write(lambda tx: jobs.ensure_job(tx, JobKind.RETENTION, now))


async def forget(ports: Ports, job: Job) -> None:
    """Delete events past their time, some at once so that others can write in between; then wait an hour."""
    now = ports.clock.now_ms()
    oldest_kept = now - ports.policy.event_retention_days * _DAY_MS
    for log in Log:
        delete = partial(delete_before, log=log, created_before=oldest_kept, limit=_DELETED_AT_ONCE)
        while await ports.database.write(delete) == _DELETED_AT_ONCE:
            pass
    await uploads.sweep(ports)
    await ports.database.write(lambda tx: jobs.postpone_job(tx, job.job_no, due_at=now + _EVERY_MS))
