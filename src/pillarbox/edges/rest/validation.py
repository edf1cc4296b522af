"""Turning what msgspec says about a malformed value into the wire's validation entries."""

import re
from collections.abc import Sequence
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Struct

from pillarbox.domain.errors import ValidationFailed, invalid
from pillarbox.edges.rest.instants import Instant

Path = list[str | int]

_AT = re.compile(r" - at (`key` in )?`\$([^`]*)`$")
_PATH_STEP = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]")
_WRONG_TYPE = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_MISSING = re.compile(r"Object missing required field `([^`]+)`")
_BOUND = re.compile(r"Expected `(\w+)` (of length )?(>=|>|<=|<) (-?\d+)")
_PATTERN = re.compile(r"Expected `str` matching regex '(.+)'")
_NOT_AN_OPTION = "Invalid enum value"
_NOT_A_MOMENT = "Invalid RFC 3339 date and time"
_WIRE_TYPES = {
    "str": "string",
    "Instant": "string",
    "int": "number",
    "float": "number",
    "bool": "boolean",
    "list": "array",
}


def decode_custom(kind: type, value: object) -> object:
    """The value of a type msgspec does not know, from its JSON form; msgspec's `dec_hook`."""
    if kind is not Instant or not isinstance(value, str):
        raise ValueError("Expected `str`, got `another type`")
    try:
        return Instant.parse(value)
    except ValueError:
        raise ValueError(_NOT_A_MOMENT) from None


def plain_type(kind: object) -> object:
    """`kind` without `None` and without annotations; a union of several types stays one."""
    origin = get_origin(kind)
    if origin is Annotated:
        return plain_type(get_args(kind)[0])
    if origin in (Union, UnionType):
        present = [option for option in get_args(kind) if option is not NoneType]
        return plain_type(present[0]) if len(present) == 1 else kind
    return kind


def validation_failed(
    error: msgspec.ValidationError, shape: type[Struct] | None = None, *, within: str | None = None
) -> ValidationFailed:
    """The validation error that tells a client what msgspec told us about a value decoded as `shape`.

    `within` names the parameter whose text held the value.
    """
    text = str(error)
    path: Path = [] if within is None else [within]
    if at := _AT.search(text):
        text = text[: at.start()]
        path += [int(index) if index else name for name, index in _PATH_STEP.findall(at[2])]
    if missing := _MISSING.match(text):
        path = [*path, missing[1]]
        return wrong_type(path, _expected(_type_at(shape, path)), "undefined")
    if wrong := _WRONG_TYPE.match(text):
        return wrong_type(path, _wire_types(wrong[1]), _wire_types(wrong[2]))
    if bound := _BOUND.match(text):
        return _out_of_bounds(path, bound[1], bound[3], int(bound[4]))
    if pattern := _PATTERN.match(text):
        return invalid("Invalid string", path, "invalid_format", format="regex", pattern=pattern[1])
    if text == _NOT_A_MOMENT:
        return invalid(text, path, "invalid_format", format="datetime")
    if text.startswith(_NOT_AN_OPTION):
        return not_an_option(path, "enum", _options(_type_at(shape, path)))
    return invalid(text, path)


def wrong_type(path: Path, expected: str, received: str) -> ValidationFailed:
    """The error for a value of another type than `expected`."""
    message = f"Invalid input: expected {expected}, received {received}"
    return invalid(message, path, "invalid_type", expected=expected, received=received)


def not_an_option(path: Path, expected: str, values: Sequence[str]) -> ValidationFailed:
    """The error for a value that is none of `values`."""
    message = "Invalid option: expected one of " + "|".join(f'"{value}"' for value in values)
    return invalid(message, path, "invalid_value", expected=expected, values=values)


def has_nul(value: object) -> bool:
    """Whether a text in the JSON value holds a NUL, which PostgreSQL cannot store."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(has_nul(key) or has_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(has_nul(item) for item in value)


def _out_of_bounds(path: Path, kind: str, comparison: str, bound: int) -> ValidationFailed:
    if kind == "int" and (comparison, bound) == (">=", 1):  # how msgspec puts "positive"
        comparison, bound = ">", 0
    small = comparison.startswith(">")
    origin = _wire_types(kind)
    message = f"Too {'small' if small else 'big'}: expected {origin} to be {comparison}{bound}"
    limit = {"minimum" if small else "maximum": bound}
    code = "too_small" if small else "too_big"
    return invalid(message, path, code, origin=origin, inclusive="=" in comparison, **limit)


def _wire_types(names: str) -> str:
    wire = [_WIRE_TYPES.get(name, name) for name in names.split(" | ") if name != "null"]
    return " | ".join(dict.fromkeys(wire)) or "null"


def _expected(kind: object) -> str:
    """The wire's word for a type."""
    return _WIRE_TYPES.get(getattr(get_origin(kind) or kind, "__name__", ""), "object")


def _options(kind: object) -> list[str]:
    """The values of an enumeration."""
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    return [option.value for option in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []


def _type_at(shape: type[Struct] | None, path: Path) -> object:
    """The type of what stands at `path` in a value of that shape; None where that cannot be told."""
    kind: object = shape
    for step in path:
        if isinstance(step, int):
            kind = plain_type(next(iter(get_args(kind)), None))
        elif isinstance(kind, type) and issubclass(kind, Struct):
            fields = msgspec.structs.fields(kind)
            kind = next((plain_type(field.type) for field in fields if field.encode_name == step), None)
        else:
            return None
    return kind
