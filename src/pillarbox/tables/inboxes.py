"""Inboxes and the words they are found by."""

import re
from collections.abc import Collection
from typing import cast

from pillarbox.domain.access import Scope
from pillarbox.domain.ids import InboxId
from pillarbox.domain.tenants import Inbox, InboxStatus, MetadataValue, Pod
from pillarbox.ports import Row, Tx, Value
from pillarbox.tables import json_text, webhooks
from pillarbox.tables.paging import Page, PageRequest, cut
from pillarbox.tables.scopes import scope_parameters, within
from pillarbox.tables.values import in_parts

_INBOX = """
    SELECT i.inbox_no, i.pod_no, i.organization_no, i.inbox_id, i.pod_id, i.organization_id,
           i.display_name, i.client_id, i.status, i.metadata, i.created_at, i.updated_at
    FROM inboxes i
"""
_WORD = re.compile(r"[^\W_]+")
_LAST_CHARACTER = "\U0010ffff"
MAX_SEARCH_WORDS = 16
RETIRED = "retired"
"""The status of an inbox that is being deleted. No query shows it or its mail."""


def insert_inbox(
    tx: Tx,
    pod: Pod,
    *,
    organization_no: int,
    inbox_id: str,
    display_name: str | None,
    client_id: str | None,
    status: InboxStatus,
    metadata: dict[str, MetadataValue] | None,
    now: int,
) -> bool:
    """False when the address is taken, by anyone on this server."""
    row = tx.one(
        """
        INSERT INTO inboxes (organization_no, pod_no, organization_id, pod_id, inbox_id, display_name,
                             client_id, status, metadata, created_at, updated_at)
        VALUES (:organization_no, :pod_no, :organization_id, :pod_id, :inbox_id, :display_name,
                :client_id, :status, :metadata, :now, :now)
        ON CONFLICT (inbox_id) DO NOTHING
        RETURNING inbox_no
        """,
        {
            "organization_no": organization_no,
            "pod_no": pod.pod_no,
            "organization_id": pod.organization_id,
            "pod_id": pod.pod_id,
            "inbox_id": inbox_id,
            "display_name": display_name,
            "client_id": client_id,
            "status": status.value,
            "metadata": json_text.encode_optional(metadata),
            "now": now,
        },
    )
    if row is None:
        return False
    _index_words(tx, organization_no, cast("int", row[0]), inbox_id, display_name)
    return True


def find_inbox(tx: Tx, scope: Scope, inbox_id: str) -> Inbox | None:
    """The inbox with this address inside `scope`, whatever the case."""
    row = tx.one(
        f"{_INBOX} WHERE i.status <> 'retired' AND i.inbox_id = :address AND {within(scope, 'i')}",
        {"address": inbox_id.lower(), **scope_parameters(scope)},
    )
    return None if row is None else _inbox(row)


def find_by_client_id(tx: Tx, scope: Scope, client_id: str) -> Inbox | None:
    row = tx.one(
        f"{_INBOX} WHERE i.status <> 'retired' AND i.client_id = :client_id AND {within(scope, 'i')}",
        {"client_id": client_id, **scope_parameters(scope)},
    )
    return None if row is None else _inbox(row)


def find_recipients(tx: Tx, addresses: Collection[str]) -> dict[str, Inbox]:
    """The inboxes with these lowercase addresses, on the whole server: mail coming in has no tenant yet."""
    found: dict[str, Inbox] = {}
    for values, parameters in in_parts([(address,) for address in addresses]):
        rows = tx.all(
            f"{_INBOX} WHERE i.status <> 'retired' AND i.inbox_id IN ({values})",
            parameters,
        )
        found.update({inbox.inbox_id: inbox for inbox in map(_inbox, rows)})
    return found


def list_inboxes(tx: Tx, scope: Scope, page: PageRequest) -> Page[Inbox]:
    rows = tx.all(
        f"""{_INBOX}
        WHERE i.status <> 'retired' AND {within(scope, "i")} {page.clause("i.created_at", "i.inbox_no")}
        {page.order("i.created_at", "i.inbox_no")}
        """,
        {**scope_parameters(scope), **page.parameters},
    )
    return cut([_inbox(row) for row in rows], page, lambda inbox: (inbox.created_at, inbox.inbox_no))


