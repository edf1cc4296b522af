"""Captured mail: what agents sent to outside addresses of this server's simulated world."""

from dataclasses import dataclass
from typing import cast

from pillarbox.domain.access import Scope
from pillarbox.ports import Row, Tx
from pillarbox.tables import json_text
from pillarbox.tables.paging import Page, PageRequest, cut


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturedMessage:
    """One mail as one outside recipient would have got it."""

    world_no: int
    recipient: str
    return_path: str
    message_id: str
    blob_id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str | None
    text: str | None
    html: str | None
    size_bytes: int
    created_at: int


def capture(tx: Tx, organization_no: int, inbox_no: int, mail: CapturedMessage) -> None:
    """Keep one mail; its `world_no` is given by the database."""
    tx.execute(
        """
        INSERT INTO world_messages (organization_no, recipient, return_path, inbox_no, message_id, blob_id,
                                    sender, recipients, subject, text, html, size_bytes, created_at)
        VALUES (:organization_no, :recipient, :return_path, :inbox_no, :message_id, :blob_id,
                :sender, :recipients, :subject, :text, :html, :size_bytes, :created_at)
        """,
        {
            "organization_no": organization_no,
            "recipient": mail.recipient.lower(),
            "return_path": mail.return_path,
            "inbox_no": inbox_no,
            "message_id": mail.message_id,
            "blob_id": mail.blob_id,
            "sender": mail.sender,
            "recipients": json_text.encode(mail.recipients),
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
            "size_bytes": mail.size_bytes,
            "created_at": mail.created_at,
        },
    )


def list_captured(tx: Tx, scope: Scope, recipient: str | None, page: PageRequest) -> Page[CapturedMessage]:
    """Captured mail, newest first, of one recipient or of all."""
    narrowed = "" if recipient is None else "AND recipient = :recipient"
    inbox = "" if scope.inbox_no is None else "AND inbox_no = :inbox_no"
    pod = (
        ""
        if scope.pod_no is None
        else "AND inbox_no IN (SELECT inbox_no FROM inboxes WHERE pod_no = :pod_no)"
    )
    rows = tx.all(
        f"""
        SELECT world_no, recipient, return_path, message_id, blob_id, sender, recipients, subject, text, html,
               size_bytes, created_at
        FROM world_messages
        WHERE organization_no = :organization_no {narrowed} {inbox} {pod}
          {page.clause("created_at", "world_no")}
        {page.order("created_at", "world_no")}
        """,
        {
            "organization_no": scope.organization_no,
            "recipient": None if recipient is None else recipient.lower(),
            "inbox_no": scope.inbox_no,
            "pod_no": scope.pod_no,
            **page.parameters,
        },
    )
    return cut([_captured(row) for row in rows], page, lambda mail: (mail.created_at, mail.world_no))


def _captured(row: Row) -> CapturedMessage:
    return CapturedMessage(
        world_no=cast("int", row[0]),
        recipient=cast("str", row[1]),
        return_path=cast("str", row[2]),
        message_id=cast("str", row[3]),
        blob_id=cast("str", row[4]),
        sender=cast("str", row[5]),
        recipients=json_text.strings(row[6]),
        subject=cast("str | None", row[7]),
        text=cast("str | None", row[8]),
        html=cast("str | None", row[9]),
        size_bytes=cast("int", row[10]),
        created_at=cast("int", row[11]),
    )
