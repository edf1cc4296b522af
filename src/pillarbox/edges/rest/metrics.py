"""Handlers of metrics: what happened over time, how much is stored, and which share of the mail bounced."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, TypeVar

from msgspec import Meta, Struct, field

from pillarbox.domain.access import Permission
from pillarbox.domain.errors import invalid
from pillarbox.domain.metrics import (
    COUNTED_EVENTS,
    DEFAULT_SPAN_MS,
    MAX_AGE_MS,
    MAX_PERIOD_S,
    CountedEvent,
    RateType,
    Series,
    UsageType,
    check_buckets,
    check_window,
    span_between,
)
from pillarbox.edges.rest.endpoint import ORG_POD_INBOX, Endpoint, Nothing, Request, endpoint
from pillarbox.edges.rest.instants import Instant
from pillarbox.edges.rest.parameters import Words
from pillarbox.edges.rest.validation import not_an_option, wrong_type
from pillarbox.services import metrics
from pillarbox.wire.metrics import (
    EventMetricsObject,
    LegacyMetricsObject,
    RateMetricsObject,
    UsageMetricsObject,
)

W = TypeVar("W", bound=StrEnum)

DEFAULT_RATE_PERIOD_MS = 3_600_000
_DURATION = re.compile(r"([0-9]{1,9})([smhd]?)")
_UNITS_MS = {"": 1000, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}

Points = Annotated[int, Meta(gt=0, description="How many points a series holds at most.")]
Period = Annotated[
    str, Meta(description="Length of a bucket in seconds, or with a unit such as `5m`, `1h`, `1d`.")
]


class SeriesQuery(Struct, kw_only=True):
    """The query of every metric."""

    start: Instant | None = None
    end: Instant | None = None
    period: Period | None = None
    limit: Points | None = None
    descending: bool = False


class EventsQuery(SeriesQuery, kw_only=True):
    event_types: Words = field(default_factory=list)


class LegacyQuery(EventsQuery, kw_only=True):
    start_timestamp: Instant | None = None
    end_timestamp: Instant | None = None


class UsageQuery(SeriesQuery, kw_only=True):
    usage_types: Words = field(default_factory=list)


class RatesQuery(SeriesQuery, kw_only=True):
    rate_types: Words = field(default_factory=list)
    window: Annotated[str, Meta(description="How far each point looks back, in seconds.")] | None = None


async def query_events(request: Request[EventsQuery, Nothing]) -> EventMetricsObject:
    """How often each type of event happened: single events, or sums over every `period`."""
    query = request.query
    wanted = _series(request, query.start, query.end)
    period_ms = _period(query, wanted)
    event_types = _options(CountedEvent, query.event_types, "event_types") or COUNTED_EVENTS
    found = await metrics.query_events(request.ports, request.caller, event_types, wanted, period_ms)
    return EventMetricsObject.of(found)


async def query_usage(request: Request[UsageQuery, Nothing]) -> UsageMetricsObject:
    """Running totals of what is stored: wherever they changed, or at the end of every `period`."""
    query = request.query
    wanted = _series(request, query.start, query.end)
    period_ms = _period(query, wanted)
    usage_types = _options(UsageType, query.usage_types, "usage_types") or tuple(UsageType)
    found = await metrics.query_usage(request.ports, request.caller, usage_types, wanted, period_ms)
    return UsageMetricsObject.of(found)


async def query_rates(request: Request[RatesQuery, Nothing]) -> RateMetricsObject:
    """Which share of the recipients sent to in a rolling `window` bounced or complained."""
    query = request.query
    wanted = _series(request, query.start, query.end)
    period_ms = _duration("period", query.period, MAX_PERIOD_S * 1000) or DEFAULT_RATE_PERIOD_MS
    window_ms = _duration("window", query.window) or max(DEFAULT_SPAN_MS, period_ms)
    check_window(window_ms, period_ms)
    check_buckets(wanted.span, period_ms, window_ms)
    found = await metrics.query_rates(
        request.ports,
        request.caller,
        _options(RateType, query.rate_types, "rate_types") or tuple(RateType),
        wanted,
        period_ms=period_ms,
        window_ms=window_ms,
    )
    return RateMetricsObject.of(found)


async def query_legacy(
    request: Request[LegacyQuery, Nothing],
) -> EventMetricsObject | LegacyMetricsObject:
    """Events as clients before 0.5 read them: counts, as `metrics/events` has them, or the times alone.

    Clients before 0.4 get times: they give `start_timestamp` and `end_timestamp`, at any time back."""
    query = request.query
    oldest = query.start_timestamp is not None or query.end_timestamp is not None
    start, end = query.start, query.end
    if query.start_timestamp is not None:
        start = Instant(max(query.start_timestamp, request.ports.clock.now_ms() - MAX_AGE_MS))
    if query.end_timestamp is not None:
        end = query.end_timestamp
    wanted = _series(request, start, end)
    period_ms = _period(query, wanted)
    event_types = _options(CountedEvent, query.event_types, "event_types") or COUNTED_EVENTS
    found = await metrics.query_events(request.ports, request.caller, event_types, wanted, period_ms)
    return LegacyMetricsObject.of(found) if oldest else EventMetricsObject.of(found)


Q = TypeVar("Q", bound=SeriesQuery)


def _series(request: Request[Q, Nothing], start: int | None, end: int | None) -> Series:
    span = span_between(start, end, request.ports.clock.now_ms())
    return Series(span=span, limit=request.query.limit, descending=request.query.descending)


def _period(query: SeriesQuery, wanted: Series) -> int | None:
    period_ms = _duration("period", query.period, MAX_PERIOD_S * 1000)
    if period_ms is not None:
        check_buckets(wanted.span, period_ms)
    return period_ms


def _duration(name: str, text: str | None, most_ms: int | None = None) -> int | None:
    """A duration in milliseconds. Raises `ValidationFailed`."""
    if text is None:
        return None
    parts = _DURATION.fullmatch(text.strip().lower())
    if parts is None:
        raise wrong_type([name], "number", "NaN")
    duration_ms = int(parts[1]) * _UNITS_MS[parts[2]]
    if duration_ms == 0:
        message = "Too small: expected number to be >0"
        raise invalid(message, [name], "too_small", origin="number", minimum=0, inclusive=False)
    if most_ms is not None and duration_ms > most_ms:
        most = most_ms // 1000
        message = f"Too big: expected number to be <={most}"
        raise invalid(message, [name], "too_big", origin="number", maximum=most, inclusive=True)
    return duration_ms


def _options(vocabulary: type[W], names: Sequence[str], path: str) -> Sequence[W]:
    """The words that a client names. Raises `ValidationFailed`."""
    known = {word.value: word for word in vocabulary}
    for index, name in enumerate(names):
        if name not in known:
            raise not_an_option([path, index], "enum", list(known))
    return [word for word in vocabulary if word in names]


_READ = Permission.METRICS_READ
ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", "metrics/events", ORG_POD_INBOX, "metrics.events", _READ, query_events),
    endpoint("GET", "metrics/usage", ORG_POD_INBOX, "metrics.usage", _READ, query_usage),
    endpoint("GET", "metrics/rates", ORG_POD_INBOX, "metrics.rates", _READ, query_rates),
    endpoint("GET", "metrics", ORG_POD_INBOX, "metrics.list", _READ, query_legacy),
)
