"""Sending drafts, at once or when they are due. A draft and its schedule end in the transaction that records
the message, so that it is sent once, whatever happens in between."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from pillarbox.domain.access import Caller, Mount, Principal, Scope
from pillarbox.domain.drafts import Draft, SendStatus
from pillarbox.domain.errors import Conflict, NotFound, PillarboxError, StorageUnavailable
from pillarbox.domain.labels import ALL_HIDDEN, Label, changed_labels
from pillarbox.domain.messages import Bodies
from pillarbox.mail.compose.attachments import Disposition, OutgoingAttachment
from pillarbox.mail.compose.quoting import forward_block, quote_reply
from pillarbox.ports import Ports, Tx
from pillarbox.services import access
from pillarbox.services.drafts import idle_draft
from pillarbox.services.messages import FullMessage, LabelChange, lock_inbox
from pillarbox.services.outbound import IdempotencyKey, Outgoing, Sent, find_sent, recipients, submit
from pillarbox.services.replies import attachments_of, quoted
from pillarbox.tables import bodies, drafts, messages
from pillarbox.tables.jobs import Job, finish_job

_LEASE_MS = 30_000  # less than a job's, so that a job that comes due again finds its draft free
_NO_CHANGE = LabelChange(add=(), remove=())
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Material:
    """What joins a draft on its way: the message it answers or forwards, if that remains, and the files."""

    source: FullMessage | None
    originals: Sequence[OutgoingAttachment]
    own: Sequence[OutgoingAttachment]


async def send_draft(
    ports: Ports,
    caller: Caller,
    draft_id: str,
    labels: LabelChange,
    idempotency_key: IdempotencyKey | None = None,
) -> Sent:
    """Send a draft now, even a scheduled one. It is gone when it was sent and stays when it was not.

    Raises `NotFound`, also for a draft that was sent, `ValidationFailed`, `InboxPaused`, and `Conflict` while
    it is being sent.
    """
    now = ports.clock.now_ms()

    def take(tx: Tx) -> Draft | Sent:
        scope = lock_inbox(tx, caller)
        if idempotency_key is not None and drafts.find_draft(tx, scope, draft_id) is None:
            known = find_sent(tx, scope.organization_no, idempotency_key, now)
            if known is not None:
                return known
        return drafts.lease_draft(tx, idle_draft(tx, scope, draft_id, now), now + _LEASE_MS)

    taken = await ports.database.write(take)
    if isinstance(taken, Sent):
        return taken
    try:
        return await _send(ports, caller, taken, labels, idempotency_key)
    except Exception:
        await ports.database.write(lambda tx: drafts.release_draft(tx, taken))
        raise


async def send_scheduled(ports: Ports, job: Job) -> None:
    """Carry out the job of a scheduled draft: it is sent, or kept and marked as failed.

    A job that its draft does not know any more ends without effect. Raises `StorageUnavailable`; the job
    then comes due again.
    """
    draft_id, inbox_no = job.payload["draft_id"], job.payload["inbox_no"]
    assert isinstance(draft_id, str)
    assert isinstance(inbox_no, int)
    scope = Scope(organization_no=job.organization_no, inbox_no=inbox_no)

    def take(tx: Tx) -> Draft | None:
        tx.lock("inbox", inbox_no)
        draft = drafts.find_draft(tx, scope, draft_id)
        if draft is None or draft.job_no != job.job_no:
            finish_job(tx, job.job_no)
            return None
        now = ports.clock.now_ms()
        return None if draft.is_sending(now) else drafts.lease_draft(tx, draft, now + _LEASE_MS)

    draft = await ports.database.write(take)
    if draft is None:
        return
    try:
        await _send(ports, _owner(scope, draft), draft, _NO_CHANGE, None)
    except StorageUnavailable:
        raise
    except PillarboxError as error:
        _log.info("scheduled draft failed", draft=draft_id, code=error.code)
        await ports.database.write(lambda tx: _fail(tx, inbox_no, draft, ports.clock.now_ms()))


async def _send(
    ports: Ports, caller: Caller, draft: Draft, change: LabelChange, idempotency_key: IdempotencyKey | None
) -> Sent:
    """Send a leased draft and delete it."""
    material = await ports.database.read(lambda tx: _material(ports, tx, access.resolve(tx, caller), draft))

    def delete(tx: Tx) -> None:
        if not drafts.is_leased(tx, draft):
            raise Conflict("Draft was changed while it was being sent", fix="Send it again.")
        drafts.delete_draft(tx, ports.blobs, draft)

    outgoing = _outgoing(draft, change, material, quote_replies=ports.policy.quote_replies)
    return await submit(ports, caller, outgoing, idempotency_key, on_record=delete)


def _material(ports: Ports, tx: Tx, scope: Scope, draft: Draft) -> _Material:
    """Raises `NotFound` when the message to be forwarded is gone; an answer goes without quoting it."""
    source = None
    if draft.source_id is not None:
        message = messages.find_message(tx, scope, draft.source_id, ALL_HIDDEN)
        if message is not None:
            content = bodies.get_bodies(tx, [message.message_no])[message.message_no]
            source = FullMessage(message=message, bodies=content)
    originals: Sequence[OutgoingAttachment] = ()
    if draft.forward_of is not None:
        if source is None:
            raise NotFound("Message not found", fix="The message to be forwarded was deleted.")
        originals = attachments_of(tx, ports.blobs, source.message)
    own = [
        OutgoingAttachment(
            data=ports.blobs.load(tx, file.blob_id),
            filename=file.filename,
            content_type=file.content_type,
            disposition=Disposition(file.content_disposition),
            content_id=file.content_id,
        )
        for file in draft.attachments
    ]
    return _Material(source=source, originals=originals, own=own)


def _outgoing(draft: Draft, change: LabelChange, material: _Material, *, quote_replies: bool) -> Outgoing:
    text, html = draft.text, draft.html
    source = material.source
    if source is not None and draft.forward_of is not None:
        text, html = forward_block(text, html, quoted(source))
    elif source is not None and quote_replies:
        text, html = quote_reply(text, html, quoted(source))
    labels = [label for label in draft.labels if label != Label.SCHEDULED]
    return Outgoing(
        to=recipients(draft.to, "to"),
        cc=recipients(draft.cc, "cc"),
        bcc=recipients(draft.bcc, "bcc"),
        reply_to=recipients(draft.reply_to, "reply_to"),
        subject=draft.subject or "",
        text=text,
        html=html,
        own_words=Bodies(text=draft.text, html=draft.html),
        labels=changed_labels(labels, change.add, change.remove),
        attachments=material.own,
        originals=material.originals,
        headers={},
        in_reply_to=draft.source_id,
        references=draft.references,
        thread_no=None if source is None else source.message.thread_no,
    )


def _fail(tx: Tx, inbox_no: int, draft: Draft, now: int) -> None:
    """Mark a leased draft as failed and end its job. When the lease is lost, whoever has it now decides."""
    tx.lock("inbox", inbox_no)
    if drafts.is_leased(tx, draft):
        if draft.job_no is not None:
            finish_job(tx, draft.job_no)
        drafts.update_draft(tx, replace(draft, schedule=SendStatus.FAILED, job_no=None, updated_at=now))


def _owner(scope: Scope, draft: Draft) -> Caller:
    """Whom a scheduled draft is sent for: its inbox itself. That its writer may send was checked before."""
    principal = Principal(
        api_key_id="",
        organization_id=draft.organization_id,
        pod_id=draft.pod_id,
        inbox_id=draft.inbox_id,
        scope=scope,
        permissions=None,
        expires_at_ms=None,
    )
    return Caller(principal=principal, mount=Mount(inbox_id=draft.inbox_id))
