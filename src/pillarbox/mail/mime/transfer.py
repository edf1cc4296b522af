"""Content transfer encodings: a stretch of the raw mail decoded whole or in chunks (RFC 2045 §6)."""

import binascii
import mmap
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pillarbox.mail.mime.base64_text import RunReader, decode_run, runs_of

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


class Decoder:
    """Decodes a body piece by piece: what `feed` and at last `finish` return is the body. This one leaves it
    as it is."""

    def feed(self, block: bytes) -> bytes:
        return block

    def finish(self) -> bytes:
        return b""


class _Base64(Decoder):
    def __init__(self) -> None:
        self._reader = RunReader()
        self._carry = b""

    def feed(self, block: bytes) -> bytes:
        first, *others = self._reader.feed(block)
        runs = [self._carry + first, *others]
        last = runs.pop()
        whole = len(last) - len(last) % 4
        self._carry = last[whole:]
        return b"".join(map(decode_run, (*runs, last[:whole])))

    def finish(self) -> bytes:
        first, *others = self._reader.finish()
        return b"".join(map(decode_run, (self._carry + first, *others)))


class _ByLine(Decoder):
    """Cuts after line ends only; a line of more than a mebibyte anywhere."""

    def __init__(self, decode: Callable[[bytes], bytes]) -> None:
        self._decode = decode
        self._carry = b""

    def feed(self, block: bytes) -> bytes:
        lines = self._carry + block
        cut = lines.rfind(b"\n") + 1
        if not cut and len(lines) > _MAX_LINE_BYTES:
            cut = len(lines)
        self._carry = lines[cut:]
        return self._decode(lines[:cut])

    def finish(self) -> bytes:
        return self._decode(self._carry)


class _UuencodedLines:
    """Decodes lines until one is broken or there were too many."""

    def __init__(self) -> None:
        self._left = _MAX_UUENCODE_LINES

    def __call__(self, lines: bytes) -> bytes:
        decoded = []
        for line in lines.splitlines()[: self._left]:
            self._left -= 1
            if not line.strip() or line == b"end" or line.startswith(b"begin "):
                continue
            letters = ((line[0] - 32 & 63) * 4 + 2) // 3
            try:
                decoded.append(binascii.a2b_uu(line[: 1 + letters]))
            except binascii.Error:
                self._left = 0
                break
        return b"".join(decoded)


def decoder_of(encoding: Encoding) -> Decoder:
    """A fresh decoder."""
    match encoding:
        case Encoding.IDENTITY:
            return Decoder()
        case Encoding.BASE64:
            return _Base64()
        case Encoding.QUOTED_PRINTABLE:
            return _ByLine(_decode_quoted_printable)
        case Encoding.UUENCODE:
            return _ByLine(_UuencodedLines())


def decode(raw: Buffer, location: Location) -> bytes:
    """The decoded body, whole. Broken encodings are decoded as far as they can be."""
    return b"".join(iter_decoded(raw, location))


def iter_decoded(raw: Buffer, location: Location, *, chunk_bytes: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The decoded body in pieces, each made from about `chunk_bytes` of the raw mail; no empty ones."""
    decoder = decoder_of(location.encoding)
    for block in _blocks(raw, location, chunk_bytes):
        if piece := decoder.feed(block):
            yield piece
    if piece := decoder.finish():
        yield piece


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


def _base64_size(blocks: Iterator[bytes]) -> int:
    size = letters = 0
    for runs in runs_of(blocks):
        first, *others = map(len, runs)
        letters += first
        for run in others:
            size += letters * 3 // 4
            letters = run
    return size + letters * 3 // 4


def _decode_quoted_printable(data: bytes) -> bytes:
    if b" \n" in data or b" \r" in data or b"\t\n" in data or b"\t\r" in data:
        data = _LINE_END_SPACE.sub(b"", data)  # added on the way (RFC 2045 §6.7 rule 3)
    return binascii.a2b_qp(data.replace(b"=\r\n", b"=\n").replace(b"=\r", b"=\n"))
