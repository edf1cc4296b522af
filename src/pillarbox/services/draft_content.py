"""What a draft says: from what a caller gives to what may be stored. Knows nothing of schedules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from msgspec import UNSET, UnsetType

from pillarbox.domain.drafts import Draft, DraftAttachment
from pillarbox.domain.errors import invalid
from pillarbox.domain.ids import MessageId, new_uuid
from pillarbox.domain.labels import changed_labels, normalize_labels
from pillarbox.domain.messages import Message
from pillarbox.domain.policy import MAX_FILES, MAX_FILES_BYTES, MAX_RECIPIENTS
from pillarbox.domain.tenants import Inbox
from pillarbox.mail.compose.attachments import OutgoingAttachment
from pillarbox.mail.compose.reply_headers import forward_subject, reply_references, reply_subject
from pillarbox.mail.mime.body import PREVIEW_CHARACTERS
from pillarbox.services.filing import new_blob_id
from pillarbox.services.linked_files import GivenFile
from pillarbox.services.messages import LabelChange
from pillarbox.services.outbound import (
    Submission,
    check_writable_subject,
    recipients,
    too_many_recipients,
)
from pillarbox.services.replies import answer_to, everyone


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDraft:
    """What a caller wants to write. It answers `in_reply_to` or forwards `forward_of` or does neither."""

    content: Submission
    in_reply_to: str | None = None
    forward_of: str | None = None
    reply_all: bool = False
    send_at: int | None = None
    client_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftChange:
    """A patch: what is UNSET stays; None and empty lists clear."""

    to: Sequence[str] | UnsetType = UNSET
    cc: Sequence[str] | UnsetType = UNSET
    bcc: Sequence[str] | UnsetType = UNSET
    reply_to: Sequence[str] | UnsetType = UNSET
    subject: str | UnsetType | None = UNSET
    text: str | UnsetType | None = UNSET
    html: str | UnsetType | None = UNSET
    send_at: int | UnsetType | None = UNSET
    add_attachments: Sequence[GivenFile] = ()
    remove_attachments: Sequence[str] = ()
    labels: LabelChange


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file that comes to a draft, and how it is stored."""

    stored: DraftAttachment
    data: bytes


def new_file(file: OutgoingAttachment, now: int) -> NewFile:
    stored = DraftAttachment(
        attachment_id=new_uuid(),
        filename=file.filename,
        content_type=file.content_type,
        content_disposition=file.disposition.value,
        content_id=file.content_id,
        size_bytes=len(file.data),
        blob_id=new_blob_id(now),
    )
    return NewFile(stored=stored, data=file.data)


def check_kind(wanted: NewDraft) -> None:
    """Raises `ValidationFailed` unless the draft is plain, an answer or a forward."""
    content = wanted.content
    if wanted.in_reply_to is not None and wanted.forward_of is not None:
        raise invalid("in_reply_to and forward_of cannot be combined", ["forward_of"])
    if wanted.reply_all and wanted.in_reply_to is None:
        raise invalid("reply_all needs in_reply_to", ["reply_all"])
    if wanted.reply_all and (content.to or content.cc or content.bcc):
        raise invalid("reply_all cannot be combined with to, cc or bcc", ["reply_all"])


def written(
    inbox: Inbox, wanted: NewDraft, files: Sequence[NewFile], source: Message | None, now: int
) -> Draft:
    """The draft a caller wants, with what its source adds. Raises `ValidationFailed`."""
    given = wanted.content
    draft = Draft(
        draft_no=0,
        organization_id=inbox.organization_id,
        pod_id=inbox.pod_id,
        inbox_id=inbox.inbox_id,
        draft_id=new_uuid(),
        client_id=wanted.client_id,
        labels=tuple(normalize_labels(given.labels, "labels")),
        to=_addresses(given.to, "to"),
        cc=_addresses(given.cc, "cc"),
        bcc=_addresses(given.bcc, "bcc"),
        reply_to=_addresses(given.reply_to, "reply_to"),
        subject=given.subject or None,
        preview=None,
        text=given.text or None,
        html=given.html or None,
        attachments=tuple(file.stored for file in files),
        in_reply_to=None,
        forward_of=None,
        references=(),
        send_at=None,
        schedule=None,
        sending_until=None,
        job_no=None,
        created_at=now,
        updated_at=now,
    )
    return _checked(draft if source is None else _derived(draft, wanted, source))


def changed(draft: Draft, change: DraftChange, files: Sequence[NewFile], now: int) -> Draft:
    """The draft after a change, its schedule aside. Raises `ValidationFailed`."""
    kept = [file for file in draft.attachments if file.attachment_id not in change.remove_attachments]
    after = replace(
        draft,
        to=draft.to if change.to is UNSET else _addresses(change.to, "to"),
        cc=draft.cc if change.cc is UNSET else _addresses(change.cc, "cc"),
        bcc=draft.bcc if change.bcc is UNSET else _addresses(change.bcc, "bcc"),
        reply_to=draft.reply_to if change.reply_to is UNSET else _addresses(change.reply_to, "reply_to"),
        subject=draft.subject if change.subject is UNSET else change.subject or None,
        text=draft.text if change.text is UNSET else change.text or None,
        html=draft.html if change.html is UNSET else change.html or None,
        attachments=(*kept, *(file.stored for file in files)),
        labels=tuple(changed_labels(draft.labels, change.labels.add, change.labels.remove)),
        updated_at=now,
    )
    return _checked(after)


def _derived(draft: Draft, wanted: NewDraft, source: Message) -> Draft:
    subject = source.subject or ""
    references = reply_references(source.references, source.message_id)
    draft = replace(draft, references=tuple(MessageId(reference) for reference in references))
    if wanted.forward_of is not None:
        return replace(draft, forward_of=source.message_id, subject=draft.subject or forward_subject(subject))
    to, cc = everyone(source) if wanted.reply_all else (() if draft.to else answer_to(source), ())
    return replace(
        draft,
        in_reply_to=source.message_id,
        subject=draft.subject or reply_subject(subject),
        to=draft.to or tuple(str(mailbox) for mailbox in to),
        cc=draft.cc or tuple(str(mailbox) for mailbox in cc),
    )


def _checked(draft: Draft) -> Draft:
    """The draft with its preview. What no mail can say is refused now rather than when it is sent."""
    if len(draft.to) + len(draft.cc) + len(draft.bcc) > MAX_RECIPIENTS:
        raise too_many_recipients()
    if len(draft.attachments) > MAX_FILES:
        raise invalid(f"A draft has at most {MAX_FILES} attachments")
    if sum(file.size_bytes for file in draft.attachments) > MAX_FILES_BYTES:
        raise invalid(f"The attachments of a draft have at most {MAX_FILES_BYTES} bytes together")
    check_writable_subject(draft.subject or "")
    return replace(draft, preview=draft.text[:PREVIEW_CHARACTERS] if draft.text else None)


def _addresses(texts: Sequence[str], path: str) -> tuple[str, ...]:
    return tuple(str(mailbox) for mailbox in recipients(texts, path))
