"""Moves committed pages from SQLite's write-ahead log into the database file, beside the writer."""

import threading
from typing import Final

import apsw
import structlog

_log = structlog.get_logger(__name__)

LOG_PAGES: Final = 16_384
PASSES: Final = 2


class Checkpointer:
    """A thread with its own connection that starts whenever the log has grown by `LOG_PAGES`.

    It copies most pages while the writer goes on, and then those written meanwhile; `finish` is called by
    the writer, between two transactions, for the few that are left, so that the log starts again from its
    beginning and stays bounded. That last step holds writes up for an fsync of the file, some 10 ms, which is
    why the log may grow large before. Neither waits for readers: a long read delays the new beginning until
    the log has grown again.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._due = threading.Event()
        self._log_pages = 0
        self._due_pages = LOG_PAGES
        self._copied = False
        self._closed = False

    def log_grew(self, _connection: apsw.Connection, _database: str, pages: int) -> int:
        """SQLite's WAL hook, called in the writer after each commit with the log's length."""
        self._log_pages = pages
        if pages >= self._due_pages and not self._copied:
            self._due.set()
        return apsw.SQLITE_OK

    def run(self) -> None:
        """Copy pages when due, until closed. A thread's body."""
        while not self._closed:
            self._due.wait()
            if not self._closed:
                for _ in range(PASSES):
                    _checkpoint(self._connection)
                self._copied = True
            self._due.clear()

    def finish(self, writer: apsw.Connection) -> None:
        """Copy what is left, if the thread has done its part. Call on the writer, outside a transaction."""
        if self._copied:
            self._copied = False
            self._due_pages = LOG_PAGES if _checkpoint(writer) else self._log_pages + LOG_PAGES

    def close(self) -> None:
        self._closed = True
        self._due.set()


def _checkpoint(connection: apsw.Connection) -> bool:
    """Whether the whole log is in the file now; a reader may still need what is not."""
    try:
        pages, copied = connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
    except apsw.Error:
        _log.exception("checkpoint failed")
        return False
    return copied == pages
