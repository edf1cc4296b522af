"""Taking an inbox apart, a bounded piece at a time."""

from typing import cast

from pillarbox.domain.metrics import Growth
from pillarbox.ports import Blobs, Tx
from pillarbox.tables import metrics, search_index
from pillarbox.tables.drafts import purge_drafts
from pillarbox.tables.files import purge_files
from pillarbox.tables.inboxes import forget_inbox
from pillarbox.tables.past_events import forget_content

_BY_MESSAGE = ("attachment_texts", "message_bodies", "messages")
_BY_INBOX = (
    ("message_labels", "label, timestamp, message_no"),
    ("inbox_events", "event_no"),
    ("threads", "thread_no"),
)


def purge_inbox(tx: Tx, blobs: Blobs, inbox_no: int, limit: int, now: int) -> bool:
    """Delete up to `limit` messages of a retired inbox, then its drafts, labels and threads by as many rows
    at a time; True when it and everything in it is gone."""
    of_inbox = {"inbox_no": inbox_no}
    rows = tx.all(
        "SELECT message_no, blob_id, size_bytes FROM messages WHERE inbox_no = :inbox_no LIMIT :limit",
        {**of_inbox, "limit": limit},
    )
    numbers = [cast("int", row[0]) for row in rows]
    by_number = [{"message_no": number} for number in numbers]
    forget_content(tx, numbers)
    for table in _BY_MESSAGE:
        tx.many(f"DELETE FROM {table} WHERE message_no = :message_no", by_number)
    search_index.unindex_messages(tx, inbox_no, numbers)
    blobs.delete(tx, [blob_id for row in rows if not blob_in_use(tx, blob_id := cast("str", row[1]))])
    size_bytes = sum(cast("int", row[2]) for row in rows)
    metrics.note_growth(tx, inbox_no, Growth(messages=-len(rows), size_bytes=-size_bytes), now)
    if len(rows) == limit or not purge_drafts(tx, blobs, inbox_no, limit):
        return False
    if not purge_files(tx, inbox_no, limit, now):
        return False
    for table, key in _BY_INBOX:
        deleted = tx.execute(
            f"""
            DELETE FROM {table} WHERE inbox_no = :inbox_no AND ({key}) IN (
              SELECT {key} FROM {table} WHERE inbox_no = :inbox_no LIMIT :limit)
            """,
            {**of_inbox, "limit": limit},
        )
        if table == "threads":
            metrics.note_growth(tx, inbox_no, Growth(threads=-deleted), now)
        if deleted == limit:
            return False
    if not metrics.forget_inbox(tx, inbox_no, limit):
        return False
    forget_inbox(tx, inbox_no)
    tx.execute("DELETE FROM inboxes WHERE inbox_no = :inbox_no", of_inbox)
    return True


def blob_in_use(tx: Tx, blob_id: str) -> bool:
    """Whether a message or a captured mail still refers to the blob."""
    row = tx.one(
        """
        SELECT 1 FROM messages WHERE blob_id = :blob_id
        UNION ALL SELECT 1 FROM world_messages WHERE blob_id = :blob_id LIMIT 1
        """,
        {"blob_id": blob_id},
    )
    return row is not None
