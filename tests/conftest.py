"""Fixtures every part of the tests may use: a database of either kind, migrated, and a place for data."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.servers import PostgresServer

from pillarbox.backends.blobs import TableBlobs
from pillarbox.backends.cluster.database import PostgresDatabase
from pillarbox.backends.embedded.database import SqliteDatabase
from pillarbox.backends.migrate import migrate

AnyDatabase = SqliteDatabase | PostgresDatabase


class FixedClock:
    """`ports.Clock` that says what it was told."""

    def __init__(self, now_ms: int = 1_700_000_000_000) -> None:
        self.ms = now_ms

    def now_ms(self) -> int:
        return self.ms


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty directory of this test's own."""
    return tmp_path / "data"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    with PostgresServer(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty database."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
async def empty_database(request: pytest.FixtureRequest, data_dir: Path) -> AsyncIterator[AnyDatabase]:
    """A database without tables; the test runs once on each kind."""
    opened: AnyDatabase
    if request.param == "sqlite":
        opened = await SqliteDatabase.open(data_dir / "pillarbox.db")
    else:
        opened = await PostgresDatabase.open(request.getfixturevalue("postgres_url"))
    yield opened
    await opened.close()


@pytest.fixture
async def database(empty_database: AnyDatabase, clock: FixedClock) -> AnyDatabase:
    """A migrated database; the test runs once on each kind."""
    await migrate(empty_database, clock)
    return empty_database


@pytest.fixture
def blobs(database: AnyDatabase) -> TableBlobs:
    return TableBlobs(database)
