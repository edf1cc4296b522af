"""Scheduled drafts: sent once, at their time, also after a crash; kept and marked when they cannot be."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from tests.conftest import FixedClock
from tests.ports.tenant import Tenant, mail, receive

from pillarbox.domain.drafts import Draft, SendStatus
from pillarbox.domain.errors import Conflict, NotFound, StorageUnavailable
from pillarbox.domain.jobs import Lane
from pillarbox.domain.lists import Direction, ListType
from pillarbox.domain.tenants import Inbox, InboxStatus
from pillarbox.mail.compose.attachments import OutgoingAttachment
from pillarbox.ports import Database, Dialect, Ports, Tx
from pillarbox.services import draft_sending, drafts, inboxes, lists, messages
from pillarbox.services.draft_content import DraftChange, NewDraft
from pillarbox.services.inboxes import InboxChange
from pillarbox.services.messages import LabelChange
from pillarbox.services.outbound import Submission
from pillarbox.tables import drafts as draft_table
from pillarbox.tables import jobs
from pillarbox.tables.inboxes import retire_inbox
from pillarbox.tables.jobs import Job

T = TypeVar("T")
ADA = "ada@x.test"
HOUR = 3_600_000
NO_LABELS = LabelChange(add=(), remove=())


@pytest.fixture
async def ada(tenant: Tenant) -> Inbox:
    return await tenant.inbox("ada")


async def write(tenant: Tenant, *, send_at: int | None = None, **words: Any) -> Draft:
    content = Submission(**{"to": ["bob@y.test"], "subject": "Plans", "text": "Hello\n", **words})
    wanted = NewDraft(content=content, send_at=send_at)
    return await drafts.create_draft(tenant.ports, tenant.caller(ADA), wanted)


async def read(tenant: Tenant, draft: Draft) -> Draft:
    return await drafts.get_draft(tenant.ports, tenant.caller(ADA), draft.draft_id)


async def change(tenant: Tenant, draft: Draft, **words: Any) -> Draft:
    wanted = DraftChange(**{"labels": NO_LABELS, **words})
    return await drafts.update_draft(tenant.ports, tenant.caller(ADA), draft.draft_id, wanted)


async def due(ports: Ports) -> list[Job]:
    """The jobs of scheduled drafts that are due, claimed for a minute."""
    now = ports.clock.now_ms()
    claimed = await ports.database.write(
        lambda tx: jobs.claim_jobs(tx, Lane.MAIL, now=now, lease_ms=60_000, limit=50)
    )
    return [job for job in claimed if "draft_id" in job.payload]


async def run(ports: Ports) -> int:
    """How many drafts were due; they are sent."""
    claimed = await due(ports)
    for job in claimed:
        await draft_sending.send_scheduled(ports, job)
    return len(claimed)


async def waiting(ports: Ports) -> int | None:
    return await ports.database.read(lambda tx: jobs.next_due(tx, Lane.MAIL))


class Failing:
    """A database whose disk is full after some writes."""

    def __init__(self, database: Database, writes: int) -> None:
        self._database = database
        self._writes = writes

    @property
    def dialect(self) -> Dialect:
        return self._database.dialect

    async def write(self, work: Callable[[Tx], T]) -> T:
        self._writes -= 1
        if self._writes < 0:
            raise StorageUnavailable
        return await self._database.write(work)

    async def read(self, work: Callable[[Tx], T]) -> T:
        return await self._database.read(work)


class Meanwhile(Failing):
    """A database on which a draft changes hands between its lease and its end."""

    def __init__(self, database: Database, work: Callable[[], Awaitable[object]], clock: FixedClock) -> None:
        super().__init__(database, writes=100)
        self._work: Callable[[], Awaitable[object]] | None = work
        self._clock = clock

    async def read(self, work: Callable[[Tx], T]) -> T:
        if self._work is not None:
            todo, self._work = self._work, None
            self._clock.ms += 60_000
            await todo()
        return await super().read(work)


async def blobs_left(ports: Ports, blob_ids: Sequence[str]) -> list[str]:
    def work(tx: Tx) -> list[str]:
        left = []
        for blob_id in blob_ids:
            with suppress(NotFound):
                ports.blobs.load(tx, blob_id)
                left.append(blob_id)
        return left

    return await ports.database.read(work)


async def test_a_scheduled_draft_is_sent_when_it_is_due(
    ports: Ports, tenant: Tenant, ada: Inbox, clock: FixedClock
) -> None:
    draft = await write(tenant, send_at=clock.ms + HOUR, labels=["q3"])
    assert await waiting(ports) == clock.ms + HOUR
    clock.ms += HOUR - 1
    assert await run(ports) == 0
    clock.ms += 1
    assert await run(ports) == 1
    (message,) = await tenant.listed(ADA)
    assert (message.labels, message.subject, message.timestamp) == (("sent", "q3"), "Plans", clock.ms)
    with pytest.raises(NotFound):
        await read(tenant, draft)
    clock.ms += 61_000
    assert await run(ports) == 0


async def test_a_moved_schedule_counts_and_the_old_one_does_not(
    ports: Ports, tenant: Tenant, ada: Inbox, clock: FixedClock
) -> None:
    start = clock.ms
    draft = await write(tenant, send_at=start + HOUR)
    await change(tenant, draft, send_at=start + 3 * HOUR)
    await change(tenant, draft, text="Changed\n")
    clock.ms = start + 2 * HOUR
    assert await run(ports) == 0
    clock.ms = start + 3 * HOUR
    assert await run(ports) == 1
    (message,) = await tenant.listed(ADA)
    assert message.preview == "Changed\n"


async def test_a_schedule_ends_when_it_is_taken_back_or_its_draft_goes(
    ports: Ports, tenant: Tenant, ada: Inbox, clock: FixedClock
) -> None:
    taken_back, deleted = [await write(tenant, send_at=clock.ms + HOUR) for _ in range(2)]
    await change(tenant, taken_back, send_at=None)
    await drafts.delete_draft(ports, tenant.caller(ADA), deleted.draft_id)
    assert await waiting(ports) is None
    await write(tenant, send_at=clock.ms + HOUR)
    await inboxes.delete_inbox(ports, tenant.caller(ADA))
    assert await waiting(ports) is None


async def test_a_job_its_draft_no_longer_knows_does_nothing(
    ports: Ports, tenant: Tenant, ada: Inbox, clock: FixedClock
) -> None:
    draft = await write(tenant, send_at=clock.ms + 1)
    clock.ms += 1
    (job,) = await due(ports)
    moved = await change(tenant, draft, send_at=clock.ms + HOUR)
    await draft_sending.send_scheduled(ports, job)
    assert await read(tenant, draft) == moved
    assert await tenant.listed(ADA) == []


async def test_a_job_that_runs_twice_sends_once(
    ports: Ports, tenant: Tenant, ada: Inbox, clock: FixedClock
) -> None:
    await write(tenant, send_at=clock.ms + 1)
    clock.ms += 1
    (job,) = await due(ports)
    await draft_sending.send_scheduled(ports, job)
    await draft_sending.send_scheduled(ports, job)
    assert len(await tenant.listed(ADA)) == 1


@pytest.mark.parametrize("cause", ["paused", "blocked", "nobody", "source"])
async def test_a_draft_that_cannot_be_sent_fails_and_stays(
    ports: Ports, tenant: Tenant, ada: Inbox, clock: FixedClock, cause: str
) -> None:
    caller = tenant.caller(ADA)
    await receive(ports, mail("<1@y>"))
    content = Submission(to=["bob@y.test"], text="Hello\n")
    forward_of = "<1@y>" if cause == "source" else None
    send_at = clock.ms + 1
    draft = await drafts.create_draft(
        ports, caller, NewDraft(content=content, forward_of=forward_of, send_at=send_at)
    )
    match cause:
        case "paused":
            await inboxes.update_inbox(ports, caller, InboxChange(status=InboxStatus.PAUSED))
        case "blocked":
            entry = (Direction.SEND, ListType.BLOCK, "y.test")
            await lists.add_entry(ports, tenant.caller(), *entry, None)
        case "nobody":
            await change(tenant, draft, to=[])
        case "source":
            await messages.delete_message(ports, caller, "<1@y>")
    clock.ms += 1
    assert await run(ports) == 1
    failed = await read(tenant, draft)
    assert (failed.send_status(clock.ms), failed.send_at) == (SendStatus.FAILED, send_at)
    assert (failed.labels, failed.text) == (("scheduled",), "Hello\n")
    clock.ms += 61_000
    assert await run(ports) == 0
    assert all("sent" not in message.labels for message in await tenant.listed(ADA))


async def test_a_failed_draft_is_scheduled_again_or_freed(
    ports: Ports, tenant: Tenant, ada: Inbox, clock: FixedClock
) -> None:
    freed, again = [await write(tenant, to=[], send_at=clock.ms + 1) for _ in range(2)]
    clock.ms += 1
    assert await run(ports) == 2
    edited = await change(tenant, again, to=["bob@y.test"])
    assert edited.send_status(clock.ms) is SendStatus.FAILED
    assert (await change(tenant, again, send_at=clock.ms + 1)).labels == ("scheduled",)
    assert (await change(tenant, freed, send_at=None)).labels == ()
    clock.ms += 1
    assert await run(ports) == 1
    assert len(await tenant.listed(ADA)) == 1


@pytest.mark.parametrize("writes", [0, 1])
async def test_full_storage_delays_a_scheduled_draft_and_never_fails_it(
    ports: Ports, tenant: Tenant, ada: Inbox, clock: FixedClock, writes: int
) -> None:
    draft = await write(tenant, send_at=clock.ms + 1)
    clock.ms += 1
    (job,) = await due(ports)
    with pytest.raises(StorageUnavailable):
        await draft_sending.send_scheduled(replace(ports, database=Failing(ports.database, writes)), job)
    clock.ms += 60_000
    assert (await read(tenant, draft)).send_status(clock.ms) is SendStatus.SCHEDULED
    assert await run(ports) == 1
    assert len(await tenant.listed(ADA)) == 1


async def test_the_job_of_a_draft_that_someone_sends_right_now_waits(
    ports: Ports, tenant: Tenant, ada: Inbox, clock: FixedClock
) -> None:
    draft = await write(tenant, send_at=clock.ms + 1)
    clock.ms += 1
    until = clock.ms + 5
    await ports.database.write(lambda tx: draft_table.lease_draft(tx, draft, until))
    assert await run(ports) == 1
    assert (await read(tenant, draft)).send_status(clock.ms) is SendStatus.SENDING
    clock.ms += 60_000
    assert await run(ports) == 1
    assert len(await tenant.listed(ADA)) == 1


async def test_a_sender_who_lost_the_draft_sends_nothing(
    ports: Ports, tenant: Tenant, ada: Inbox, clock: FixedClock
) -> None:
    draft = await write(tenant)
    meanwhile = Meanwhile(ports.database, lambda: change(tenant, draft, text="Changed\n"), clock)
    with pytest.raises(Conflict):
        await draft_sending.send_draft(
            replace(ports, database=meanwhile), tenant.caller(ADA), draft.draft_id, NO_LABELS
        )
    assert await tenant.listed(ADA) == []
    assert (await read(tenant, draft)).text == "Changed\n"


async def test_a_job_that_lost_its_draft_does_not_mark_it(
    ports: Ports, tenant: Tenant, ada: Inbox, clock: FixedClock
) -> None:
    draft = await write(tenant, send_at=clock.ms + 1)
    clock.ms += 1
    (job,) = await due(ports)
    meanwhile = Meanwhile(ports.database, lambda: change(tenant, draft, text="Changed\n"), clock)
    await draft_sending.send_scheduled(replace(ports, database=meanwhile), job)
    after = await read(tenant, draft)
    assert (after.text, after.send_status(clock.ms)) == ("Changed\n", SendStatus.SCHEDULED)
    assert await run(ports) == 1
    assert [message.preview for message in await tenant.listed(ADA)] == ["Changed\n"]


async def test_files_go_with_their_draft(ports: Ports, tenant: Tenant, ada: Inbox) -> None:
    files = [OutgoingAttachment(data=b"1"), OutgoingAttachment(data=b"2")]
    sent, deleted, purged = [await write(tenant, attachments=files) for _ in range(3)]
    first, second = sent.attachments
    await change(tenant, sent, remove_attachments=[first.attachment_id])
    assert await blobs_left(ports, [first.blob_id, second.blob_id]) == [second.blob_id]
    await draft_sending.send_draft(ports, tenant.caller(ADA), sent.draft_id, NO_LABELS)
    await drafts.delete_draft(ports, tenant.caller(ADA), deleted.draft_id)
    await inboxes.delete_inbox(ports, tenant.caller(ADA))
    every = [file.blob_id for draft in (sent, deleted, purged) for file in draft.attachments]
    assert await blobs_left(ports, every) == []


async def test_a_retired_inbox_gives_up_client_ids_before_it_is_purged(
    ports: Ports, tenant: Tenant, ada: Inbox
) -> None:
    wanted = NewDraft(content=Submission(), client_id="one")
    await drafts.create_draft(ports, tenant.caller(ADA), wanted)
    await ports.database.write(lambda tx: retire_inbox(tx, ada.inbox_no))
    await tenant.inbox("ben")
    draft = await drafts.create_draft(ports, tenant.caller("ben@x.test"), wanted)
    assert draft.inbox_id == "ben@x.test"


async def test_drafts_sent_at_the_same_time_are_sent_once_each(
    ports: Ports, tenant: Tenant, ada: Inbox
) -> None:
    draft = await write(tenant)

    async def send() -> bool:
        try:
            await draft_sending.send_draft(ports, tenant.caller(ADA), draft.draft_id, NO_LABELS)
        except (Conflict, NotFound):
            return False
        return True

    assert sorted(await asyncio.gather(*(send() for _ in range(4)))) == [False, False, False, True]
    assert len(await tenant.listed(ADA)) == 1
