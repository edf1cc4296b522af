"""What every `ports.Database` promises, on both kinds."""

import asyncio
import threading
from functools import partial

import pytest
from tests.conftest import open_database
from tests.ports.notes import add, create, ids

from pillarbox.domain.errors import StorageUnavailable
from pillarbox.ports import Database, Params, Row, Tx


class Refused(Exception):
    pass


def add_and_refuse(tx: Tx, number: int) -> None:
    add(tx, number)
    raise Refused(number)


async def test_a_read_sees_what_a_finished_write_wrote(notes: Database) -> None:
    assert await notes.write(lambda tx: add(tx, 1, "Grüße: 100%")) == 1
    assert await notes.read(lambda tx: tx.one("SELECT id, text FROM notes")) == (1, "Grüße: 100%")
    assert await notes.read(lambda tx: tx.one("SELECT id FROM notes WHERE id = :id", {"id": 2})) is None


async def test_a_work_that_raises_is_undone_alone_and_its_error_reaches_its_caller(notes: Database) -> None:
    outcomes = await asyncio.gather(
        *[notes.write(partial(add_and_refuse if n % 3 == 0 else add, number=n)) for n in range(30)],
        return_exceptions=True,
    )
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Refused)] == list(range(0, 30, 3))
    assert await notes.read(ids) == [n for n in range(30) if n % 3]


async def test_a_statement_that_fails_undoes_its_work(notes: Database) -> None:
    def add_twice(tx: Tx) -> None:
        add(tx, 1)
        add(tx, 1)

    with pytest.raises(Exception, match=r"(?i)unique"):
        await notes.write(add_twice)
    assert await notes.read(ids) == []


async def test_works_that_take_the_same_lock_do_not_overlap(notes: Database) -> None:
    def add_next(tx: Tx) -> None:
        tx.lock("notes", 7)
        add(tx, len(ids(tx)))

    await asyncio.gather(*[notes.write(add_next) for _ in range(40)])
    assert await notes.read(ids) == list(range(40))


async def test_a_read_sees_one_snapshot_whatever_is_written_meanwhile(notes: Database) -> None:
    began, written = threading.Event(), threading.Event()

    def read_twice(tx: Tx) -> tuple[list[int], list[int]]:
        before = ids(tx)
        began.set()
        assert written.wait(30)
        return before, ids(tx)

    await notes.write(partial(add, number=1))
    reading = asyncio.create_task(notes.read(read_twice))
    assert await asyncio.to_thread(began.wait, 30)
    await notes.write(partial(add, number=2))
    written.set()
    assert await reading == ([1], [1])
    assert await notes.read(ids) == [1, 2]


async def test_a_read_cannot_write(notes: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)read.?only"):
        await notes.read(partial(add, number=1))
    assert await notes.read(ids) == []


async def test_values_come_back_as_the_types_that_went_in(empty_database: Database) -> None:
    blob = "BYTEA" if empty_database.dialect == "postgres" else "BLOB"
    values: Params = {"a": 2**40, "b": 0.5, "c": "日本", "d": b"\x00\xff", "e": None, "f": True}

    def store_and_fetch(tx: Tx) -> object:
        tx.execute(f"CREATE TABLE t (a BIGINT, b DOUBLE PRECISION, c TEXT, d {blob}, e TEXT, f BIGINT)")
        tx.many("INSERT INTO t VALUES (:a, :b, :c, :d, :e, :f)", [values, values])
        return tx.all("SELECT a, b, c, d, e, f, (SELECT sum(a) FROM t), (SELECT avg(f) FROM t), 1 = 1 FROM t")

    row = (2**40, 0.5, "日本", b"\x00\xff", None, 1, 2**41, 1, 1)
    fetched = await empty_database.write(store_and_fetch)
    assert fetched == [row, row]
    assert [type(value) for value in fetched[0][6:]] in ([int, int, int], [int, float, int])


async def test_colons_and_percent_signs_in_literals_are_text(notes: Database) -> None:
    sql = "SELECT ':id', '100%', 'it''s :id', :id -- :none 'quote"
    assert await notes.read(lambda tx: tx.one(sql, {"id": "x"})) == (":id", "100%", "it's :id", "x")


