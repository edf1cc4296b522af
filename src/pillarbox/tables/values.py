"""Lists of values in a query."""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Final, TypeAlias, TypeVar

from pillarbox.ports import Value

T = TypeVar("T")
ValuesRow: TypeAlias = Sequence[Value]
_ROWS_AT_ONCE: Final = 64


def listed(values: Sequence[Value]) -> tuple[str, dict[str, Value]]:
    """At least one value as a list for `IN`, and its parameters: for a query that must be one."""
    padded = _padded(values)
    names = [f"value_{number}" for number in range(len(padded))]
    return ", ".join(f":{name}" for name in names), dict(zip(names, padded, strict=True))


def in_parts(rows: Collection[ValuesRow]) -> Iterator[tuple[str, dict[str, Value]]]:
    """`rows`, of one width, as `VALUES` clauses, each with its parameters."""
    given = list(rows)
    for start in range(0, len(given), _ROWS_AT_ONCE):
        part = _padded(given[start : start + _ROWS_AT_ONCE])
        clause, names = _values(len(part), len(part[0]))
        yield clause, dict(zip(names, [value for row in part for value in row], strict=True))


def _padded(items: Sequence[T]) -> list[T]:
    """A power of two of items, the last one repeated, so that few different statements are prepared."""
    count = 1 << (len(items) - 1).bit_length()
    return [*items, *(items[-1] for _ in range(count - len(items)))]


@lru_cache
def _values(count: int, width: int) -> tuple[str, tuple[str, ...]]:
    """The clause for `count` rows and the names of its parameters."""
    names = tuple(f"value_{number}" for number in range(count * width))
    marks = [f":{name}" for name in names]
    rows = (f"({', '.join(marks[start : start + width])})" for start in range(0, len(marks), width))
    return f"VALUES {', '.join(rows)}", names
