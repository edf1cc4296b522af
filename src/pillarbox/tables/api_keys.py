"""API keys. Only a digest of the secret is kept."""

from collections.abc import Sequence
from typing import cast

from pillarbox.domain.access import Permission, Scope
from pillarbox.domain.tenants import ApiKey
from pillarbox.ports import Row, Tx
from pillarbox.tables import json_text
from pillarbox.tables.paging import Page, PageRequest, cut
from pillarbox.tables.scopes import scope_parameters, within

_KEY = """
    SELECT k.api_key_no, k.api_key_id, o.organization_id, p.pod_id, i.inbox_id,
           k.organization_no, k.pod_no, k.inbox_no, k.prefix, k.name, k.permissions,
           k.expires_at, k.used_at, k.created_at, k.updated_at
    FROM api_keys k
    JOIN organizations o ON o.organization_no = k.organization_no
    LEFT JOIN pods p ON p.pod_no = k.pod_no
    LEFT JOIN inboxes i ON i.inbox_no = k.inbox_no
"""


def insert_api_key(
    tx: Tx,
    scope: Scope,
    *,
    api_key_id: str,
    digest: bytes,
    prefix: str,
    name: str,
    permissions: frozenset[Permission] | None,
    expires_at: int | None,
    now: int,
) -> None:
    """Store a key for `scope`. An inbox key carries its pod too."""
    tx.execute(
        """
        INSERT INTO api_keys (organization_no, pod_no, inbox_no, api_key_id, digest, prefix, name,
                              permissions, expires_at, created_at, updated_at)
        VALUES (:organization_no, :pod_no, :inbox_no, :api_key_id, :digest, :prefix, :name, :permissions,
                :expires_at, :now, :now)
        """,
        {
            "organization_no": scope.organization_no,
            "pod_no": scope.pod_no,
            "inbox_no": scope.inbox_no,
            "api_key_id": api_key_id,
            "digest": digest,
            "prefix": prefix,
            "name": name,
            "permissions": _permissions_text(permissions),
            "expires_at": expires_at,
            "now": now,
        },
    )


def find_by_digest(tx: Tx, digest: bytes) -> ApiKey | None:
    """The key a secret belongs to, on the whole server: it is what tells the tenant."""
    row = tx.one(f"{_KEY} WHERE k.digest = :digest", {"digest": digest})
    return None if row is None else _api_key(row)


def find_api_key(tx: Tx, scope: Scope, api_key_id: str) -> ApiKey | None:
    row = tx.one(
        f"{_KEY} WHERE k.api_key_id = :api_key_id AND {within(scope, 'k')}",
        {"api_key_id": api_key_id, **scope_parameters(scope)},
    )
    return None if row is None else _api_key(row)


def list_api_keys(tx: Tx, scope: Scope, page: PageRequest) -> Page[ApiKey]:
    """Keys made for `scope` or anything inside it."""
    rows = tx.all(
        f"""{_KEY}
        WHERE {within(scope, "k")} {page.clause("k.created_at", "k.api_key_no")}
        {page.order("k.created_at", "k.api_key_no")}
        """,
        {**scope_parameters(scope), **page.parameters},
    )
    return cut([_api_key(row) for row in rows], page, lambda key: (key.created_at, key.api_key_no))


def update_api_key(
    tx: Tx, api_key_no: int, *, name: str, permissions: frozenset[Permission] | None, now: int
) -> None:
    tx.execute(
        """
        UPDATE api_keys SET name = :name, permissions = :permissions, updated_at = :now
        WHERE api_key_no = :api_key_no
        """,
        {"name": name, "permissions": _permissions_text(permissions), "now": now, "api_key_no": api_key_no},
    )


def touch(tx: Tx, digests: Sequence[tuple[bytes, int]]) -> None:
    """Note when keys were last used: (digest, time in ms)."""
    tx.many(
        "UPDATE api_keys SET used_at = :used_at WHERE digest = :digest",
        [{"digest": digest, "used_at": used_at} for digest, used_at in digests],
    )


def delete_api_key(tx: Tx, api_key_no: int) -> None:
    tx.execute("DELETE FROM api_keys WHERE api_key_no = :api_key_no", {"api_key_no": api_key_no})


def _permissions_text(permissions: frozenset[Permission] | None) -> str | None:
    return None if permissions is None else json_text.encode(sorted(permissions))


def _api_key(row: Row) -> ApiKey:
    (
        api_key_no,
        api_key_id,
        organization_id,
        pod_id,
        inbox_id,
        organization_no,
        pod_no,
        inbox_no,
        prefix,
        name,
        permissions,
        expires_at,
        used_at,
        created_at,
        updated_at,
    ) = cast(
        "tuple[int, str, str, str | None, str | None, int, int | None, int | None, str, str, str | None,"
        " int | None, int | None, int, int]",
        row,
    )
    return ApiKey(
        api_key_no=api_key_no,
        api_key_id=api_key_id,
        organization_id=organization_id,
        pod_id=pod_id,
        inbox_id=inbox_id,
        organization_no=organization_no,
        pod_no=pod_no,
        inbox_no=inbox_no,
        prefix=prefix,
        name=name,
        permissions=None
        if permissions is None
        else frozenset(Permission(flag) for flag in json_text.strings(permissions)),
        expires_at=expires_at,
        used_at=used_at,
        created_at=created_at,
        updated_at=updated_at,
    )
