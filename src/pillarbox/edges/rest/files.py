"""Handlers of the files of an inbox, and of the link that takes their bytes."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct, structs
from starlette.responses import Response

from pillarbox.domain.access import Caller, Permission
from pillarbox.domain.files import DEFAULT_CONTENT_TYPE, File, NewFile
from pillarbox.edges.rest.bodies import StreamedBody
from pillarbox.edges.rest.endpoint import INBOX, ORG, Endpoint, Nothing, PublicRequest, Request, endpoint
from pillarbox.edges.rest.instants import Instant
from pillarbox.edges.rest.paging import PageQuery, page_request, page_token
from pillarbox.ports import Ports
from pillarbox.services import files, uploads
from pillarbox.services.links import Link
from pillarbox.wire.files import (
    CreatedFileObject,
    FileItem,
    FileObject,
    FileUploadObject,
    ListFilesObject,
)
from pillarbox.wire.times import optional_timestamp, timestamp

_DEFAULT_LIMIT = 100
_MAX_LIMIT = 500


class ListFiles(PageQuery, kw_only=True):
    path_prefix: Annotated[str, Meta(description="Only files whose path begins with this.")] = ""
    ascending: Annotated[bool, Meta(description="In the order of paths, or against it.")] = True


class CreateFile(Struct, kw_only=True):
    path: str
    size: Annotated[int, Meta(ge=0, le=2**53)]
    sha256: Annotated[str, Meta(description="The SHA-256 digest of the bytes, in base64.")]
    content_type: str | None = None
    expires_at: Instant | None = None


async def list_files(request: Request[ListFiles, Nothing]) -> ListFilesObject:
    """A page of the inbox's files in the order of their paths, pending ones too."""
    query = request.query
    asked = page_request(request, _MAX_LIMIT, _DEFAULT_LIMIT, ascending=query.ascending)
    page = await files.list_files(request.ports, request.caller, query.path_prefix, asked)
    return ListFilesObject(
        count=len(page.items),
        limit=asked.limit,
        next_page_token=page_token(request, page.next_position),
        files=[FileItem.of(file) for file in page.items],
    )


async def create_file(request: Request[Nothing, CreateFile]) -> CreatedFileObject | Response:
    """A new pending file with where to PUT its bytes; with 200 the one that the same request made before."""
    body = request.body
    wanted = NewFile(
        path=body.path,
        size_bytes=body.size,
        sha256=body.sha256,
        content_type=body.content_type or DEFAULT_CONTENT_TYPE,
        expires_at=body.expires_at,
    )
    created = await files.create_file(request.ports, request.caller, wanted)
    shown = CreatedFileObject(
        **structs.asdict(_linked(request.ports, request.caller, created.file)),
        upload=None if created.upload is None else _upload(created.file, created.upload),
    )
    if created.is_new:
        return shown
    return Response(msgspec.json.encode(shown), media_type="application/json")


async def complete_file(request: Request[Nothing, Nothing]) -> FileObject:
    """The file, ready now that its bytes have come."""
    file = await files.complete_file(request.ports, request.caller, request.params["file_id"])
    return _linked(request.ports, request.caller, file)


async def get_file(request: Request[Nothing, Nothing]) -> FileObject:
    """The file; a ready one with a link to its bytes, good for an hour."""
    file = await files.get_file(request.ports, request.caller, request.params["file_id"])
    return _linked(request.ports, request.caller, file)


async def delete_file(request: Request[Nothing, Nothing]) -> None:
    """Deletes a file at once."""
    await files.delete_file(request.ports, request.caller, request.params["file_id"])


async def upload(request: PublicRequest[Nothing, StreamedBody]) -> Response:
    """Takes the bytes of a pending file, whose upload URL this is."""
    await uploads.receive(request.ports, request.params["token"], request.body.chunks)
    return Response()


def _linked(ports: Ports, caller: Caller, file: File) -> FileObject:
    link = files.download_link(ports, caller, file)
    return FileObject(
        **structs.asdict(FileItem.of(file)),
        download_url=None if link is None else link.url,
        download_expires_at=optional_timestamp(None if link is None else link.expires_at),
    )


def _upload(file: File, link: Link) -> FileUploadObject:
    return FileUploadObject(
        url=link.url, headers={"Content-Type": file.content_type}, expires_at=timestamp(link.expires_at)
    )


_READ, _CREATE, _DELETE = Permission.FILE_READ, Permission.FILE_CREATE, Permission.FILE_DELETE
_ONE = "files/{file_id}"
ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", "files", INBOX, "files.list", _READ, list_files),
    endpoint(
        "POST",
        "files",
        INBOX,
        "files.create",
        _CREATE,
        create_file,
        status=201,
        also=(200,),
        media_type="application/json",
    ),
    endpoint("POST", f"{_ONE}/complete", INBOX, "files.complete", _CREATE, complete_file),
    endpoint("GET", _ONE, INBOX, "files.get", _READ, get_file),
    endpoint("DELETE", _ONE, INBOX, "files.delete", _DELETE, delete_file),
    endpoint("PUT", "up/{token}", ORG, "files.upload", None, upload),
)
