"""What is counted over time, and which spans of time may be asked for."""

from dataclasses import dataclass
from enum import StrEnum

from pillarbox.domain.access import Scope, ScopeType
from pillarbox.domain.errors import ValidationFailed, invalid


class CountedEvent(StrEnum):
    """The event types that metrics tell of."""

    MESSAGE_RECEIVED = "message.received"
    MESSAGE_RECEIVED_SPAM = "message.received.spam"
    MESSAGE_RECEIVED_BLOCKED = "message.received.blocked"
    MESSAGE_RECEIVED_UNAUTHENTICATED = "message.received.unauthenticated"
    MESSAGE_SENT = "message.sent"
    MESSAGE_DELIVERED = "message.delivered"
    MESSAGE_BOUNCED = "message.bounced"
    MESSAGE_COMPLAINED = "message.complained"
    MESSAGE_REJECTED = "message.rejected"
    DOMAIN_VERIFIED = "domain.verified"
    MESSAGE_DELAYED = "message.delayed"  # older clients ask for it; it never happens here


COUNTED_EVENTS = tuple(CountedEvent)[:-1]
"""What a caller is told who names no types."""


class UsageType(StrEnum):
    """Running totals of what is stored."""

    STORAGE_BYTES = "storage_bytes"
    MESSAGE_COUNT = "message_count"
    THREAD_COUNT = "thread_count"
    INBOX_COUNT = "inbox_count"
    DOMAIN_COUNT = "domain_count"
    POD_COUNT = "pod_count"


class RateType(StrEnum):
    """Shares of the sent messages that came to a bad end, counted by recipient."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"


_USAGE_OF_SCOPE = {ScopeType.INBOX: 3, ScopeType.POD: 5, ScopeType.ORGANIZATION: 6}

_SECOND_MS = 1000
_DAY_MS = 24 * 3600 * _SECOND_MS
DEFAULT_SPAN_MS = _DAY_MS
MAX_AGE_MS = 90 * _DAY_MS
MAX_WINDOW_MS = 90 * _DAY_MS
KEPT_MS = MAX_AGE_MS + MAX_WINDOW_MS + _DAY_MS
"""How long totals are kept: the longest window of the oldest point looks back as far."""

MAX_BUCKETS = 1000
MAX_PERIOD_S = 86_400
MAX_POINTS = 10_000
_CLOCKS_DIFFER_MS = 60 * _SECOND_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How much more is stored; less where negative."""

    messages: int = 0
    threads: int = 0
    size_bytes: int = 0


NO_GROWTH = Growth()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time, from `start` up to and including `end` (ms)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A value at a time (ms)."""

    at: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePoint:
    """The rate over the window that ends at a time (ms); None when nothing was sent in it."""

    at: int
    rate: float | None
    sent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Which points of a series to show: at most `limit`, oldest first unless `descending`."""

    span: Span
    limit: int | None = None
    descending: bool = False


def usage_types(scope: Scope) -> tuple[UsageType, ...]:
    """What is counted in a scope: an inbox has no inboxes, a pod no pods."""
    if scope.inbox_no is not None:
        level = ScopeType.INBOX
    else:
        level = ScopeType.ORGANIZATION if scope.pod_no is None else ScopeType.POD
    return tuple(UsageType)[: _USAGE_OF_SCOPE[level]]


def span_between(start: int | None, end: int | None, now: int) -> Span:
    """The last day unless the caller says otherwise; what lies ahead is cut off.

    Raises `ValidationFailed` for a start more than 90 days ago or not before the end.
    """
    last = now if end is None else min(end, now)
    first = last - DEFAULT_SPAN_MS if start is None else start
    if first >= last:
        raise invalid("start must be before end", ["start"])
    if first < now - MAX_AGE_MS - _CLOCKS_DIFFER_MS:
        raise _too_wide("start must be within the last 90 days", "start")
    return Span(start=first, end=last)


def check_buckets(span: Span, period_ms: int, window_ms: int = 0) -> None:
    """Raises `ValidationFailed` for more than 1000 periods in the span and the window before it."""
    if span.end - span.start + window_ms > MAX_BUCKETS * period_ms:
        raise _too_wide(f"The range holds more than {MAX_BUCKETS} periods: ask for a longer period", "period")


def check_window(window_ms: int, period_ms: int) -> None:
    """Raises `ValidationFailed` for a window that is no multiple of the period, or too long."""
    if window_ms % period_ms:
        raise invalid("window must be a multiple of period", ["window"])
    if window_ms > MAX_WINDOW_MS:
        raise _too_wide("window must be at most 90 days", "window")


def _too_wide(message: str, path: str) -> ValidationFailed:
    entry = {"code": "custom", "path": [path], "message": message}
    return ValidationFailed([entry], code="query_range_too_wide", fix=f"{message}.")
