"""Mail content on its way in: its end in a DATA stream, and the checks that it passes. Knows no session."""

import mmap
import re

from pillarbox.domain.envelope import Envelope, Reply
from pillarbox.edges.smtp import replies
from pillarbox.edges.smtp.limits import Limits
from pillarbox.edges.smtp.spool import Spool, SpoolFull

_CRLF = b"\r\n"
_DOT_LINE = b"\r\n."
_END = b"\r\n.\r\n"
_END_OF_HEADER = b"\r\n\r\n"
_RECEIVED = re.compile(rb"^Received[ \t]*:", re.IGNORECASE | re.MULTILINE)


class DotReader:
    """Finds the final dot of one DATA stream and undoes the dot-stuffing (RFC 5321 §4.5.2).

    Only CR LF . CR LF ends the content, wherever the network cut the stream.
    """

    def __init__(self) -> None:
        self._held = _CRLF  # the dot may come first: the content starts at the start of a line
        self._skip = len(_CRLF)

    def feed(self, data: bytes) -> tuple[bytes, bytes | None]:
        """The content in `data`, and what follows the final dot: None while that is still to come."""
        if self._held:
            data = self._held + data
        dot = data.find(_DOT_LINE) if b"." in data else -1  # one octet is found much faster than three
        end = data.find(_END, dot) if dot >= 0 else -1
        if end >= 0:
            stuffed, rest = data[: end + len(_CRLF)], data[end + len(_END) :]
        else:
            held = _open_end(data)
            stuffed, rest = data[: len(data) - held], None
            self._held = data[len(data) - held :]
        content = stuffed if dot == end else stuffed.replace(_DOT_LINE, _CRLF)
        if self._skip and content:
            content = content[self._skip :]
            self._skip = 0
        return content, rest


def _open_end(data: bytes) -> int:
    """How many of the last octets could be the start of the end."""
    for size in range(len(_END) - 1, 0, -1):
        if data.endswith(_END[:size]):
            return size
    return 0


class Content:
    """One mail's content: spooled while nothing speaks against it, counted and checked to its end.

    What it finds does not depend on how the network cut the content into pieces. Content that begins with
    white space has no header section; an empty line keeps it from being read as the folded end of the trace
    header (RFC 5322 §2.2.3).
    """

    def __init__(self, envelope: Envelope, spool: Spool, limits: Limits, *, trace: bytes) -> None:
        self.envelope = envelope
        self._limits = limits
        self._entry = spool.open()
        self._size = 0
        self._header: bytearray | None = bytearray(_CRLF)  # None once it was checked
        self._open_line_bytes = 0
        self._after_cr = False
        self._no_storage = False
        self._header_too_large = False
        self._looping = False
        self._bare_line_ending = False
        self._line_too_long = False
        self._store(trace)

    @property
    def overrun(self) -> bool:
        """Whether the client went on past everything this server reads of a refused content."""
        return self._size > self._limits.message_bytes + self._limits.discard_bytes

    @property
    def flaw(self) -> Reply | None:
        """The reply that refuses what has come so far."""
        if self._size > self._limits.message_bytes:
            return replies.TOO_LARGE
        if self._no_storage:
            return replies.STORAGE_FULL
        if self._header_too_large:
            return replies.HEADER_TOO_LARGE
        if self._bare_line_ending:
            return replies.BAD_CONTENT_LINES
        if self._line_too_long:
            return replies.CONTENT_LINE_TOO_LONG
        if self._looping:
            return replies.MAIL_LOOP
        return None

    def write(self, data: bytes) -> None:
        """Take the next piece of content."""
        if not data:
            return
        begins_with_space = not self._size and data.startswith((b" ", b"\t"))
        if begins_with_space:
            self._header = None
        self._size += len(data)
        if self._size <= self._limits.message_bytes:
            self._check_lines(data)
            self._check_header(data)
        if self.flaw is None:
            self._store(_CRLF + data if begins_with_space else data)
        else:
            self._entry.close()

    def finish(self) -> bytes | mmap.mmap | Reply:
        """The trace header and the content as one, or the reply that refuses them."""
        self._bare_line_ending |= self._after_cr
        if self._header is not None:
            self._close_header(len(self._header))
        if self.flaw is None:
            try:
                return self._entry.seal()
            except SpoolFull:
                self._no_storage = True
        return self.flaw or replies.STORAGE_FULL

    def close(self) -> None:
        """Give the room back."""
        self._entry.close()

    def _store(self, data: bytes) -> None:
        try:
            self._entry.write(data)
        except SpoolFull:
            self._no_storage = True
            self._entry.close()

    def _check_lines(self, data: bytes) -> None:
        """That each line ends in CR LF and is not too long. A CR at the end waits for what follows it."""
        text = b"\r" + data if self._after_cr else data
        self._after_cr = text.endswith(b"\r")
        text = text.removesuffix(b"\r")
        if not text:
            return
        lengths = list(map(len, text.splitlines()))
        is_open = not text.endswith(b"\n")
        endings = len(_CRLF) * (len(lengths) - is_open)
        if sum(lengths) + endings != len(text):
            self._bare_line_ending = True
        lengths[0] += self._open_line_bytes
        if max(lengths) + 1 > self._limits.line_bytes:  # its CR counts
            self._line_too_long = True
        self._open_line_bytes = lengths[-1] if is_open else 0

    def _check_header(self, data: bytes) -> None:
        if self._header is None:
            return
        seen = max(len(self._header) - len(_END_OF_HEADER) + 1, 0)
        self._header += data[: self._limits.header_bytes + len(_END_OF_HEADER)]
        end = self._header.find(_END_OF_HEADER, seen)
        if end >= 0:
            self._close_header(end)
        elif len(self._header) >= len(_CRLF) + self._limits.header_bytes + len(_END_OF_HEADER):
            self._header_too_large = True
            self._header = None

    def _close_header(self, end: int) -> None:
        assert self._header is not None
        header = bytes(self._header[:end])
        self._header_too_large = len(header) - len(_CRLF) > self._limits.header_bytes
        self._looping = len(_RECEIVED.findall(header)) > self._limits.received_hops
        self._header = None
