"""Drafts: made, read, changed, scheduled, deleted. `services/draft_sending.py` sends them."""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import UNSET

from pillarbox.domain.access import Caller, Permission, Scope
from pillarbox.domain.drafts import Draft, SendStatus
from pillarbox.domain.errors import Conflict, NotFound, invalid
from pillarbox.domain.jobs import JOBS_TOPIC, JobKind
from pillarbox.domain.labels import Label
from pillarbox.domain.messages import Message
from pillarbox.ports import Ports, Tx
from pillarbox.services import access
from pillarbox.services.draft_content import DraftChange, NewDraft, changed, check_kind, new_file, written
from pillarbox.services.linked_files import fetched
from pillarbox.services.messages import find_message, lock_inbox
from pillarbox.tables import drafts
from pillarbox.tables.jobs import NewJob, enqueue_job, finish_job
from pillarbox.tables.paging import Page, PageRequest


async def list_drafts(
    ports: Ports,
    caller: Caller,
    page: PageRequest,
    *,
    labels: Sequence[str],
    before: int | None,
    after: int | None,
) -> Page[Draft]:
    """See `tables.drafts.list_drafts`. Raises `NotFound`."""
    return await ports.database.read(
        lambda tx: drafts.list_drafts(
            tx, access.resolve(tx, caller), page, labels=labels, before=before, after=after
        )
    )


async def get_draft(ports: Ports, caller: Caller, draft_id: str) -> Draft:
    """Raises `NotFound`."""
    return await ports.database.read(lambda tx: find_draft(tx, access.resolve(tx, caller), draft_id))


async def create_draft(ports: Ports, caller: Caller, wanted: NewDraft) -> Draft:
    """The new draft, or the one made before with the same `client_id`.

    An answer takes recipients, subject and references from its source, unless named; a forward its subject
    and references. Raises `NotFound`, `ValidationFailed`, `MissingPermission`, and `MessageRejected` for a
    file that cannot be fetched.
    """
    check_kind(wanted)
    known = await ports.database.read(lambda tx: _made_before(tx, caller, wanted))
    if known is not None:
        return known
    given = await fetched(ports, wanted.content.attachments, "attachments")
    now = ports.clock.now_ms()
    files = [new_file(file, now) for file in given]

    def work(tx: Tx) -> Draft:
        scope = lock_inbox(tx, caller)
        if wanted.client_id is not None:
            tx.lock("organization", scope.organization_no)
        known = _made_before(tx, caller, wanted)
        if known is not None:
            return known
        inbox = access.resolve_inbox(tx, caller)
        draft = written(inbox, wanted, files, _source(tx, caller, wanted), now)
        if wanted.send_at is not None:
            draft = _rescheduled(tx, scope, draft, wanted.send_at, now)
        _check_schedule(caller, draft)
        drafts.insert_draft(tx, scope, draft)
        for file in files:
            ports.blobs.put(tx, file.stored.blob_id, file.data)
        return find_draft(tx, scope, draft.draft_id)

    draft = await ports.database.write(work)
    ports.bus.publish(JOBS_TOPIC)
    return draft


async def update_draft(ports: Ports, caller: Caller, draft_id: str, change: DraftChange) -> Draft:
    """The draft after the change. A new `send_at` schedules it again, also after a failure.

    Raises `NotFound`, `ValidationFailed`, `MissingPermission`, `Conflict` while it is being sent, and
    `MessageRejected` for a file that cannot be fetched.
    """
    await get_draft(ports, caller, draft_id)
    given = await fetched(ports, change.add_attachments, "add_attachments")
    now = ports.clock.now_ms()
    files = [new_file(file, now) for file in given]

    def work(tx: Tx) -> Draft:
        scope = lock_inbox(tx, caller)
        before = idle_draft(tx, scope, draft_id, now)
        after = changed(before, change, files, now)
        if change.send_at is not UNSET:
            after = _rescheduled(tx, scope, after, change.send_at, now)
        _check_schedule(caller, after)
        drafts.update_draft(tx, after)
        kept = {file.blob_id for file in after.attachments}
        ports.blobs.delete(tx, [file.blob_id for file in before.attachments if file.blob_id not in kept])
        for file in files:
            ports.blobs.put(tx, file.stored.blob_id, file.data)
        return find_draft(tx, scope, draft_id)

    draft = await ports.database.write(work)
    ports.bus.publish(JOBS_TOPIC)
    return draft


