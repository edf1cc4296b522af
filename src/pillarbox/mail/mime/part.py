"""A MIME entity as found in the raw mail: what it is and where it stands, with its body still undecoded."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pillarbox.mail.mime.encoded_words import decode_words
from pillarbox.mail.mime.headers import Headers
from pillarbox.mail.mime.parameters import parse_parameters
from pillarbox.mail.mime.transfer import Location

MAX_FILENAME_CHARACTERS = 255

_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")  # RFC 6838 §4.2
_PATH = re.compile(r"[\\/]")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One entity. `location` spans the body, children included; all offsets are into the raw mail."""

    headers: Headers
    content_type: str  # "text/plain", always lower case
    params: Mapping[str, str]
    disposition: str | None  # "inline", "attachment" or None when not said
    filename: str | None  # without path and control characters
    content_id: str | None  # without angle brackets
    header_start: int
    location: Location
    children: tuple["Part", ...]
    embedded: "Part | None"  # the mail inside a message/rfc822 part

    @property
    def charset(self) -> str | None:
        return self.params.get("charset")

    @property
    def body_start(self) -> int:
        return self.location.start

    @property
    def body_end(self) -> int:
        return self.location.end

    @property
    def leaves(self) -> Iterator["Part"]:
        """The parts that hold content, in order; an embedded mail counts as one."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            if part.children:
                waiting.extend(reversed(part.children))
            else:
                yield part


def content_type_of(headers: Headers, default: str) -> tuple[str, Mapping[str, str]]:
    """The media type and its parameters; text/plain when it makes no sense (RFC 2045 §5.2)."""
    value = headers.unfolded("content-type")
    if not value:
        return default, {}
    media_type, params = parse_parameters(value)
    match = _MEDIA_TYPE.match(media_type.replace(" ", ""))
    return match[0] if match else "text/plain", params


def disposition_of(headers: Headers) -> tuple[str | None, Mapping[str, str]]:
    """ "inline", "attachment" (also for unknown words, RFC 2183 §2.8) or None; and the parameters."""
    value = headers.unfolded("content-disposition")
    if not value:
        return None, {}
    kind, params = parse_parameters(value)
    if not kind:
        return None, params
    return "inline" if kind == "inline" else "attachment", params


def filename_of(disposition_params: Mapping[str, str], params: Mapping[str, str]) -> str | None:
    """The file name a part gives itself, fit to be shown: decoded, without folders and control characters.

    Of a longer name the last 255 characters, which hold the extension.
    """
    given = disposition_params.get("filename") or params.get("name")
    if not given:
        return None
    name = _INVISIBLE.sub("", _PATH.split(decode_words(given))[-1]).strip()
    return name[-MAX_FILENAME_CHARACTERS:] if name.strip(".") else None


def content_id_of(headers: Headers) -> str | None:
    """The content identifier without its angle brackets."""
    value = headers.get("content-id")
    return (value.strip("<> ") or None) if value else None
