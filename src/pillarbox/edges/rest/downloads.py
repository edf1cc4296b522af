"""Handlers of attachments and raw mail: signed links for callers, and the bytes behind a link for anyone."""

import re
from urllib.parse import quote

from msgspec import structs
from starlette.responses import Response, StreamingResponse

from pillarbox.domain.access import Permission
from pillarbox.domain.drafts import DraftAttachment
from pillarbox.domain.messages import Attachment
from pillarbox.edges.rest.endpoint import (
    INBOX,
    ORG,
    ORG_POD_INBOX,
    Endpoint,
    Nothing,
    PublicRequest,
    Request,
    endpoint,
)
from pillarbox.services import downloads
from pillarbox.services.downloads import Download
from pillarbox.services.links import Link
from pillarbox.wire.messages import DownloadObject, RawMessageObject, attachment_object
from pillarbox.wire.times import timestamp

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}(?:; charset=utf-8)?")
_UNQUOTABLE = re.compile(r"[^ !#-\[\]-~]")


async def link_raw(request: Request[Nothing, Nothing]) -> RawMessageObject:
    """A link to the message as it came or went, good for an hour."""
    message, link = await downloads.link_raw(request.ports, request.caller, request.params["message_id"])
    return RawMessageObject(
        message_id=message.message_id,
        size=message.size_bytes,
        download_url=link.url,
        expires_at=timestamp(link.expires_at),
    )


async def link_attachment(request: Request[Nothing, Nothing]) -> DownloadObject:
    """A link to an attachment of the message, good for an hour."""
    params = request.params
    found = await downloads.link_attachment(
        request.ports, request.caller, params["message_id"], params["attachment_id"]
    )
    return _linked(found.attachment, found.link, found.text_link)


async def link_thread_attachment(request: Request[Nothing, Nothing]) -> DownloadObject:
    """A link to an attachment of any message of the thread, good for an hour."""
    params = request.params
    found = await downloads.link_thread_attachment(
        request.ports, request.caller, params["thread_id"], params["attachment_id"]
    )
    return _linked(found.attachment, found.link, found.text_link)


async def link_draft_attachment(request: Request[Nothing, Nothing]) -> DownloadObject:
    """A link to an attachment of the draft, good for an hour."""
    params = request.params
    return _linked(
        *await downloads.link_draft_attachment(
            request.ports, request.caller, params["draft_id"], params["attachment_id"]
        )
    )


async def download(request: PublicRequest[Nothing, Nothing]) -> Response:
    """The bytes behind a signed link."""
    found = await downloads.open_download(request.ports, request.params["token"])
    return StreamingResponse(found.chunks, headers=_headers(found))


def _linked(
    attachment: Attachment | DraftAttachment, link: Link, text_link: Link | None = None
) -> DownloadObject:
    shown = attachment_object(attachment)
    return DownloadObject(
        **structs.asdict(shown),
        download_url=link.url,
        text_url=None if text_link is None else text_link.url,
        expires_at=timestamp(link.expires_at),
    )


def _headers(found: Download) -> dict[str, str]:
    """Headers that make browsers save the file and never run it: mail is written by strangers."""
    well_formed = _MEDIA_TYPE.fullmatch(found.content_type)
    return {
        "Content-Type": found.content_type if well_formed else "application/octet-stream",
        "Content-Length": str(found.size_bytes),
        "Content-Disposition": _disposition(found.filename),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, max-age=3600",
    }


def _disposition(filename: str) -> str:
    """A `Content-Disposition` with the name in ASCII for old programs and in UTF-8 (RFC 6266 §4.3)."""
    plain = _UNQUOTABLE.sub("_", filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


_READ, _READ_DRAFT = Permission.MESSAGE_READ, Permission.DRAFT_READ
_OF_MESSAGE = "messages/{message_id:path}/attachments/{attachment_id}"
_OF_THREAD = "threads/{thread_id}/attachments/{attachment_id}"
_OF_DRAFT = "drafts/{draft_id}/attachments/{attachment_id}"
ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", "messages/{message_id:path}/raw", INBOX, "messages.raw", _READ, link_raw),
    endpoint("GET", _OF_MESSAGE, INBOX, "messages.attachment", _READ, link_attachment),
    endpoint("GET", _OF_THREAD, ORG_POD_INBOX, "threads.attachment", _READ, link_thread_attachment),
    endpoint("GET", _OF_DRAFT, ORG_POD_INBOX, "drafts.attachment", _READ_DRAFT, link_draft_attachment),
    endpoint("GET", "dl/{token}", ORG, "downloads.get", None, download),
)
