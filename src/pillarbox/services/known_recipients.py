"""Addresses of which it was just found that mail for them is taken."""

from collections import OrderedDict
from typing import Final

from pillarbox.ports import Clock

_KNOWN_ADDRESSES: Final = 10_000
_KNOWN_MS: Final = 2_000


class KnownRecipients:
    """Addresses that have an inbox, as of a moment ago."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: OrderedDict[str, int] = OrderedDict()

    def __contains__(self, address: str) -> bool:
        return self._until.get(address, 0) > self._clock.now_ms()

    def add(self, address: str) -> None:
        """`address` need not be asked again for a moment."""
        self._until[address] = self._clock.now_ms() + _KNOWN_MS
        while len(self._until) > _KNOWN_ADDRESSES:
            self._until.popitem(last=False)
