"""Drafts as the wire shows them. Absent optionals are left out."""

from collections.abc import Sequence
from typing import Any

import msgspec

from pillarbox.domain.drafts import Draft
from pillarbox.wire.messages import AttachmentObject, attachment_object
from pillarbox.wire.times import optional_timestamp, timestamp


class DraftItemObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A draft in a list: without bodies."""

    organization_id: str
    pod_id: str
    inbox_id: str
    draft_id: str
    labels: Sequence[str] = msgspec.field()
    updated_at: str
    to: Sequence[str] | None = None
    cc: Sequence[str] | None = None
    bcc: Sequence[str] | None = None
    subject: str | None = None
    preview: str | None = None
    attachments: Sequence[AttachmentObject] | None = None
    in_reply_to: str | None = None
    forward_of: str | None = None
    send_status: str | None = None
    send_at: str | None = None


class DraftObject(DraftItemObject, omit_defaults=True, kw_only=True):
    """A whole draft."""

    created_at: str
    client_id: str | None = None
    reply_to: Sequence[str] | None = None
    text: str | None = None
    html: str | None = None
    references: Sequence[str] | None = None


class ListDraftsObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    drafts: Sequence[DraftItemObject]
    limit: int | None = None
    next_page_token: str | None = None


def draft_item(draft: Draft, now: int) -> DraftItemObject:
    return DraftItemObject(**_item_fields(draft, now))


def draft_object(draft: Draft, now: int) -> DraftObject:
    return DraftObject(
        **_item_fields(draft, now),
        created_at=timestamp(draft.created_at),
        client_id=draft.client_id,
        reply_to=draft.reply_to or None,
        text=draft.text,
        html=draft.html,
        references=draft.references or None,
    )


def _item_fields(draft: Draft, now: int) -> dict[str, Any]:
    return {
        "organization_id": draft.organization_id,
        "pod_id": draft.pod_id,
        "inbox_id": draft.inbox_id,
        "draft_id": draft.draft_id,
        "labels": draft.labels,
        "updated_at": timestamp(draft.updated_at),
        "to": draft.to or None,
        "cc": draft.cc or None,
        "bcc": draft.bcc or None,
        "subject": draft.subject,
        "preview": draft.preview,
        "attachments": [attachment_object(file) for file in draft.attachments] or None,
        "in_reply_to": draft.in_reply_to,
        "forward_of": draft.forward_of,
        "send_status": draft.send_status(now),
        "send_at": optional_timestamp(draft.send_at),
    }
