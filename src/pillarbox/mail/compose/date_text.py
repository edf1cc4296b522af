"""Writes moments, given in milliseconds since 1970, in English and UTC whatever the locale."""

from datetime import UTC, datetime

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def header_date(at_ms: int) -> str:
    """`Tue, 03 Mar 2026 10:00:00 +0000`, the form of a Date header (RFC 5322 §3.3)."""
    at = datetime.fromtimestamp(at_ms // 1000, UTC)
    day = f"{_WEEKDAYS[at.weekday()]}, {at.day:02} {_MONTHS[at.month - 1]} {at.year:04}"
    return f"{day} {at.hour:02}:{at.minute:02}:{at.second:02} +0000"


def reading_date(at_ms: int) -> str:
    """`Tue, 3 Mar 2026 at 10:00 UTC`, the form of an attribution line."""
    at = datetime.fromtimestamp(at_ms // 1000, UTC)
    day = f"{_WEEKDAYS[at.weekday()]}, {at.day} {_MONTHS[at.month - 1]} {at.year}"
    return f"{day} at {at.hour:02}:{at.minute:02} UTC"
