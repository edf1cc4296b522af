"""The event log. Rows are written with the change they report and read in commit order. Of a deleted message
only the places of its events stay, so that readers can go on from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from pillarbox.domain.events import EventType
from pillarbox.domain.metrics import NO_GROWTH, Growth
from pillarbox.ports import Dialect, Tx
from pillarbox.tables.bodies import bodies_json
from pillarbox.tables.metrics import Change, note_changes

LogPosition: TypeAlias = tuple[int, int]
"""How far a reader is: the writing transaction's id (0 on SQLite, which has one writer) and `event_no`."""

START: LogPosition = (0, 0)

IS_TOLD = "length(e.payload) > 0"
"""Passes over the events of deleted messages, which have lost their content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event to append. `payload` is its JSON object on the wire, without message bodies. `recipients` and
    `growth` are for the metrics."""

    event_id: str
    organization_no: int
    pod_no: int | None
    inbox_no: int | None
    event_type: EventType
    message_no: int | None
    payload: bytes
    created_at: int
    recipients: int = 0
    growth: Growth = NO_GROWTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What an event is about, without its content."""

    position: LogPosition
    event_id: str
    organization_no: int
    pod_no: int | None
    inbox_no: int | None
    event_type: EventType


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent(Heading):
    """An event as read back. `bodies` is the JSON object of the message's bodies, None when the event has
    none or the message is gone."""

    payload: bytes
    created_at: int
    bodies: bytes | None


def append_events(tx: Tx, events: Sequence[NewEvent]) -> None:
    """Write events to the log, and note them for the metrics."""
    for event in events:
        tx.insert(
            "events",
            {
                "event_id": event.event_id,
                "organization_no": event.organization_no,
                "pod_no": event.pod_no,
                "inbox_no": event.inbox_no,
                "event_type": event.event_type.value,
                "message_no": event.message_no,
                "payload": event.payload,
                "created_at": event.created_at,
            },
        )
    note_changes(tx, [_change(event) for event in events])


def _change(event: NewEvent) -> Change:
    return Change(
        organization_no=event.organization_no,
        pod_no=event.pod_no or 0,
        inbox_no=event.inbox_no or 0,
        event_type=event.event_type.value,
        recipients=event.recipients,
        growth=event.growth,
        created_at=event.created_at,
    )


def last_position(tx: Tx) -> LogPosition:
    """Where the log ends, as far as everything before is committed too."""
    words = words_of(tx.dialect)
    row = tx.one(
        f"""
        SELECT {words.transaction}, e.event_no FROM events e WHERE {words.settled}
        ORDER BY {words.newest_first} LIMIT 1
        """
    )
    return START if row is None else cast("LogPosition", row)


def read_events(tx: Tx, after: LogPosition, limit: int) -> list[LoggedEvent]:
    """Events after a position, oldest first, with the bodies of received messages."""
    words = words_of(tx.dialect)
    rows = tx.all(
        f"""
        SELECT {words.heading}, e.payload, e.created_at, b.compressed, b.data
        FROM events e
        LEFT JOIN message_bodies b ON b.message_no = e.message_no AND e.event_type LIKE 'message.received%'
        WHERE {words.after} AND {words.settled} AND {IS_TOLD}
        ORDER BY {words.oldest_first} LIMIT :limit
        """,
        {"after_transaction": after[0], "after_no": after[1], "limit": limit},
    )
    return [
        LoggedEvent(
            position=cast("LogPosition", row[:2]),
            event_id=cast("str", row[2]),
            organization_no=cast("int", row[3]),
            pod_no=cast("int | None", row[4]),
            inbox_no=cast("int | None", row[5]),
            event_type=EventType(cast("str", row[6])),
            payload=cast("bytes", row[7]),
            created_at=cast("int", row[8]),
            bodies=None if row[10] is None else bodies_json(row[9], row[10]),
        )
        for row in rows
    ]


def events_are_held_back(tx: Tx) -> bool:
    """Whether the log holds events that wait for an older transaction to end; never on SQLite."""
    if tx.dialect == "sqlite":
        return False
    return tx.one(f"SELECT 1 FROM events e WHERE NOT ({_POSTGRES.settled}) LIMIT 1") is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogWords:
    """The order of the log in the words of one database."""

    transaction: str
    heading: str
    after: str
    settled: str  # keeps events whose predecessors are all committed
    oldest_first: str
    newest_first: str


_SUBJECT = "e.event_no, e.event_id, e.organization_no, e.pod_no, e.inbox_no, e.event_type"
_SQLITE = LogWords(
    transaction="0",
    heading=f"0, {_SUBJECT}",
    after="e.event_no > :after_no",
    settled="TRUE",
    oldest_first="e.event_no",
    newest_first="e.event_no DESC",
)
_POSTGRES = LogWords(
    transaction="e.xid::text::bigint",
    heading=f"e.xid::text::bigint, {_SUBJECT}",
    after="(e.xid, e.event_no) > (CAST(CAST(:after_transaction AS text) AS xid8), :after_no)",
    settled="e.xid < pg_snapshot_xmin(pg_current_snapshot())",
    oldest_first="e.xid, e.event_no",
    newest_first="e.xid DESC, e.event_no DESC",
)


def words_of(dialect: Dialect) -> LogWords:
    return _POSTGRES if dialect == "postgres" else _SQLITE
