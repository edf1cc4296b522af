"""Files of an inbox: what they are called, how they are checked, and how much fits."""

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import category

from pillarbox.domain.errors import invalid
from pillarbox.domain.ids import InboxId

MAX_PATH_BYTES = 1024
MAX_FILES = 10_000
MAX_STORED_BYTES = 1024**3
PENDING_LIFE_MS = 24 * 3600 * 1000
LINK_LIFE_MS = 3600 * 1000
DEFAULT_CONTENT_TYPE = "application/octet-stream"

_SHA256_BYTES = 32
_CONTENT_TYPE = re.compile(r"[\x20-\x7e]{1,255}")


class FileStatus(StrEnum):
    PENDING = "pending"
    READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """What a caller says of a file before its bytes come. `sha256` is in base64 or hexadecimal digits."""

    path: str
    size_bytes: int
    sha256: str
    content_type: str = DEFAULT_CONTENT_TYPE
    expires_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file. It is pending until its bytes have come and its upload was completed."""

    file_no: int
    organization_no: int
    inbox_id: InboxId
    file_id: str
    path: str
    size_bytes: int
    sha256: str
    content_type: str
    status: FileStatus
    upload_no: int | None  # None: its bytes have not come
    created_by: str
    expires_at: int | None
    gone_at: int | None
    created_at: int
    updated_at: int

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def is_gone(self, now: int) -> bool:
        """Whether it expired, or was not completed in time."""
        return self.gone_at is not None and self.gone_at <= now

    def matches(self, wanted: NewFile) -> bool:
        """Whether it was created by the same request."""
        return (self.path, self.size_bytes, self.sha256, self.content_type, self.expires_at) == (
            wanted.path,
            wanted.size_bytes,
            wanted.sha256,
            wanted.content_type,
            wanted.expires_at,
        )


def check_new_file(wanted: NewFile, now: int) -> None:
    """Raises `ValidationFailed` for a malformed path, digest, media type or time."""
    check_path(wanted.path)
    digest_of(wanted.sha256)
    if not _CONTENT_TYPE.fullmatch(wanted.content_type):
        raise invalid("content_type has 1 to 255 printable ASCII characters", ["content_type"])
    if wanted.expires_at is not None and wanted.expires_at <= now:
        raise invalid("expires_at must be in the future", ["expires_at"])


def check_path(path: str) -> None:
    """Raises `ValidationFailed` unless `path` is made of names between single slashes."""
    check_prefix(path)
    if not path or path.endswith("/"):
        raise invalid("A path ends in the name of the file", ["path"])
    if any(segment in (".", "..") for segment in path.split("/")):
        raise invalid("A path has no segments . or ..", ["path"])


def check_prefix(prefix: str, name: str = "path") -> None:
    """Raises `ValidationFailed` unless a path may begin with `prefix`."""
    if len(prefix.encode("utf-8", "surrogatepass")) > MAX_PATH_BYTES:
        raise invalid(f"A path has at most {MAX_PATH_BYTES} bytes", [name])
    if any(category(character) in ("Cc", "Cs") for character in prefix):
        raise invalid("A path has no control characters", [name])
    if prefix.startswith("/") or "//" in prefix:
        raise invalid("A path does not begin with a slash and has no two in a row", [name])


def digest_of(sha256: str) -> bytes:
    """The digest that the base64 or hexadecimal digits stand for. Raises `ValidationFailed`."""
    try:
        if len(sha256) == 2 * _SHA256_BYTES:
            return bytes.fromhex(sha256)
        digest = base64.b64decode(sha256, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if len(digest) != _SHA256_BYTES:
        raise invalid(
            "sha256 must be a SHA-256 digest in base64", ["sha256"], "invalid_format", format="base64"
        )
    return digest
