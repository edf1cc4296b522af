"""Allow and block list entries."""

from collections.abc import Collection, Sequence
from typing import cast

from pillarbox.domain.access import Scope
from pillarbox.domain.address import domain_of
from pillarbox.domain.lists import Direction, ListEntry, ListType, Rules
from pillarbox.domain.tenants import Inbox
from pillarbox.ports import Row, Tx, Value
from pillarbox.tables.paging import Page, PageRequest, cut
from pillarbox.tables.values import in_parts, listed

_ENTRY = """
    SELECT e.entry_no, o.organization_id, p.pod_id, i.inbox_id, e.direction, e.list_type, e.entry, e.reason,
           e.read_only, e.created_at
    FROM list_entries e
    JOIN organizations o ON o.organization_no = e.organization_no
    LEFT JOIN pods p ON p.pod_no = e.pod_no
    LEFT JOIN inboxes i ON i.inbox_no = e.inbox_no
"""
_OF_LIST = """
    e.organization_no = :organization_no AND e.pod_no = :pod_no AND e.inbox_no = :inbox_no
    AND e.direction = :direction AND e.list_type = :list_type
"""


def add_entry(
    tx: Tx,
    scope: Scope,
    direction: Direction,
    list_type: ListType,
    *,
    entry: str,
    reason: str | None,
    read_only: bool,
    now: int,
) -> None:
    """Put an entry on the list; one that is there stays as it is."""
    tx.execute(
        """
        INSERT INTO list_entries (organization_no, pod_no, inbox_no, direction, list_type, entry, reason,
                                  read_only, created_at)
        VALUES (:organization_no, :pod_no, :inbox_no, :direction, :list_type, :entry, :reason,
                :read_only, :now)
        ON CONFLICT (organization_no, pod_no, inbox_no, direction, list_type, entry) DO NOTHING
        """,
        {
            **_list_parameters(scope, direction, list_type),
            "entry": entry,
            "reason": reason,
            "read_only": int(read_only),
            "now": now,
        },
    )


def find_entry(
    tx: Tx, scope: Scope, direction: Direction, list_type: ListType, entry: str
) -> ListEntry | None:
    """The entry on exactly this scope's list."""
    row = tx.one(
        f"{_ENTRY} WHERE {_OF_LIST} AND e.entry = :entry",
        {**_list_parameters(scope, direction, list_type), "entry": entry},
    )
    return None if row is None else _list_entry(row)


def list_entries(
    tx: Tx, scope: Scope, direction: Direction, list_type: ListType, page: PageRequest
) -> Page[ListEntry]:
    """Entries of exactly this scope's list, in the order of their bytes."""
    rows = tx.all(
        f"""{_ENTRY}
        WHERE {_OF_LIST} {page.clause("e.entry", "e.entry_no")}
        {page.order("e.entry", "e.entry_no")}
        """,
        {**_list_parameters(scope, direction, list_type), **page.parameters},
    )
    return cut([_list_entry(row) for row in rows], page, lambda entry: (entry.entry, entry.entry_no))


def delete_entry(tx: Tx, entry_no: int) -> None:
    tx.execute("DELETE FROM list_entries WHERE entry_no = :entry_no", {"entry_no": entry_no})


def organizations_with_entries(tx: Tx, organization_nos: Collection[int]) -> set[int]:
    """Those of the organizations that keep any list at all."""
    found: set[int] = set()
    for values, parameters in in_parts([(organization_no,) for organization_no in organization_nos]):
        rows = tx.all(
            f"""
            SELECT wanted.column1 FROM ({values}) AS wanted
            WHERE EXISTS (SELECT 1 FROM list_entries l WHERE l.organization_no = wanted.column1)
            """,
            parameters,
        )
        found.update(cast("int", row[0]) for row in rows)
    return found


def find_rules(tx: Tx, inbox: Inbox, direction: Direction, addresses: Sequence[str]) -> Rules:
    """The entries of the inbox, its pod and its organization that may concern `addresses`."""
    scopes = {
        "organization_no": inbox.organization_no,
        "pod_no": inbox.pod_no,
        "inbox_no": inbox.inbox_no,
        "direction": direction.value,
    }
    applies = """
        e.organization_no = :organization_no AND e.direction = :direction
        AND (e.inbox_no = :inbox_no OR (e.inbox_no = 0 AND e.pod_no IN (:pod_no, 0)))
    """
    candidates = {form for address in addresses for form in (address.lower(), domain_of(address.lower()))}
    forms, parameters = listed(sorted(candidates))
    rows = tx.all(f"{_ENTRY} WHERE {applies} AND e.entry IN ({forms})", {**scopes, **parameters})
    found = [_list_entry(row) for row in rows]
    allows = tx.one(f"SELECT 1 FROM list_entries e WHERE {applies} AND e.list_type = 'allow' LIMIT 1", scopes)
    of_inbox = [entry for entry in found if entry.inbox_id is not None]
    of_pod = [entry for entry in found if entry.inbox_id is None and entry.pod_id is not None]
    of_organization = [entry for entry in found if entry.pod_id is None]
    return Rules(scopes=(of_inbox, of_pod, of_organization), has_allow_list=allows is not None)


def _list_parameters(scope: Scope, direction: Direction, list_type: ListType) -> dict[str, Value]:
    return {
        "organization_no": scope.organization_no,
        "pod_no": scope.pod_no or 0,
        "inbox_no": scope.inbox_no or 0,
        "direction": direction.value,
        "list_type": list_type.value,
    }


def _list_entry(row: Row) -> ListEntry:
    return ListEntry(
        entry_no=cast("int", row[0]),
        organization_id=cast("str", row[1]),
        pod_id=cast("str | None", row[2]),
        inbox_id=cast("str | None", row[3]),
        direction=Direction(cast("str", row[4])),
        list_type=ListType(cast("str", row[5])),
        entry=cast("str", row[6]),
        reason=cast("str | None", row[7]),
        read_only=bool(row[8]),
        created_at=cast("int", row[9]),
    )
