import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from starlette.types import Message, Receive
from tests.unit.rest.notebook import NoteBody

from pillarbox.domain.errors import PayloadTooLarge, ValidationFailed
from pillarbox.domain.policy import MAX_BODY_BYTES
from pillarbox.edges.rest.bodies import BodyTooSlow, ClientDisconnected, decode_body, is_deep, read_body
from pillarbox.edges.rest.endpoint import MountPoint


def receiving(events: Sequence[Message]) -> Receive:
    left = list(events)

    async def receive() -> Message:
        return left.pop(0)

    return receive


def chunks(*parts: bytes) -> list[Message]:
    return [{"type": "http.request", "body": part, "more_body": True} for part in parts]


async def entry(body: bytes) -> dict[str, Any]:
    with pytest.raises(ValidationFailed) as caught:
        await decode_body(body, NoteBody)
    (only,) = caught.value.errors
    return dict(only)


async def test_a_body_arrives_whole_from_its_chunks() -> None:
    events = [*chunks(b"a", b"", b"b"), {"type": "http.request", "body": b"c"}]
    assert await read_body({"headers": []}, receiving(events)) == b"abc"


async def test_a_body_announced_too_large_is_refused_unread() -> None:
    headers = [(b"content-length", b"%d" % (MAX_BODY_BYTES + 1))]
    with pytest.raises(PayloadTooLarge):
        await read_body({"headers": headers}, receiving([]))


async def test_a_chunked_body_is_refused_once_it_grows_too_large() -> None:
    part = b" " * (MAX_BODY_BYTES // 2)
    with pytest.raises(PayloadTooLarge):
        await read_body({"headers": []}, receiving(chunks(part, part, b" ")))


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(BodyTooSlow):
        await read_body({"headers": []}, receive, timeout_s=0)


async def test_a_client_that_goes_away_is_told_apart() -> None:
    with pytest.raises(ClientDisconnected):
        await read_body({"headers": []}, receiving([*chunks(b"a"), {"type": "http.disconnect"}]))


async def test_a_large_body_is_decoded_as_well() -> None:
    body = await decode_body(b'{"text":"x","attachments":"' + b"A" * 1_000_000 + b'"}', NoteBody)
    assert body.text == "x"


async def test_unknown_fields_are_ignored() -> None:
    assert (await decode_body(b'{"nope":[{}],"text":"x"}', NoteBody)).text == "x"


@pytest.mark.parametrize(
    "body", [b"{", b'{"text":', b'{"text":"\xff"}', b'{"text":NaN}', b'{"text":"\\ud800"}']
)
async def test_what_is_no_json_is_told_so(body: bytes) -> None:
    refused = await entry(body)
    assert (refused["code"], refused["format"], refused["path"]) == ("invalid_format", "json_string", [])


async def test_an_absent_body_is_an_empty_object() -> None:
    assert await entry(b" ") == {
        "code": "invalid_type",
        "path": ["text"],
        "message": "Invalid input: expected string, received undefined",
        "expected": "string",
        "received": "undefined",
    }


async def test_a_value_of_another_type_is_named_by_its_path() -> None:
    refused = await entry(b'{"text":"x","add_labels":["a",1]}')
    assert refused == {
        "code": "invalid_type",
        "path": ["add_labels", 1],
        "message": "Invalid input: expected string, received number",
        "expected": "string",
        "received": "number",
    }


@pytest.mark.parametrize(
    ("body", "path", "expected", "received"),
    [
        (b"[]", [], "object", "array"),
        (b"null", [], "object", "null"),
        (b'{"text":null}', ["text"], "string", "null"),
        (b'{"text":"x","add_labels":{}}', ["add_labels"], "string | array", "object"),
        (b'{"text":"x","headers":{"a":1}}', ["headers"], "string", "number"),
    ],
)
async def test_types_are_called_as_the_wire_calls_them(
    body: bytes, path: list[str], expected: str, received: str
) -> None:
    refused = await entry(body)
    assert (refused["path"], refused["expected"], refused["received"]) == (path, expected, received)


async def test_a_text_that_is_too_long_and_a_time_that_is_none_are_refused() -> None:
    assert (await entry(b'{"text":"' + b"x" * 1001 + b'"}'))["maximum"] == 1000
    assert (await entry(b'{"text":"x","send_at":"soon"}'))["format"] == "datetime"
    assert (await entry(b'{"text":"x","send_at":5}'))["code"] == "invalid_type"


async def test_nul_characters_are_refused_but_an_escaped_backslash_is_not_one() -> None:
    assert (await entry(b'{"text":"a\\u0000b"}'))["code"] == "custom"
    assert (await entry(b'{"text":"x","send_at":"2026-01-01T00:00:00Z","add_labels":["\\u0000"]}'))[
        "path"
    ] == []
    assert (await decode_body(b'{"text":"a\\\\u0000b"}', NoteBody)).text == "a\\u0000b"


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":', b"}]")])
async def test_nesting_is_bounded(opening: bytes, closing: bytes) -> None:
    levels = 64 // (opening.count(b"[") + opening.count(b"{"))
    assert not is_deep(opening * levels + b"1" + closing * levels)
    assert is_deep(opening * levels + b"[]" + closing * levels)
    assert (await entry(opening * 100_000))["code"] == "custom"


def test_brackets_inside_strings_are_no_nesting() -> None:
    assert not is_deep(b'{"text":"' + b'[{\\"\\\\' * 100 + b'"}')
    assert not is_deep(b"[" + b"[]," * 1000 + b"[]]")


@given(st.binary(max_size=200))
async def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(ValidationFailed):
        await decode_body(b'{"text":"' + body, NoteBody)


class Lamp(Struct):
    colour: Literal["red", "green"] = "red"
    place: MountPoint | None = None


@pytest.mark.parametrize(
    ("body", "values"),
    [
        (b'{"colour":"blue"}', ["red", "green"]),
        (b'{"place":"blue"}', [place.value for place in MountPoint]),
    ],
)
async def test_the_values_of_an_enumeration_are_told(body: bytes, values: list[str]) -> None:
    with pytest.raises(ValidationFailed) as caught:
        await decode_body(body, Lamp)
    (entry,) = caught.value.errors
    assert (entry["code"], entry["values"]) == ("invalid_value", values)
    assert "blue" not in str(entry["message"])
