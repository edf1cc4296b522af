"""Lists of values in a query."""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from pillarbox.ports import Value

ValuesRow: TypeAlias = Sequence[Value]
_ROWS_AT_ONCE: Final = 64


def in_parts(rows: Collection[ValuesRow]) -> Iterator[tuple[str, dict[str, Value]]]:
    """`rows`, of one width, as `VALUES` clauses, each with its parameters.

    Each has a power of two of rows, the last one repeated, so that few different statements are prepared.
    """
    given = list(rows)
    for start in range(0, len(given), _ROWS_AT_ONCE):
        part = given[start : start + _ROWS_AT_ONCE]
        count = 1 << (len(part) - 1).bit_length()
        part += part[-1:] * (count - len(part))
        clause, names = _values(count, len(part[0]))
        yield clause, dict(zip(names, [value for row in part for value in row], strict=True))


@lru_cache
def _values(count: int, width: int) -> tuple[str, tuple[str, ...]]:
    """The clause for `count` rows and the names of its parameters."""
    names = tuple(f"value_{number}" for number in range(count * width))
    marks = [f":{name}" for name in names]
    rows = (f"({', '.join(marks[start : start + width])})" for start in range(0, len(marks), width))
    return f"VALUES {', '.join(rows)}", names
