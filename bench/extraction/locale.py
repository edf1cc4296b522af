"""What clients and people write in one language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """One language. `{name}` and `{address}` stand for the sender of the message answered."""

    gmail: str
    apple: str
    thunderbird: str
    labels: tuple[str, str, str, str]  # From, Sent, To, Subject as Outlook writes them
    sent: str
    original: str
    forwarded: str
    begin_forward: str
    phone: str
    reply: tuple[str, ...]
    trap: str  # new words that look like an attribution
    parent: tuple[str, ...]
