"""Attachments of a mail to be sent: the value, its checks, base64 from the API. Does not write MIME."""

import binascii
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from pillarbox.mail.compose.hidden_controls import control_in, without_controls

MAX_FILENAME_CHARACTERS = 255
MAX_CONTENT_TYPE_CHARACTERS = 200
ANY_TYPE = "application/octet-stream"

_WORD = r"[A-Za-z0-9!#$&^_.+-]{1,100}"
_MEDIA_TYPE = re.compile(rf"{_WORD}/{_WORD}")
_PARAMETER = re.compile(rf'{_WORD}=(?:{_WORD}|"[A-Za-z0-9 !#$&^_.+:/-]{{0,100}}")')
_CONTENT_ID = re.compile(r"[!#-;=@-Z^-~]{1,200}")
_URL_SAFE = str.maketrans("-_", "+/")
_SPACE = re.compile(r"[ \t\r\n]+")


class InvalidAttachment(ValueError):
    """An attachment cannot be sent; the message says why and is safe to show."""


class Disposition(StrEnum):
    """How the recipient's program presents a part (RFC 2183 §2.1)."""

    ATTACHMENT = "attachment"
    INLINE = "inline"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingAttachment:
    """A file to send. `content_id` is the bare id that HTML names as `cid:…`."""

    data: bytes
    filename: str | None = None
    content_type: str = ANY_TYPE
    disposition: Disposition = Disposition.ATTACHMENT
    content_id: str | None = None


def check_attachment(attachment: OutgoingAttachment) -> None:
    """Raises InvalidAttachment unless every value can be written to a part's header as it is."""
    if attachment.filename is not None:
        if len(attachment.filename) > MAX_FILENAME_CHARACTERS:
            raise InvalidAttachment(f"filename longer than {MAX_FILENAME_CHARACTERS} characters")
        if (control := control_in(attachment.filename)) is not None:
            raise InvalidAttachment(f"filename contains the control character {control}")
    if attachment.content_id is not None and not _is_content_id(attachment.content_id):
        raise InvalidAttachment(
            "content_id must be 1 to 200 printable ASCII characters, without space, quote, bracket or ?"
        )
    if not is_content_type(attachment.content_type):
        raise InvalidAttachment("content_type is not a media type such as text/csv")


def writable_attachment(attachment: OutgoingAttachment) -> OutgoingAttachment:
    """An attachment from received mail as it can be sent: what no header can carry of its name is cleaned, of
    its type and id left out."""
    content_id = attachment.content_id
    return replace(
        attachment,
        filename=without_controls(attachment.filename or "")[:MAX_FILENAME_CHARACTERS] or None,
        content_type=attachment.content_type if is_content_type(attachment.content_type) else ANY_TYPE,
        content_id=content_id if content_id is not None and _is_content_id(content_id) else None,
    )


def is_content_type(text: str) -> bool:
    """Whether the text can be written to a part's header as its media type (RFC 2045 §5.1)."""
    media_type, *parameters = text.split(";")
    well_formed = _MEDIA_TYPE.fullmatch(media_type.strip(" ")) is not None and all(
        _PARAMETER.fullmatch(parameter.strip(" ")) for parameter in parameters
    )
    return well_formed and len(text) <= MAX_CONTENT_TYPE_CHARACTERS


def _is_content_id(text: str) -> bool:
    return _CONTENT_ID.fullmatch(text) is not None


def decode_base64(content: str) -> bytes:
    """The octets of base64 text in the standard or the URL-safe alphabet (RFC 4648 §4, §5).

    White space and missing padding are tolerated. Raises InvalidAttachment for anything else, a `data:` URI
    included.
    """
    if content[:5].lower() == "data:":
        raise InvalidAttachment("content must be bare base64, not a data: URI")
    digits = _SPACE.sub("", content).translate(_URL_SAFE)
    bare = digits.rstrip("=")
    padding = "=" * (-len(bare) % 4)
    if digits not in (bare, bare + padding):
        raise InvalidAttachment("content has the wrong base64 padding")
    try:
        return binascii.a2b_base64(bare + padding, strict_mode=True)
    except ValueError:
        raise InvalidAttachment("content is not base64") from None
