"""Brings a database to the schema this release was written for: numbered files, each applied once, in order.

Knows the port `Database` only; the files are package data in `pillarbox.migrations`.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

import structlog

from pillarbox.backends.dialect import postgres_definitions
from pillarbox.domain.errors import PillarboxError
from pillarbox.ports import Clock, Database, Dialect, Tx

_log = structlog.get_logger(__name__)

_FILE_NAME = re.compile(r"(?P<number>\d{4})_(?P<name>[a-z0-9_]+)(?:\.(?P<dialect>sqlite|postgres))?\.sql")
_RECORD = """
    CREATE TABLE IF NOT EXISTS schema_migrations (
        number     INTEGER PRIMARY KEY,
        name       TEXT NOT NULL,
        sha256     TEXT NOT NULL,
        applied_at INTEGER NOT NULL
    )
"""


class MigrationError(PillarboxError):
    """The database and this release do not fit together; the text says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One numbered step, in the words of one database. `sha256` is of the file as written."""

    number: int
    name: str
    sql: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.number:04}_{self.name}"


def load_migrations(dialect: Dialect, folder: Traversable | None = None) -> list[Migration]:
    """The migrations for `dialect` in order. Raises `MigrationError` when two files share a number."""
    found: dict[int, Migration] = {}
    for file in (folder or resources.files("pillarbox.migrations")).iterdir():
        parts = _FILE_NAME.fullmatch(file.name)
        if parts is None or parts["dialect"] not in (None, dialect):
            continue
        text = file.read_text(encoding="utf-8")
        translated = dialect == "postgres" and parts["dialect"] is None
        migration = Migration(
            number=int(parts["number"]),
            name=parts["name"],
            sql=postgres_definitions(text) if translated else text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        )
        other = found.setdefault(migration.number, migration)
        if other is not migration:
            raise MigrationError(
                f"two migrations share a number: {other}, {migration}. Renumber one of them."
            )
    return [found[number] for number in sorted(found)]


async def migrate(database: Database, clock: Clock, folder: Traversable | None = None) -> list[str]:
    """The names of the migrations applied now, each in its own transaction; several nodes may call at once.

    Raises `MigrationError`, changing nothing, when the database was made by a newer release or an applied
    file was altered since.
    """
    migrations = load_migrations(database.dialect, folder)
    record = postgres_definitions(_RECORD) if database.dialect == "postgres" else _RECORD
    applied = await database.write(_check(migrations, record))
    fresh = []
    for migration in migrations:
        if migration.number not in applied and await database.write(_apply(migration, clock.now_ms())):
            _log.info("migration applied", migration=str(migration))
            fresh.append(str(migration))
    return fresh


def _check(migrations: list[Migration], record: str) -> Callable[[Tx], set[int]]:
    def work(tx: Tx) -> set[int]:
        tx.lock("schema_migrations", 0)
        tx.execute(record)
        applied: set[int] = set()
        for number, name, sha256 in tx.all("SELECT number, name, sha256 FROM schema_migrations"):
            assert isinstance(number, int)
            assert isinstance(name, str)
            applied.add(number)
            known = next((each for each in migrations if each.number == number), None)
            if known is None:
                raise MigrationError(
                    f"the database holds migration {number:04}_{name}, which this release does not know. "
                    "It was made by a newer release: install that one, or restore a backup made before it."
                )
            if known.sha256 != sha256:
                raise MigrationError(
                    f"migration {known} was altered after this database applied it. "
                    "Restore the file as released and put the change into a migration of its own."
                )
        return applied

    return work


def _apply(migration: Migration, now_ms: int) -> Callable[[Tx], bool]:
    def work(tx: Tx) -> bool:
        tx.lock("schema_migrations", 0)
        number = {"number": migration.number}
        if tx.one("SELECT 1 FROM schema_migrations WHERE number = :number", number) is not None:
            return False
        tx.execute(migration.sql)
        tx.execute(
            """
            INSERT INTO schema_migrations (number, name, sha256, applied_at)
            VALUES (:number, :name, :sha256, :applied_at)
            """,
            {**number, "name": migration.name, "sha256": migration.sha256, "applied_at": now_ms},
        )
        return True

    return work
