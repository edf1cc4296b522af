"""Writes the raw mail for the values of a send. Ids and dates are given, so equal values give equal bytes."""

import hashlib
from binascii import b2a_base64, b2a_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pillarbox.domain.address import Mailbox
from pillarbox.mail.compose.addresses import check_mailbox
from pillarbox.mail.compose.allowed_headers import (
    InvalidHeader,
    check_extra_headers,
    check_subject,
    is_message_id,
    writable_message_ids,
)
from pillarbox.mail.compose.attachments import Disposition, OutgoingAttachment, check_attachment
from pillarbox.mail.compose.date_text import header_date
from pillarbox.mail.compose.header_fields import (
    filename_parameter,
    folded_field,
    mailboxes_field,
    unstructured_field,
)

_CRLF = "\r\n"
_QUOTED_PRINTABLE_GROWTH = 1.4  # above it base64 is shorter
_BASE64_LINE_OCTETS = 57
_THREADING = frozenset({"in-reply-to", "references"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMail:
    """Everything a mail says. `bcc` is for the envelope and never written; `date_ms` counts from 1970."""

    from_: Mailbox
    to: Sequence[Mailbox] = ()
    cc: Sequence[Mailbox] = ()
    bcc: Sequence[Mailbox] = ()
    reply_to: Sequence[Mailbox] = ()
    subject: str = ""
    text: str | None = None
    html: str | None = None
    attachments: Sequence[OutgoingAttachment] = ()
    extra_headers: Mapping[str, str] = field(default_factory=dict)
    message_id: str
    date_ms: int
    in_reply_to: str | None = None
    references: Sequence[str] = ()

    @property
    def needs_smtputf8(self) -> bool:
        """Whether the mail can only go to servers with SMTPUTF8: a local part is not ASCII (RFC 6531)."""
        mailboxes = (self.from_, *self.to, *self.cc, *self.bcc, *self.reply_to)
        return any(mailbox.needs_smtputf8 for mailbox in mailboxes)


def compose(mail: OutgoingMail) -> bytes:
    """The mail as RFC 5322 octets with CRLF line ends: pure ASCII unless an address is not (RFC 6532).

    Raises InvalidAddress, InvalidHeader or InvalidAttachment, so that no value can add a header or a line.
    Ids in `in_reply_to` and `references` that have no wire form are left out; `In-Reply-To` and `References`
    in `extra_headers` give way to them.
    """
    _check(mail)
    boundary = f"=_{hashlib.sha256(mail.message_id.encode()).hexdigest()[:32]}"
    head = _CRLF.join([*_header_fields(mail), "MIME-Version: 1.0", ""]).encode()
    content = _content(mail, boundary)
    return head + content if content.endswith(b"\r\n") else head + content + b"\r\n"


def _check(mail: OutgoingMail) -> None:
    for mailbox in (mail.from_, *mail.to, *mail.cc, *mail.bcc, *mail.reply_to):
        check_mailbox(mailbox)
    check_subject(mail.subject)
    check_extra_headers(mail.extra_headers)
    if not is_message_id(mail.message_id):
        raise InvalidHeader("Message-ID is not a message id")
    for attachment in mail.attachments:
        check_attachment(attachment)


def _header_fields(mail: OutgoingMail) -> list[str]:
    fields = [
        f"Message-ID: {mail.message_id}",
        f"Date: {header_date(mail.date_ms)}",
        mailboxes_field("From", [mail.from_]),
    ]
    if mail.to:
        fields.append(mailboxes_field("To", mail.to))
    if mail.cc:
        fields.append(mailboxes_field("Cc", mail.cc))
    if not mail.to and not mail.cc:
        fields.append("To: undisclosed-recipients:;")
    if mail.reply_to:
        fields.append(mailboxes_field("Reply-To", mail.reply_to))
    if mail.subject:
        fields.append(unstructured_field("Subject", mail.subject))
    parents = writable_message_ids([mail.in_reply_to] if mail.in_reply_to else [])
    references = writable_message_ids(mail.references)
    if parents:
        fields.append(folded_field("In-Reply-To", parents))
    if references:
        fields.append(folded_field("References", references))
    for name, value in mail.extra_headers.items():
        if not ((parents or references) and name.lower() in _THREADING):
            fields.append(unstructured_field(name, value))
    return fields


def _content(mail: OutgoingMail, boundary: str) -> bytes:
    """The MIME tree, mixed(alternative(text, related(html, inline files)), files), without idle levels."""
    related = [file for file in mail.attachments if mail.html and _is_related(file)]
    mixed = [file for file in mail.attachments if not (mail.html and _is_related(file))]
    bodies = []
    if mail.text or not mail.html:
        bodies.append(_text_part("plain", mail.text or ""))
    if mail.html:
        html = _text_part("html", mail.html)
        parts = [html, *(_file_part(file) for file in related)]
        bodies.append(_multipart("related", parts, boundary + "r"))
    body = _multipart("alternative", bodies, boundary + "a")
    return _multipart("mixed", [body, *(_file_part(file) for file in mixed)], boundary + "m")


def _is_related(file: OutgoingAttachment) -> bool:
    return file.disposition is Disposition.INLINE and file.content_id is not None


def _multipart(subtype: str, parts: Sequence[bytes], boundary: str) -> bytes:
    """The parts behind one header (RFC 2046 §5.1.1), or the only part itself.

    Every boundary starts with `=_`, which neither encoding nor a text left as it is can contain.
    """
    if len(parts) == 1:
        return parts[0]
    kind = '; type="text/html"' if subtype == "related" else ""
    head = f'Content-Type: multipart/{subtype}{kind};{_CRLF} boundary="{boundary}"{_CRLF}{_CRLF}'
    delimiter = f"--{boundary}{_CRLF}".encode()
    pieces = [head.encode()]
    for part in parts:
        pieces += (delimiter, part, b"\r\n")
    pieces.append(f"--{boundary}--{_CRLF}".encode())
    return b"".join(pieces)


def _text_part(subtype: str, text: str) -> bytes:
    """A body in the plainest encoding that carries it: 7bit, quoted-printable, or base64 where shorter.

    Short ASCII lines that quoted-printable would leave unchanged need no encoding.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    octets = lines.encode("utf-8", "replace")
    quoted = b2a_qp(octets)
    content_type = f"text/{subtype}; charset=utf-8"
    if quoted == octets:
        return _part(content_type, "7bit", quoted.replace(b"\n", b"\r\n"))
    if len(quoted) <= _QUOTED_PRINTABLE_GROWTH * len(octets):
        return _part(content_type, "quoted-printable", quoted.replace(b"\n", b"\r\n"))
    return _part(content_type, "base64", _base64(octets.replace(b"\n", b"\r\n")))


def _file_part(file: OutgoingAttachment) -> bytes:
    """A file in base64. A multipart or message type, which base64 may not carry, goes as plain octets."""
    composite = file.content_type.lower().startswith(("multipart/", "message/"))
    content_type = "application/octet-stream" if composite else file.content_type
    filename = filename_parameter(file.filename) if file.filename else ""
    fields = [f"Content-Disposition: {file.disposition}{filename}{_CRLF}"]
    if file.content_id is not None:
        fields.append(f"Content-ID: <{file.content_id}>{_CRLF}")
    return "".join(fields).encode() + _part(content_type, "base64", _base64(file.data))


def _part(content_type: str, encoding: str, content: bytes) -> bytes:
    fields = f"Content-Type: {content_type}{_CRLF}Content-Transfer-Encoding: {encoding}{_CRLF}{_CRLF}"
    return fields.encode() + content


def _base64(octets: bytes) -> bytes:
    lines = [
        b2a_base64(octets[start : start + _BASE64_LINE_OCTETS], newline=False)
        for start in range(0, len(octets), _BASE64_LINE_OCTETS)
    ]
    return b"\r\n".join(lines)
