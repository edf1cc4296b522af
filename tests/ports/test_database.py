"""What every `ports.Database` promises, on both kinds."""

import pytest

from pillarbox.ports import Database, Row, Tx

INSERT = "INSERT INTO notes (id, text) VALUES (:id, :text)"
COUNT = "SELECT count(*) FROM notes"


@pytest.fixture
async def notes(empty_database: Database) -> Database:
    sql = "CREATE TABLE notes (id BIGINT PRIMARY KEY, text TEXT)"
    await empty_database.write(lambda tx: tx.execute(sql))
    return empty_database


def note(tx: Tx, number: int, text: str = "") -> int:
    return tx.execute(INSERT, {"id": number, "text": text})


def count(tx: Tx) -> Row | None:
    return tx.one(COUNT)


async def test_a_read_sees_what_a_finished_write_wrote(notes: Database) -> None:
    assert await notes.write(lambda tx: note(tx, 1, "Grüße: 100%")) == 1
    assert await notes.read(lambda tx: tx.one("SELECT id, text FROM notes")) == (1, "Grüße: 100%")
    assert await notes.read(lambda tx: tx.one("SELECT id FROM notes WHERE id = :id", {"id": 2})) is None
