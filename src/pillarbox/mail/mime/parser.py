"""The MIME structure of a raw mail as byte offsets, in one pass (RFC 2045, RFC 2046).

Never raises, whatever the bytes: what is broken is read as far as it can be and named in `defects`.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pillarbox.mail.mime.charset_guess import guess
from pillarbox.mail.mime.charsets import codec_of
from pillarbox.mail.mime.defects import Defect
from pillarbox.mail.mime.header_block import read_headers, start_of_headers
from pillarbox.mail.mime.headers import Headers
from pillarbox.mail.mime.part import Part, content_id_of, content_type_of, disposition_of, filename_of
from pillarbox.mail.mime.transfer import Buffer, Encoding, Location, encoding_of

MAX_NESTING = 50
MAX_PARTS = 1_000

_MAX_BOUNDARY_BYTES = 1_000
_MAX_DASHED_LINES = 1_000_000
_NEEDLE_BYTES = 16
_PREAMBLE_BYTES = 65_536
_SAMPLE_BYTES = 4_096
_DELIMITER_AND_FIELD = re.compile(rb"\n--([^\n]+)\ncontent-[a-z-]+:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A parsed mail. Offsets in its parts are into the raw bytes it was parsed from."""

    root: Part
    defects: tuple[Defect, ...]

    @property
    def headers(self) -> Headers:
        return self.root.headers

    @property
    def parts(self) -> Iterator[Part]:
        """The leaf parts in order; an embedded mail counts as one."""
        return self.root.leaves


def parse(raw: Buffer) -> Message:
    """The structure of `raw`. Reads it once, copies headers only, and stops at 1,000 parts and 50 levels."""
    if raw.find(b"\n") < 0 <= raw.find(b"\r"):
        parser = _Parser(raw[:].replace(b"\r", b"\n"))  # lines end in CR alone; the offsets stay
        parser.defects[Defect.BARE_CARRIAGE_RETURNS] = None
    else:
        parser = _Parser(raw)
    root = parser.parse()
    root.headers.hint = root.headers.hint or _codec_of_headers(raw, root)
    return Message(root=root, defects=tuple(parser.defects))


def _codec_of_headers(raw: Buffer, root: Part) -> str | None:
    """The codec of raw 8-bit header values: that of the first text, else a guess from them and the body."""
    values = b"\n".join(value for _, value in root.headers if not value.isascii())
    if not values:
        return None
    declared = next((codec_of(part.charset) for part in root.leaves if part.charset), None)
    return declared or guess(values + b"\n" + raw[root.body_start : root.body_start + _SAMPLE_BYTES])


class _Entity:
    """An entity whose end is not yet known."""

    __slots__ = (
        "body_start",
        "boundary",
        "children",
        "closed",
        "content_type",
        "encoding",
        "header_start",
        "headers",
        "params",
    )

    def __init__(self, header_start: int, body_start: int, headers: Headers, default_type: str) -> None:
        self.header_start = header_start
        self.body_start = body_start
        self.headers = headers
        self.content_type, self.params = content_type_of(headers, default_type)
        headers.hint = codec_of(self.params.get("charset", ""))
        self.encoding = encoding_of(headers.unfolded("content-transfer-encoding"))
        self.boundary: bytes | None = None
        self.closed = False
        self.children: list[Part] = []

    def part(self, end: int) -> Part:
        disposition, disposition_params = disposition_of(self.headers)
        multipart = self.content_type.startswith("multipart/")
        return Part(
            headers=self.headers,
            content_type=self.content_type,
            params=self.params,
            disposition=disposition,
            filename=filename_of(disposition_params, self.params),
            content_id=content_id_of(self.headers),
            header_start=self.header_start,
            location=Location(start=self.body_start, end=max(end, self.body_start), encoding=self.encoding),
            children=tuple(self.children) if multipart else (),
            embedded=self.children[0] if self.children and not multipart else None,
        )


