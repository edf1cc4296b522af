"""A transaction that tells what statements went through it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pillarbox.ports import Dialect, Params, Row, Tx

_NO_PARAMS: Params = {}


@dataclass(slots=True)
class Recorder:
    """`ports.Tx` that passes everything on and notes single statements, in order."""

    tx: Tx
    seen: list[tuple[str, Params]] = field(default_factory=list)

    @property
    def dialect(self) -> Dialect:
        return self.tx.dialect

    def execute(self, sql: str, params: Params = _NO_PARAMS) -> int:
        self.seen.append((sql, params))
        return self.tx.execute(sql, params)

    def insert(self, table: str, row: Params) -> None:
        self.tx.insert(table, row)

    def insert_returning(self, table: str, rows: Sequence[Params], returning: str) -> list[Row]:
        return self.tx.insert_returning(table, rows, returning)

    def many(self, sql: str, rows: Sequence[Params]) -> None:
        self.tx.many(sql, rows)

    def before_commit(self, order: int, sql: str, params: Params) -> None:
        self.tx.before_commit(order, sql, params)

    def one(self, sql: str, params: Params = _NO_PARAMS) -> Row | None:
        self.seen.append((sql, params))
        return self.tx.one(sql, params)

    def all(self, sql: str, params: Params = _NO_PARAMS) -> list[Row]:
        self.seen.append((sql, params))
        return self.tx.all(sql, params)

    def lock(self, space: str, key: int) -> None:
        self.tx.lock(space, key)
