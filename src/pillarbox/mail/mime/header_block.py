"""The header section of an entity found in raw bytes: fields, where the body starts, what was broken."""

import re
from dataclasses import dataclass

from pillarbox.mail.mime.defects import Defect
from pillarbox.mail.mime.transfer import Buffer

MAX_HEADERS_BYTES = 262_144
MAX_HEADER_BYTES = 65_536
MAX_HEADERS = 1_000

_FIELD = re.compile(rb"(?!--)([!-9;-~]++)[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)(?:\n|\Z)")
_EMPTY_LINE = re.compile(rb"\r{0,2}\n")
_AFTER_EMPTY_LINE = re.compile(rb"\n\r{0,2}\n")
_SPACE = re.compile(rb"(?:\xef\xbb\xbf)?\s*+")
_MBOX_LINE = re.compile(rb">?From [^\n]*+\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderBlock:
    """The fields in order, each name with its raw value, and the offset of the body."""

    fields: list[tuple[str, bytes]]
    body_start: int
    defects: tuple[Defect, ...]


def start_of_headers(raw: Buffer, start: int) -> int:
    """`start`, moved past an mbox `From ` line, and past white space when a header field follows it."""
    position = start
    if (space := _SPACE.match(raw, start)) is not None:
        position = space.end()
    if (line := _MBOX_LINE.match(raw, position)) is not None:
        return line.end()
    return position if _FIELD.match(raw, position, position + MAX_HEADER_BYTES) else start


def read_headers(raw: Buffer, start: int) -> HeaderBlock:
    """The header section that begins at `start`.

    It ends at an empty line, or at one that begins with `--` as delimiters do. Another line that is no field
    is skipped when a field follows it; otherwise it starts the body. Values are cut at 64 KiB; fields past
    the first 1,000 or past 256 KiB are left out.
    """
    fields: list[tuple[str, bytes]] = []
    defects: list[Defect] = []
    position = start
    size = len(raw)
    limit = min(size, start + MAX_HEADERS_BYTES)
    while position < limit and len(fields) < MAX_HEADERS:
        match = _FIELD.match(raw, position, limit)
        if match is not None:
            value_start, position = match.start(2), match.end()
            value = raw[value_start : min(match.end(2), value_start + MAX_HEADER_BYTES)]
            if match.end(2) - value_start > MAX_HEADER_BYTES:
                defects.append(Defect.LIMIT_HEADER)
            fields.append((match[1].decode("ascii"), value.rstrip(b"\r")))
            continue
        if (empty := _EMPTY_LINE.match(raw, position)) is not None:
            return HeaderBlock(fields=fields, body_start=empty.end(), defects=tuple(defects))
        next_line = raw.find(b"\n", position, limit) + 1
        dashed = raw[position : position + 2] == b"--"
        if dashed or not (fields and next_line and _FIELD.match(raw, next_line, limit)):
            defects.append(Defect.MISSING_HEADER_END)
            return HeaderBlock(fields=fields, body_start=position, defects=tuple(defects))
        defects.append(Defect.INVALID_HEADER)
        position = next_line
    if position < size:
        defects.append(Defect.LIMIT_HEADERS)
        end = _AFTER_EMPTY_LINE.search(raw, max(position - 1, start))
        position = end.end() if end else size
    return HeaderBlock(fields=fields, body_start=position, defects=tuple(defects))
