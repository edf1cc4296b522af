"""Counting: changes are noted one narrow row each, and rolled up into running totals later, many at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias, cast

from pillarbox.domain.metrics import Growth
from pillarbox.ports import Row, Tx, Value

_Key: TypeAlias = tuple[int | str, ...]
_Amounts: TypeAlias = tuple[int, ...]
_Increment: TypeAlias = tuple[int, _Amounts]
"""Amounts and when they came (ms)."""

_Increments: TypeAlias = dict[_Key, list[_Increment]]

_FOREVER = 2**62
_DAY_MS = 86_400_000
_LATE_MS = 600_000  # what is noted later than this after newer things counts from then on
_MANY = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An event, and how it changed what is stored. Numbers are 0 where it is of something wider."""

    organization_no: int
    pod_no: int
    inbox_no: int
    event_type: str
    recipients: int
    growth: Growth
    created_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Totals:
    """A table of running totals. Many changes at once are added up to one row each `merged_ms`."""

    table: str
    keys: tuple[str, ...]
    amounts: tuple[str, ...]
    merged_ms: int

    @property
    def of_key(self) -> str:
        return " AND ".join(f"{name} = :{name}" for name in self.keys)


_SCOPE = ("organization_no", "pod_no", "inbox_no")
_EVENTS = _Totals(
    table="event_totals", keys=(*_SCOPE, "event_type"), amounts=("events", "recipients"), merged_ms=1000
)
_USAGE = _Totals(
    table="usage_totals", keys=_SCOPE, amounts=("messages", "threads", "size_bytes"), merged_ms=60_000
)


def note_changes(tx: Tx, changes: Sequence[Change]) -> None:
    for change in changes:
        tx.insert(
            "metric_changes",
            {
                "organization_no": change.organization_no,
                "pod_no": change.pod_no,
                "inbox_no": change.inbox_no,
                "event_type": change.event_type,
                "recipients": change.recipients,
                "messages": change.growth.messages,
                "threads": change.growth.threads,
                "size_bytes": change.growth.size_bytes,
                "created_at": change.created_at,
            },
        )


def note_growth(tx: Tx, inbox_no: int, growth: Growth, now: int) -> None:
    """Note that an inbox holds more, or less."""
    tx.execute(
        """
        INSERT INTO metric_changes (organization_no, pod_no, inbox_no, recipients, messages, threads,
                                    size_bytes, created_at)
        SELECT organization_no, pod_no, inbox_no, 0, :messages, :threads, :size_bytes, :now
        FROM inboxes WHERE inbox_no = :inbox_no
        """,
        {
            "messages": growth.messages,
            "threads": growth.threads,
            "size_bytes": growth.size_bytes,
            "now": now,
            "inbox_no": inbox_no,
        },
    )


def changed_inboxes(tx: Tx) -> list[int]:
    """The inboxes with changes that are not in the totals, in ascending order; 0 for what has no inbox."""
    rows = tx.all("SELECT DISTINCT inbox_no FROM metric_changes ORDER BY inbox_no")
    return [cast("int", row[0]) for row in rows]


def roll_up(tx: Tx, first_inbox: int, last_inbox: int, limit: int, *, kept_from: int) -> int:
    """How many changes of these inboxes were added to the totals, at most `limit`. Totals from before
    `kept_from` are dropped where newer ones are added, but for the last of them."""
    tx.lock("metrics", 0)
    rows = tx.all(
        """
        DELETE FROM metric_changes WHERE change_no IN (
          SELECT change_no FROM metric_changes WHERE inbox_no BETWEEN :first AND :last
          ORDER BY change_no LIMIT :limit)
        RETURNING organization_no, pod_no, inbox_no, event_type, created_at, recipients, messages, threads,
                  size_bytes
        """,
        {"first": first_inbox, "last": last_inbox, "limit": limit},
    )
    events: _Increments = defaultdict(list)
    usage: _Increments = defaultdict(list)
    for row in rows:
        organization_no, pod_no, inbox_no, event_type, at, recipients, *growth = cast(
            "tuple[int, int, int, str | None, int, int, int, int, int]", row
        )
        for scope in _scopes(organization_no, pod_no, inbox_no):
            if event_type is not None:
                events[(*scope, event_type)].append((at, (1, recipients)))
            if any(growth):
                usage[scope].append((at, tuple(growth)))
    gone = _gone(tx, {cast("int", key[2]) for key in (*events, *usage)})
    for totals, increments in ((_EVENTS, events), (_USAGE, usage)):
        for key, amounts in increments.items():
            if key[2] not in gone:
                _append(tx, totals, key, sorted(amounts), kept_from)
    return len(rows)


