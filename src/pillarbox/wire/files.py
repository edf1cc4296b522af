"""Files as the wire shows them."""

from collections.abc import Mapping, Sequence

import msgspec

from pillarbox.domain.files import File
from pillarbox.wire.times import optional_timestamp, timestamp


class FileItem(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A file in a list."""

    file_id: str
    inbox_id: str
    email: str
    path: str
    name: str
    size: int
    content_type: str
    sha256: str
    status: str
    created_at: str
    updated_at: str
    expires_at: str | None = None

    @classmethod
    def of(cls, file: File) -> "FileItem":
        return FileItem(
            file_id=file.file_id,
            inbox_id=file.inbox_id,
            email=file.inbox_id,
            path=file.path,
            name=file.name,
            size=file.size_bytes,
            content_type=file.content_type,
            sha256=file.sha256,
            status=file.status.value,
            created_at=timestamp(file.created_at),
            updated_at=timestamp(file.updated_at),
            expires_at=optional_timestamp(file.expires_at),
        )


class FileUploadObject(msgspec.Struct, kw_only=True):
    """Where to PUT the bytes of a pending file, and with which headers."""

    method: str = "PUT"
    url: str
    headers: Mapping[str, str]
    expires_at: str


class FileObject(FileItem, omit_defaults=True, kw_only=True):
    """A file, with a link to its bytes for who may read them."""

    download_url: str | None = None
    download_expires_at: str | None = None


class CreatedFileObject(FileObject, omit_defaults=True, kw_only=True):
    """A file, with where its bytes go while they have not come."""

    upload: FileUploadObject | None = None


class ListFilesObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    limit: int
    next_page_token: str | None = None
    files: Sequence[FileItem]
