"""Files to be sent that stand at URLs. They are fetched last, when all else about a mail is in order."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from mimetypes import MimeTypes
from urllib.parse import unquote, urlsplit

from pillarbox.domain.errors import MessageRejected, invalid
from pillarbox.domain.network import web_url
from pillarbox.domain.policy import MAX_FILES_BYTES
from pillarbox.mail.compose.attachments import (
    ANY_TYPE,
    MAX_FILENAME_CHARACTERS,
    Disposition,
    InvalidAttachment,
    OutgoingAttachment,
    check_attachment,
    is_content_type,
)
from pillarbox.mail.compose.hidden_controls import without_controls
from pillarbox.ports import Ports, RemoteFile

_MAX_URL_CHARACTERS = 8192  # signed URLs are long
_TIMEOUT_S = 40.0  # of all files of a mail; clients wait 60 s
_TYPES = MimeTypes()  # what the standard library knows, the same on every machine


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFile:
    """A file at a URL. What is not said of it comes from the answer and from the URL."""

    url: str
    filename: str | None = None
    content_type: str | None = None
    disposition: Disposition = Disposition.ATTACHMENT
    content_id: str | None = None


GivenFile = OutgoingAttachment | LinkedFile


async def fetched(
    ports: Ports, given: Sequence[GivenFile], path: str, *, max_bytes: int = MAX_FILES_BYTES
) -> list[OutgoingAttachment]:
    """The files of the field `path` in order, those at URLs fetched one after the other.

    Raises `ValidationFailed` for what no mail can carry and for more than `max_bytes` together, and
    `MessageRejected` when a URL gives no file in time or one that does not fit.
    """
    for index, file in enumerate(given):
        _check(file, [path, index])
    room = max_bytes - sum(len(file.data) for file in given if isinstance(file, OutgoingAttachment))
    if room < 0:
        raise invalid(f"The attachments have at most {MAX_FILES_BYTES} bytes together", [path])
    files = []
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            for file in given:
                whole = await _whole(ports, file, room) if isinstance(file, LinkedFile) else file
                room -= len(whole.data) if isinstance(file, LinkedFile) else 0
                files.append(whole)
    except TimeoutError:
        raise _rejected(f"The attachments took more than {_TIMEOUT_S:g} seconds to fetch") from None
    return files


def _check(file: GivenFile, path: list[str | int]) -> None:
    """Raises `ValidationFailed` for what can be known without a look at the URL."""
    if isinstance(file, LinkedFile):
        _check_url(file.url, [*path, "url"])
        file = _attachment(file, RemoteFile())
    try:
        check_attachment(file)
    except InvalidAttachment as error:
        raise invalid(str(error), path) from error


def _check_url(url: str, path: list[str | int]) -> None:
    try:
        web_url(url)
        if len(url) <= _MAX_URL_CHARACTERS:
            return
    except ValueError:
        pass
    raise invalid(
        f"url must be an absolute http or https URL of at most {_MAX_URL_CHARACTERS} ASCII characters",
        path,
        "invalid_format",
        format="url",
    )


async def _whole(ports: Ports, file: LinkedFile, room: int) -> OutgoingAttachment:
    found = await ports.remote_files.fetch(file.url, max_bytes=room)
    if found.problem is not None:
        host = urlsplit(file.url).hostname
        raise _rejected(f"The attachment at {host} cannot be fetched: {found.problem}")
    return _attachment(file, found)


def _rejected(message: str) -> MessageRejected:
    fix = "Give a URL that anyone on the Internet can download, or the file as base64 in `content`."
    return MessageRejected(message, fix=fix)


def _attachment(file: LinkedFile, found: RemoteFile) -> OutgoingAttachment:
    filename = file.filename or _filename(file.url)
    guessed, _ = _TYPES.guess_type(filename)
    return OutgoingAttachment(
        data=found.data,
        filename=filename,
        content_type=file.content_type or _content_type(found.content_type, guessed),
        disposition=file.disposition,
        content_id=file.content_id,
    )


def _filename(url: str) -> str:
    """The last segment of the URL's path as a name; `attachment` when there is none."""
    segment = unquote(urlsplit(url).path.rpartition("/")[2])
    name = without_controls(segment.replace("/", "_").replace("\\", "_"))
    return name[:MAX_FILENAME_CHARACTERS] or "attachment"


def _content_type(*candidates: str | None) -> str:
    return next((text for text in candidates if text and is_content_type(text)), ANY_TYPE)
