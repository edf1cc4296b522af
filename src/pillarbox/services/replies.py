"""Replies and forwards: recipients, subject, quote and threading taken from the message they answer."""

from collections.abc import Sequence
from contextlib import suppress

from pillarbox.domain.access import Caller
from pillarbox.domain.address import Mailbox
from pillarbox.domain.errors import ValidationFailed, invalid
from pillarbox.domain.labels import Label, normalize_labels
from pillarbox.domain.messages import Attachment, Bodies, Message
from pillarbox.mail.compose.addresses import InvalidAddress, writable_mailbox
from pillarbox.mail.compose.attachments import Disposition, OutgoingAttachment, writable_attachment
from pillarbox.mail.compose.quoting import QuotedOriginal, forward_block, quote_reply
from pillarbox.mail.compose.reply_headers import forward_subject, reply_references, reply_subject
from pillarbox.mail.mime import transfer
from pillarbox.mail.mime.addresses import parse_addresses
from pillarbox.ports import Blobs, Ports, Tx
from pillarbox.services.messages import FullMessage, find_message, get_message
from pillarbox.services.outbound import (
    IdempotencyKey,
    Outgoing,
    Sent,
    Submission,
    recipients,
    remembered,
    submit,
)
from pillarbox.services.recipients import untagged


async def reply(
    ports: Ports,
    caller: Caller,
    message_id: str,
    submission: Submission,
    *,
    reply_all: bool,
    idempotency_key: IdempotencyKey | None = None,
) -> Sent:
    """Answer a message in its thread. Explicit recipients replace the derived ones.

    Raises `NotFound`, `ValidationFailed` (also for recipients together with `reply_all`), `InboxPaused`,
    `MessageRejected`, `Conflict`.
    """
    repeated = await remembered(ports, caller, idempotency_key)
    if repeated is not None:
        return repeated
    if reply_all and (submission.to or submission.cc or submission.bcc):
        raise invalid("reply_all cannot be combined with to, cc or bcc", ["reply_all"])
    source = await get_message(ports, caller, message_id)
    message = source.message
    if reply_all:
        to, cc = everyone(message)
    else:
        to = recipients(submission.to, "to") or answer_to(message)
        cc = recipients(submission.cc, "cc")
    text, html = submission.text, submission.html
    if ports.policy.quote_replies:
        text, html = quote_reply(text, html, quoted(source))
    outgoing = Outgoing(
        to=to,
        cc=cc,
        bcc=recipients(submission.bcc, "bcc"),
        reply_to=recipients(submission.reply_to, "reply_to"),
        subject=reply_subject(message.subject or ""),
        text=text,
        html=html,
        own_words=Bodies(text=submission.text, html=submission.html),
        labels=normalize_labels(submission.labels, "labels"),
        attachments=submission.attachments,
        headers=submission.headers,
        in_reply_to=message.message_id,
        references=reply_references(message.references, message.message_id),
        thread_no=message.thread_no,
    )
    return await submit(ports, caller, outgoing, idempotency_key)


async def forward(
    ports: Ports,
    caller: Caller,
    message_id: str,
    submission: Submission,
    *,
    idempotency_key: IdempotencyKey | None = None,
) -> Sent:
    """Pass a message on with its attachments, in its thread. Raises like `reply`."""
    repeated = await remembered(ports, caller, idempotency_key)
    if repeated is not None:
        return repeated
    source = await get_message(ports, caller, message_id)
    message = source.message
    originals = await ports.database.read(
        lambda tx: attachments_of(tx, ports.blobs, find_message(tx, caller, message.message_id))
    )
    text, html = forward_block(submission.text, submission.html, quoted(source))
    outgoing = Outgoing(
        to=recipients(submission.to, "to"),
        cc=recipients(submission.cc, "cc"),
        bcc=recipients(submission.bcc, "bcc"),
        reply_to=recipients(submission.reply_to, "reply_to"),
        subject=submission.subject or forward_subject(message.subject or ""),
        text=text,
        html=html,
        own_words=Bodies(text=submission.text, html=submission.html),
        labels=normalize_labels(submission.labels, "labels"),
        attachments=submission.attachments,
        originals=originals,
        headers=submission.headers,
        in_reply_to=message.message_id,
        references=reply_references(message.references, message.message_id),
        thread_no=message.thread_no,
    )
    return await submit(ports, caller, outgoing, idempotency_key)


def answer_to(message: Message) -> list[Mailbox]:
    """Who a plain reply goes to: Reply-To, else the sender; for a message of our own its recipients."""
    if Label.SENT in message.labels:
        return _mailboxes(message.to)
    return _mailboxes(message.reply_to) or _mailboxes((message.from_,))


def everyone(message: Message) -> tuple[list[Mailbox], list[Mailbox]]:
    """To and Cc of a reply to all: each address once, without the inbox's own, with or without a tag, and
    those no mail can be sent to. When nobody would be left, the sender is answered."""
    own = message.inbox_id.lower()
    seen = {own}

    def fresh(mailboxes: Sequence[Mailbox]) -> list[Mailbox]:
        kept = []
        for mailbox in mailboxes:
            address = mailbox.address.lower()
            if address not in seen and untagged(address) != own:
                seen.add(address)
                kept.append(mailbox)
        return kept

    to = fresh([*answer_to(message), *_reachable(message.to)])
    cc = fresh(_reachable(message.cc))
    return (to, cc) if to or cc else (answer_to(message), [])


def _mailboxes(texts: Sequence[str]) -> list[Mailbox]:
    try:
        return [writable_mailbox(mailbox) for text in texts for mailbox in parse_addresses(text)]
    except InvalidAddress as error:
        raise invalid(f"The message cannot be answered: {error}", ["to"]) from error


def _reachable(texts: Sequence[str]) -> list[Mailbox]:
    reachable = []
    for text in texts:
        with suppress(ValidationFailed):
            reachable += _mailboxes((text,))
    return reachable


def quoted(source: FullMessage) -> QuotedOriginal:
    """The message as an answer or a forward repeats it."""
    message = source.message
    senders = parse_addresses(message.from_)
    return QuotedOriginal(
        from_=senders[0] if senders else None,
        to=[mailbox for text in message.to for mailbox in parse_addresses(text)],
        cc=[mailbox for text in message.cc for mailbox in parse_addresses(text)],
        date_ms=message.timestamp,
        subject=message.subject or "",
        text=source.bodies.text,
        html=source.bodies.html,
    )


def attachments_of(tx: Tx, blobs: Blobs, message: Message) -> list[OutgoingAttachment]:
    """The files of a message, to be sent along."""
    if not message.attachments:
        return []
    raw = blobs.load(tx, message.blob_id)
    return [_sent_along(attachment, raw) for attachment in message.attachments]


def _sent_along(attachment: Attachment, raw: bytes) -> OutgoingAttachment:
    inline = attachment.content_disposition == "inline"
    return writable_attachment(
        OutgoingAttachment(
            data=transfer.decode(raw, location_of(attachment)),
            filename=attachment.filename,
            content_type=attachment.content_type,
            disposition=Disposition.INLINE if inline else Disposition.ATTACHMENT,
            content_id=attachment.content_id,
        )
    )


def location_of(attachment: Attachment) -> transfer.Location:
    """Where the attachment stands in the raw mail."""
    return transfer.Location(
        start=attachment.start,
        end=attachment.end,
        encoding=transfer.Encoding(attachment.transfer_encoding),
    )
