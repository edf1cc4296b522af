"""What migrations promise, on both kinds of database."""

import asyncio
import itertools
from pathlib import Path

import pytest
from tests.conftest import FixedClock

from pillarbox.backends.migrate import MigrationError, load_migrations, migrate
from pillarbox.ports import Database, Dialect

FIRST = "CREATE TABLE a (id INTEGER PRIMARY KEY, size REAL, data BLOB);\nCREATE INDEX a_size ON a (size);"
SECOND = "INSERT INTO a (size) VALUES (1.5);"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_first.sql").write_text(FIRST)
    (folder / "0002_second.sql").write_text(SECOND)
    (folder / "notes.txt").write_text("not a migration")
    return folder


async def test_each_migration_is_applied_once_in_order_and_recorded(
    empty_database: Database, clock: FixedClock, folder: Path
) -> None:
    assert await migrate(empty_database, clock, folder) == ["0001_first", "0002_second"]
    assert await migrate(empty_database, clock, folder) == []
    (folder / "0003_third.sql").write_text(SECOND)
    assert await migrate(empty_database, clock, folder) == ["0003_third"]
    assert await empty_database.read(lambda tx: tx.all("SELECT id, size FROM a")) == [(1, 1.5), (2, 1.5)]
    sql = "SELECT number, name, applied_at FROM schema_migrations ORDER BY number"
    assert await empty_database.read(lambda tx: tx.all(sql)) == [
        (number, name, clock.ms) for number, name in enumerate(["first", "second", "third"], 1)
    ]


async def test_nodes_that_start_together_apply_each_migration_once(
    empty_database: Database, clock: FixedClock, folder: Path
) -> None:
    applied = await asyncio.gather(*[migrate(empty_database, clock, folder) for _ in range(4)])
    assert sorted(itertools.chain(*applied)) == ["0001_first", "0002_second"]
    assert await empty_database.read(lambda tx: tx.all("SELECT id FROM a")) == [(1,)]


async def test_a_migration_that_fails_leaves_nothing_and_keeps_the_ones_before(
    empty_database: Database, clock: FixedClock, folder: Path
) -> None:
    (folder / "0003_third.sql").write_text(SECOND + "SELECT * FROM absent;")
    with pytest.raises(Exception, match="absent"):
        await migrate(empty_database, clock, folder)
    assert await empty_database.read(lambda tx: tx.all("SELECT id FROM a")) == [(1,)]
    (folder / "0003_third.sql").write_text(SECOND)
    assert await migrate(empty_database, clock, folder) == ["0003_third"]


async def test_an_altered_migration_is_refused(
    empty_database: Database, clock: FixedClock, folder: Path
) -> None:
    await migrate(empty_database, clock, folder)
    (folder / "0001_first.sql").write_text(FIRST + "\n-- better")
    with pytest.raises(MigrationError, match="0001_first was altered"):
        await migrate(empty_database, clock, folder)


async def test_a_database_of_a_newer_release_is_refused(
    empty_database: Database, clock: FixedClock, folder: Path
) -> None:
    await migrate(empty_database, clock, folder)
    (folder / "0002_second.sql").unlink()
    with pytest.raises(MigrationError, match="0002_second, which this release does not know"):
        await migrate(empty_database, clock, folder)


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_a_variant_for_one_database_is_taken_as_written(folder: Path, dialect: Dialect) -> None:
    (folder / "0003_search.sqlite.sql").write_text("sqlite INTEGER")
    (folder / "0003_search.postgres.sql").write_text("postgres INTEGER")
    assert load_migrations(dialect, folder)[2].sql == f"{dialect} INTEGER"


def test_two_migrations_with_one_number_are_refused(folder: Path) -> None:
    (folder / "0002_other.sql").write_text(SECOND)
    with pytest.raises(MigrationError, match="share a number"):
        load_migrations("sqlite", folder)


async def test_the_migrations_of_this_release_fit_both_databases(database: Database) -> None:
    numbers = await database.read(lambda tx: tx.all("SELECT number FROM schema_migrations ORDER BY number"))
    assert numbers == [(migration.number,) for migration in load_migrations(database.dialect)]
