"""One SQLite connection as the port `Tx`, and which of SQLite's errors mean that storage is unavailable."""

from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path
from typing import Final

import apsw

from pillarbox.backends.waiting_rows import WaitingRows, insert_statements
from pillarbox.domain.errors import StorageUnavailable
from pillarbox.ports import Dialect, Params, Row, Value

_STATEMENT_CACHE = 512
_NO_PARAMS: Params = {}
_UNAVAILABLE = (
    apsw.FullError,
    apsw.IOError,
    apsw.BusyError,
    apsw.LockedError,
    apsw.CantOpenError,
    apsw.NoMemError,
    apsw.CorruptError,
    apsw.NotADBError,
)


def connect(path: Path, *, cache_mib: int, busy_timeout_s: float, read_only: bool = False) -> apsw.Connection:
    """A connection in WAL mode whose commits are durable. Creates the file. Raises `apsw.Error`."""
    connection = apsw.Connection(str(path), statementcachesize=_STATEMENT_CACHE)
    connection.set_busy_timeout(int(busy_timeout_s * 1000))
    settings = connection.execute(f"""
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 0;
        PRAGMA foreign_keys = ON;
        PRAGMA trusted_schema = OFF;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = {-1024 * cache_mib};
        PRAGMA query_only = {int(read_only)};
    """)
    settings.fetchall()
    return connection


def as_port_error(error: BaseException) -> BaseException:
    """`StorageUnavailable` where the disk or the file is at fault, else `error` itself."""
    if isinstance(error, _UNAVAILABLE):
        unavailable = StorageUnavailable()
        unavailable.__cause__ = error
        return unavailable
    return error


class SqliteTx:
    """`ports.Tx` over one connection. The thread that owns the connection begins and ends transactions."""

    dialect: Final[Dialect] = "sqlite"

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._run = connection.execute
        self._waiting = WaitingRows("?")
        self._last: list[tuple[int, str, Params]] = []

    def execute(self, sql: str, params: Params = _NO_PARAMS) -> int:
        for _ in self._execute(sql, params):
            pass
        return self._connection.changes()

    def insert(self, table: str, row: Params) -> None:
        self._waiting.add(table, row)
        if self._waiting.too_many:
            self._insert_waiting()

    def insert_returning(self, table: str, rows: Sequence[Params], returning: str) -> list[Row]:
        found: list[Row] = []
        for sql, values in insert_statements(table, rows, "?", returning):
            found += self._execute(sql, values).fetchall()
        return found

    def many(self, sql: str, rows: Sequence[Params]) -> None:
        if self._waiting.concern(sql):
            self._insert_waiting()
        self._connection.executemany(sql, rows)

    def before_commit(self, order: int, sql: str, params: Params) -> None:
        self._last.append((order, sql, params))

    def run_last(self) -> None:
        """Write the rows that wait and run what was kept for the end, in order."""
        self._insert_waiting()
        last, self._last = self._last, []
        for _, sql, params in sorted(last, key=itemgetter(0)):
            self.execute(sql, params)

    def forget_last(self) -> None:
        """Drop what was kept for the end."""
        self._last.clear()
        self._waiting.forget()

    def one(self, sql: str, params: Params = _NO_PARAMS) -> Row | None:
        row: Row | None = self._execute(sql, params).fetchone()
        return row

    def all(self, sql: str, params: Params = _NO_PARAMS) -> list[Row]:
        rows: list[Row] = self._execute(sql, params).fetchall()
        return rows

    def lock(self, space: str, key: int) -> None:
        """Nothing to do: there is one writer."""

    def _execute(self, sql: str, params: Params | Sequence[Value]) -> apsw.Cursor:
        if self._waiting.concern(sql):
            self._insert_waiting()
        return self._run(sql, params)

    def _insert_waiting(self) -> None:
        for sql, values in self._waiting.take():
            self._run(sql, values)