def forget_inbox(tx: Tx, inbox_no: int, limit: int) -> bool:
    """Delete up to `limit` totals of an inbox; True when none are left."""
    row = tx.one(
        "SELECT organization_no, pod_no, inbox_no FROM inboxes WHERE inbox_no = :no", {"no": inbox_no}
    )
    scope: dict[str, Value] = dict(zip(_SCOPE, row or (0, 0, inbox_no), strict=True))
    for totals in (_EVENTS, _USAGE):
        own = ", ".join((*totals.keys[len(_SCOPE) :], "at"))
        of_inbox = " AND ".join(f"{name} = :{name}" for name in _SCOPE)
        deleted = tx.execute(
            f"""
            DELETE FROM {totals.table} WHERE {of_inbox} AND ({own}) IN (
              SELECT {own} FROM {totals.table} WHERE {of_inbox} LIMIT :limit)
            """,
            {**scope, "limit": limit},
        )
        if deleted == limit:
            return False
    return True


def forget_pod(tx: Tx, pod_no: int) -> None:
    """Delete the totals of a pod without inboxes."""
    for totals in (_EVENTS, _USAGE):
        tx.execute(
            f"""
            DELETE FROM {totals.table} WHERE pod_no = :pod_no AND inbox_no = 0
              AND organization_no = (SELECT organization_no FROM pods WHERE pod_no = :pod_no)
            """,
            {"pod_no": pod_no},
        )


def _scopes(organization_no: int, pod_no: int, inbox_no: int) -> Iterable[tuple[int, int, int]]:
    """The organization, pod and inbox that something counts in, as far as it has them."""
    yield organization_no, 0, 0
    if pod_no:
        yield organization_no, pod_no, 0
    if inbox_no:
        yield organization_no, pod_no, inbox_no


def _gone(tx: Tx, inbox_nos: set[int]) -> set[int]:
    """Those inboxes that are deleted: what is still noted of them counts for the wider scopes alone."""
    living = "SELECT 1 FROM inboxes WHERE inbox_no = :inbox_no AND status <> 'retired'"
    return {number for number in inbox_nos if number and tx.one(living, {"inbox_no": number}) is None}


def _append(tx: Tx, totals: _Totals, key: _Key, increments: list[_Increment], kept_from: int) -> None:
    of_key: dict[str, Value] = dict(zip(totals.keys, key, strict=True))
    names = ", ".join(("at", *totals.amounts))
    newest = f"SELECT {names} FROM {totals.table} WHERE {totals.of_key} AND at < :at ORDER BY at DESC LIMIT 1"
    before = tx.one(newest, {**of_key, "at": _FOREVER})
    newest_at = cast("int", before[0]) if before else 0
    if newest_at >= increments[0][0]:
        start = max(increments[0][0], newest_at - _LATE_MS)
        before = tx.one(newest, {**of_key, "at": start})
        late = f"FROM {totals.table} WHERE {totals.of_key} AND at >= :start"
        known = tx.all(f"SELECT {names} {late} ORDER BY at", {**of_key, "start": start})
        tx.execute(f"DELETE {late}", {**of_key, "start": start})
        increments = sorted(
            [*_increments(before, known), *((max(at, start), more) for at, more in increments)]
        )
    tx.many(
        f"""
        INSERT INTO {totals.table} ({", ".join(totals.keys)}, {names})
        VALUES ({", ".join(f":{name}" for name in (*totals.keys, "at", *totals.amounts))})
        """,
        [
            {**of_key, "at": at, **dict(zip(totals.amounts, total, strict=True))}
            for at, total in _running(totals, before, increments)
        ],
    )
    if newest_at // _DAY_MS != increments[-1][0] // _DAY_MS:
        tx.execute(
            f"""
            DELETE FROM {totals.table} WHERE {totals.of_key} AND at < (
              SELECT max(at) FROM {totals.table} WHERE {totals.of_key} AND at <= :kept_from)
            """,
            {**of_key, "kept_from": kept_from},
        )


def _running(totals: _Totals, before: Row | None, increments: Sequence[_Increment]) -> list[_Increment]:
    """The totals that follow the row `before`."""
    total: _Amounts = cast("_Amounts", before[1:]) if before else tuple(0 for _ in totals.amounts)
    merged_ms = totals.merged_ms if len(increments) > _MANY else 1
    rows: dict[int, _Increment] = {}
    for at, more in increments:
        total = tuple(amount + change for amount, change in zip(total, more, strict=True))
        rows[at // merged_ms] = (at, total)
    return list(rows.values())


def _increments(before: Row | None, rows: Sequence[Row]) -> list[_Increment]:
    """By how much each of the totals that follow `before` rose."""
    totals = [cast("tuple[int, ...]", row) for row in rows]
    previous = [cast("tuple[int, ...]", before or (0,) * len(totals[0])), *totals]
    return [
        (at, tuple(after - amount for after, amount in zip(total, old, strict=True)))
        for (_, *old), (at, *total) in pairwise(previous)
    ]
