"""Fixtures every part of the tests may use: a database of either kind, migrated, and a place for data."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.servers import PostgresServer

from pillarbox.backends.blobs import TableBlobs
from pillarbox.backends.cluster.database import PostgresDatabase
from pillarbox.backends.embedded.database import SqliteDatabase
from pillarbox.backends.migrate import migrate

AnyDatabase = SqliteDatabase | PostgresDatabase


async def open_database(place: str, queue_works: int = 10_000) -> AnyDatabase:
    """The database at a PostgreSQL URL or at a path for SQLite."""
    if place.startswith("postgresql:"):
        return await PostgresDatabase.open(place, queue_works=queue_works)
    return await SqliteDatabase.open(Path(place), queue_works=queue_works)


class FixedClock:
    """`ports.Clock` that says what it was told."""

    def __init__(self, now_ms: int = 1_700_000_000_000) -> None:
        self.ms = now_ms

    def now_ms(self) -> int:
        return self.ms


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes go by the name of their argument: what they hold may differ between two workers, as the times in
    archives do."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty directory of this test's own."""
    return tmp_path / "data"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a migrated database, to be copied: quicker than to migrate one for each test."""

    async def migrate_new() -> str:
        name = postgres_server.create()
        database = await PostgresDatabase.open(postgres_server.url(name))
        await migrate(database, FixedClock())
        await database.close()
        return name

    return asyncio.run(migrate_new())


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty database."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, data_dir: Path) -> str:
    """Where an empty database is: `open_database` opens it. The test runs once on each kind."""
    if request.param == "sqlite":
        return str(data_dir / "pillarbox.db")
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def empty_database(place: str) -> AsyncIterator[AnyDatabase]:
    """A database without tables; the test runs once on each kind."""
    database = await open_database(place)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def migrated_place(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[str]:
    """Where a database to be migrated is; on PostgreSQL it is already."""
    if request.param == "sqlite":
        yield str(data_dir / "pillarbox.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create(request.getfixturevalue("postgres_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
async def database(migrated_place: str, clock: FixedClock) -> AsyncIterator[AnyDatabase]:
    """A migrated database; the test runs once on each kind."""
    database = await open_database(migrated_place)
    await migrate(database, clock)
    yield database
    await database.close()


@pytest.fixture
def blobs(database: AnyDatabase) -> TableBlobs:
    return TableBlobs(database)
