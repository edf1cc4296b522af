"""Which inbox an address means to mail coming in."""

from collections.abc import Collection

from pillarbox.domain.policy import Policy
from pillarbox.domain.tenants import Inbox
from pillarbox.ports import Tx
from pillarbox.services import domains
from pillarbox.tables import inboxes


def find_recipients(tx: Tx, policy: Policy, addresses: Collection[str]) -> dict[str, Inbox]:
    """The inbox behind each of `addresses` that mail comes to, with the same few statements for all.
    `user+tag@host` belongs to `user@host` unless an inbox has that very address (RFC 5233)."""
    candidates = {address: (address, untagged(address)) for address in addresses}
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


def untagged(address: str) -> str:
    """The address without `+tag`."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
