"""Points in time as the wire writes them."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Instant(int):
    """Milliseconds since the epoch, UTC; an RFC 3339 date and time on the wire."""

    @classmethod
    def parse(cls, text: str) -> "Instant":
        """The instant `text` names; without an offset it is UTC. Raises ValueError, also outside the years 1
        to 9999 in UTC."""
        moment = datetime.fromisoformat(text.upper())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        try:
            return cls((moment.astimezone(UTC) - _EPOCH) // _MILLISECOND)
        except OverflowError:
            raise ValueError(f"{text} is out of range in UTC") from None
