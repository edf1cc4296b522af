"""Files of inboxes. Those that are gone but not yet swept are found only where it says so."""

from typing import cast

from pillarbox.domain.access import Scope
from pillarbox.domain.files import File, FileStatus, NewFile
from pillarbox.domain.ids import InboxId
from pillarbox.domain.tenants import Inbox
from pillarbox.ports import Row, Tx
from pillarbox.tables import uploads
from pillarbox.tables.paging import Page, PageRequest, cut
from pillarbox.tables.scopes import scope_parameters, within

_FILE = """
    SELECT f.file_no, f.organization_no, i.inbox_id, f.file_id, f.path, f.size_bytes, f.sha256,
           f.content_type, f.status, f.upload_no, f.created_by, f.expires_at, f.gone_at, f.created_at,
           f.updated_at
    FROM files f JOIN inboxes i ON i.inbox_no = f.inbox_no AND i.status <> 'retired'
"""
_REMAINS = "(f.gone_at IS NULL OR f.gone_at > :now)"
_LAST_CHARACTER = "\U0010ffff"


def insert_file(
    tx: Tx, inbox: Inbox, wanted: NewFile, *, file_id: str, created_by: str, gone_at: int, now: int
) -> None:
    """Store a pending file."""
    tx.execute(
        """
        INSERT INTO files (organization_no, pod_no, inbox_no, file_id, path, size_bytes, sha256, content_type,
                           status, created_by, expires_at, gone_at, created_at, updated_at)
        VALUES (:organization_no, :pod_no, :inbox_no, :file_id, :path, :size_bytes, :sha256, :content_type,
                :status, :created_by, :expires_at, :gone_at, :now, :now)
        """,
        {
            "organization_no": inbox.organization_no,
            "pod_no": inbox.pod_no,
            "inbox_no": inbox.inbox_no,
            "file_id": file_id,
            "path": wanted.path,
            "size_bytes": wanted.size_bytes,
            "sha256": wanted.sha256,
            "content_type": wanted.content_type,
            "status": FileStatus.PENDING.value,
            "created_by": created_by,
            "expires_at": wanted.expires_at,
            "gone_at": gone_at,
            "now": now,
        },
    )


def find_by_path(tx: Tx, scope: Scope, path: str) -> File | None:
    """The file under a path, also one that is gone."""
    row = tx.one(
        f"{_FILE} WHERE {within(scope, 'f')} AND f.path = :path", {**scope_parameters(scope), "path": path}
    )
    return None if row is None else _file(row)


def find_file(tx: Tx, scope: Scope, file_id: str, now: int) -> File | None:
    row = tx.one(
        f"{_FILE} WHERE f.file_id = :file_id AND {within(scope, 'f')} AND {_REMAINS}",
        {**scope_parameters(scope), "file_id": file_id, "now": now},
    )
    return None if row is None else _file(row)


def find_by_number(tx: Tx, file_no: int, now: int) -> File | None:
    """The file under this number, for whoever has a link to it."""
    row = tx.one(f"{_FILE} WHERE f.file_no = :file_no AND {_REMAINS}", {"file_no": file_no, "now": now})
    return None if row is None else _file(row)


def list_files(tx: Tx, scope: Scope, prefix: str, page: PageRequest, now: int) -> Page[File]:
    """Files whose path begins with `prefix`, in the order of the bytes of their paths."""
    key = 'f.path COLLATE "C"' if tx.dialect == "postgres" else "f.path"
    rows = tx.all(
        f"""{_FILE}
        WHERE {within(scope, "f")} AND {_REMAINS} AND {key} >= :prefix AND {key} < :behind
          {page.clause(key, "f.file_no")}
        {page.order(key, "f.file_no")}
        """,
        {
            **scope_parameters(scope),
            **page.parameters,
            "now": now,
            "prefix": prefix,
            "behind": prefix + _LAST_CHARACTER,
        },
    )
    return cut([_file(row) for row in rows], page, lambda file: (file.path, file.file_no))


def stored(tx: Tx, organization_no: int) -> tuple[int, int]:
    """How many files an organization has, and how many bytes they take, gone ones included."""
    row = tx.one(
        "SELECT count(*), COALESCE(sum(size_bytes), 0) FROM files WHERE organization_no = :organization_no",
        {"organization_no": organization_no},
    )
    assert row is not None
    return cast("int", row[0]), int(cast("int", row[1]))


def set_upload(tx: Tx, file: File, upload_no: int) -> bool:
    """Let a file own an upload. False when the upload is gone."""
    if not uploads.keep(tx, upload_no):
        return False
    tx.execute(
        "UPDATE files SET upload_no = :upload_no WHERE file_no = :file_no",
        {"upload_no": upload_no, "file_no": file.file_no},
    )
    return True


def make_ready(tx: Tx, file: File, now: int) -> None:
    tx.execute(
        """
        UPDATE files SET status = :status, gone_at = expires_at, updated_at = :now WHERE file_no = :file_no
        """,
        {"status": FileStatus.READY.value, "now": now, "file_no": file.file_no},
    )


def delete_file(tx: Tx, file: File, now: int) -> None:
    """Delete a file; its bytes are left to be dropped."""
    tx.execute("DELETE FROM files WHERE file_no = :file_no", {"file_no": file.file_no})
    if file.upload_no is not None:
        uploads.let_go(tx, file.upload_no, now)


def delete_gone(tx: Tx, now: int, limit: int, organization_no: int | None = None) -> int:
    """How many files that are gone were deleted, at most `limit`, of one organization or of all."""
    of_one = "" if organization_no is None else "AND organization_no = :organization_no"
    return _delete_some(
        tx, f"gone_at <= :now {of_one}", {"now": now, "organization_no": organization_no}, limit, now
    )


def purge_files(tx: Tx, inbox_no: int, limit: int, now: int) -> bool:
    """Delete up to `limit` files of an inbox; True when none is left."""
    return _delete_some(tx, "inbox_no = :inbox_no", {"inbox_no": inbox_no}, limit, now) < limit


def _delete_some(tx: Tx, condition: str, parameters: dict[str, int | None], limit: int, now: int) -> int:
    rows = tx.all(
        f"""
        DELETE FROM files WHERE file_no IN (SELECT file_no FROM files WHERE {condition} LIMIT :limit)
        RETURNING upload_no
        """,
        {**parameters, "limit": limit},
    )
    for (upload_no,) in rows:
        if upload_no is not None:
            uploads.let_go(tx, cast("int", upload_no), now)
    return len(rows)


def _file(row: Row) -> File:
    return File(
        file_no=cast("int", row[0]),
        organization_no=cast("int", row[1]),
        inbox_id=InboxId(cast("str", row[2])),
        file_id=cast("str", row[3]),
        path=cast("str", row[4]),
        size_bytes=cast("int", row[5]),
        sha256=cast("str", row[6]),
        content_type=cast("str", row[7]),
        status=FileStatus(cast("str", row[8])),
        upload_no=cast("int | None", row[9]),
        created_by=cast("str", row[10]),
        expires_at=cast("int | None", row[11]),
        gone_at=cast("int | None", row[12]),
        created_at=cast("int", row[13]),
        updated_at=cast("int", row[14]),
    )
