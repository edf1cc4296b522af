"""What webhooks cost the path of a mail and each other: every statement is led by its index."""

from collections.abc import Callable

import pytest
from tests.conftest import AnyDatabase
from tests.ports.recorder import Recorder

from pillarbox.domain.access import Scope
from pillarbox.domain.events import EventType
from pillarbox.ports import Params, Tx
from pillarbox.tables import webhook_deliveries, webhooks
from pillarbox.tables.events import NewEvent
from pillarbox.tables.paging import PageRequest

SCOPE = Scope(organization_no=1)
PAGE = PageRequest(limit=50, after=(3000, 3000))
EVENT = NewEvent(
    event_id="e",
    organization_no=1,
    pod_no=1,
    inbox_no=7,
    event_type=EventType.MESSAGE_SENT,
    message_no=1,
    payload=b"",
    created_at=1,
)
NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})"
FILL = (
    ("organizations", 1, "SELECT i, 'o', 'o', 0, 0 FROM n"),
    ("pods", 1, "SELECT i, 1, 'p', 'p', 'c', i, 0 FROM n"),
    (
        "webhooks (webhook_no, organization_no, webhook_id, polling, url, secret, headers, enabled, "
        "created_at, updated_at)",
        2000,
        "SELECT i, 1, 'w' || i, 0, '', '', '{}', 1, i, i FROM n",
    ),
    ("webhook_channels", 2000, "SELECT 'inbox', i, i FROM n"),
    (
        "webhook_deliveries (webhook_no, event_id, event_type, state, due_at, leased, failures, attempts, "
        "created_at, updated_at)",
        6000,
        "SELECT 1 + i % 200, 'e' || i, 'message.sent', 'pending', i, 0, 0, '[]', i, i FROM n",
    ),
)


@pytest.fixture
async def filled(database: AnyDatabase) -> AnyDatabase:
    """A database large enough for plans to matter."""

    def fill(tx: Tx) -> None:
        for table, rows, select in FILL:
            tx.execute(f"INSERT INTO {table} {NUMBERS.format(rows)} {select}")
        if tx.dialect == "postgres":
            tx.execute("ANALYZE")

    await database.write(fill)
    return database


def plan(tx: Tx, sql: str, params: Params) -> str:
    if tx.dialect == "sqlite":
        return "\n".join(str(row[3]) for row in tx.all(f"EXPLAIN QUERY PLAN {sql}", params))
    return "\n".join(str(row[0]) for row in tx.all(f"EXPLAIN {sql}", params))


Work = Callable[[Tx], object]
HOT: dict[str, tuple[Work, str]] = {
    "queueing": (lambda tx: webhook_deliveries.enqueue_deliveries(tx, [EVENT]), "webhook_channels"),
    "waiting": (lambda tx: webhook_deliveries.waiting_lines(tx, 3000), "webhook_deliveries_waiting"),
    "claiming": (
        lambda tx: webhook_deliveries.claim_deliveries(tx, {7: 16}, now=3000, lease_ms=1),
        "webhook_deliveries_waiting",
    ),
    "the event": (lambda tx: webhook_deliveries.find_frame_parts(tx, "e7"), "event_id"),
    "the webhook": (lambda tx: webhooks.find_recipient(tx, 7), "webhook"),
    "the log": (
        lambda tx: webhook_deliveries.list_deliveries(tx, SCOPE, 7, None, PAGE),
        "webhook_deliveries_by_age",
    ),
    "a delivery": (lambda tx: webhook_deliveries.find_delivery(tx, SCOPE, 7, "e7"), "by_event"),
    "webhooks": (lambda tx: webhooks.list_webhooks(tx, SCOPE, PAGE), "webhooks_by_age"),
}
"""Statements on the path of every mail, delivery or call, and the index that must lead each."""


@pytest.mark.parametrize("name", HOT)
async def test_a_hot_statement_of_webhooks_reads_no_whole_table(filled: AnyDatabase, name: str) -> None:
    work, index = HOT[name]

    def explain(tx: Tx) -> str:
        recorder = Recorder(tx)
        work(recorder)
        return plan(tx, *recorder.seen[0])

    shown = await filled.write(explain)
    assert index in shown or (filled.dialect == "sqlite" and "PRIMARY KEY" in shown), shown
    for table in ("webhooks", "webhook_channels", "webhook_deliveries"):
        assert f"Seq Scan on {table}" not in shown, shown
    assert not [line for line in shown.splitlines() if line.startswith("SCAN") and "webhook" in line], shown
    assert "TEMP B-TREE" not in shown, shown


async def test_a_mail_without_webhooks_costs_one_statement(database: AnyDatabase) -> None:
    def count(tx: Tx) -> int:
        recorder = Recorder(tx)
        webhook_deliveries.enqueue_deliveries(recorder, [EVENT])
        return len(recorder.seen)

    assert await database.write(count) == 1
