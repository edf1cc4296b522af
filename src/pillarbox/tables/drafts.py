"""Drafts with their labels and files."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from pillarbox.domain.access import Scope
from pillarbox.domain.drafts import Draft, SendStatus
from pillarbox.domain.ids import InboxId, MessageId
from pillarbox.ports import Blobs, Row, Tx, Value
from pillarbox.tables import json_text
from pillarbox.tables.filters import Conditions
from pillarbox.tables.jobs import finish_job
from pillarbox.tables.paging import Page, PageRequest, cut
from pillarbox.tables.scopes import scope_parameters, within

_COLUMNS = """
    d.draft_no, i.organization_id, i.pod_id, i.inbox_id, d.draft_id, d.client_id, d.labels,
    d.recipients_to, d.recipients_cc, d.recipients_bcc, d.reply_to, d.subject, d.preview, d.attachments,
    d.in_reply_to, d.forward_of, d.reference_ids, d.send_at, d.send_status, d.sending_until, d.job_no,
    d.created_at, d.updated_at
"""
_OF_ALL = "FROM drafts d JOIN inboxes i ON i.inbox_no = d.inbox_no"
_FROM = f"{_OF_ALL} AND i.status <> 'retired'"
_WHOLE = f"SELECT {_COLUMNS}, d.text, d.html {_FROM}"


def insert_draft(tx: Tx, scope: Scope, draft: Draft) -> None:
    """Store a new draft in the inbox of `scope`. Its `client_id` may still be that of a draft in a retired
    inbox, which gives it up."""
    assert scope.inbox_no is not None
    if draft.client_id is not None:
        tx.execute(
            """
            UPDATE drafts SET client_id = NULL
            WHERE organization_no = :organization_no AND client_id = :client_id
              AND inbox_no IN (SELECT inbox_no FROM inboxes WHERE status = 'retired')
            """,
            {"organization_no": scope.organization_no, "client_id": draft.client_id},
        )
    row = tx.one(
        """
        INSERT INTO drafts (
          organization_no, pod_no, inbox_no, draft_id, client_id, labels,
          recipients_to, recipients_cc, recipients_bcc, reply_to, subject, preview, attachments,
          in_reply_to, forward_of, reference_ids, send_status, send_at, job_no, created_at, updated_at,
          text, html)
        VALUES (
          :organization_no, :pod_no, :inbox_no, :draft_id, :client_id, :labels,
          :to, :cc, :bcc, :reply_to, :subject, :preview, :attachments,
          :in_reply_to, :forward_of, :references, :send_status, :send_at, :job_no, :created_at, :updated_at,
          :text, :html)
        RETURNING draft_no
        """,
        {
            **scope_parameters(scope),
            **_content(draft),
            "draft_id": draft.draft_id,
            "client_id": draft.client_id,
            "in_reply_to": draft.in_reply_to,
            "forward_of": draft.forward_of,
            "references": json_text.encode(draft.references),
            "created_at": draft.created_at,
        },
    )
    assert row is not None
    _insert_labels(tx, cast("int", row[0]), draft.labels)


def update_draft(tx: Tx, draft: Draft) -> None:
    """Write everything that may change of a draft. Whoever was sending it has lost it."""
    tx.execute(
        """
        UPDATE drafts SET
          labels = :labels, recipients_to = :to, recipients_cc = :cc, recipients_bcc = :bcc,
          reply_to = :reply_to, subject = :subject, preview = :preview, attachments = :attachments,
          send_status = :send_status, send_at = :send_at, sending_until = NULL, job_no = :job_no,
          updated_at = :updated_at, text = :text, html = :html
        WHERE draft_no = :draft_no
        """,
        {"draft_no": draft.draft_no, **_content(draft)},
    )
    tx.execute("DELETE FROM draft_labels WHERE draft_no = :draft_no", {"draft_no": draft.draft_no})
    _insert_labels(tx, draft.draft_no, draft.labels)


def find_draft(tx: Tx, scope: Scope, draft_id: str) -> Draft | None:
    row = tx.one(
        f"{_WHOLE} WHERE d.draft_id = :draft_id AND {within(scope, 'd')}",
        {"draft_id": draft_id, **scope_parameters(scope)},
    )
    return None if row is None else _draft(row)


def find_by_client_id(tx: Tx, scope: Scope, client_id: str) -> Draft | None:
    row = tx.one(
        f"{_WHOLE} WHERE d.client_id = :client_id AND {within(scope, 'd')}",
        {"client_id": client_id, **scope_parameters(scope)},
    )
    return None if row is None else _draft(row)


def find_by_number(tx: Tx, draft_no: int) -> Draft | None:
    """The draft under this number; None once it, or its inbox, is deleted."""
    row = tx.one(f"{_WHOLE} WHERE d.draft_no = :draft_no", {"draft_no": draft_no})
    return None if row is None else _draft(row)


def list_drafts(
    tx: Tx,
    scope: Scope,
    page: PageRequest,
    *,
    labels: Sequence[str],
    before: int | None,
    after: int | None,
) -> Page[Draft]:
    """Drafts that carry every one of `labels`, the last changed first, without their bodies. Times are
    exclusive bounds of the last change."""
    conditions = Conditions()
    conditions.between("d.updated_at", after, before)
    for index, label in enumerate(labels):
        conditions.add(
            f"""EXISTS (SELECT 1 FROM draft_labels l{index}
                WHERE l{index}.draft_no = d.draft_no AND l{index}.label = :label_{index})""",
            **{f"label_{index}": label},
        )
    rows = tx.all(
        f"""SELECT {_COLUMNS}, NULL, NULL {_FROM}
        WHERE {within(scope, "d")} {conditions.sql} {page.clause("d.updated_at", "d.draft_no")}
        {page.order("d.updated_at", "d.draft_no")}
        """,
        {**scope_parameters(scope), **conditions.parameters, **page.parameters},
    )
    return cut([_draft(row) for row in rows], page, lambda draft: (draft.updated_at, draft.draft_no))


def lease_draft(tx: Tx, draft: Draft, until: int) -> Draft:
    """The draft, held for sending until `until`. The caller holds the lock of its inbox."""
    tx.execute(
        "UPDATE drafts SET sending_until = :until WHERE draft_no = :draft_no",
        {"until": until, "draft_no": draft.draft_no},
    )
    return replace(draft, sending_until=until)


def is_leased(tx: Tx, draft: Draft) -> bool:
    """Whether a draft from `lease_draft` is still held as it was, and so unchanged."""
    row = tx.one(
        "SELECT 1 FROM drafts WHERE draft_no = :draft_no AND sending_until = :until",
        {"draft_no": draft.draft_no, "until": draft.sending_until},
    )
    return row is not None


def release_draft(tx: Tx, draft: Draft) -> None:
    """End the lease of a draft from `lease_draft`, if it still holds."""
    tx.execute(
        "UPDATE drafts SET sending_until = NULL WHERE draft_no = :draft_no AND sending_until = :until",
        {"draft_no": draft.draft_no, "until": draft.sending_until},
    )


def delete_draft(tx: Tx, blobs: Blobs, draft: Draft) -> None:
    """Take a draft away with its labels, its files and the job that was to send it."""
    if draft.job_no is not None:
        finish_job(tx, draft.job_no)
    blobs.delete(tx, [attachment.blob_id for attachment in draft.attachments])
    for table in ("draft_labels", "drafts"):
        tx.execute(f"DELETE FROM {table} WHERE draft_no = :draft_no", {"draft_no": draft.draft_no})


def purge_drafts(tx: Tx, blobs: Blobs, inbox_no: int, limit: int) -> bool:
    """Delete up to `limit` drafts of a retired inbox; True when none is left."""
    rows = tx.all(
        f"SELECT {_COLUMNS}, NULL, NULL {_OF_ALL} WHERE d.inbox_no = :inbox_no LIMIT :limit",
        {"inbox_no": inbox_no, "limit": limit},
    )
    for row in rows:
        delete_draft(tx, blobs, _draft(row))
    return len(rows) < limit


def _insert_labels(tx: Tx, draft_no: int, labels: Sequence[str]) -> None:
    tx.many(
        "INSERT INTO draft_labels (draft_no, label) VALUES (:draft_no, :label)",
        [{"draft_no": draft_no, "label": label} for label in labels],
    )


def _content(draft: Draft) -> dict[str, Value]:
    return {
        "labels": json_text.encode(draft.labels),
        "to": json_text.encode(draft.to),
        "cc": json_text.encode(draft.cc),
        "bcc": json_text.encode(draft.bcc),
        "reply_to": json_text.encode(draft.reply_to),
        "subject": draft.subject,
        "preview": draft.preview,
        "attachments": json_text.encode(draft.attachments),
        "send_status": None if draft.schedule is None else draft.schedule.value,
        "send_at": draft.send_at,
        "job_no": draft.job_no,
        "updated_at": draft.updated_at,
        "text": draft.text,
        "html": draft.html,
    }


def _draft(row: Row) -> Draft:
    return Draft(
        draft_no=cast("int", row[0]),
        organization_id=cast("str", row[1]),
        pod_id=cast("str", row[2]),
        inbox_id=InboxId(cast("str", row[3])),
        draft_id=cast("str", row[4]),
        client_id=cast("str | None", row[5]),
        labels=json_text.strings(row[6]),
        to=json_text.strings(row[7]),
        cc=json_text.strings(row[8]),
        bcc=json_text.strings(row[9]),
        reply_to=json_text.strings(row[10]),
        subject=cast("str | None", row[11]),
        preview=cast("str | None", row[12]),
        attachments=json_text.draft_attachments(row[13]),
        in_reply_to=cast("MessageId | None", row[14]),
        forward_of=cast("MessageId | None", row[15]),
        references=cast("tuple[MessageId, ...]", json_text.strings(row[16])),
        send_at=cast("int | None", row[17]),
        schedule=None if row[18] is None else SendStatus(cast("str", row[18])),
        sending_until=cast("int | None", row[19]),
        job_no=cast("int | None", row[20]),
        created_at=cast("int", row[21]),
        updated_at=cast("int", row[22]),
        text=cast("str | None", row[23]),
        html=cast("str | None", row[24]),
    )