async def test_writes_of_one_caller_happen_in_order(notes: Database) -> None:
    for number in range(20):
        await notes.write(partial(add, number=number))
        assert await notes.write(ids) == list(range(number + 1))


async def test_what_is_left_for_the_end_is_done_with_its_work_or_not_at_all(notes: Database) -> None:
    def leave(tx: Tx, number: int) -> None:
        tx.before_commit(-number, "INSERT INTO notes (id) VALUES (:id)", {"id": number})
        if number % 3 == 0:
            raise ValueError(number)

    works = (notes.write(partial(leave, number=number)) for number in range(1, 10))
    outcomes = await asyncio.gather(*works, return_exceptions=True)
    assert [isinstance(outcome, ValueError) for outcome in outcomes] == [False, False, True] * 3
    assert await notes.read(ids) == [1, 2, 4, 5, 7, 8]


async def test_inserted_rows_are_seen_by_what_names_their_table(notes: Database) -> None:
    def insert_and_look(tx: Tx) -> tuple[list[int], int, list[Row]]:
        for number in range(100):
            tx.insert("notes", {"id": number, "text": "new"})
        seen = ids(tx)
        tx.insert("notes", {"text": "other columns", "id": 100})
        changed = tx.execute("UPDATE notes SET text = 'old' WHERE id >= 90")
        return seen, changed, tx.all("SELECT count(*) FROM notes")

    assert await notes.write(insert_and_look) == (list(range(100)), 11, [(101,)])
    assert await notes.read(lambda tx: tx.one("SELECT text FROM notes WHERE id = 100")) == ("old",)


async def test_inserted_rows_that_are_refused_undo_their_work_alone(notes: Database) -> None:
    await notes.write(partial(add, number=3))

    def insert(tx: Tx, number: int) -> None:
        tx.insert("notes", {"id": number, "text": ""})

    outcomes = await asyncio.gather(
        *(notes.write(partial(insert, number=number)) for number in range(6)), return_exceptions=True
    )
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Exception)] == [3]
    assert await notes.read(ids) == list(range(6))


async def test_rows_come_back_with_what_the_database_gave_them(notes: Database) -> None:
    rows: list[Params] = [{"id": number, "text": f"{number:02}"} for number in range(77)]
    found = await notes.write(lambda tx: tx.insert_returning("notes", rows, "text, id"))
    assert sorted(map(str, found)) == [str((f"{number:02}", number)) for number in range(77)]
    assert await notes.write(lambda tx: tx.insert_returning("notes", [], "id")) == []


async def test_a_caller_that_stops_waiting_harms_nobody(notes: Database) -> None:
    writes = [asyncio.create_task(notes.write(partial(add, number=n))) for n in range(20)]
    await asyncio.sleep(0)
    for write in writes[::2]:
        write.cancel()
    await asyncio.gather(*writes, return_exceptions=True)
    assert set(range(1, 20, 2)) <= set(await notes.read(ids))


async def test_every_write_given_before_close_is_there_after_it(place: str) -> None:
    database = await open_database(place)
    await database.write(create)
    writes = [asyncio.create_task(database.write(partial(add, number=n))) for n in range(100)]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*writes)
    again = await open_database(place)
    assert await again.read(ids) == list(range(100))
    await again.close()


async def test_a_closed_database_is_unavailable(place: str) -> None:
    database = await open_database(place)
    await database.close()
    with pytest.raises(StorageUnavailable):
        await database.write(create)
    with pytest.raises(StorageUnavailable):
        await database.read(ids)


async def test_a_full_queue_refuses_instead_of_growing(place: str) -> None:
    database = await open_database(place, queue_works=2)
    await database.write(create)
    began, finish = threading.Event(), threading.Event()

    def block(tx: Tx) -> None:
        began.set()
        assert finish.wait(30)
        add(tx, 100)

    blocked = asyncio.create_task(database.write(block))
    assert await asyncio.to_thread(began.wait, 30)
    writes = [asyncio.create_task(database.write(partial(add, number=n))) for n in range(4)]
    with pytest.raises(StorageUnavailable):
        await writes[-1]
    finish.set()
    await blocked
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    accepted = [n for n, outcome in enumerate(outcomes) if outcome == 1]
    assert accepted
    assert await database.read(ids) == [*accepted, 100]
    await database.close()
