"""Content transfer encodings: a stretch of the raw mail decoded whole or in chunks (RFC 2045 §6)."""

import binascii
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pillarbox.mail.base64_text import decode_base64, without_junk

Buffer = bytes | mmap.mmap

CHUNK_BYTES = 262_144
_MAX_LINE = 1_048_576

_BARE_SOFT_BREAK = re.compile(rb"=\r(?!\n)")
_LINE_END_SPACE = re.compile(rb"(?<![ \t])[ \t]+(?=\r?\n)")


class Encoding(StrEnum):
    """How a body is encoded; 7bit, 8bit, binary and anything unknown are IDENTITY."""

    IDENTITY = "identity"
    BASE64 = "base64"
    QUOTED_PRINTABLE = "quoted-printable"
    UUENCODE = "uuencode"


_ENCODINGS = {
    "base64": Encoding.BASE64,
    "base-64": Encoding.BASE64,
    "quoted-printable": Encoding.QUOTED_PRINTABLE,
    "quotedprintable": Encoding.QUOTED_PRINTABLE,
    "quoted_printable": Encoding.QUOTED_PRINTABLE,
    "uuencode": Encoding.UUENCODE,
    "x-uuencode": Encoding.UUENCODE,
    "uue": Encoding.UUENCODE,
    "x-uue": Encoding.UUENCODE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a body stands in the raw mail (byte offsets, end exclusive) and how it is encoded."""

    start: int
    end: int
    encoding: Encoding


def encoding_of(header: str | None) -> Encoding:
    """The encoding a `Content-Transfer-Encoding` value names."""
    if not header:
        return Encoding.IDENTITY
    name = header.partition(";")[0].partition("(")[0].strip(" \t\r\n\"'.").lower()
    return _ENCODINGS.get(name, Encoding.IDENTITY)


def decode(raw: Buffer, location: Location) -> bytes:
    """The decoded body, whole. Broken encodings are decoded as far as they can be."""
    return _decode(raw[location.start : location.end], location.encoding)


def iter_decoded(raw: Buffer, location: Location, *, chunk_bytes: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The decoded body in pieces, each made from about `chunk_bytes` of the raw mail; no empty ones."""
    carry = b""
    for start in range(location.start, location.end, chunk_bytes):
        stop = min(start + chunk_bytes, location.end)
        block = carry + raw[start:stop]
        cut = len(block)
        if stop < location.end:
            block, cut = _whole_units(block, location.encoding)
        carry = block[cut:]
        if piece := _decode(block[:cut], location.encoding):
            yield piece


def decoded_size(raw: Buffer, location: Location) -> int:
    """How many bytes the decoded body has; holds no more than a chunk of it at a time."""
    match location.encoding:
        case Encoding.IDENTITY:
            return location.end - location.start
        case Encoding.BASE64:
            return _base64_size(raw, location)
        case _:
            return sum(map(len, iter_decoded(raw, location)))


def _base64_size(raw: Buffer, location: Location) -> int:
    size = letters = 0
    for start in range(location.start, location.end, CHUNK_BYTES):
        block = raw[start : min(start + CHUNK_BYTES, location.end)]
        first, *others = without_junk(block).split(b"=")
        letters += len(first)
        for run in others:
            size += letters * 3 // 4
            letters = len(run)
    return size + letters * 3 // 4


def _whole_units(block: bytes, encoding: Encoding) -> tuple[bytes, int]:
    """The block, and how much of it can be decoded without knowing what follows."""
    match encoding:
        case Encoding.IDENTITY:
            return block, len(block)
        case Encoding.BASE64:
            letters = without_junk(block)
            return letters, len(letters) - (len(letters) - 1 - letters.rfind(b"=")) % 4
        case _:
            cut = block.rfind(b"\n") + 1
            return block, cut if cut or len(block) < _MAX_LINE else len(block)


def _decode(data: bytes, encoding: Encoding) -> bytes:
    match encoding:
        case Encoding.IDENTITY:
            return data
        case Encoding.BASE64:
            return decode_base64(data)
        case Encoding.QUOTED_PRINTABLE:
            return _decode_quoted_printable(data)
        case Encoding.UUENCODE:
            return _decode_uuencode(data)


def _decode_quoted_printable(data: bytes) -> bytes:
    if b" \n" in data or b" \r" in data or b"\t\n" in data or b"\t\r" in data:
        data = _LINE_END_SPACE.sub(b"", data)  # added on the way (RFC 2045 §6.7 rule 3)
    if _BARE_SOFT_BREAK.search(data):
        data = _BARE_SOFT_BREAK.sub(b"", data)
    return binascii.a2b_qp(data)


def _decode_uuencode(data: bytes) -> bytes:
    decoded = []
    for line in data.splitlines():
        if not line.strip() or line == b"end" or line.startswith(b"begin "):
            continue
        letters = ((line[0] - 32 & 63) * 4 + 2) // 3
        try:
            decoded.append(binascii.a2b_uu(line[: 1 + letters]))
        except binascii.Error:
            break
    return b"".join(decoded)
