"""Works on the table `notes`, for tests of the databases."""

from pillarbox.ports import Tx

CREATE = "CREATE TABLE notes (id BIGINT PRIMARY KEY, text TEXT)"


def create(tx: Tx) -> None:
    tx.execute(CREATE)


def add(tx: Tx, number: int, text: str = "") -> int:
    return tx.execute("INSERT INTO notes (id, text) VALUES (:id, :text)", {"id": number, "text": text})


def ids(tx: Tx) -> list[int]:
    return [number for (number,) in tx.all("SELECT id FROM notes ORDER BY id") if isinstance(number, int)]
