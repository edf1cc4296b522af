"""What happened over time and how much is stored, for an organization, a pod or an inbox."""

import asyncio
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TypeVar

import structlog

from pillarbox.domain.access import Caller, Scope
from pillarbox.domain.metrics import (
    KEPT_MS,
    MAX_POINTS,
    CountedEvent,
    Point,
    RatePoint,
    RateType,
    Series,
    Span,
    UsageType,
    usage_types,
)
from pillarbox.ports import Ports, Tx
from pillarbox.services import access
from pillarbox.tables import metric_series, metrics
from pillarbox.tables.metric_series import Grid, Step, Totals

T = TypeVar("T")

_log = structlog.get_logger()
_INBOXES_AT_ONCE = 50
_CHANGES_AT_ONCE = 1000
_EVERY_S = 60.0
_BAD_ENDS = {
    RateType.BOUNCE: CountedEvent.MESSAGE_BOUNCED,
    RateType.COMPLAINT: CountedEvent.MESSAGE_COMPLAINED,
}


async def keep_rolled_up(ports: Ports) -> None:
    """Roll up what was noted every minute, so that no reader finds much to do, until cancelled."""
    while True:
        try:
            await roll_up(ports)
        except Exception:  # noqa: BLE001 - whatever went wrong, the next round may go well
            _log.exception("metrics were not rolled up")
        await asyncio.sleep(_EVERY_S)


async def roll_up(ports: Ports) -> None:
    """Add everything that was noted to the totals: some inboxes at a time, so that others can write in
    between, but all of what was noted of them at once, which is cheap."""
    changed = await ports.database.read(metrics.changed_inboxes)
    kept_from = ports.clock.now_ms() - KEPT_MS
    for start in range(0, len(changed), _INBOXES_AT_ONCE):
        inboxes = changed[start : start + _INBOXES_AT_ONCE]
        roll = partial(
            metrics.roll_up,
            first_inbox=inboxes[0],
            last_inbox=inboxes[-1],
            limit=_CHANGES_AT_ONCE,
            kept_from=kept_from,
        )
        while await ports.database.write(roll) == _CHANGES_AT_ONCE:
            pass


async def query_events(
    ports: Ports, caller: Caller, event_types: Sequence[CountedEvent], wanted: Series, period_ms: int | None
) -> Mapping[CountedEvent, Sequence[Point]]:
    """How often each event happened: sums over each period, or single events. Raises `NotFound`."""
    await roll_up(ports)

    def work(tx: Tx) -> dict[CountedEvent, Sequence[Point]]:
        scope = access.resolve(tx, caller)
        return {
            event_type: _happened(tx, metric_series.event_totals(scope, event_type), wanted, period_ms)
            for event_type in event_types
        }

    return await ports.database.read(work)


async def query_usage(
    ports: Ports, caller: Caller, wanted_types: Sequence[UsageType], wanted: Series, period_ms: int | None
) -> Mapping[UsageType, Sequence[Point]]:
    """How much there was: at the end of each period, or without one at the start and wherever it changed.
    Types that a scope does not have are left out. Raises `NotFound`."""
    await roll_up(ports)

    def work(tx: Tx) -> dict[UsageType, Sequence[Point]]:
        scope = access.resolve(tx, caller)
        return {
            usage_type: _there(tx, scope, usage_type, wanted, period_ms)
            for usage_type in usage_types(scope)
            if usage_type in wanted_types
        }

    return await ports.database.read(work)


