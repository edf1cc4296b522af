"""Dates of header fields as milliseconds since the epoch (RFC 5322 §3.3, §4.3)."""

import re
from datetime import UTC, datetime, timedelta

# fmt: off
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}
# fmt: on
_ZONE_HOURS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_LONGEST_DATE = 200

_COMMENT = re.compile(r"\([^()]*\)")
_TIME = r"(?P<hour>\d{1,2})\s*[:.]\s*(?P<minute>\d{1,2})(?:\s*[:.]\s*(?P<second>\d{1,2})(?:[.,]\d+)?)?"
_ZONE = r"\s*(?P<zone>[+-]\d{2}:?\d{2}|[A-Za-z]+)?"
_MAIL = re.compile(
    rf"(?P<day>\d{{1,2}})[\s-]*(?P<month>[A-Za-z]{{3}})[a-z]*[\s.,-]*(?P<year>\d{{2,5}})[\s,]+{_TIME}{_ZONE}"
)
_ASCTIME = re.compile(
    rf"(?P<month>[A-Za-z]{{3}})[a-z]*\s+(?P<day>\d{{1,2}}),?\s+(?:{_TIME}\s+(?P<year>\d{{4}}){_ZONE})"
)
_ISO = re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})[T\s]+{_TIME}{_ZONE}")


def parse_date(value: str) -> int | None:
    """Milliseconds since the epoch, or None for what is no date. Unknown zones are read as UTC."""
    text = _COMMENT.sub(" ", value[:_LONGEST_DATE])
    match = _MAIL.search(text) or _ASCTIME.search(text) or _ISO.search(text)
    if match is None:
        return None
    month = _MONTHS.get(match["month"].lower()) or (int(match["month"]) if match["month"].isdigit() else 0)
    try:
        moment = datetime(_year(match["year"]), month, int(match["day"]), tzinfo=UTC)
        minutes = int(match["hour"]) * 60 + int(match["minute"]) - _offset_minutes(match["zone"] or "")
        moment += timedelta(minutes=minutes, seconds=int(match["second"] or 0))
        return int(moment.timestamp()) * 1_000
    except (ValueError, OverflowError):
        return None


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if len(digits) == 3 else year


def _offset_minutes(zone: str) -> int:
    if zone[:1] in ("+", "-"):
        hours, minutes = int(zone[1:3]), int(zone[-2:])
        return (hours * 60 + minutes) * (-1 if zone[0] == "-" else 1) if hours < 24 and minutes < 60 else 0
    return _ZONE_HOURS.get(zone.upper(), 0) * 60
