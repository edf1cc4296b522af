"""The trace header that a mail gets on its way in (RFC 5321 §4.4)."""

from email.utils import formatdate
from functools import lru_cache

from pillarbox.domain.envelope import Envelope


def trace_header(envelope: Envelope, host: str, trace_id: str, *, esmtp: bool = True) -> bytes:
    """The `Received:` field with its CRLF, to stand before the content.

    A mail for several recipients names none of them, so that none learns of the others (RFC 5321 §7.6).
    """
    only = envelope.recipients[0] if len(envelope.recipients) == 1 else None
    target = f"\r\n\tfor <{only}>" if only else ""
    return (
        f"Received: from {envelope.helo} ({_literal(envelope.client_address)})\r\n"
        f"\tby {host} with {_protocol(envelope, esmtp=esmtp)} id {trace_id}{target};\r\n"
        f"\t{_date(envelope.received_at_ms // 1000)}\r\n"
    ).encode()


def _protocol(envelope: Envelope, *, esmtp: bool) -> str:
    """The keyword registered for how the mail came (RFC 3848, RFC 6531 §4.3)."""
    if envelope.smtputf8:
        return "UTF8SMTPS" if envelope.tls else "UTF8SMTP"
    if envelope.tls:
        return "ESMTPS"
    return "ESMTP" if esmtp else "SMTP"


@lru_cache(maxsize=1)  # a busy server takes many mails in one second
def _date(epoch_s: int) -> str:
    return formatdate(epoch_s)


def _literal(address: str) -> str:
    """The address literal of RFC 5321 §4.1.3, or `[unknown]`."""
    if not address:
        return "[unknown]"
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
