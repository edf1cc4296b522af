"""Events on their way to webhooks: a queue for each webhook, and the log of what became of them.

A claim is a lease, as with jobs: it moves the due time ahead, so that what a dead worker held comes due
again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

import msgspec

from pillarbox.domain.access import Scope
from pillarbox.domain.events import DEFAULT_EVENT_TYPES, EventType
from pillarbox.domain.webhooks import GIVE_UP_AFTER_MS, Attempt, Delivery, DeliveryState
from pillarbox.ports import Row, Tx
from pillarbox.tables import json_text
from pillarbox.tables.bodies import bodies_json
from pillarbox.tables.events import IS_TOLD, NewEvent
from pillarbox.tables.inboxes import RETIRED
from pillarbox.tables.paging import Page, PageRequest, cut
from pillarbox.tables.scopes import scope_parameters, within
from pillarbox.tables.values import in_parts

_COLUMNS = """
    delivery_no, webhook_no, event_id, event_type, thread_no, state, due_at, failures, attempts, created_at,
    updated_at
"""
_LISTENS = """
    ((level = 'organization' AND target_no = :organization_no) OR (level = 'pod' AND target_no = :pod_no)
     OR (level = 'inbox' AND target_no = :inbox_no))
"""
_Place: TypeAlias = tuple[str, int]
_REMEMBERED_ATTEMPTS = 20
_FEW = 32
_attempts = msgspec.json.Decoder(tuple[Attempt, ...])


def enqueue_deliveries(tx: Tx, events: Sequence[NewEvent]) -> None:
    """Put events on their way to every enabled webhook that listens where they happened."""
    heard = _listened_at(tx, {place for event in events for place in _places(event)})
    for event in events:
        if not heard.isdisjoint(_places(event)):
            _enqueue(tx, event)


def _places(event: NewEvent) -> tuple[_Place, ...]:
    pod, inbox = event.pod_no or 0, event.inbox_no or 0
    return (("organization", event.organization_no), ("pod", pod), ("inbox", inbox))


def _listened_at(tx: Tx, places: Collection[_Place]) -> set[_Place]:
    """Those of the places where any webhook listens."""
    found: set[_Place] = set()
    for values, parameters in in_parts(places):
        rows = tx.all(
            f"""
            SELECT wanted.column1, wanted.column2 FROM ({values}) AS wanted
            WHERE EXISTS (SELECT 1 FROM webhook_channels c
                          WHERE c.level = wanted.column1 AND c.target_no = wanted.column2)
            """,
            parameters,
        )
        found.update(cast("list[_Place]", rows))
    return found


def _enqueue(tx: Tx, event: NewEvent) -> None:
    tx.execute(
        f"""
        INSERT INTO webhook_deliveries (webhook_no, event_id, event_type, thread_no, state, due_at, leased,
                                        failures, attempts, created_at, updated_at)
        SELECT w.webhook_no, CAST(:event_id AS text), CAST(:event_type AS text),
               (SELECT m.thread_no FROM messages m WHERE m.message_no = :message_no), 'pending',
               CAST(:now AS bigint), 0, 0, '[]', CAST(:now AS bigint), CAST(:now AS bigint)
        FROM webhooks w
        WHERE w.webhook_no IN (SELECT webhook_no FROM webhook_channels WHERE {_LISTENS})
          AND w.polling = 0 AND w.enabled = 1
          AND CASE WHEN w.event_types IS NULL THEN :by_default = 1 ELSE w.event_types LIKE :quoted END
        """,
        {
            "event_id": event.event_id,
            "event_type": event.event_type.value,
            "message_no": event.message_no,
            "now": event.created_at,
            "organization_no": event.organization_no,
            "pod_no": event.pod_no,
            "inbox_no": event.inbox_no,
            "by_default": int(event.event_type in DEFAULT_EVENT_TYPES),
            "quoted": f'%"{event.event_type.value}"%',
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The deliveries that wait for one webhook: when the first comes due, and whether many are."""

    webhook_no: int
    due_at: int
    crowded: bool


