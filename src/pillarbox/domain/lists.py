"""Allow and block lists: what an entry matches, and what the entries of all scopes decide together."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pillarbox.domain.address import domain_of


class Direction(StrEnum):
    """Which mail a list judges. `reply` lists judge answers to mail that the inbox sent, instead of
    `receive` lists."""

    SEND = "send"
    RECEIVE = "receive"
    REPLY = "reply"


class ListType(StrEnum):
    ALLOW = "allow"
    BLOCK = "block"


class EntryType(StrEnum):
    EMAIL = "email"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """An address or a domain on a list, in lowercase. `pod_id` and `inbox_id` say whose list it is."""

    entry_no: int
    organization_id: str
    pod_id: str | None
    inbox_id: str | None
    direction: Direction
    list_type: ListType
    entry: str
    reason: str | None
    read_only: bool
    created_at: int

    @property
    def entry_type(self) -> EntryType:
        return EntryType.EMAIL if "@" in self.entry else EntryType.DOMAIN

    @property
    def path(self) -> str:
        """Where the API has this entry."""
        if self.inbox_id is not None:
            mount = f"/v0/inboxes/{self.inbox_id}"
        else:
            mount = "/v0" if self.pod_id is None else f"/v0/pods/{self.pod_id}"
        return f"{mount}/lists/{self.direction}/{self.list_type}/{self.entry}"

    def matches(self, address: str) -> bool:
        """Whether it names the address, or its domain exactly: a domain does not stand for its subdomains."""
        lowered = address.lower()
        return self.entry in (lowered, domain_of(lowered))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The entries that may concern some addresses in one direction, scope by scope: the inbox's, the pod's,
    the organization's. `has_allow_list` says whether any of the scopes allows only some."""

    scopes: Sequence[Sequence[ListEntry]]
    has_allow_list: bool

    def blocking(self, address: str) -> ListEntry | None:
        """The block entry that refuses the address: the narrowest scope that knows it decides, and within a
        scope a block beats an allow."""
        for entries in self.scopes:
            matching = [entry for entry in entries if entry.matches(address)]
            blocks = [entry for entry in matching if entry.list_type is ListType.BLOCK]
            if matching:
                return blocks[0] if blocks else None
        return None

    def refuses(self, address: str) -> bool:
        """Whether the address is blocked, or absent from lists that allow only some."""
        for entries in self.scopes:
            matching = [entry for entry in entries if entry.matches(address)]
            if matching:
                return any(entry.list_type is ListType.BLOCK for entry in matching)
        return self.has_allow_list
