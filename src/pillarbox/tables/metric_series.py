"""Reading what was counted: running totals at each time of a grid, or wherever they changed."""

from dataclasses import dataclass
from typing import TypeAlias, assert_never, cast

from pillarbox.domain.access import Scope
from pillarbox.domain.metrics import CountedEvent, Span, UsageType
from pillarbox.ports import Tx, Value
from pillarbox.tables.scopes import scope_parameters, within

Step: TypeAlias = tuple[int, int]
"""When a total changed (ms), and what it was from then on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """One running total of a scope."""

    scope: Scope
    table: str
    column: str
    event_type: CountedEvent | None = None

    @property
    def key(self) -> str:
        own = "" if self.event_type is None else "AND s.event_type = :event_type"
        return f"s.organization_no = :organization_no AND s.pod_no = :pod_no AND s.inbox_no = :inbox_no {own}"

    @property
    def parameters(self) -> dict[str, Value]:
        own: dict[str, Value] = {} if self.event_type is None else {"event_type": self.event_type.value}
        return {
            "organization_no": self.scope.organization_no,
            "pod_no": self.scope.pod_no or 0,
            "inbox_no": self.scope.inbox_no or 0,
            **own,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """`count` times (ms), `step` apart, from `first` on. Times under `low` and over `high` count as those."""

    first: int
    step: int
    count: int
    low: int = 0
    high: int = 2**62


def event_totals(scope: Scope, event_type: CountedEvent) -> Totals:
    """How many events of a type there were."""
    return Totals(scope=scope, table="event_totals", column="events", event_type=event_type)


def recipient_totals(scope: Scope, event_type: CountedEvent) -> Totals:
    """How many recipients the events of a type spoke of."""
    return Totals(scope=scope, table="event_totals", column="recipients", event_type=event_type)


def stored_totals(scope: Scope, usage_type: UsageType) -> Totals | None:
    """How much mail is stored; None for a usage type that is no mail."""
    match usage_type:
        case UsageType.STORAGE_BYTES:
            column = "size_bytes"
        case UsageType.MESSAGE_COUNT:
            column = "messages"
        case UsageType.THREAD_COUNT:
            column = "threads"
        case UsageType.INBOX_COUNT | UsageType.DOMAIN_COUNT | UsageType.POD_COUNT:
            return None
        case _ as never:
            assert_never(never)
    return Totals(scope=scope, table="usage_totals", column=column)


def total_before(tx: Tx, totals: Totals, at: int) -> int:
    """The total of everything before `at`."""
    row = tx.one(
        f"""
        SELECT s.{totals.column} FROM {totals.table} s
        WHERE {totals.key} AND s.at < :at ORDER BY s.at DESC LIMIT 1
        """,
        {**totals.parameters, "at": at},
    )
    return 0 if row is None else cast("int", row[0])


def steps(tx: Tx, totals: Totals, span: Span, *, limit: int, newest: bool) -> list[Step]:
    """The oldest or newest `limit` steps within a span, oldest first."""
    rows = tx.all(
        f"""
        SELECT s.at, s.{totals.column} FROM {totals.table} s
        WHERE {totals.key} AND s.at BETWEEN :start AND :end
        ORDER BY s.at {"DESC" if newest else "ASC"} LIMIT :limit
        """,
        {**totals.parameters, "start": span.start, "end": span.end, "limit": limit},
    )
    return cast("list[Step]", rows[::-1] if newest else rows)


def totals_on_grid(tx: Tx, totals: Totals, grid: Grid) -> list[int]:
    """The total of everything before each time of a grid, each found by the key."""
    rows = tx.all(
        f"""
        WITH RECURSIVE grid (at) AS (
          SELECT CAST(:first AS BIGINT) UNION ALL SELECT at + :step FROM grid WHERE at < :last)
        SELECT COALESCE((
          SELECT s.{totals.column} FROM {totals.table} s
          WHERE {totals.key}
            AND s.at < CASE WHEN g.at < :low THEN :low WHEN g.at > :high THEN :high ELSE g.at END
          ORDER BY s.at DESC LIMIT 1), 0)
        FROM grid g ORDER BY g.at
        """,
        {
            **totals.parameters,
            "first": grid.first,
            "step": grid.step,
            "last": grid.first + (grid.count - 1) * grid.step,
            "low": grid.low,
            "high": grid.high,
        },
    )
    return [cast("int", row[0]) for row in rows]


_CREATED = {
    UsageType.INBOX_COUNT: ("inboxes", "t.status <> 'retired'"),
    UsageType.DOMAIN_COUNT: ("domains", "TRUE"),
    UsageType.POD_COUNT: ("pods", "TRUE"),
}


def count_created(tx: Tx, scope: Scope, usage_type: UsageType, span: Span) -> tuple[int, list[int]]:
    """Of the inboxes, domains or pods there are now: how many are older than a span, and when those made
    within it were made, oldest first."""
    table, condition = _CREATED[usage_type]
    inside = f"FROM {table} t WHERE {within(scope, 't')} AND {condition} AND t.created_at"
    row = tx.one(f"SELECT count(*) {inside} < :start", {**scope_parameters(scope), "start": span.start})
    rows = tx.all(
        f"SELECT t.created_at {inside} BETWEEN :start AND :end ORDER BY t.created_at",
        {**scope_parameters(scope), "start": span.start, "end": span.end},
    )
    assert row is not None
    return cast("int", row[0]), [cast("int", made[0]) for made in rows]