def waiting_lines(tx: Tx, now: int) -> list[Line]:
    """Every webhook that deliveries wait for; two look-ups for each, however long its line."""
    rows = tx.all(
        """
            WITH RECURSIVE waiting (webhook_no) AS (
              SELECT min(webhook_no) FROM webhook_deliveries WHERE due_at IS NOT NULL
              UNION ALL
              SELECT (SELECT min(d.webhook_no) FROM webhook_deliveries d
                      WHERE d.due_at IS NOT NULL AND d.webhook_no > waiting.webhook_no)
              FROM waiting WHERE waiting.webhook_no IS NOT NULL)
            SELECT waiting.webhook_no,
                   (SELECT min(d.due_at) FROM webhook_deliveries d
                    WHERE d.webhook_no = waiting.webhook_no AND d.due_at IS NOT NULL),
                   (SELECT d.due_at FROM webhook_deliveries d
                    WHERE d.webhook_no = waiting.webhook_no AND d.due_at <= :now
                    ORDER BY d.due_at LIMIT 1 OFFSET :few)
            FROM waiting WHERE waiting.webhook_no IS NOT NULL
            """,
        {"now": now, "few": _FEW},
    )
    return [
        Line(webhook_no=webhook_no, due_at=due_at, crowded=beyond is not None)
        for webhook_no, due_at, beyond in cast("list[tuple[int, int, int | None]]", rows)
    ]


def claim_deliveries(tx: Tx, wanted: Mapping[int, int], *, now: int, lease_ms: int) -> list[Delivery]:
    """For each webhook up to so many deliveries that are due, oldest first, now held until
    `now + lease_ms`. Their `due_at` is the lease's end."""
    skip_locked = "FOR UPDATE SKIP LOCKED" if tx.dialect == "postgres" else ""
    claimed: list[Delivery] = []
    for webhook_no, limit in wanted.items():
        rows = tx.all(
            f"""
            WITH due AS MATERIALIZED (
              SELECT delivery_no FROM webhook_deliveries
              WHERE webhook_no = :webhook_no AND due_at <= :now
              ORDER BY due_at, delivery_no LIMIT :limit {skip_locked})
            UPDATE webhook_deliveries SET due_at = :lease_until, leased = 1
            WHERE delivery_no IN (SELECT delivery_no FROM due)
            RETURNING {_COLUMNS}
            """,
            {"webhook_no": webhook_no, "now": now, "limit": limit, "lease_until": now + lease_ms},
        )
        claimed += sorted((_delivery(row) for row in rows), key=lambda delivery: delivery.delivery_no)
    return claimed


def release_leases(tx: Tx, now: int) -> None:
    """Let what is held come due at once. For a start at which nobody else can hold anything."""
    tx.execute(
        """
        UPDATE webhook_deliveries SET due_at = :now, leased = 0 WHERE due_at IS NOT NULL AND leased = 1
        """,
        {"now": now},
    )


