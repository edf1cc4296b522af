"""Turning what msgspec says about a malformed value into the wire's validation entries."""

import re
from collections.abc import Callable
from types import NoneType, UnionType
from typing import Annotated, Union, get_args, get_origin

import msgspec

from pillarbox.domain.errors import ValidationFailed, invalid
from pillarbox.edges.rest.instants import Instant

Path = list[str | int]

_AT = re.compile(r" - at (`key` in )?`\$([^`]*)`$")
_PATH_STEP = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]")
_EXPECTED_GOT = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_MISSING = re.compile(r"Object missing required field `([^`]+)`")
_BOUND = re.compile(r"Expected `(\w+)` (of length )?(>=|>|<=|<) (-?\d+)")
_PATTERN = re.compile(r"Expected `str` matching regex (.+)")
_MOMENT = re.compile(r"Invalid RFC 3339 .*")
_ENUM = re.compile(r"Invalid enum value (.+)")
_WIRE_TYPES = {"str": "string", "Instant": "string", "int": "number", "float": "number", "bool": "boolean"}


def decode_custom(kind: type, value: object) -> object:
    """The value of a type msgspec does not know, from its JSON form; msgspec's `dec_hook`."""
    if kind is not Instant or not isinstance(value, str):
        raise ValueError("Expected `str`, got `another type`")
    try:
        return Instant.parse(value)
    except ValueError:
        raise ValueError("Invalid RFC 3339 date and time") from None


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
    error: msgspec.ValidationError, shape: type[msgspec.Struct] | None = None, *, within: str | None = None
) -> ValidationFailed:
    """The validation error that tells a client what msgspec told us about a value decoded as `shape`.

    `within` names the parameter whose text held the value.
    """
    text = str(error)
    path: Path = [] if within is None else [within]
    at = _AT.search(text)
    if at is not None:
        text = text[: at.start()]
        path += [int(index) if index else name for name, index in _PATH_STEP.findall(at[2])]
    missing = _MISSING.match(text)
    if missing is not None:
        return wrong_type([*path, missing[1]], _expected(shape, missing[1]), "undefined")
    for pattern, entry in _ENTRIES:
        matched = pattern.match(text)
        if matched is not None:
            return entry(matched, path)
    return invalid(text, path)


def _expected(shape: type[msgspec.Struct] | None, name: str) -> str:
    """The wire's word for the type of a field."""
    for field in msgspec.structs.fields(shape) if shape is not None else ():
        if field.encode_name == name:
            kind = plain_type(field.type)
            bare = get_origin(kind) or kind
            word = getattr(bare, "__name__", "object")
            return {"list": "array"}.get(word) or _WIRE_TYPES.get(word, "object")
    return "object"


def _wire_types(names: str) -> str:
    wire = [_WIRE_TYPES.get(name, name) for name in names.split(" | ") if name != "null"]
    return " | ".join(dict.fromkeys(wire)) or "null"


def wrong_type(path: Path, expected: str, received: str) -> ValidationFailed:
    """The entry for a value of another type than `expected`."""
    message = f"Invalid input: expected {expected}, received {received}"
    return invalid(message, path, "invalid_type", expected=expected, received=received)


def out_of_bounds(path: Path, origin: str, comparison: str, bound: int) -> ValidationFailed:
    """The entry for a number or length that is not `comparison` (`>`, `>=`, `<` or `<=`) `bound`."""
    small = comparison.startswith(">")
    limit = {"minimum" if small else "maximum": bound}
    message = f"Too {'small' if small else 'big'}: expected {origin} to be {comparison}{bound}"
    code = "too_small" if small else "too_big"
    return invalid(message, path, code, origin=origin, inclusive="=" in comparison, **limit)


def _type_entry(matched: re.Match[str], path: Path) -> ValidationFailed:
    return wrong_type(path, _wire_types(matched[1]), _wire_types(matched[2]))


def _bound_entry(matched: re.Match[str], path: Path) -> ValidationFailed:
    origin, comparison, bound = _wire_types(matched[1]), matched[3], int(matched[4])
    if matched[1] == "int" and (comparison, bound) == (">=", 1):  # how msgspec puts "positive"
        comparison, bound = ">", 0
    return out_of_bounds(path, origin, comparison, bound)


def _pattern_entry(matched: re.Match[str], path: Path) -> ValidationFailed:
    return invalid("Invalid string", path, "invalid_format", format="regex", pattern=matched[1].strip("'"))


def _moment_entry(matched: re.Match[str], path: Path) -> ValidationFailed:
    return invalid(matched[0], path, "invalid_format", format="datetime")


def _enum_entry(matched: re.Match[str], path: Path) -> ValidationFailed:
    return invalid(f"Invalid option: {matched[1]}", path, "invalid_value")


_ENTRIES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Path], ValidationFailed]], ...] = (
    (_EXPECTED_GOT, _type_entry),
    (_MOMENT, _moment_entry),
    (_BOUND, _bound_entry),
    (_PATTERN, _pattern_entry),
    (_ENUM, _enum_entry),
)
