"""Running totals in the database: where they start, and how they are found again."""

from importlib import resources

from tests.conftest import AnyDatabase
from tests.ports.tenant import Tenant, mail, receive

from pillarbox.domain.access import Scope
from pillarbox.domain.metrics import CountedEvent, Growth, UsageType
from pillarbox.ports import Ports, Row, Tx
from pillarbox.services import metrics as service
from pillarbox.tables import metric_series, metrics
from pillarbox.tables.metric_series import Grid
from pillarbox.tables.metrics import Change

ORGANIZATION = Scope(organization_no=1)
HOUR_MS = 3_600_000


async def test_what_was_stored_before_counting_began_is_counted(ports: Ports, tenant: Tenant) -> None:
    await tenant.inbox("ada")
    await receive(ports, mail("<1@y>"))
    await receive(ports, mail("<2@y>", in_reply_to="<1@y>"))
    await receive(ports, mail("<3@y>"))
    size_bytes = sum(message.size_bytes for message in await tenant.listed("ada@x.test"))
    migration = resources.files("pillarbox.migrations").joinpath("0015_metrics.sql").read_text()
    _, begin, backfill = migration.rpartition("INSERT INTO metric_changes")

    def start_counting_again(tx: Tx) -> None:
        tx.execute("DELETE FROM metric_changes")
        tx.execute(begin + backfill)

    await ports.database.write(start_counting_again)
    await service.roll_up(ports)
    row = await ports.database.read(
        lambda tx: tx.one("SELECT messages, threads, size_bytes FROM usage_totals WHERE inbox_no > 0")
    )
    assert row == (3, 2, size_bytes)


async def test_a_total_is_found_by_its_key_however_many_there_are(database: AnyDatabase) -> None:
    await database.write(fill)
    events = metric_series.event_totals(ORGANIZATION, CountedEvent.MESSAGE_RECEIVED)
    grid = Grid(first=HOUR_MS, step=HOUR_MS, count=1000)
    found = await database.read(lambda tx: metric_series.totals_on_grid(tx, events, grid))
    assert found == [hour * 5 for hour in range(1, 1001)]
    stored = metric_series.stored_totals(ORGANIZATION, UsageType.STORAGE_BYTES)
    assert stored is not None
    assert await database.read(lambda tx: metric_series.total_before(tx, stored, HOUR_MS)) == 0
    plan = await database.read(explain)
    assert any("PRIMARY KEY" in step or "event_totals_pkey" in step for step in plan), plan
    assert not any("Seq Scan on event_totals" in step or "SCAN s" in step for step in plan), plan


def fill(tx: Tx) -> None:
    """Five events an hour for the first 1000 hours, as rolled up; and others beside them."""
    tx.execute(
        """
        INSERT INTO event_totals (organization_no, pod_no, inbox_no, event_type, at, events, recipients)
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
        SELECT o.i, 0, 0, 'message.received', CAST(n.i - 1 AS BIGINT) * 720000, n.i, 0
        FROM n CROSS JOIN (SELECT i FROM n WHERE i <= 4) o
        """
    )
    if tx.dialect == "postgres":
        tx.execute("ANALYZE event_totals")


def explain(tx: Tx) -> list[str]:
    """The plan of a look-up on a grid."""
    totals = metric_series.event_totals(ORGANIZATION, CountedEvent.MESSAGE_RECEIVED)
    asked = "EXPLAIN QUERY PLAN" if tx.dialect == "sqlite" else "EXPLAIN"
    rows: list[Row] = tx.all(
        f"""
        {asked} SELECT s.events FROM event_totals s WHERE {totals.key} AND s.at < :at
        ORDER BY s.at DESC LIMIT 1
        """,
        {**totals.parameters, "at": HOUR_MS},
    )
    return [str(row[-1]) for row in rows]


async def test_a_change_of_a_deleted_inbox_counts_for_what_held_it(ports: Ports, tenant: Tenant) -> None:
    change = Change(
        organization_no=tenant.principal.scope.organization_no,
        pod_no=1,
        inbox_no=999,
        event_type="message.received",
        recipients=0,
        growth=Growth(),
        created_at=ports.clock.now_ms(),
    )
    await ports.database.write(lambda tx: metrics.note_changes(tx, [change]))
    await service.roll_up(ports)
    rows = await ports.database.read(lambda tx: tx.all("SELECT pod_no, inbox_no FROM event_totals"))
    assert sorted(rows) == [(0, 0), (1, 0)]
