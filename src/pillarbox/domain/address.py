"""Mail addresses as values. They are read in `mail/mime/headers.py` and
`mail/compose/addresses.py`."""

from dataclasses import dataclass

_SPECIALS = frozenset('()<>[]:;@\\,."')


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A display name (may be empty, never encoded) and an addr-spec, as in RFC 5322 §3.4."""

    name: str
    address: str

    def __str__(self) -> str:
        """`user@host`, or `Display Name <user@host>` with the name quoted when it has specials."""
        return f"{quoted_name(self.name)} <{self.address}>" if self.name else self.address

    @property
    def needs_smtputf8(self) -> bool:
        """Whether only a server with SMTPUTF8 can take this address (RFC 6531 §3.2)."""
        return not self.address.isascii()


def quoted_name(name: str) -> str:
    """The display name as a phrase: as it is, or a quoted-string when it has specials or odd spacing."""
    if _SPECIALS.isdisjoint(name) and name == " ".join(name.split()):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def domain_of(address: str) -> str:
    """The part after the last `@`, or an empty string."""
    return address.rpartition("@")[2] if "@" in address else ""
