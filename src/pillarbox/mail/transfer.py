"""Content transfer encodings: a stretch of the raw mail decoded whole or in chunks (RFC 2045 §6)."""

import binascii
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from pillarbox.mail.base64_text import decode_run, runs_of

Buffer = bytes | mmap.mmap

CHUNK_BYTES = 262_144
_MAX_LINE_BYTES = 1_048_576
_MAX_UUENCODE_LINES = 1_000_000

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
    return b"".join(iter_decoded(raw, location))


def iter_decoded(raw: Buffer, location: Location, *, chunk_bytes: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The decoded body in pieces, each made from about `chunk_bytes` of the raw mail; no empty ones."""
    blocks = _blocks(raw, location, chunk_bytes)
    match location.encoding:
        case Encoding.IDENTITY:
            pieces = blocks
        case Encoding.BASE64:
            pieces = _decoded_base64(blocks)
        case Encoding.QUOTED_PRINTABLE:
            pieces = map(_decode_quoted_printable, _whole_lines(blocks))
        case Encoding.UUENCODE:
            pieces = _decoded_uuencode(_whole_lines(blocks))
    return filter(None, pieces)


def decoded_size(raw: Buffer, location: Location) -> int:
    """How many bytes the decoded body has; holds no more than a chunk of it at a time."""
    match location.encoding:
        case Encoding.IDENTITY:
            return location.end - location.start
        case Encoding.BASE64:
            return _base64_size(_blocks(raw, location, CHUNK_BYTES))
        case _:
            return sum(map(len, iter_decoded(raw, location)))


def _blocks(raw: Buffer, location: Location, block_bytes: int) -> Iterator[bytes]:
    for start in range(location.start, location.end, block_bytes):
        yield raw[start : min(start + block_bytes, location.end)]


def _whole_lines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut after line ends only; a line of more than a mebibyte is cut anywhere."""
    carry = b""
    for block in blocks:
        lines = carry + block
        cut = lines.rfind(b"\n") + 1
        if not cut and len(lines) > _MAX_LINE_BYTES:
            cut = len(lines)
        carry = lines[cut:]
        yield lines[:cut]
    yield carry


def _decoded_base64(blocks: Iterator[bytes]) -> Iterator[bytes]:
    carry = b""
    for block in blocks:
        first, *others = runs_of(block)
        runs = [carry + first, *others]
        last = runs.pop()
        whole = len(last) - len(last) % 4
        carry = last[whole:]
        yield b"".join(map(decode_run, (*runs, last[:whole])))
    yield decode_run(carry)


def _base64_size(blocks: Iterator[bytes]) -> int:
    size = letters = 0
    for block in blocks:
        first, *others = map(len, runs_of(block))
        letters += first
        for run in others:
            size += letters * 3 // 4
            letters = run
    return size + letters * 3 // 4


def _decode_quoted_printable(data: bytes) -> bytes:
    if b" \n" in data or b" \r" in data or b"\t\n" in data or b"\t\r" in data:
        data = _LINE_END_SPACE.sub(b"", data)  # added on the way (RFC 2045 §6.7 rule 3)
    return binascii.a2b_qp(data.replace(b"=\r\n", b"=\n").replace(b"=\r", b"=\n"))


def _decoded_uuencode(blocks: Iterator[bytes]) -> Iterator[bytes]:
    lines = (line for block in blocks for line in block.splitlines())
    for line in islice(lines, _MAX_UUENCODE_LINES):
        if not line.strip() or line == b"end" or line.startswith(b"begin "):
            continue
        letters = ((line[0] - 32 & 63) * 4 + 2) // 3
        try:
            yield binascii.a2b_uu(line[: 1 + letters])
        except binascii.Error:
            return
