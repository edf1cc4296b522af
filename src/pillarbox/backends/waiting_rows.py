"""Rows that wait to be inserted, gathered by table so that few statements write many of them."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from pillarbox.ports import Params, Value

_WORD = re.compile(r"\w+")
_ROWS_AT_ONCE: Final = 32  # 32 rows of the widest table are well under what one statement may bind
_ROW_BYTES: Final = 256
_MAX_BYTES: Final = 4 * 1024 * 1024


class WaitingRows:
    """The rows that one transaction was given and has not written yet."""

    def __init__(self, placeholder: str) -> None:
        self._placeholder = placeholder
        self._rows: dict[tuple[str, tuple[str, ...]], list[Params]] = {}
        self._tables: set[str] = set()
        self._size_bytes = 0

    def add(self, table: str, row: Params) -> None:
        self._tables.add(table)
        self._rows.setdefault((table, tuple(row)), []).append(row)
        self._size_bytes += _ROW_BYTES
        for value in row.values():
            if isinstance(value, bytes):
                self._size_bytes += len(value)

    def concern(self, sql: str) -> bool:
        """Whether a statement names a table that rows wait for, so that they must be written before it."""
        return self._size_bytes > 0 and not self._tables.isdisjoint(_words(sql))

    @property
    def too_many(self) -> bool:
        return self._size_bytes >= _MAX_BYTES

    def take(self) -> Iterator[tuple[str, list[Value]]]:
        """The `insert_statements` of all rows. Nothing waits any more."""
        rows = self._rows
        self.forget()
        for (table, _), waiting in rows.items():
            yield from insert_statements(table, waiting, self._placeholder)

    def forget(self) -> None:
        self._rows = {}
        self._tables.clear()
        self._size_bytes = 0


def insert_statements(
    table: str, rows: Sequence[Params], placeholder: str, returning: str = ""
) -> Iterator[tuple[str, list[Value]]]:
    """The statements that insert rows of the same columns, each with its parameters by position.

    Each inserts a power of two of rows, so that few different statements are prepared.
    """
    columns = tuple(rows[0]) if rows else ()
    start = 0
    while start < len(rows):
        count = min(_ROWS_AT_ONCE, 1 << (len(rows) - start).bit_length() - 1)
        values = [value for row in rows[start : start + count] for value in row.values()]
        yield _insert(table, columns, count, placeholder, returning), values
        start += count


@lru_cache(maxsize=1024)
def _insert(table: str, columns: tuple[str, ...], count: int, placeholder: str, returning: str) -> str:
    row = f"({', '.join([placeholder] * len(columns))})"
    values = ", ".join([row] * count)
    tail = f" RETURNING {returning}" if returning else ""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}{tail}"


@lru_cache(maxsize=2048)
def _words(sql: str) -> frozenset[str]:
    return frozenset(_WORD.findall(sql))
