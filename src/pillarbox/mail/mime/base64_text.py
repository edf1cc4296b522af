"""Base64 (RFC 2045 §6.8) decoded as far as it can be: junk skipped, missing or early padding tolerated."""

import binascii
import re
from collections.abc import Iterable, Iterator

MAX_RUNS = 100_000

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_JUNK = bytes(set(range(256)) - set(_ALPHABET) - {ord("=")})
_FOREIGN = re.compile(rb"[^A-Za-z0-9+/=\r\n]")
_MAX_FOREIGN_LINE_BYTES = 1_000


class RunReader:
    """Finds the runs of base64 letters, which padding sets apart, in text that comes in blocks of any size.

    Padding is evidence that the data has ended. What follows is more data as long as it is letters, padding
    and line ends: the first line with anything else ends it, from its start or from 1,000 bytes before.
    """

    def __init__(self) -> None:
        self._padded = False
        self._ended = False
        self._held = b""  # the line that is not over, once there was padding
        self._padding_left = MAX_RUNS

    def feed(self, block: bytes) -> list[bytes]:
        """Further letters: of the run at hand, then of each run begun in the block."""
        if self._ended:
            return [b""]
        if self._padded:
            return self._runs(b"", self._held + block)
        padding_at = block.find(b"=")
        if padding_at < 0:
            return [block.translate(None, _JUNK)]
        self._padded = True
        return self._runs(block[:padding_at], block[padding_at:])

    def finish(self) -> list[bytes]:
        """As `feed`, for the last line."""
        return self._split(self._held)

    def _runs(self, letters: bytes, text: bytes) -> list[bytes]:
        """The runs of `letters` and of the lines of `text` that are known to be data."""
        foreign = _FOREIGN.search(text)
        end = foreign.start() if foreign else len(text)
        known = max(text.rfind(b"\n", 0, end), text.rfind(b"\r", 0, end), text.rfind(b"=", 0, end)) + 1
        known = max(known, end - _MAX_FOREIGN_LINE_BYTES)
        self._ended = foreign is not None
        self._held = b"" if foreign else text[known:]
        return self._split(letters + text[:known])

    def _split(self, text: bytes) -> list[bytes]:
        """The runs of `text`; past the first 100,000 padding is junk too."""
        *runs, last = text.translate(None, _JUNK).split(b"=", self._padding_left)
        self._padding_left -= len(runs)
        return [*runs, last if self._padding_left else last.replace(b"=", b"")]


def runs_of(blocks: Iterable[bytes]) -> Iterator[list[bytes]]:
    """What a `RunReader` finds in each of the blocks, and then in what it held back."""
    reader = RunReader()
    yield from map(reader.feed, blocks)
    yield reader.finish()


def decode_base64(data: bytes) -> bytes:
    """The bytes `data` stands for; padding in the middle starts a new run."""
    (*runs, open_run), (first, *others) = runs_of([data])
    return b"".join(map(decode_run, (*runs, open_run + first, *others)))


def decode_run(run: bytes) -> bytes:
    """The bytes of letters without padding; a lone last letter, which is no byte, is dropped."""
    whole = len(run) - (len(run) % 4 == 1)
    return binascii.a2b_base64(run[:whole] + b"=" * (-whole % 4))
