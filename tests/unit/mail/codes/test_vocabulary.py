"""The word tables: sorted, folded without moving letters, and all let through by the quick look."""

import unicodedata

import pytest

from pillarbox.mail.codes.folding import fold, plain, visible
from pillarbox.mail.codes.screen import may_name_code
from pillarbox.mail.codes.vocabulary import Kind, marks
from pillarbox.mail.codes.words.actions import ACTIONS
from pillarbox.mail.codes.words.asides import ASIDES
from pillarbox.mail.codes.words.nouns import NOUNS
from pillarbox.mail.codes.words.one_time import ONE_TIME
from pillarbox.mail.codes.words.others import OTHERS
from pillarbox.mail.codes.words.prompts import PROMPTS

TABLES = {
    "actions": ACTIONS,
    "asides": ASIDES,
    "nouns": NOUNS,
    "one_time": ONE_TIME,
    "others": OTHERS,
    "prompts": PROMPTS,
}
NAMES = sorted(
    {name.strip("*") for table in (NOUNS, ONE_TIME) for names in table.values() for name in names.split("|")}
)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_a_table_is_sorted_and_free_of_repetition(table: dict[str, str]) -> None:
    assert list(table) == sorted(table)
    for words in table.values():
        entries = words.split("|")
        assert entries == sorted(set(entries))
        assert all(len(entry.strip("*!")) >= 2 for entry in entries)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_a_table_is_written_in_composed_characters(table: dict[str, str]) -> None:
    text = "".join(table.values())
    assert text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_a_code_passes_the_quick_look_and_is_found(name: str) -> None:
    text = f"481920 {name}"
    assert may_name_code("", text)
    assert any(mark.kind & Kind.NOUN for mark in marks(fold(text)))


def test_folding_keeps_every_letter_in_its_place() -> None:
    for point in range(0x20, 0x20000):
        if not 0xD800 <= point < 0xE000:
            assert len(plain(chr(point)).lower()) == 1, hex(point)


def test_what_shows_nothing_is_left_out() -> None:
    assert visible("4\u200b8\u00ad1\ufeff9\u20602\u200d0") == "481920"


def test_a_compound_is_found_by_its_end() -> None:
    found = [mark for mark in marks("ihr kontowechselcode") if mark.kind & Kind.NOUN]
    assert [(mark.start, mark.end) for mark in found] == [(16, 20)]


def test_a_word_within_another_word_is_not_found() -> None:
    assert not [mark for mark in marks("shopping spinning internal_token") if mark.kind & Kind.NOUN]
