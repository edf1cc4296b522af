"""What SQLite alone promises: group commit, one process, a bounded log, and the truth after a crash."""

import asyncio
import contextlib
import resource
import struct
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.ports.notes import add, create, ids

from pillarbox.backends.embedded import checkpoint
from pillarbox.backends.embedded.database import SqliteDatabase
from pillarbox.domain.errors import StorageUnavailable
from pillarbox.ports import Tx

WAL_HEADER_BYTES = 32
FRAME_HEADER_BYTES = 24


@pytest.fixture
def path(data_dir: Path) -> Path:
    return data_dir / "pillarbox.db"


@pytest.fixture
async def notes(path: Path) -> AsyncIterator[SqliteDatabase]:
    database = await SqliteDatabase.open(path)
    await database.write(create)
    yield database
    await database.close()


def log_bytes(path: Path) -> int:
    return path.with_name(path.name + "-wal").stat().st_size


def commits(path: Path) -> int:
    """The commits in the write-ahead log: frames that name the file's new size."""
    log = path.with_name(path.name + "-wal").read_bytes()
    (page_bytes,) = struct.unpack_from(">8xI", log)
    frames = range(WAL_HEADER_BYTES, len(log), FRAME_HEADER_BYTES + page_bytes)
    return sum(struct.unpack_from(">4xI", log, frame)[0] != 0 for frame in frames)


@contextlib.contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """The operating system refuses to let this process grow any file beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_works_that_queue_up_share_one_commit(notes: SqliteDatabase, path: Path) -> None:
    began, finish = threading.Event(), threading.Event()

    def block(_: Tx) -> None:
        began.set()
        assert finish.wait(30)

    before = commits(path)
    blocked = asyncio.create_task(notes.write(block))
    assert await asyncio.to_thread(began.wait, 30)
    writes = [asyncio.create_task(notes.write(partial(add, number=n))) for n in range(50)]
    await asyncio.sleep(0)
    finish.set()
    await asyncio.gather(blocked, *writes)
    assert commits(path) - before in (1, 2)
    assert await notes.read(ids) == list(range(50))


async def test_a_commit_waits_for_the_disk(notes: SqliteDatabase) -> None:
    full = 2
    assert await notes.write(lambda tx: tx.one("PRAGMA synchronous")) == (full,)


async def test_a_commit_that_fails_is_unavailable_to_its_whole_batch_and_the_next_one_works(
    notes: SqliteDatabase, path: Path
) -> None:
    await notes.write(partial(add, number=1))
    with files_no_larger_than(log_bytes(path)):
        outcomes = await asyncio.gather(
            *[notes.write(partial(add, number=n, text="x" * 9000)) for n in range(2, 12)],
            return_exceptions=True,
        )
    assert {type(outcome) for outcome in outcomes} == {StorageUnavailable}
    assert await notes.read(ids) == [1]
    await notes.write(partial(add, number=2))
    assert await notes.read(ids) == [1, 2]


async def test_a_full_file_is_unavailable_and_what_fits_is_still_taken(notes: SqliteDatabase) -> None:
    await notes.write(lambda tx: tx.one("PRAGMA max_page_count = 8"))
    with pytest.raises(StorageUnavailable):
        await notes.write(partial(add, number=1, text="x" * 100_000))
    await notes.write(partial(add, number=2))
    assert await notes.read(ids) == [2]


async def test_a_second_process_is_told_that_the_data_is_in_use(notes: SqliteDatabase, path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="in use by another Pillarbox process"):
        await SqliteDatabase.open(path)
    assert await notes.read(ids) == []


@pytest.fixture
def foreign_file(path: Path) -> Path:
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 1000)
    return path


async def test_a_file_that_is_no_database_is_refused_with_its_name(foreign_file: Path) -> None:
    with pytest.raises(StorageUnavailable, match=r"pillarbox\.db cannot be opened"):
        await SqliteDatabase.open(foreign_file)


async def test_the_log_starts_again_and_stays_bounded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "LOG_PAGES", 50)
    database = await SqliteDatabase.open(path)
    await database.write(create)
    written = 0
    for number in range(10_000):
        await database.write(partial(add, number=number, text="x" * 8000))
        written += 2 * 8192
        if written > 4 * log_bytes(path):
            break
    assert written > 4 * log_bytes(path)
    assert await database.read(ids) == list(range(number + 1))
    await database.close()
    assert sorted(file.name for file in path.parent.iterdir()) == ["pillarbox.db", "pillarbox.db.lock"]


async def test_a_long_read_keeps_its_snapshot_while_the_log_is_copied(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "LOG_PAGES", 10)
    database = await SqliteDatabase.open(path)
    await database.write(create)
    await database.write(partial(add, number=0))
    began, finish = threading.Event(), threading.Event()

    def read_late(tx: Tx) -> list[int]:
        tx.one("SELECT 1 FROM notes")
        began.set()
        assert finish.wait(30)
        return ids(tx)

    reading = asyncio.create_task(database.read(read_late))
    assert await asyncio.to_thread(began.wait, 30)
    for number in range(1, 200):
        await database.write(partial(add, number=number, text="x" * 8000))
    finish.set()
    assert await reading == [0]
    assert await database.read(ids) == list(range(200))
    await database.close()


async def test_every_acknowledged_write_survives_a_killed_process(path: Path) -> None:
    writing = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.ports.writing_process", str(path), stdout=asyncio.subprocess.PIPE
    )
    assert writing.stdout is not None
    acknowledged = [int(await asyncio.wait_for(writing.stdout.readline(), 30)) for _ in range(500)]
    writing.kill()
    acknowledged += [int(line) for line in (await writing.stdout.read()).splitlines() if line]
    assert await writing.wait() == -9

    database = await SqliteDatabase.open(path)
    assert set(acknowledged) <= set(await database.read(ids))
    assert await database.write(partial(add, number=-1)) == 1
    assert await database.read(lambda tx: tx.one("PRAGMA integrity_check")) == ("ok",)
    await database.close()
