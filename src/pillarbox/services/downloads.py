"""Signed links to raw mail and to attachments, of messages and of drafts: whoever has one may download that
one thing for an hour."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from pillarbox.domain.access import Caller
from pillarbox.domain.drafts import Draft, DraftAttachment
from pillarbox.domain.errors import Forbidden, NotFound
from pillarbox.domain.messages import Attachment, Message
from pillarbox.domain.policy import MAX_ATTACHMENT_LINK_AGE_S
from pillarbox.mail import transfer
from pillarbox.ports import Ports, Tx
from pillarbox.services import access
from pillarbox.services.drafts import get_draft
from pillarbox.services.messages import find_message
from pillarbox.services.replies import location_of
from pillarbox.services.threads import find_thread_messages
from pillarbox.tables import drafts, messages

_MAC_BYTES = 16


class DownloadKind(StrEnum):
    RAW = "raw"
    ATTACHMENT = "attachment"
    DRAFT_ATTACHMENT = "draft_attachment"


class _Ticket(msgspec.Struct, array_like=True, frozen=True):
    kind: DownloadKind
    number: int  # of the message or draft
    attachment_id: str
    expires_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link and when it stops working (ms)."""

    url: str
    expires_at: int


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
    return message, _link(ports, DownloadKind.RAW, message.message_no, "")


async def link_attachment(
    ports: Ports, caller: Caller, message_id: str, attachment_id: str
) -> tuple[Attachment, Link]:
    """An attachment of a message and the link to its bytes. Raises `NotFound`."""

    def work(tx: Tx) -> tuple[Message, Attachment]:
        return _attachment([find_message(tx, caller, message_id)], attachment_id)

    message, attachment = await ports.database.read(work)
    return attachment, _link(ports, DownloadKind.ATTACHMENT, message.message_no, attachment_id)


async def link_thread_attachment(
    ports: Ports, caller: Caller, thread_id: str, attachment_id: str
) -> tuple[Attachment, Link]:
    """An attachment of any visible message of a thread and the link to its bytes. Raises `NotFound`."""

    def work(tx: Tx) -> tuple[Message, Attachment]:
        scope = access.resolve(tx, caller)
        return _attachment(find_thread_messages(tx, caller, scope, thread_id), attachment_id)

    message, attachment = await ports.database.read(work)
    return attachment, _link(ports, DownloadKind.ATTACHMENT, message.message_no, attachment_id)


async def link_draft_attachment(
    ports: Ports, caller: Caller, draft_id: str, attachment_id: str
) -> tuple[DraftAttachment, Link]:
    """An attachment of a draft and the link to its bytes. Raises `NotFound`."""
    draft = await get_draft(ports, caller, draft_id)
    attachment = _draft_attachment(draft, attachment_id)
    return attachment, _link(ports, DownloadKind.DRAFT_ATTACHMENT, draft.draft_no, attachment_id)


async def open_download(ports: Ports, token: str) -> Download:
    """The file behind a link's token.

    Raises `NotFound` for a token that was not signed here or whose message or draft is gone, `Forbidden` for
    one whose time is over.
    """
    ticket = _verified(ports, token)
    if ticket.expires_at <= ports.clock.now_ms():
        raise Forbidden("Download link has expired", fix="Ask for a new link and use it within an hour.")
    if ticket.kind is DownloadKind.DRAFT_ATTACHMENT:
        return await _open_draft_attachment(ports, ticket)

    def work(tx: Tx) -> Message:
        if not messages.message_remains(tx, ticket.number):
            raise _gone()
        return messages.get_message(tx, ticket.number)

    message = await ports.database.read(work)
    if ticket.kind is DownloadKind.RAW:
        return Download(
            filename="message.eml",
            content_type="message/rfc822",
            size_bytes=message.size_bytes,
            chunks=ports.blobs.open(message.blob_id),
        )
    _, attachment = _attachment([message], ticket.attachment_id)
    raw = await ports.database.read(lambda tx: ports.blobs.load(tx, message.blob_id))
    return Download(
        filename=attachment.filename or "attachment",
        content_type=attachment.content_type,
        size_bytes=attachment.size_bytes,
        chunks=_decoded(raw, location_of(attachment)),
    )


async def _open_draft_attachment(ports: Ports, ticket: _Ticket) -> Download:
    draft = await ports.database.read(lambda tx: drafts.find_by_number(tx, ticket.number))
    if draft is None:
        raise _gone()
    attachment = _draft_attachment(draft, ticket.attachment_id)
    return Download(
        filename=attachment.filename or "attachment",
        content_type=attachment.content_type,
        size_bytes=attachment.size_bytes,
        chunks=ports.blobs.open(attachment.blob_id),
    )


async def _decoded(raw: bytes, location: transfer.Location) -> AsyncIterator[bytes]:
    for chunk in transfer.iter_decoded(raw, location):
        yield chunk


def _attachment(candidates: list[Message], attachment_id: str) -> tuple[Message, Attachment]:
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


def _gone() -> NotFound:
    return NotFound("Download not found", fix="Ask for a new link.")


def _link(ports: Ports, kind: DownloadKind, number: int, attachment_id: str) -> Link:
    expires_at = ports.clock.now_ms() + MAX_ATTACHMENT_LINK_AGE_S * 1000
    ticket = msgspec.msgpack.encode(_Ticket(kind, number, attachment_id, expires_at))
    token = base64.urlsafe_b64encode(_mac(ports, ticket) + ticket).decode().rstrip("=")
    return Link(url=f"{ports.policy.public_url}/v0/dl/{token}", expires_at=expires_at)


def _verified(ports: Ports, token: str) -> _Ticket:
    try:
        signed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        mac, ticket = signed[:_MAC_BYTES], signed[_MAC_BYTES:]
        if hmac.compare_digest(mac, _mac(ports, ticket)):
            return msgspec.msgpack.decode(ticket, type=_Ticket)
    except (binascii.Error, ValueError):
        pass
    raise _gone()


def _mac(ports: Ports, ticket: bytes) -> bytes:
    return hmac.digest(ports.secrets.signing_key, b"download\0" + ticket, hashlib.sha256)[:_MAC_BYTES]
