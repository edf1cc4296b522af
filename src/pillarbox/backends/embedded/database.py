"""`ports.Database` on one SQLite file: a writer thread, reader threads and a checkpoint thread."""

import asyncio
import fcntl
import os
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Self, TypeVar

import apsw

from pillarbox.backends.embedded.calls import CallQueue
from pillarbox.backends.embedded.checkpoint import Checkpointer
from pillarbox.backends.embedded.connection import connect
from pillarbox.backends.embedded.reader import Reader
from pillarbox.backends.embedded.writer import Writer
from pillarbox.domain.errors import StorageUnavailable
from pillarbox.ports import Dialect, Tx

T = TypeVar("T")

WRITER_CACHE_MIB: Final = 12
READER_CACHE_MIB: Final = 4
BUSY_TIMEOUT_S: Final = 5.0


class SqliteDatabase:
    """One file, one process. `await SqliteDatabase.open(path)` begins, `await database.close()` ends."""

    dialect: Final[Dialect] = "sqlite"

    def __init__(self, path: Path, *, readers: int, queue_works: int) -> None:
        self._writes = CallQueue(queue_works)
        self._reads = CallQueue(queue_works)
        with ExitStack() as undo:
            lock = _lock(path.with_name(path.name + ".lock"))
            undo.callback(os.close, lock)
            path.touch(mode=0o600)  # SQLite gives the files beside it the same mode

            def connection(cache_mib: int, *, read_only: bool = False) -> apsw.Connection:
                made = connect(path, cache_mib=cache_mib, busy_timeout_s=BUSY_TIMEOUT_S, read_only=read_only)
                undo.callback(made.close)
                return made

            writer = connection(WRITER_CACHE_MIB)
            self._checkpointer = Checkpointer(connection(READER_CACHE_MIB))
            bodies = [self._checkpointer.run, Writer(writer, self._writes, self._checkpointer).run]
            for _ in range(readers):
                bodies.append(Reader(connection(READER_CACHE_MIB, read_only=True), self._reads).run)
            self._resources = undo.pop_all()
        self._threads = [
            threading.Thread(target=body, name=f"sqlite-{body.__qualname__}", daemon=True) for body in bodies
        ]
        for thread in self._threads:
            thread.start()

    @classmethod
    async def open(cls, path: Path, *, readers: int = 2, queue_works: int = 10_000) -> Self:
        """The database at `path`, created when absent, for the running event loop.

        Raises `StorageUnavailable` when another process has it or the file cannot be used.
        """
        try:
            return cls(path, readers=readers, queue_works=queue_works)
        except (apsw.Error, OSError) as error:
            raise StorageUnavailable(f"{path} cannot be opened: {error}") from error

    async def write(self, work: Callable[[Tx], T]) -> T:
        """See `ports.Database.write`. Works run one at a time, in the order in which they were given."""
        return await self._writes.submit(work)

    async def read(self, work: Callable[[Tx], T]) -> T:
        return await self._reads.submit(work)

    async def close(self) -> None:
        """Finish every call taken so far, move the log into the file and let go of it."""
        self._writes.close()
        self._reads.close()
        self._checkpointer.close()
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        for thread in self._threads:
            thread.join()
        self._resources.close()


def _lock(path: Path) -> int:
    """A descriptor that holds the data for this process until it is closed or the process ends."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise StorageUnavailable(
            f"{path.parent} is in use by another Pillarbox process. "
            "Stop it, or give this one a data directory of its own."
        ) from error
    return descriptor