def search_inboxes(tx: Tx, scope: Scope, query: str, page: PageRequest) -> Page[Inbox]:
    """Inboxes of which every word of `query` begins a word of the address or display name, newest first;
    one whose address is exactly `query` stands before the first page."""
    words = list(dict.fromkeys(_WORD.findall(query.casefold())))[:MAX_SEARCH_WORDS]
    if not words:
        return Page(items=[], next_position=None)
    parameters: dict[str, Value] = {
        **scope_parameters(scope),
        **page.parameters,
        "address": query.strip().lower(),
    }
    conditions = []
    for index, word in enumerate(words):
        parameters[f"from_{index}"] = word
        parameters[f"to_{index}"] = word + _LAST_CHARACTER
        conditions.append(
            f"""AND EXISTS (SELECT 1 FROM inbox_words w{index}
                WHERE w{index}.organization_no = i.organization_no AND w{index}.inbox_no = i.inbox_no
                  AND w{index}.word >= :from_{index} AND w{index}.word < :to_{index})"""
        )
    rows = tx.all(
        f"""{_INBOX}
        WHERE i.status <> 'retired' AND {within(scope, "i")} {" ".join(conditions)} AND i.inbox_id <> :address
          {page.clause("i.created_at", "i.inbox_no")}
        {page.order("i.created_at", "i.inbox_no")}
        """,
        parameters,
    )
    found = cut([_inbox(row) for row in rows], page, lambda inbox: (inbox.created_at, inbox.inbox_no))
    exact = find_inbox(tx, scope, query.strip()) if page.after is None else None
    return found if exact is None else Page(items=[exact, *found.items], next_position=found.next_position)


def update_inbox(
    tx: Tx,
    inbox: Inbox,
    *,
    display_name: str | None,
    status: InboxStatus,
    metadata: dict[str, MetadataValue] | None,
    now: int,
) -> None:
    tx.execute(
        """
        UPDATE inboxes
        SET display_name = :display_name, status = :status, metadata = :metadata, updated_at = :now
        WHERE inbox_no = :inbox_no
        """,
        {
            "display_name": display_name,
            "status": status.value,
            "metadata": json_text.encode_optional(metadata),
            "now": now,
            "inbox_no": inbox.inbox_no,
        },
    )
    tx.execute("DELETE FROM inbox_words WHERE inbox_no = :inbox_no", {"inbox_no": inbox.inbox_no})
    _index_words(tx, inbox.organization_no, inbox.inbox_no, inbox.inbox_id, display_name)


def retire_inbox(tx: Tx, inbox_no: int) -> None:
    """Take an inbox out of sight and free its address; `purge.purge_inbox` takes away the rest."""
    tx.execute(
        """
        UPDATE inboxes SET inbox_id = :tombstone, client_id = NULL, status = :retired
        WHERE inbox_no = :inbox_no
        """,
        {"tombstone": f"retired:{inbox_no}", "retired": RETIRED, "inbox_no": inbox_no},
    )
    forget_inbox(tx, inbox_no)


def forget_inbox(tx: Tx, inbox_no: int) -> None:
    """Delete what gives access to an inbox, finds it or decides about its mail."""
    for table in ("inbox_words", "api_keys", "list_entries"):
        tx.execute(f"DELETE FROM {table} WHERE inbox_no = :inbox_no", {"inbox_no": inbox_no})
    webhooks.forget_inbox(tx, inbox_no)


def _index_words(
    tx: Tx, organization_no: int, inbox_no: int, inbox_id: str, display_name: str | None
) -> None:
    words = dict.fromkeys(_WORD.findall(f"{inbox_id} {display_name or ''}".casefold()))
    tx.many(
        """
        INSERT INTO inbox_words (organization_no, word, inbox_no)
        VALUES (:organization_no, :word, :inbox_no)
        """,
        [{"organization_no": organization_no, "word": word, "inbox_no": inbox_no} for word in words],
    )


def _inbox(row: Row) -> Inbox:
    (
        inbox_no,
        pod_no,
        organization_no,
        inbox_id,
        pod_id,
        organization_id,
        display_name,
        client_id,
        status,
        metadata,
        created_at,
        updated_at,
    ) = cast("tuple[int, int, int, str, str, str, str | None, str | None, str, str | None, int, int]", row)
    return Inbox(
        inbox_no=inbox_no,
        pod_no=pod_no,
        organization_no=organization_no,
        inbox_id=InboxId(inbox_id),
        pod_id=pod_id,
        organization_id=organization_id,
        display_name=display_name,
        client_id=client_id,
        status=InboxStatus(status),
        metadata=cast("dict[str, MetadataValue] | None", json_text.optional_object(metadata)),
        created_at=created_at,
        updated_at=updated_at,
    )
