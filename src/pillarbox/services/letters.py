"""From the bytes of a mail to what is filed of it: headers, bodies, attachments."""

import mmap
from collections.abc import Mapping, Sequence

from pillarbox.domain.address import Mailbox
from pillarbox.domain.ids import MessageId, new_message_id, new_uuid
from pillarbox.domain.messages import Attachment, Bodies, Letter
from pillarbox.domain.search import message_lexemes, text_lexemes
from pillarbox.mail.html.words import searchable_text
from pillarbox.mail.mime import body, parser
from pillarbox.mail.mime.headers import Headers, parse_message_ids

INLINE_CPU_BYTES = 64 * 1024
"""Mails over this size are read off the event loop, unless their text is known to be smaller."""

_MAX_SHOWN_HEADERS = 100
_MAX_HEADER_CHARS = 4096
_MAX_PARENTS = 20
_MAX_REFERENCES = 200
_MAX_SUBJECT_CHARS = 4096
_MAX_MESSAGE_ID_OCTETS = 998
_MAX_SHOWN_ADDRESSES = 1000
_UNSHOWN_HEADERS = frozenset(
    {
        "from",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "message-id",
        "reply-to",
        "references",
        "received",
        "return-path",
        "mime-version",
        "dkim-signature",
        "content-type",
        "content-transfer-encoding",
        "content-disposition",
        "content-id",
        "content-description",
        "content-language",
    }
)


def read_letter(
    raw: bytes | mmap.mmap,
    *,
    return_path: str,
    domain: str,
    bcc: tuple[str, ...] = (),
    message: parser.Message | None = None,
) -> Letter:
    """The letter in `raw`. Never raises: broken mail yields what can be made out of it.

    Mail without a Message-ID of at most 998 octets gets one on `domain`, mail without From is shown as from
    `return_path`, or when that is empty, too, from MAILER-DAEMON. Of many References the last are kept, and
    the first, which began the thread (RFC 5322 §3.6.4). `bcc` is what the bytes do not tell; `message` is
    what parsing them gave, if that was done.
    """
    message = message or parser.parse(raw)
    headers = message.headers
    content = body.extract(raw, message)
    text = _optional(content.text)
    html = _optional(content.html)
    ids = parse_message_ids(headers.unfolded("message-id") or "")
    parents = _stored_ids(parse_message_ids(headers.unfolded("in-reply-to") or "")[:_MAX_PARENTS])
    references = parse_message_ids(headers.unfolded("references") or "")
    if len(references) > _MAX_REFERENCES:
        references = references[:1] + references[1 - _MAX_REFERENCES :]
    sender = headers.mailboxes("from") or headers.mailboxes("sender")
    subject = _optional(headers.get("subject"))
    subject = (subject.rstrip()[:_MAX_SUBJECT_CHARS] or None) if subject else None
    from_ = storable(str(sender[0]) if sender else return_path or f"MAILER-DAEMON@{domain}")
    to, cc = _shown(headers.mailboxes("to")), _shown(headers.mailboxes("cc"))
    return Letter(
        message_id=_message_id(ids, domain),
        from_=from_,
        to=to,
        cc=cc,
        bcc=bcc,
        reply_to=_shown(headers.mailboxes("reply-to")),
        subject=subject,
        preview=_optional(content.preview),
        in_reply_to=parents[0] if parents else None,
        other_parents=parents[1:],
        references=_stored_ids(references),
        headers=_shown_headers(headers),
        attachments=tuple(_attachment(found) for found in content.attachments),
        bodies=Bodies(text=text, html=html),
        lexemes=message_lexemes(
            subject=subject,
            sender=from_,
            recipients=to + cc + bcc,
            text=text_lexemes(storable(searchable_text(text, html))),
        ),
        size_bytes=len(raw),
    )


def text_bytes(message: parser.Message) -> int:
    """How much of a mail may be text to be read: what makes it slow."""
    texts = (part.location for part in message.parts if part.content_type.startswith("text/"))
    return sum(location.end - location.start for location in texts)


def _message_id(ids: Sequence[str], domain: str) -> MessageId:
    """The first id, unless it is longer than a line may be (RFC 5322 §2.1.1): indexes hold no such keys."""
    given = storable(ids[0]) if ids else ""
    return MessageId(given) if 0 < len(given.encode()) <= _MAX_MESSAGE_ID_OCTETS else new_message_id(domain)


def _stored_ids(ids: Sequence[str]) -> tuple[MessageId, ...]:
    return tuple(MessageId(storable(identifier)) for identifier in ids)


def storable(text: str) -> str:
    """Text that every database and JSON can hold: NUL and lone surrogates become U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _optional(text: str | None) -> str | None:
    return None if text is None else storable(text)


def _shown(mailboxes: Sequence[Mailbox]) -> tuple[str, ...]:
    return tuple(storable(str(mailbox)) for mailbox in mailboxes[:_MAX_SHOWN_ADDRESSES])


def _shown_headers(headers: Headers) -> Mapping[str, str]:
    """The first value of each header that no field of the wire carries."""
    shown: dict[str, str] = {}
    seen: set[str] = set()
    for name, _ in headers:
        lowered = name.lower()
        if lowered in seen or lowered in _UNSHOWN_HEADERS or lowered.startswith("arc-"):
            continue
        seen.add(lowered)
        shown[storable(name)] = storable(headers.get(name) or "")[:_MAX_HEADER_CHARS]
        if len(shown) >= _MAX_SHOWN_HEADERS:
            break
    return shown


def _attachment(found: body.Attachment) -> Attachment:
    return Attachment(
        attachment_id=new_uuid(),
        filename=_optional(found.filename),
        content_type=storable(found.content_type),
        content_disposition=found.disposition,
        content_id=_optional(found.content_id),
        size_bytes=found.size_bytes,
        start=found.location.start,
        end=found.location.end,
        transfer_encoding=found.location.encoding,
    )
