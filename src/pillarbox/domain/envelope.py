"""What SMTP knows about a mail besides its bytes, and what it may be told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One SMTP transaction (RFC 5321 §2.3.1)."""

    return_path: str  # "" for the null return path of notices
    recipients: tuple[str, ...]  # addr-specs as given at RCPT, without duplicates
    client_address: str  # peer IP, "" when the mail did not come over SMTP
    helo: str
    tls: bool
    smtputf8: bool
    received_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An SMTP reply (RFC 5321 §4.2) with its enhanced status (RFC 3463)."""

    code: int
    enhanced: str
    text: str

    @property
    def positive(self) -> bool:
        return self.code < 400


UNKNOWN_RECIPIENT = Reply(code=550, enhanced="5.1.1", text="No such inbox here")
NOT_OUR_DOMAIN = Reply(
    code=550, enhanced="5.7.1", text="Relaying denied: this server takes mail for its own inboxes only"
)
RECIPIENT_OK = Reply(code=250, enhanced="2.1.5", text="Recipient ok")
STORAGE_UNAVAILABLE = Reply(code=451, enhanced="4.3.0", text="Storage is unavailable, try again later")
