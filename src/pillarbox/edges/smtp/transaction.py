"""What MAIL and RCPT have said about one mail so far (RFC 5321 §3.3). Knows no commands and no content."""

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Transaction:
    """One mail between MAIL and the reply to its content."""

    return_path: str
    smtputf8: bool
    _recipients: dict[str, str] = field(default_factory=dict, init=False)

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses as given, in order, each once."""
        return tuple(self._recipients.values())

    def has(self, recipient: str) -> bool:
        """Whether the address is taken already."""
        return _identity(recipient) in self._recipients

    def add(self, recipient: str) -> None:
        """Take the address."""
        self._recipients[_identity(recipient)] = recipient


def _identity(address: str) -> str:
    """What two spellings of one address share: domains have no case (RFC 5321 §2.4)."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"