async def query_rates(
    ports: Ports,
    caller: Caller,
    rate_types: Sequence[RateType],
    wanted: Series,
    *,
    period_ms: int,
    window_ms: int,
) -> Mapping[RateType, Sequence[RatePoint]]:
    """Which share of the messages sent in a window bounced, or was complained of, by recipient. There is a
    point for each period, counted back from the end of the span. Raises `NotFound`."""
    await roll_up(ports)
    span = wanted.span
    before_last = (span.end - span.start - 1) // period_ms
    times = [span.end - index * period_ms for index in range(before_last, -1, -1)]

    def in_windows(tx: Tx, scope: Scope, event_type: CountedEvent) -> list[int]:
        totals = metric_series.recipient_totals(scope, event_type)
        ends = Grid(first=times[0] + 1, step=period_ms, count=len(times))
        befores = metric_series.totals_on_grid(tx, totals, replace(ends, first=ends.first - window_ms))
        afters = metric_series.totals_on_grid(tx, totals, ends)
        return [after - before for before, after in zip(befores, afters, strict=True)]

    def work(tx: Tx) -> dict[RateType, Sequence[RatePoint]]:
        scope = access.resolve(tx, caller)
        sent = in_windows(tx, scope, CountedEvent.MESSAGE_SENT)
        return {
            rate_type: _shown(
                [
                    RatePoint(at=at, rate=bad / good if good else None, sent=good)
                    for at, bad, good in zip(
                        times, in_windows(tx, scope, _BAD_ENDS[rate_type]), sent, strict=True
                    )
                ],
                wanted,
            )
            for rate_type in rate_types
        }

    return await ports.database.read(work)


def _happened(tx: Tx, totals: Totals, wanted: Series, period_ms: int | None) -> Sequence[Point]:
    span = wanted.span
    if period_ms is None:
        most = _most(wanted)
        found = metric_series.steps(tx, totals, span, limit=most + 1, newest=wanted.descending)
        if wanted.descending and len(found) > most:
            before = found.pop(0)[1]
        else:
            before = metric_series.total_before(tx, totals, span.start)
        times: Sequence[int] = [at for at, _ in found]
        running = [before, *(total for _, total in found)]
    else:
        times = _periods(span, period_ms)
        grid = _clipped(times[0], period_ms, len(times) + 1, span)
        running = metric_series.totals_on_grid(tx, totals, grid)
    counts = (after - before for before, after in pairwise(running))
    return _shown([Point(at=at, value=count) for at, count in zip(times, counts, strict=True)], wanted)


def _there(
    tx: Tx, scope: Scope, usage_type: UsageType, wanted: Series, period_ms: int | None
) -> Sequence[Point]:
    totals = metric_series.stored_totals(scope, usage_type)
    if totals is None:
        before, made = metric_series.count_created(tx, scope, usage_type, wanted.span)
        found = _created(before, made, wanted.span, period_ms)
    else:
        found = _stored(tx, totals, wanted, period_ms)
    return _shown([Point(at=at, value=value) for at, value in found], wanted)


def _created(before: int, made: Sequence[int], span: Span, period_ms: int | None) -> Iterable[Step]:
    if period_ms is None:
        return [(span.start, before), *((at, before + index) for index, at in enumerate(made, 1))]
    return [(at, before + bisect_left(made, at + period_ms)) for at in _periods(span, period_ms)]


def _stored(tx: Tx, totals: Totals, wanted: Series, period_ms: int | None) -> Iterable[Step]:
    span = wanted.span
    if period_ms is None:
        before = metric_series.total_before(tx, totals, span.start)
        changes = metric_series.steps(tx, totals, span, limit=_most(wanted), newest=wanted.descending)
        return [(span.start, before), *changes]
    times = _periods(span, period_ms)
    grid = _clipped(times[0] + period_ms, period_ms, len(times), span)
    return zip(times, metric_series.totals_on_grid(tx, totals, grid), strict=True)


def _most(wanted: Series) -> int:
    """How many points there may be."""
    return MAX_POINTS if wanted.limit is None else min(wanted.limit, MAX_POINTS)


def _shown(points: Sequence[T], wanted: Series) -> Sequence[T]:
    return (points[::-1] if wanted.descending else points)[: _most(wanted)]


def _periods(span: Span, period_ms: int) -> range:
    """The starts of the periods that a span touches. They are multiples of the period since the epoch."""
    return range(span.start // period_ms * period_ms, span.end + 1, period_ms)


def _clipped(first: int, step: int, count: int, span: Span) -> Grid:
    """A grid whose totals say nothing of what lies outside a span."""
    return Grid(first=first, step=step, count=count, low=span.start, high=span.end + 1)
