"""Runs what waits: claims due jobs, carries them out side by side, sleeps until the next one."""

import asyncio
from typing import assert_never

import structlog

from pillarbox.domain.jobs import JOBS_TOPIC, LEASE_MS, JobKind, Lane, retry_delay_ms
from pillarbox.ports import Ports
from pillarbox.services import attachment_text, delivery, draft_sending, inboxes, retention, uploads
from pillarbox.services.inbound import Inbound
from pillarbox.tables import jobs
from pillarbox.tables.jobs import Job

_AT_ONCE = {Lane.MAIL: 16, Lane.CHORES: 2}
_LONGEST_SLEEP_S = 30.0
_CHORES_REST_S = 0.25  # between chores while mail comes in a crowd
_SLEEP_AFTER_FAILURE_S = 1.0
_log = structlog.get_logger()


class JobRunner:
    """One worker on one lane. Any number may run against one database."""

    def __init__(self, ports: Ports, inbound: Inbound, lane: Lane) -> None:
        self._ports = ports
        self._inbound = inbound
        self._lane = lane
        self._wakeup = ports.bus.subscribe(JOBS_TOPIC)

    async def run(self) -> None:
        """Work until cancelled. A job under way at that moment comes due again when its lease ends."""
        while True:
            try:
                if self._lane is Lane.CHORES and self._inbound.crowded:
                    await asyncio.sleep(_CHORES_REST_S)
                claimed = await self._claim()
                await asyncio.gather(*(self._attempt(job) for job in claimed))
                if not claimed:
                    await self._wakeup.wait(timeout_s=await self._sleep_s())
            except Exception:  # noqa: BLE001 - the runner outlives whatever goes wrong in one round
                _log.exception("job runner failed")
                await asyncio.sleep(_SLEEP_AFTER_FAILURE_S)

    async def _claim(self) -> list[Job]:
        now = self._ports.clock.now_ms()
        if await self._ports.database.read(lambda tx: not _is_due(jobs.next_due(tx, self._lane), now)):
            return []
        return await self._ports.database.write(
            lambda tx: jobs.claim_jobs(tx, self._lane, now=now, lease_ms=LEASE_MS, limit=_AT_ONCE[self._lane])
        )

    async def _sleep_s(self) -> float:
        due = await self._ports.database.read(lambda tx: jobs.next_due(tx, self._lane))
        if due is None:
            return _LONGEST_SLEEP_S
        return min(_LONGEST_SLEEP_S, max(0, due - self._ports.clock.now_ms()) / 1000)

    async def _attempt(self, job: Job) -> None:
        try:
            match job.kind:
                case JobKind.DELIVERY:
                    await delivery.deliver(self._ports, self._inbound, job)
                case JobKind.PURGE_INBOX:
                    await inboxes.purge_inbox(self._ports, job)
                case JobKind.RETENTION:
                    await retention.forget(self._ports, job)
                case JobKind.SEND_DRAFT:
                    await draft_sending.send_scheduled(self._ports, job)
                case JobKind.EXTRACT_TEXTS:
                    await attachment_text.extract_texts(self._ports, job)
                case JobKind.SWEEP_FILES:
                    await uploads.run_sweep(self._ports, job)
                case _ as never:
                    assert_never(never)
        except Exception as error:  # noqa: BLE001 - one job's failure must not stop the others
            _log.exception("job failed", job=job.job_no, kind=job.kind.value, attempts=job.attempts)
            due_at = self._ports.clock.now_ms() + retry_delay_ms(job.attempts)
            reason = f"{type(error).__name__}: {error}"
            await self._ports.database.write(
                lambda tx: jobs.postpone_job(tx, job.job_no, due_at=due_at, error=reason)
            )


def _is_due(due_at: int | None, now: int) -> bool:
    return due_at is not None and due_at <= now