class _Parser:
    """Walks over delimiter lines with a stack of the entities that are still open."""

    def __init__(self, raw: Buffer) -> None:
        self.raw = raw
        self.size = len(raw)
        self.stack: list[_Entity] = []
        self.levels: dict[bytes, int] = {}  # open boundary -> index in the stack, the innermost of equals
        self.needle = b""
        self.parts = 0
        self.defects: dict[Defect, None] = {}

    def parse(self) -> Part:
        self.open(start_of_headers(self.raw, 0), "text/plain")
        cursor = self.stack[-1].body_start - 1
        for _ in range(_MAX_DASHED_LINES):
            if not self.levels:
                break
            dash = self.raw.find(b"-", max(cursor, 0))  # there is none in base64: one byte is found fast
            newline = self.raw.find(self.needle, max(cursor, dash - 1, 0)) if dash >= 0 else -1
            if newline < 0:
                break
            line_end = self.raw.find(b"\n", newline + 1)
            line_end = self.size if line_end < 0 else line_end
            cursor = line_end
            found = self.delimiter(newline + 1, line_end)
            if found is None:
                continue
            level, closing = found
            if not closing and self.parts >= MAX_PARTS:
                self.defects[Defect.LIMIT_PARTS] = None
                break
            self.finish_above(level, self.end_before(newline))
            multipart = self.stack[level]
            if closing:
                multipart.closed = True
                self.track_boundaries()
            else:
                digest = multipart.content_type == "multipart/digest"
                self.open(min(line_end + 1, self.size), "message/rfc822" if digest else "text/plain")
                cursor = self.stack[-1].body_start - 1
        else:
            self.defects[Defect.LIMIT_PARTS] = None
        self.finish_above(0, self.size)
        return self.finish(self.size)

    def open(self, start: int, default_type: str) -> None:
        """Reads the headers at `start` and stacks the entity, with the mail inside it if it is one."""
        while True:
            block = read_headers(self.raw, start)
            self.defects.update(dict.fromkeys(block.defects))
            entity = _Entity(start, block.body_start, Headers(block.fields), default_type)
            self.stack.append(entity)
            self.parts += 1
            is_multipart = entity.content_type.startswith("multipart/")
            is_message = entity.content_type in ("message/rfc822", "message/global")
            if not is_multipart and not (is_message and entity.encoding is Encoding.IDENTITY):
                return
            if len(self.stack) >= MAX_NESTING:
                self.defects[Defect.LIMIT_NESTING] = None
                if is_multipart:
                    entity.content_type = "application/octet-stream"
                return
            if is_multipart:
                entity.boundary = self.boundary_of(entity)
                self.track_boundaries()
                return
            start, default_type = start_of_headers(self.raw, entity.body_start), "text/plain"

    def boundary_of(self, entity: _Entity) -> bytes | None:
        """The declared boundary, or the one in use when the declared one is not met within 64 KiB."""
        declared = entity.params.get("boundary", "").rstrip().encode("utf-8", "replace")[:_MAX_BOUNDARY_BYTES]
        start, end = max(entity.body_start - 1, 0), entity.body_start + _PREAMBLE_BYTES
        if declared and (found := self.raw.find(b"\n--" + declared, start, end)) >= 0:
            line_end = found + 3 + len(declared)
            after = self.raw[line_end : line_end + 2]
            if after == b"--" or after[:1] in b" \t\r\n":
                return declared
        match = _DELIMITER_AND_FIELD.search(self.raw, start, min(end, self.size))
        used = match[1].rstrip()[:_MAX_BOUNDARY_BYTES] if match else b""
        if used and used not in self.levels and used.removesuffix(b"--") not in self.levels:
            self.defects[Defect.WRONG_BOUNDARY if declared else Defect.MISSING_BOUNDARY] = None
            return used
        return declared or None

    def track_boundaries(self) -> None:
        self.levels = {
            entity.boundary: level
            for level, entity in enumerate(self.stack)
            if entity.boundary is not None and not entity.closed
        }
        self.needle = b"\n--" + _common_start(self.levels)[:_NEEDLE_BYTES]

    def delimiter(self, start: int, end: int) -> tuple[int, bool] | None:
        """The level of the multipart the line delimits, and whether it closes it (RFC 2046 §5.1.1)."""
        if end - start > 2 * _MAX_BOUNDARY_BYTES:
            return None
        line = self.raw[start + 2 : end].rstrip()
        if (level := self.levels.get(line)) is not None:
            return level, False
        if line.endswith(b"--") and (level := self.levels.get(line[:-2].rstrip())) is not None:
            return level, True
        return None

    def end_before(self, newline: int) -> int:
        """Where a body ends whose last line end, at `newline`, belongs to the delimiter after it."""
        return newline - 1 if newline and self.raw[newline - 1 : newline] == b"\r" else newline

    def finish_above(self, level: int, end: int) -> None:
        """Gives the entities above `level` their end, and each to the one that holds it."""
        if len(self.stack) == level + 1:
            return
        while len(self.stack) > level + 1:
            part = self.finish(end)
            end = part.body_end
            self.stack[-1].children.append(part)
        self.track_boundaries()

    def finish(self, end: int) -> Part:
        entity = self.stack.pop()
        if entity.content_type.startswith("multipart/") and not entity.children:
            self.defects[Defect.MISSING_PARTS] = None
            entity.content_type = "text/plain"
        elif entity.boundary is not None and not entity.closed:
            self.defects[Defect.MISSING_BOUNDARY_END] = None
        return entity.part(end)


def _common_start(lines: Collection[bytes]) -> bytes:
    """What all the lines begin with, found from the two that sort furthest apart."""
    first, last = min(lines, default=b""), max(lines, default=b"")
    for index, (one, other) in enumerate(zip(first, last, strict=False)):
        if one != other:
            return first[:index]
    return first
