"""Which inbox an address means to mail coming in."""

from collections import OrderedDict
from collections.abc import Collection
from typing import Final

from pillarbox.domain.policy import Policy
from pillarbox.domain.tenants import Inbox
from pillarbox.ports import Clock, Tx
from pillarbox.services import domains
from pillarbox.tables import inboxes

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


def find_recipients(tx: Tx, policy: Policy, addresses: Collection[str]) -> dict[str, Inbox]:
    """The inbox behind each of `addresses` that mail comes to, with the same few statements for all.
    `user+tag@host` belongs to `user@host` unless an inbox has that very address (RFC 5233)."""
    candidates = {address: (address, _untagged(address)) for address in addresses}
    known = inboxes.find_recipients(tx, {name for names in candidates.values() for name in names})
    found = {}
    for address, names in candidates.items():
        for name in names:
            inbox = known.get(name)
            if inbox is not None and domains.receives(tx, policy, inbox):
                found[address] = inbox
                break
    return found


def find_inboxes(tx: Tx, policy: Policy, addresses: Collection[str]) -> list[Inbox]:
    """The inboxes behind `addresses`, each once."""
    found = find_recipients(tx, policy, addresses)
    return list({inbox.inbox_no: inbox for inbox in found.values()}.values())


def _untagged(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
