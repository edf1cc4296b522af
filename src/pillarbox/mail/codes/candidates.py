"""What could be a code by its shape alone: where it stands and what it is made of. Knows no words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, auto

from .layout import Line

_BEFORE = r"(?<![A-Za-z0-9_@#/\\$€£¥₹₽₩+*=&-])(?<!\d[.,:/ ])(?<!\d\) )(?<!\d-)"
_AFTER = r"(?![A-Za-z0-9_@/\\%‰$€£¥₹₽₩*=&]|[.,:]\d|-[A-Za-z0-9]| ?[$€£¥₹₽₩%]| \d)"
_SHAPES = (
    r"(?P<grouped>\d{3}([ -])\d{3}(?:\2\d{3})?|\d{4}[ -]\d{4}|\d\d([ -])\d\d\3\d\d(?:\3\d\d)?"
    r"|\d(?:[ -]\d){3,9})"
    r"|(?:[A-Z]{1,2}-)?(?P<digits>\d{4,10})"
    r"|(?P<dashed>(?=[A-Z-]*\d)(?=[0-9-]*[A-Z])[A-Z0-9]{3,8}(?:-[A-Z0-9]{3,8}){1,3})"
    r"|(?P<loose>(?=[a-z-]*\d)(?=[0-9-]*[a-z])[a-z0-9]{3,8}(?:-[a-z0-9]{3,8}){1,3})"
    r"|(?P<mixed>(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{4,12})"
    r"|(?P<cells>[A-Z0-9](?: [A-Z0-9]){3,9})"
    r"|(?P<letters>[A-Z]{3,10}(?:-[A-Z]{3,10}){0,3})"
    r"|(?P<words>[a-z]{3,8}(?:-[a-z]{3,8}){2,4})"
)
_CANDIDATE = re.compile(f"{_BEFORE}(?:{_SHAPES}){_AFTER}", re.ASCII)
_HINT = re.compile(r"[0-9]|[A-Z]{3}|[a-z]-[a-z]|[A-Z] [A-Z]")  # without any of these there is no candidate
_CURRENCY = r"(?:rs\.?|inr|usd|eur|gbp|chf|kr|zl|kc|ft|lei|tl|try|rub|uah|idr|rp|元|円|원|руб|грн|лв)"
_UNIT = r"(?:min|minut\w*|sec\w*|hours?|hrs?|days?|stunden|heures|horas|uur|мин\w*|час\w*|分|小时|時間|분)"
_AMOUNT_AFTER = re.compile(rf" ?(?:{_CURRENCY}|{_UNIT})\b")
_AMOUNT_BEFORE = re.compile(rf"\b{_CURRENCY} ?$")
_FRAME = " \t*_|.:：。!·•<>[](){}«»“”„\"'`~=-–—→#\ue000\uf8ff"
_YEAR = re.compile(r"19\d\d|20[0-3]\d")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


class Shape(IntEnum):
    """What a candidate is made of, from the least to the most doubtful."""

    DIGITS = auto()
    GROUPED = auto()
    MIXED = auto()
    DATE_LIKE = auto()  # a year, a calendar date
    LETTERS = auto()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible code by its place in a line."""

    value: str
    start: int
    end: int
    shape: Shape
    alone: bool  # nothing else stands in its line


def _shape(kind: str, value: str) -> Shape:
    if _YEAR.fullmatch(value) or _DATE.fullmatch(value):
        return Shape.DATE_LIKE
    match kind:
        case "digits":
            return Shape.DIGITS
        case "grouped":
            return Shape.DATE_LIKE if len(value) == 8 and value[2] == "-" else Shape.GROUPED
        case "letters" | "words":
            return Shape.LETTERS
        case "cells":
            return Shape.MIXED if any(map(str.isdigit, value)) else Shape.LETTERS
        case _:
            return Shape.MIXED


def candidates(line: Line) -> Iterator[Candidate]:
    """The candidates of a line, left to right."""
    if not _HINT.search(line.plain):
        return
    bare = line.text.strip(_FRAME)
    for found in _CANDIDATE.finditer(line.plain):
        kind = found.lastgroup or next(name for name, value in found.groupdict().items() if value)
        start, end = found.span(kind)
        if _AMOUNT_AFTER.match(line.folded, end) or _AMOUNT_BEFORE.search(
            line.folded[max(0, start - 5) : start]
        ):
            continue
        alone = bare == line.text[found.start() : end].strip(_FRAME)
        if kind in ("words", "cells", "loose") and not alone:
            continue
        value = "".join(line.text[start:end].split())
        yield Candidate(value, start, end, _shape(kind, line.plain[start:end]), alone)
