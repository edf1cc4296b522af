"""What PostgreSQL alone promises: works that collide run again, and a server that went away is met again."""

import asyncio
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from tests.conftest import open_database
from tests.ports.notes import add, create, ids
from tests.servers import PostgresServer

from pillarbox.backends.cluster.database import PostgresDatabase
from pillarbox.domain.errors import StorageUnavailable
from pillarbox.ports import Tx


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """A server that the tests here may stop."""
    with PostgresServer() as server:
        yield server


async def test_works_that_deadlock_run_again_until_both_are_done(postgres_url: str) -> None:
    database = await open_database(postgres_url)
    await database.write(create)
    both_hold_one = threading.Barrier(2)

    def lock_two(tx: Tx, keys: tuple[int, int], number: int, attempts: list[int]) -> None:
        attempts.append(number)
        tx.lock("notes", keys[0])
        if len(attempts) == 1:
            both_hold_one.wait(30)
        tx.lock("notes", keys[1])
        add(tx, number)

    attempts: tuple[list[int], list[int]] = ([], [])
    await asyncio.gather(
        database.write(partial(lock_two, keys=(1, 2), number=1, attempts=attempts[0])),
        database.write(partial(lock_two, keys=(2, 1), number=2, attempts=attempts[1])),
    )
    assert len(attempts[0]) + len(attempts[1]) == 3
    assert await database.read(ids) == [1, 2]
    await database.close()


async def test_a_restarted_server_is_met_again_without_a_failed_work(own_server: PostgresServer) -> None:
    database = await PostgresDatabase.open(own_server.url(own_server.create()), connections=8)
    await database.write(create)
    all_connected = threading.Barrier(8)
    await asyncio.gather(*[database.read(lambda _: all_connected.wait(30)) for _ in range(8)])
    own_server.restart()
    await database.write(partial(add, number=0))
    await asyncio.gather(*[database.write(partial(add, number=n)) for n in range(1, 10)])
    assert await database.read(ids) == list(range(10))
    await database.close()


async def test_a_stopped_server_is_unavailable_until_it_is_back(own_server: PostgresServer) -> None:
    database = await PostgresDatabase.open(own_server.url(own_server.create()), timeout_s=0.5)
    await database.write(create)
    own_server.stop()
    with pytest.raises(StorageUnavailable):
        await database.write(partial(add, number=1))
    own_server.start()
    assert await database.write(partial(add, number=2)) == 1
    assert await database.read(ids) == [2]
    await database.close()


async def test_a_connection_lost_within_a_work_runs_it_again(postgres_url: str) -> None:
    database = await open_database(postgres_url)
    await database.write(create)
    attempts: list[int] = []

    def add_and_lose_the_connection(tx: Tx) -> None:
        attempts.append(1)
        add(tx, 1)
        if len(attempts) == 1:
            tx.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    await database.write(add_and_lose_the_connection)
    assert len(attempts) == 2
    assert await database.read(ids) == [1]
    await database.close()


async def test_a_server_that_does_not_answer_is_named_unavailable(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    nowhere = tmp_path_factory.mktemp("nowhere")
    with pytest.raises(StorageUnavailable, match="PostgreSQL cannot be reached"):
        await PostgresDatabase.open(f"postgresql:///x?host={nowhere}", timeout_s=0.2)


async def test_a_work_whose_row_was_deleted_meanwhile_looks_again(postgres_url: str) -> None:
    database = await open_database(postgres_url)
    await database.write(create)
    await database.write(lambda tx: tx.execute("CREATE TABLE marks (id BIGINT REFERENCES notes)") and None)
    await database.write(partial(add, number=1))
    looked, deleted = threading.Event(), threading.Event()

    def mark(tx: Tx) -> bool:
        if tx.one("SELECT 1 FROM notes WHERE id = 1") is None:
            return False
        looked.set()
        assert deleted.wait(30)
        tx.execute("INSERT INTO marks (id) VALUES (1)")
        return True

    marking = asyncio.create_task(database.write(mark))
    await asyncio.to_thread(looked.wait, 30)
    await database.write(lambda tx: tx.execute("DELETE FROM notes WHERE id = 1") and None)
    deleted.set()
    assert await marking is False
    await database.close()
