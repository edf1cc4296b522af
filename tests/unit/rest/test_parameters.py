from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rest.notebook import NoteQuery

from pillarbox.domain.errors import ValidationFailed
from pillarbox.edges.rest.parameters import decode_query


def entry(query: bytes) -> dict[str, object]:
    with pytest.raises(ValidationFailed) as caught:
        decode_query(query, NoteQuery)
    (only,) = caught.value.errors
    return dict(only)


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        (b"labels=unread", ["unread"]),
        (b"labels=%5B%22a%22%2C%20%22b%22%5D", ["a", "b"]),
        (b'labels=["a","b"]', ["a", "b"]),
        (b"labels=a&labels=b,c", ["a", "b,c"]),
        (b"labels[]=a,b", ["a,b"]),
        (b"labels%5B%5D=a&labels%5B%5D=b", ["a", "b"]),
        (b"labels=a,%20b,", ["a", "b"]),
        (b"labels=[draft", ["[draft"]),
        (b"labels=", []),
        (b"labels=%C3%A9", ["é"]),
        ("labels=é".encode(), ["é"]),
    ],
)
def test_a_list_is_read_in_every_spelling_of_the_clients(query: bytes, labels: list[str]) -> None:
    assert decode_query(query, NoteQuery).labels == labels


def test_a_list_of_other_things_than_texts_is_refused_at_its_index() -> None:
    assert entry(b"labels=[1]")["path"] == ["labels", 0]


def test_a_list_of_too_many_values_is_refused() -> None:
    assert entry(b"labels=" + b"a," * 101) == {
        "code": "too_big",
        "path": ["labels"],
        "message": "Too big: expected array to be <=100",
        "origin": "array",
        "maximum": 100,
        "inclusive": True,
    }


@pytest.mark.parametrize("text", ["true", "1", "yes", "on", "y", "enabled", "TRUE"])
def test_a_true_word_is_true(text: str) -> None:
    assert decode_query(f"ascending={text}".encode(), NoteQuery).ascending


@pytest.mark.parametrize("text", ["false", "0", "no", "off", "n", "disabled"])
def test_a_false_word_is_false(text: str) -> None:
    assert not decode_query(f"ascending={text}".encode(), NoteQuery).ascending


def test_another_word_is_no_boolean_and_the_words_are_told() -> None:
    refused = entry(b"ascending=perhaps")
    words = ["true", "1", "yes", "on", "y", "enabled", "false", "0", "no", "off", "n", "disabled"]
    assert (refused["code"], refused["path"], refused["values"]) == ("invalid_value", ["ascending"], words)


@pytest.mark.parametrize("text", ["abc", "ten", "١", "1_0", "NaN"])
def test_text_is_no_limit(text: str) -> None:
    refused = entry(f"limit={quote(text)}".encode())
    assert (refused["code"], refused["expected"], refused["received"]) == ("invalid_type", "number", "NaN")


@pytest.mark.parametrize("text", ["1.5", "1" * 30])
def test_a_fraction_or_an_endless_number_is_no_limit(text: str) -> None:
    refused = entry(f"limit={text}".encode())
    assert (refused["expected"], refused["received"]) == ("int", "number")


@pytest.mark.parametrize("text", ["0", "-1", ""])
def test_a_limit_of_nothing_is_too_small(text: str) -> None:
    assert entry(f"limit={text}".encode()) == {
        "code": "too_small",
        "path": ["limit"],
        "message": "Too small: expected number to be >0",
        "origin": "number",
        "minimum": 0,
        "inclusive": False,
    }


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-08-15T05:40:16.825Z", datetime(2026, 8, 15, 5, 40, 16, 825_000, tzinfo=UTC)),
        ("2026-08-15T05:40:16Z", datetime(2026, 8, 15, 5, 40, 16, tzinfo=UTC)),
        ("2026-08-15T05:40:16", datetime(2026, 8, 15, 5, 40, 16, tzinfo=UTC)),
        ("2026-08-15t05:40:16+02:00", datetime(2026, 8, 15, 3, 40, 16, tzinfo=UTC)),
        ("2026-08-15T05:40:16.123456-00:30", datetime(2026, 8, 15, 6, 10, 16, 123_000, tzinfo=UTC)),
    ],
)
def test_a_time_is_milliseconds_since_the_epoch(text: str, moment: datetime) -> None:
    query = f"before={quote(text)}".encode()
    assert decode_query(query, NoteQuery).before == int(moment.timestamp() * 1000)


def test_a_time_that_is_none_is_refused() -> None:
    refused = entry(b"before=yesterday")
    assert (refused["code"], refused["path"], refused["format"]) == (
        "invalid_format",
        ["before"],
        "datetime",
    )


def test_unknown_parameters_are_ignored() -> None:
    assert decode_query(b"nope=1&limit=7&=&&x", NoteQuery).limit == 7


def test_a_nul_or_a_flood_of_parameters_is_refused() -> None:
    assert entry(b"labels=a%00")["path"] == ["labels"]
    assert entry(b"&".join([b"a=1"] * 1001))["path"] == []


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(query: bytes) -> None:
    with suppress(ValidationFailed):
        decode_query(b"labels=[" + query + b"&before=" + query + b"&limit=" + query, NoteQuery)
