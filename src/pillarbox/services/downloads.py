"""Links to raw mail and to attachments, of messages and of drafts, and the bytes behind any link."""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import assert_never

from pillarbox.domain.access import Caller
from pillarbox.domain.drafts import Draft, DraftAttachment
from pillarbox.domain.errors import NotFound
from pillarbox.domain.files import File
from pillarbox.domain.messages import Attachment, Message
from pillarbox.mail.mime import transfer
from pillarbox.ports import Ports, Tx
from pillarbox.services import access
from pillarbox.services.drafts import get_draft
from pillarbox.services.links import Link, LinkKind, Ticket, link_leads_nowhere, make_link, read_token
from pillarbox.services.messages import find_message
from pillarbox.services.replies import location_of
from pillarbox.services.threads import thread_messages
from pillarbox.services.uploads import read_parts
from pillarbox.tables import attachment_texts, drafts, files, messages, uploads


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file to send. `chunks` are at most 256 KiB each."""

    filename: str
    content_type: str
    size_bytes: int
    chunks: AsyncIterator[bytes]


async def link_raw(ports: Ports, caller: Caller, message_id: str) -> tuple[Message, Link]:
    """A message and the link to its raw mail. Raises `NotFound`."""
    message = await ports.database.read(lambda tx: find_message(tx, caller, message_id))
    return message, make_link(ports, LinkKind.RAW, message.message_no)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedAttachment:
    """An attachment of a message with links to its bytes and, where some could be read, to its text."""

    attachment: Attachment
    link: Link
    text_link: Link | None


async def link_attachment(
    ports: Ports, caller: Caller, message_id: str, attachment_id: str
) -> LinkedAttachment:
    """An attachment of a message. Raises `NotFound`."""
    return await _linked(ports, attachment_id, lambda tx: [find_message(tx, caller, message_id)])


async def link_thread_attachment(
    ports: Ports, caller: Caller, thread_id: str, attachment_id: str
) -> LinkedAttachment:
    """An attachment of any visible message of a thread. Raises `NotFound`."""

    def candidates(tx: Tx) -> Iterable[Message]:
        return thread_messages(tx, caller, access.resolve(tx, caller), thread_id)

    return await _linked(ports, attachment_id, candidates)


async def _linked(
    ports: Ports, attachment_id: str, candidates: Callable[[Tx], Iterable[Message]]
) -> LinkedAttachment:
    def work(tx: Tx) -> tuple[Message, Attachment, bool]:
        message, attachment = _attachment(candidates(tx), attachment_id)
        return message, attachment, attachment_texts.has_text(tx, message.message_no, attachment_id)

    message, attachment, has_text = await ports.database.read(work)
    number = message.message_no
    return LinkedAttachment(
        attachment=attachment,
        link=make_link(ports, LinkKind.ATTACHMENT, number, attachment_id),
        text_link=make_link(ports, LinkKind.ATTACHMENT_TEXT, number, attachment_id) if has_text else None,
    )


async def link_draft_attachment(
    ports: Ports, caller: Caller, draft_id: str, attachment_id: str
) -> tuple[DraftAttachment, Link]:
    """An attachment of a draft and the link to its bytes. Raises `NotFound`."""
    draft = await get_draft(ports, caller, draft_id)
    attachment = _draft_attachment(draft, attachment_id)
    return attachment, make_link(ports, LinkKind.DRAFT_ATTACHMENT, draft.draft_no, attachment_id)


async def open_download(ports: Ports, token: str) -> Download:
    """The file behind a link's token.

    Raises `NotFound` for a token that was not signed here or whose message or draft is gone, `Forbidden` for
    one whose time is over.
    """
    ticket = read_token(ports, token)
    match ticket.kind:
        case LinkKind.DRAFT_ATTACHMENT:
            return await _open_draft_attachment(ports, ticket)
        case LinkKind.FILE:
            return await _open_file(ports, ticket)
        case LinkKind.UPLOAD:
            raise link_leads_nowhere()
        case LinkKind.ATTACHMENT_TEXT:
            return await _open_text(ports, ticket)
        case LinkKind.RAW | LinkKind.ATTACHMENT:
            return await _open_mail(ports, ticket)
        case _ as never:
            assert_never(never)


async def _open_mail(ports: Ports, ticket: Ticket) -> Download:

    def work(tx: Tx) -> Message:
        if not messages.message_remains(tx, ticket.number):
            raise link_leads_nowhere()
        return messages.get_message(tx, ticket.number)

    message = await ports.database.read(work)
    if ticket.kind is LinkKind.RAW:
        return Download(
            filename="message.eml",
            content_type="message/rfc822",
            size_bytes=message.size_bytes,
            chunks=ports.blobs.open(message.blob_id),
        )
    _, attachment = _attachment([message], ticket.attachment_id)
    return Download(
        filename=attachment.filename or "attachment",
        content_type=attachment.content_type,
        size_bytes=attachment.size_bytes,
        chunks=_decoded(ports.blobs.open(message.blob_id), location_of(attachment)),
    )


async def _open_text(ports: Ports, ticket: Ticket) -> Download:
    found = await ports.database.read(lambda tx: attachment_texts.get_texts(tx, [ticket.number]))
    text = found.get(ticket.number, {}).get(ticket.attachment_id)
    if text is None:
        raise link_leads_nowhere()
    return Download(
        filename="attachment.txt",
        content_type="text/plain; charset=utf-8",
        size_bytes=len(text),
        chunks=_whole(text),
    )


async def _whole(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), transfer.CHUNK_BYTES):
        yield data[start : start + transfer.CHUNK_BYTES]


async def _open_draft_attachment(ports: Ports, ticket: Ticket) -> Download:
    draft = await ports.database.read(lambda tx: drafts.find_by_number(tx, ticket.number))
    if draft is None:
        raise link_leads_nowhere()
    attachment = _draft_attachment(draft, ticket.attachment_id)
    return Download(
        filename=attachment.filename or "attachment",
        content_type=attachment.content_type,
        size_bytes=attachment.size_bytes,
        chunks=ports.blobs.open(attachment.blob_id),
    )


async def _open_file(ports: Ports, ticket: Ticket) -> Download:
    now = ports.clock.now_ms()

    def work(tx: Tx) -> tuple[File, list[str]]:
        file = files.find_by_number(tx, ticket.number, now)
        if file is None or file.upload_no is None:
            raise link_leads_nowhere()
        return file, uploads.part_blobs(tx, file.upload_no)

    file, parts = await ports.database.read(work)
    return Download(
        filename=file.name,
        content_type=file.content_type,
        size_bytes=file.size_bytes,
        chunks=read_parts(ports, parts),
    )


async def _decoded(raw: AsyncIterator[bytes], location: transfer.Location) -> AsyncIterator[bytes]:
    """The decoded attachment, made from the mail as it is read: at no time is much of either in memory."""
    decoder = transfer.decoder_of(location.encoding)
    position = 0
    async for chunk in raw:
        block = chunk[max(0, location.start - position) : max(0, location.end - position)]
        if piece := decoder.feed(block):
            yield piece
        position += len(chunk)
        if position >= location.end:
            break
    yield decoder.finish()


def _attachment(candidates: Iterable[Message], attachment_id: str) -> tuple[Message, Attachment]:
    for message in candidates:
        for attachment in message.attachments:
            if attachment.attachment_id == attachment_id:
                return message, attachment
    raise _no_attachment()


def _draft_attachment(draft: Draft, attachment_id: str) -> DraftAttachment:
    for attachment in draft.attachments:
        if attachment.attachment_id == attachment_id:
            return attachment
    raise _no_attachment()


def _no_attachment() -> NotFound:
    return NotFound("Attachment not found", fix="The attachments of a message or draft list their ids.")
