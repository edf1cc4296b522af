"""Going back in the event log: from an event that a reader saw, within a scope."""

from collections.abc import Sequence
from typing import cast

from pillarbox.domain.access import Scope
from pillarbox.domain.events import EventType
from pillarbox.ports import Row, Tx
from pillarbox.tables.events import IS_TOLD, Heading, LogPosition, words_of
from pillarbox.tables.scopes import scope_parameters, within


def find_position(tx: Tx, scope: Scope, event_id: str) -> LogPosition | None:
    """Where an event of `scope` stands, also one whose message is gone."""
    row = tx.one(
        f"""
        SELECT {words_of(tx.dialect).transaction}, e.event_no FROM events e
        WHERE e.event_id = :event_id AND {within(scope, "e")}
        """,
        {"event_id": event_id, **scope_parameters(scope)},
    )
    return cast("LogPosition | None", row)


def newest_heading(tx: Tx, scope: Scope) -> Heading | None:
    """What the last event of `scope` is about, as far as everything before it is committed too."""
    words = words_of(tx.dialect)
    row = tx.one(
        f"""
        SELECT {words.heading} FROM events e WHERE {within(scope, "e")} AND {words.settled}
        ORDER BY {words.newest_first} LIMIT 1
        """,
        scope_parameters(scope),
    )
    return None if row is None else _heading(row)


def read_headings(tx: Tx, scope: Scope, after: LogPosition, limit: int) -> list[Heading]:
    """What the events of `scope` after a position are about, oldest first."""
    words = words_of(tx.dialect)
    rows = tx.all(
        f"""
        SELECT {words.heading} FROM events e
        WHERE {within(scope, "e")} AND {words.after} AND {words.settled} AND {IS_TOLD}
        ORDER BY {words.oldest_first} LIMIT :limit
        """,
        {**scope_parameters(scope), "after_transaction": after[0], "after_no": after[1], "limit": limit},
    )
    return [_heading(row) for row in rows]


def forget_content(tx: Tx, message_nos: Sequence[int]) -> None:
    """Take the content out of the events of deleted messages, which are not told any more."""
    tx.many(
        "UPDATE events SET payload = :nothing, message_no = NULL WHERE message_no = :message_no",
        [{"nothing": b"", "message_no": number} for number in message_nos],
    )


def _heading(row: Row) -> Heading:
    return Heading(
        position=cast("LogPosition", row[:2]),
        event_id=cast("str", row[2]),
        organization_no=cast("int", row[3]),
        pod_no=cast("int | None", row[4]),
        inbox_no=cast("int | None", row[5]),
        event_type=EventType(cast("str", row[6])),
    )
