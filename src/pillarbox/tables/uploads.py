"""Bytes on their way into a file, in parts of bounded size."""

from typing import cast

from pillarbox.ports import Blobs, Tx


def open_upload(tx: Tx, file_no: int, blob_id: str, drop_at: int) -> int:
    """The number of a new upload, which is dropped at `drop_at` unless the file owns it by then. Another one
    that is under way for the file is given up."""
    tx.execute(
        "UPDATE file_uploads SET drop_at = 0 WHERE file_no = :file_no AND drop_at IS NOT NULL",
        {"file_no": file_no},
    )
    row = tx.one(
        """
        INSERT INTO file_uploads (file_no, blob_id, parts, drop_at) VALUES (:file_no, :blob_id, 0, :drop_at)
        RETURNING upload_no
        """,
        {"file_no": file_no, "blob_id": blob_id, "drop_at": drop_at},
    )
    assert row is not None
    return cast("int", row[0])


def add_part(tx: Tx, blobs: Blobs, upload_no: int, data: bytes, drop_at: int) -> bool:
    """Store the next part. False when the upload was given up or dropped."""
    row = tx.one(
        """
        UPDATE file_uploads SET parts = parts + 1, drop_at = :drop_at
        WHERE upload_no = :upload_no AND drop_at > 0 RETURNING blob_id, parts
        """,
        {"upload_no": upload_no, "drop_at": drop_at},
    )
    if row is None:
        return False
    blob_id, parts = cast("tuple[str, int]", row)
    blobs.put(tx, f"{blob_id}-{parts - 1}", data)
    return True


def keep(tx: Tx, upload_no: int) -> bool:
    """Let a file own an upload. False when the upload was given up or dropped."""
    kept = tx.execute(
        "UPDATE file_uploads SET drop_at = NULL WHERE upload_no = :upload_no AND drop_at > 0",
        {"upload_no": upload_no},
    )
    return kept == 1


def part_blobs(tx: Tx, upload_no: int) -> list[str]:
    """The blobs of an upload in order; none when it was dropped."""
    row = tx.one(
        "SELECT blob_id, parts FROM file_uploads WHERE upload_no = :upload_no", {"upload_no": upload_no}
    )
    blob_id, parts = cast("tuple[str, int]", row or ("", 0))
    return [f"{blob_id}-{part}" for part in range(parts)]


def let_go(tx: Tx, upload_no: int, drop_at: int) -> None:
    """Drop an upload at a time, whoever owns it."""
    tx.execute(
        "UPDATE file_uploads SET drop_at = :drop_at WHERE upload_no = :upload_no",
        {"drop_at": drop_at, "upload_no": upload_no},
    )


def give_up(tx: Tx, upload_no: int) -> None:
    """Let an upload go now, unless a file owns it."""
    tx.execute(
        "UPDATE file_uploads SET drop_at = 0 WHERE upload_no = :upload_no AND drop_at IS NOT NULL",
        {"upload_no": upload_no},
    )


def drop_parts(tx: Tx, blobs: Blobs, now: int, limit: int) -> bool:
    """Delete up to `limit` parts of the upload that should have gone first; False when none should have."""
    row = tx.one(
        """
        SELECT upload_no, blob_id, parts FROM file_uploads WHERE drop_at <= :now
        ORDER BY drop_at, upload_no LIMIT 1
        """,
        {"now": now},
    )
    if row is None:
        return False
    upload_no, blob_id, parts = cast("tuple[int, str, int]", row)
    left = max(0, parts - limit)
    blobs.delete(tx, [f"{blob_id}-{part}" for part in range(left, parts)])
    by_number = {"upload_no": upload_no}
    if left:
        tx.execute(
            "UPDATE file_uploads SET parts = :left, drop_at = 0 WHERE upload_no = :upload_no",
            {**by_number, "left": left},
        )
    else:
        tx.execute("DELETE FROM file_uploads WHERE upload_no = :upload_no", by_number)
    return True