def find_frame_parts(tx: Tx, event_id: str) -> tuple[bytes, bytes | None] | None:
    """An event's payload and the JSON object of its bodies; None when it is gone, or its inbox is."""
    row = tx.one(
        f"""
        SELECT e.payload, b.compressed, b.data
        FROM events e
        LEFT JOIN inboxes i ON i.inbox_no = e.inbox_no
        LEFT JOIN message_bodies b ON b.message_no = e.message_no AND e.event_type LIKE 'message.received%'
        WHERE e.event_id = :event_id AND {IS_TOLD}
          AND (e.inbox_no IS NULL OR (i.inbox_no IS NOT NULL AND i.status <> :retired))
        """,
        {"event_id": event_id, "retired": RETIRED},
    )
    if row is None:
        return None
    return cast("bytes", row[0]), None if row[2] is None else bodies_json(row[1], row[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What became of a claimed delivery. `attempt` is None when none was made."""

    delivery: Delivery
    attempt: Attempt | None
    state: DeliveryState
    due_at: int | None
    failures: int


def settle_deliveries(tx: Tx, settlements: Sequence[Settlement], now: int) -> None:
    """Store outcomes, unless the lease ran out meanwhile and another worker has the delivery."""
    tx.many(
        """
        UPDATE webhook_deliveries
        SET state = :state, due_at = :due_at, leased = 0, failures = :failures, attempts = :attempts,
            updated_at = :now
        WHERE delivery_no = :delivery_no AND due_at = :lease_until
        """,
        [
            {
                "state": settled.state.value,
                "due_at": settled.due_at,
                "failures": settled.failures,
                "attempts": _attempts_text(settled),
                "now": now,
                "delivery_no": settled.delivery.delivery_no,
                "lease_until": settled.delivery.due_at,
            }
            for settled in settlements
        ],
    )
    answered: dict[int, bool] = {}
    for settled in settlements:
        if settled.attempt is not None:
            webhook_no = settled.delivery.webhook_no
            answered[webhook_no] = answered.get(webhook_no, False) or settled.attempt.succeeded
    for webhook_no, well in sorted(answered.items()):
        _note_health(tx, webhook_no, well=well, now=now)


def _note_health(tx: Tx, webhook_no: int, *, well: bool, now: int) -> None:
    """Remember since when a webhook fails; disable one that has for too long."""
    if well:
        tx.execute(
            """
            UPDATE webhooks SET failing_since = NULL
            WHERE webhook_no = :webhook_no AND failing_since IS NOT NULL
            """,
            {"webhook_no": webhook_no},
        )
        return
    tx.execute(
        """
        UPDATE webhooks SET failing_since = :now WHERE webhook_no = :webhook_no AND failing_since IS NULL
        """,
        {"webhook_no": webhook_no, "now": now},
    )
    tx.execute(
        """
        UPDATE webhooks SET enabled = 0, updated_at = :now
        WHERE webhook_no = :webhook_no AND enabled = 1 AND failing_since <= :too_long_ago
        """,
        {"webhook_no": webhook_no, "now": now, "too_long_ago": now - GIVE_UP_AFTER_MS},
    )


def redeliver(tx: Tx, delivery: Delivery, now: int) -> None:
    """Let a delivery come due now and start its schedule anew; one that a worker holds stays as it is."""
    tx.execute(
        """
        UPDATE webhook_deliveries SET state = 'pending', due_at = :now, failures = 0, updated_at = :now
        WHERE delivery_no = :delivery_no AND leased = 0
        """,
        {"now": now, "delivery_no": delivery.delivery_no},
    )


def find_delivery(tx: Tx, scope: Scope, webhook_no: int, event_id: str) -> Delivery | None:
    row = tx.one(
        f"""
        SELECT {_COLUMNS} FROM webhook_deliveries d
        WHERE d.event_id = :event_id AND {_of_webhook(scope)}
        """,
        {"event_id": event_id, "webhook_no": webhook_no, **scope_parameters(scope)},
    )
    return None if row is None else _delivery(row)


def list_deliveries(
    tx: Tx, scope: Scope, webhook_no: int, state: DeliveryState | None, page: PageRequest
) -> Page[Delivery]:
    """Deliveries to one webhook, in one state or in any."""
    narrowed = "" if state is None else "AND d.state = :state"
    rows = tx.all(
        f"""
        SELECT {_COLUMNS} FROM webhook_deliveries d
        WHERE {_of_webhook(scope)} {narrowed} {page.clause("d.created_at", "d.delivery_no")}
        {page.order("d.created_at", "d.delivery_no")}
        """,
        {
            "webhook_no": webhook_no,
            "state": None if state is None else state.value,
            **scope_parameters(scope),
            **page.parameters,
        },
    )
    found = [_delivery(row) for row in rows]
    return cut(found, page, lambda delivery: (delivery.created_at, delivery.delivery_no))


def _of_webhook(scope: Scope) -> str:
    return f"""d.webhook_no = (
        SELECT w.webhook_no FROM webhooks w WHERE w.webhook_no = :webhook_no AND {within(scope, "w")})"""


def _attempts_text(settled: Settlement) -> str:
    known = settled.delivery.attempts
    made = known if settled.attempt is None else (*known, settled.attempt)
    return json_text.encode(made[-_REMEMBERED_ATTEMPTS:])


def _delivery(row: Row) -> Delivery:
    return Delivery(
        delivery_no=cast("int", row[0]),
        webhook_no=cast("int", row[1]),
        event_id=cast("str", row[2]),
        event_type=EventType(cast("str", row[3])),
        thread_no=cast("int | None", row[4]),
        state=DeliveryState(cast("str", row[5])),
        due_at=cast("int | None", row[6]),
        failures=cast("int", row[7]),
        attempts=_attempts.decode(cast("str", row[8])),
        created_at=cast("int", row[9]),
        updated_at=cast("int", row[10]),
    )