async def delete_draft(ports: Ports, caller: Caller, draft_id: str) -> None:
    """Delete a draft with its files and its schedule. Raises `NotFound`, and `Conflict` while it is sent."""
    now = ports.clock.now_ms()

    def work(tx: Tx) -> None:
        scope = lock_inbox(tx, caller)
        drafts.delete_draft(tx, ports.blobs, idle_draft(tx, scope, draft_id, now))

    await ports.database.write(work)


def find_draft(tx: Tx, scope: Scope, draft_id: str) -> Draft:
    """The draft inside `scope`. Raises `NotFound`."""
    draft = drafts.find_draft(tx, scope, draft_id)
    if draft is None:
        raise NotFound("Draft not found", fix="List the drafts; one that was sent is a message now.")
    return draft


def idle_draft(tx: Tx, scope: Scope, draft_id: str, now: int) -> Draft:
    """The draft, which nobody is sending. Raises `NotFound` and `Conflict`. The caller holds the lock of its
    inbox."""
    draft = find_draft(tx, scope, draft_id)
    if draft.is_sending(now):
        raise Conflict("Draft is being sent", fix="Wait a moment: once it is sent, it is a message.")
    return draft


def _made_before(tx: Tx, caller: Caller, wanted: NewDraft) -> Draft | None:
    """The draft with the same `client_id`. Raises `NotFound` without an inbox to write another one in, and
    `MissingPermission` when the caller may not read drafts."""
    scope = access.resolve(tx, caller)
    if wanted.client_id is None:
        return None
    organization_wide = Scope(organization_no=scope.organization_no)
    known = drafts.find_by_client_id(tx, organization_wide, wanted.client_id)
    if known is None:
        return None
    access.check_may(caller, Permission.DRAFT_READ)
    return find_draft(tx, caller.principal.scope, known.draft_id)


def _source(tx: Tx, caller: Caller, wanted: NewDraft) -> Message | None:
    """The message a draft answers or forwards. Raises `NotFound`, also when its writer may not read it."""
    source_id = wanted.in_reply_to if wanted.forward_of is None else wanted.forward_of
    if source_id is None:
        return None
    if not caller.principal.may(Permission.MESSAGE_READ):
        raise NotFound("Message not found", fix="Use an API key whose permissions include message_read.")
    return find_message(tx, caller, source_id)


def _check_schedule(caller: Caller, draft: Draft) -> None:
    """Whoever leaves a draft scheduled sends it, if later."""
    if draft.schedule is SendStatus.SCHEDULED:
        access.check_may(caller, Permission.DRAFT_SEND)


def _rescheduled(tx: Tx, scope: Scope, draft: Draft, send_at: int | None, now: int) -> Draft:
    """The draft with its old job taken back and, unless `send_at` is None, a new one queued."""
    if draft.job_no is not None:
        finish_job(tx, draft.job_no)
    labels = [label for label in draft.labels if label != Label.SCHEDULED]
    if send_at is None:
        return replace(draft, labels=tuple(labels), send_at=None, schedule=None, job_no=None)
    if send_at <= now:
        raise invalid("send_at must be in the future", ["send_at"])
    job = NewJob(
        organization_no=scope.organization_no,
        kind=JobKind.SEND_DRAFT,
        due_at=send_at,
        payload={"draft_id": draft.draft_id, "inbox_no": scope.inbox_no},
    )
    return replace(
        draft,
        labels=(*labels, Label.SCHEDULED.value),
        send_at=send_at,
        schedule=SendStatus.SCHEDULED,
        job_no=enqueue_job(tx, job, now),
    )
