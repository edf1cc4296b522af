"""One PostgreSQL connection as the port `Tx`, and how Python values and PostgreSQL values meet."""

import hashlib
from collections.abc import Sequence
from typing import Final

import psycopg
from psycopg.adapt import Buffer, Dumper, Loader
from psycopg.types.numeric import Int8Dumper

from pillarbox.backends.dialect import postgres_statement
from pillarbox.backends.waiting_rows import WaitingRows, insert_statements
from pillarbox.ports import Dialect, Params, Row

_NO_PARAMS: Params = {}
_LOCK = "SELECT pg_advisory_xact_lock(%s)"
_LOCK_TIMEOUT_S: Final = 10


class _BoolDumper(Dumper):
    """Truth as SQLite keeps it: 1 or 0 in an integer column."""

    oid = Int8Dumper.oid

    def dump(self, obj: bool) -> bytes:
        return b"1" if obj else b"0"


class _BoolLoader(Loader):
    def load(self, data: Buffer) -> int:
        return int(bytes(data) == b"t")


class _NumericLoader(Loader):
    """What `SUM` over integers returns: an int again, a float only where there is a fraction."""

    def load(self, data: Buffer) -> int | float:
        digits = bytes(data).decode()
        return int(digits) if digits.lstrip("-").isdecimal() else float(digits)


def configure(connection: psycopg.Connection) -> None:
    """Make `connection` speak the port's values, and one type for each parameter so that plans are reused."""
    adapters = connection.adapters
    adapters.register_dumper(int, Int8Dumper)
    adapters.register_dumper(bool, _BoolDumper)
    adapters.register_loader("bool", _BoolLoader)
    adapters.register_loader("numeric", _NumericLoader)
    connection.prepared_max = 512
    connection.execute(f"SET synchronous_commit = on; SET lock_timeout = '{_LOCK_TIMEOUT_S}s'")
    connection.commit()


class PostgresTx:
    """`ports.Tx` over one connection with an open transaction."""

    dialect: Final[Dialect] = "postgres"

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._waiting = WaitingRows("%s")

    def execute(self, sql: str, params: Params = _NO_PARAMS) -> int:
        return max(self._run(sql, params).rowcount, 0)

    def insert(self, table: str, row: Params) -> None:
        self._waiting.add(table, row)
        if self._waiting.too_many:
            self.insert_waiting()

    def insert_returning(self, table: str, rows: Sequence[Params], returning: str) -> list[Row]:
        if self._waiting.concern(table):
            self.insert_waiting()
        found: list[Row] = []
        for sql, values in insert_statements(table, rows, "%s", returning):
            found += self._connection.execute(sql.encode(), values).fetchall()
        return found

    def insert_waiting(self) -> None:
        """Write the rows that wait, in one round trip."""
        with self._connection.pipeline():
            for sql, values in self._waiting.take():
                self._connection.execute(sql.encode(), values)

    def many(self, sql: str, rows: Sequence[Params]) -> None:
        if self._waiting.concern(sql):
            self.insert_waiting()
        with self._connection.cursor() as cursor:
            cursor.executemany(postgres_statement(sql).encode(), rows)

    def before_commit(self, order: int, sql: str, params: Params) -> None:
        """At once: nobody else's changes are in this transaction, and their order costs nothing here."""
        self._run(sql, params)

    def one(self, sql: str, params: Params = _NO_PARAMS) -> Row | None:
        row: Row | None = self._run(sql, params).fetchone()
        return row

    def all(self, sql: str, params: Params = _NO_PARAMS) -> list[Row]:
        rows: list[Row] = self._run(sql, params).fetchall()
        return rows

    def lock(self, space: str, key: int) -> None:
        """Hold an advisory lock; two names may share one, which costs a wait and never safety."""
        digest = hashlib.blake2b(f"{space}:{key}".encode(), digest_size=8).digest()
        self._connection.execute(_LOCK, (int.from_bytes(digest, "big", signed=True),))

    def _run(self, sql: str, params: Params) -> psycopg.Cursor:
        """Without parameters the text goes as it is, so that it may hold several statements."""
        if self._waiting.concern(sql):
            self.insert_waiting()
        if params:
            return self._connection.execute(postgres_statement(sql).encode(), params)
        return self._connection.execute(sql.encode())
