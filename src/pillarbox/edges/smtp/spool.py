"""Where contents wait until they are accepted: small ones in memory, large ones in unlinked files.

Bounds memory and disk over all sessions together. Knows nothing of SMTP.
"""

import mmap
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from pillarbox.edges.smtp.limits import Limits


class SpoolFull(Exception):
    """There is no room for more content."""


class SpooledContent(mmap.mmap):
    """A read-only map of a content on disk. `descriptor` is its file, open until its entry is closed."""

    descriptor: int


class Spool:
    """The room that all contents of one server share. Event-loop thread only."""

    def __init__(self, directory: Path, limits: Limits) -> None:
        self.directory = directory
        self.limits = limits
        self.memory_bytes = 0
        self.disk_bytes = 0

    def open(self) -> "SpoolEntry":
        """A new empty entry; its owner closes it."""
        return SpoolEntry(self)


class SpoolEntry:
    """One content on its way in."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._chunks: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._memory_bytes = 0
        self._disk_bytes = 0

    def write(self, data: bytes) -> None:
        """Append `data`. Raises `SpoolFull` when the disk or the shared room is full."""
        if self._file is None and self._fits_memory(len(data)):
            self._chunks.append(data)
            self._take_memory(len(data))
            return
        try:
            file = self._file or self._move_to_disk()
            self._take_disk(len(data))
            file.write(data)
        except OSError as error:
            raise SpoolFull(str(error)) from error

    def seal(self) -> bytes | mmap.mmap:
        """The whole content: bytes, or a read-only map of the file. Raises `SpoolFull`."""
        if self._file is None:
            small = b"".join(self._chunks)
            self._chunks.clear()
            return small
        try:
            self._file.flush()
            content = SpooledContent(self._file.fileno(), 0, access=mmap.ACCESS_READ)
            content.descriptor = self._file.fileno()
            return content
        except OSError as error:
            raise SpoolFull(str(error)) from error

    def close(self) -> None:
        """Give the room back. A map from `seal` stays valid until its last user drops it."""
        self._chunks.clear()
        if self._file is not None:
            with suppress(OSError):  # a full disk may speak up again, now that nobody wants the data
                self._file.close()
        self._take_memory(-self._memory_bytes)
        self._take_disk(-self._disk_bytes)

    def _fits_memory(self, size: int) -> bool:
        limits = self._spool.limits
        return (
            self._memory_bytes + size <= limits.memory_bytes_per_mail
            and self._spool.memory_bytes + size <= limits.memory_bytes
        )

    def _move_to_disk(self) -> IO[bytes]:
        # The entry owns the file and closes it.
        file = self._file = tempfile.TemporaryFile(dir=self._spool.directory)  # noqa: SIM115
        self._take_disk(self._memory_bytes)
        file.writelines(self._chunks)
        self._chunks.clear()
        self._take_memory(-self._memory_bytes)
        return file

    def _take_memory(self, size: int) -> None:
        self._memory_bytes += size
        self._spool.memory_bytes += size

    def _take_disk(self, size: int) -> None:
        if size > 0 and self._spool.disk_bytes + size > self._spool.limits.spool_bytes:
            raise SpoolFull("the spool has reached its limit")
        self._disk_bytes += size
        self._spool.disk_bytes += size
