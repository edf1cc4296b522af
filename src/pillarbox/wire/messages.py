"""Messages and threads as the wire shows them. Absent optionals are left out."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from pillarbox.domain.drafts import DraftAttachment
from pillarbox.domain.messages import Attachment, Bodies, Message, Thread
from pillarbox.wire.times import optional_timestamp, timestamp


class AttachmentObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    attachment_id: str
    size: int
    filename: str | None = None
    content_type: str | None = None
    content_disposition: str | None = None
    content_id: str | None = None


class DownloadObject(AttachmentObject, omit_defaults=True, kw_only=True):
    """An attachment with its signed link."""

    download_url: str
    text_url: str | None = None
    expires_at: str


class RawMessageObject(msgspec.Struct, kw_only=True):
    message_id: str
    size: int
    download_url: str
    expires_at: str


class MessageItemObject(msgspec.Struct, omit_defaults=True, kw_only=True, rename={"from_": "from"}):
    """A message in a list: without bodies."""

    organization_id: str
    pod_id: str
    inbox_id: str
    thread_id: str
    message_id: str
    labels: Sequence[str] = msgspec.field()
    timestamp: str
    from_: str
    to: Sequence[str] = msgspec.field()
    size: int
    updated_at: str
    created_at: str
    cc: Sequence[str] | None = None
    bcc: Sequence[str] | None = None
    subject: str | None = None
    preview: str | None = None
    attachments: Sequence[AttachmentObject] | None = None
    in_reply_to: str | None = None
    references: Sequence[str] | None = None
    headers: Mapping[str, str] | None = None
    verification: Mapping[str, Any] | None = None


class MessageObject(MessageItemObject, omit_defaults=True, kw_only=True, rename={"from_": "from"}):
    """A whole message."""

    reply_to: Sequence[str] | None = None
    text: str | None = None
    html: str | None = None
    extracted_text: str | None = None
    extracted_html: str | None = None
    extraction: Mapping[str, Any] | None = None


class ThreadItemObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A thread in a list: without its messages."""

    organization_id: str
    pod_id: str
    inbox_id: str
    thread_id: str
    labels: Sequence[str] = msgspec.field()
    timestamp: str
    senders: Sequence[str] = msgspec.field()
    recipients: Sequence[str] = msgspec.field()
    last_message_id: str
    message_count: int
    size: int
    updated_at: str
    created_at: str
    received_timestamp: str | None = None
    sent_timestamp: str | None = None
    subject: str | None = None
    preview: str | None = None
    attachments: Sequence[AttachmentObject] | None = None


class ThreadObject(ThreadItemObject, omit_defaults=True, kw_only=True):
    """A thread with a page of its messages, oldest first."""

    count: int
    messages: Sequence[MessageObject] = msgspec.field()
    limit: int | None = None
    next_page_token: str | None = None


class ListMessagesObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    messages: Sequence[MessageItemObject]
    limit: int | None = None
    next_page_token: str | None = None


class ListThreadsObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    threads: Sequence[ThreadItemObject]
    limit: int | None = None
    next_page_token: str | None = None


class SentObject(msgspec.Struct, kw_only=True):
    message_id: str
    thread_id: str


class MessageLabelsObject(msgspec.Struct, kw_only=True):
    message_id: str
    labels: Sequence[str]


class ThreadLabelsObject(msgspec.Struct, kw_only=True):
    thread_id: str
    labels: Sequence[str]


class BatchGetObject(msgspec.Struct, kw_only=True):
    limit: int
    count: int
    messages: Sequence[MessageItemObject]


class BatchUpdateObject(msgspec.Struct, kw_only=True):
    limit: int
    count: int
    updates: Sequence[MessageLabelsObject]


def attachment_object(attachment: Attachment | DraftAttachment) -> AttachmentObject:
    return AttachmentObject(
        attachment_id=attachment.attachment_id,
        size=attachment.size_bytes,
        filename=attachment.filename,
        content_type=attachment.content_type,
        content_disposition=attachment.content_disposition,
        content_id=attachment.content_id,
    )


def _attachments(attachments: Sequence[Attachment]) -> list[AttachmentObject] | None:
    return [attachment_object(attachment) for attachment in attachments] or None


def item_fields(message: Message) -> dict[str, Any]:
    return {
        "organization_id": message.organization_id,
        "pod_id": message.pod_id,
        "inbox_id": message.inbox_id,
        "thread_id": message.thread_id,
        "message_id": message.message_id,
        "labels": message.labels,
        "timestamp": timestamp(message.timestamp),
        "from_": message.from_,
        "to": message.to,
        "size": message.size_bytes,
        "updated_at": timestamp(message.updated_at),
        "created_at": timestamp(message.created_at),
        "cc": message.cc or None,
        "bcc": message.bcc or None,
        "subject": message.subject,
        "preview": message.preview,
        "attachments": _attachments(message.attachments),
        "in_reply_to": message.in_reply_to,
        "references": message.references or None,
        "headers": message.headers or None,
        "verification": message.verification,
    }


def message_item(message: Message) -> MessageItemObject:
    return MessageItemObject(**item_fields(message))


def message_object(message: Message, bodies: Bodies) -> MessageObject:
    return MessageObject(
        **item_fields(message),
        reply_to=message.reply_to or None,
        text=bodies.text,
        html=bodies.html,
        extracted_text=bodies.extracted_text,
        extracted_html=bodies.extracted_html,
        extraction=message.extraction,
    )


def thread_fields(thread: Thread) -> dict[str, Any]:
    return {
        "organization_id": thread.organization_id,
        "pod_id": thread.pod_id,
        "inbox_id": thread.inbox_id,
        "thread_id": thread.thread_id,
        "labels": thread.labels,
        "timestamp": timestamp(thread.timestamp),
        "received_timestamp": optional_timestamp(thread.received_timestamp),
        "sent_timestamp": optional_timestamp(thread.sent_timestamp),
        "senders": thread.senders,
        "recipients": thread.recipients,
        "subject": thread.subject,
        "preview": thread.preview,
        "attachments": _attachments(thread.attachments),
        "last_message_id": thread.last_message_id,
        "message_count": thread.message_count,
        "size": thread.size_bytes,
        "updated_at": timestamp(thread.updated_at),
        "created_at": timestamp(thread.created_at),
    }


def thread_item(thread: Thread) -> ThreadItemObject:
    return ThreadItemObject(**thread_fields(thread))


def thread_object(
    thread: Thread,
    messages: Sequence[MessageObject],
    *,
    limit: int | None = None,
    next_page_token: str | None = None,
) -> ThreadObject:
    return ThreadObject(
        **thread_fields(thread),
        count=len(messages),
        messages=messages,
        limit=limit,
        next_page_token=next_page_token,
    )
