"""Reading the query string into the struct an endpoint asks for. Knows spellings, not meanings."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import Meta, Struct

from pillarbox.domain.errors import ValidationFailed, invalid
from pillarbox.edges.rest.instants import Instant
from pillarbox.edges.rest.validation import (
    decode_custom,
    has_nul,
    not_an_option,
    plain_type,
    validation_failed,
    wrong_type,
)

S = TypeVar("S", bound=Struct)

MAX_FIELDS = 1000
MAX_LIST_ITEMS = 100
MAX_WORD_CHARS = 1000
TRUE_WORDS = ("true", "1", "yes", "on", "y", "enabled")
FALSE_WORDS = ("false", "0", "no", "off", "n", "disabled")

_INTEGER = re.compile(r"[+-]?[0-9]{1,20}")
_DECIMAL = re.compile(r"[+-]?[0-9]{0,20}\.?[0-9]{0,20}")

Limit = Annotated[int, Meta(gt=0, description="How many items a page holds at most; 50 when absent.")]
PageToken = Annotated[str, Meta(description="Where the page starts: `next_page_token` of the page before.")]
Words = Annotated[list[str], Meta(max_length=MAX_LIST_ITEMS)]
"""A list parameter: a JSON array, a repeated key, `key[]=`, or values between commas."""


def decode_query(query_string: bytes, shape: type[S]) -> S:
    """The query as `shape`. Parameters `shape` does not name are ignored.

    Raises `ValidationFailed` for the first malformed value.
    """
    if not query_string:
        given: dict[str, list[str]] = {}
    else:
        given = _given(query_string)
    values: dict[str, object] = {}
    for name, read in _readers(shape):
        if name in given:
            values[name] = read(name, given[name])
        elif f"{name}[]" in given:
            values[name] = given[f"{name}[]"]
    try:
        return msgspec.convert(values, shape, dec_hook=decode_custom)
    except msgspec.ValidationError as error:
        raise validation_failed(error, shape) from None


def _given(query_string: bytes) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(query_string.decode("utf-8", "replace"), True, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise invalid(f"More than {MAX_FIELDS} query parameters") from None
    given: dict[str, list[str]] = {}
    for key, value in pairs:
        if "\0" in value:
            raise _nul(key)
        given.setdefault(key, []).append(value)
    return given


Reader = Callable[[str, list[str]], object]


@cache
def _readers(shape: type[Struct]) -> tuple[tuple[str, Reader], ...]:
    return tuple(
        (field.encode_name, _READERS[plain_type(field.type)]) for field in msgspec.structs.fields(shape)
    )


def _text(name: str, texts: list[str]) -> str:
    return texts[0]


def _number(name: str, texts: list[str]) -> int:
    text = texts[0].strip() or "0"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        raise wrong_type([name], "int", "number")
    raise wrong_type([name], "number", "NaN")


def _flag(name: str, texts: list[str]) -> bool:
    word = texts[0].lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise not_an_option([name], "stringbool", [*TRUE_WORDS, *FALSE_WORDS])


def _words(name: str, texts: list[str]) -> list[str]:
    found = _split(name, texts)
    if has_nul(found):
        raise _nul(name)
    if any(len(word) > MAX_WORD_CHARS for word in found):
        raise invalid(f"A value has at most {MAX_WORD_CHARS} characters", [name], "too_big")
    return found


def _split(name: str, texts: list[str]) -> list[str]:
    if len(texts) > 1:
        return texts
    text = texts[0]
    if text.startswith("["):
        try:
            return msgspec.json.decode(text, type=list[str])
        except msgspec.ValidationError as error:
            raise validation_failed(error, within=name) from None
        except (msgspec.DecodeError, RecursionError):
            return [text]
    return [word for word in (piece.strip() for piece in text.split(",")) if word]


def _nul(name: str) -> ValidationFailed:
    return invalid("A value must not contain the NUL character", [name])


_READERS: Mapping[object, Reader] = {
    str: _text,
    int: _number,
    bool: _flag,
    Instant: _text,
    list[str]: _words,
}
