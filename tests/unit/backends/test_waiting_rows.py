"""Rows that wait to be inserted: how they become statements, and how many may wait."""

from pillarbox.backends.waiting_rows import WaitingRows


def waiting(count: int, data: bytes = b"") -> WaitingRows:
    rows = WaitingRows("?")
    for number in range(count):
        rows.add("notes", {"id": number, "data": data})
    return rows


def test_rows_become_few_statements_in_their_order() -> None:
    statements = list(waiting(45).take())
    assert [sql.count("(?, ?)") for sql, _ in statements] == [32, 8, 4, 1]
    assert [value for _, values in statements for value in values[::2]] == list(range(45))


def test_rows_are_taken_once() -> None:
    rows = waiting(3)
    assert list(rows.take())
    assert not list(rows.take())
    assert not rows.concern("SELECT id FROM notes")


def test_only_statements_that_name_the_table_are_concerned() -> None:
    rows = waiting(1)
    assert rows.concern("SELECT n.id FROM notes n")
    assert not rows.concern("SELECT id FROM notes_of_others")


def test_no_more_than_some_megabytes_wait() -> None:
    assert not waiting(3, bytes(1024 * 1024)).too_many
    assert waiting(4, bytes(1024 * 1024)).too_many
