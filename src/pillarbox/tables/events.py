"""The event log. Rows are written with the change they report and read in commit order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from pillarbox.domain.events import EventType
from pillarbox.ports import Dialect, Tx
from pillarbox.tables.bodies import bodies_json


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event to append. `payload` is its JSON object on the wire, without message bodies."""

    event_id: str
    organization_no: int
    pod_no: int | None
    inbox_no: int | None
    event_type: EventType
    message_no: int | None
    payload: bytes
    created_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent:
    """An event as read back. `bodies` is the JSON object of the message's bodies, None when the event has
    none or the message is gone."""

    event_no: int
    event_id: str
    organization_no: int
    pod_no: int | None
    inbox_no: int | None
    event_type: EventType
    payload: bytes
    bodies: bytes | None


def append_events(tx: Tx, events: Sequence[NewEvent]) -> None:
    tx.many(
        """
        INSERT INTO events (event_id, organization_no, pod_no, inbox_no, event_type, message_no, payload,
                            created_at)
        VALUES (:event_id, :organization_no, :pod_no, :inbox_no, :event_type, :message_no, :payload,
                :created_at)
        """,
        [
            {
                "event_id": event.event_id,
                "organization_no": event.organization_no,
                "pod_no": event.pod_no,
                "inbox_no": event.inbox_no,
                "event_type": event.event_type.value,
                "message_no": event.message_no,
                "payload": event.payload,
                "created_at": event.created_at,
            }
            for event in events
        ],
    )


def last_event_no(tx: Tx) -> int:
    """The newest event that is safe to have seen everything before; 0 when the log is empty."""
    row = tx.one(f"SELECT max(event_no) FROM events WHERE {_settled(tx.dialect)}")
    return 0 if row is None or row[0] is None else cast("int", row[0])


def read_events(tx: Tx, after_no: int, limit: int) -> list[LoggedEvent]:
    """Events after a number, oldest first, with the bodies of received messages."""
    rows = tx.all(
        f"""
        SELECT e.event_no, e.event_id, e.organization_no, e.pod_no, e.inbox_no, e.event_type, e.payload,
               b.compressed, b.data
        FROM events e
        LEFT JOIN message_bodies b ON b.message_no = e.message_no AND e.event_type LIKE 'message.received%'
        WHERE e.event_no > :after_no AND {_settled(tx.dialect)}
        ORDER BY e.event_no LIMIT :limit
        """,
        {"after_no": after_no, "limit": limit},
    )
    return [
        LoggedEvent(
            event_no=cast("int", row[0]),
            event_id=cast("str", row[1]),
            organization_no=cast("int", row[2]),
            pod_no=cast("int | None", row[3]),
            inbox_no=cast("int | None", row[4]),
            event_type=EventType(cast("str", row[5])),
            payload=cast("bytes", row[6]),
            bodies=None if row[8] is None else bodies_json(row[7], row[8]),
        )
        for row in rows
    ]


def delete_events_before(tx: Tx, created_before: int, limit: int) -> int:
    """How many of the oldest events were forgotten, at most `limit`."""
    return tx.execute(
        """
        DELETE FROM events WHERE event_no IN (
          SELECT event_no
          FROM (SELECT event_no, created_at FROM events ORDER BY event_no LIMIT :limit) AS oldest
          WHERE created_at < :created_before)
        """,
        {"created_before": created_before, "limit": limit},
    )


def _settled(dialect: Dialect) -> str:
    """Keeps events whose predecessors are all committed. SQLite commits in the order of the numbers."""
    return "xid < pg_snapshot_xmin(pg_current_snapshot())" if dialect == "postgres" else "TRUE"
