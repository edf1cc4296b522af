"""Keyset paging: a page continues after the last row seen, at the same cost however deep it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

Position = tuple[int | str, int]
"""Where a page ended: the sort key (mostly a time in ms) and the row number that breaks ties."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """What a caller wants: at most `limit` rows after `after`, newest first unless `ascending`."""

    limit: int
    after: Position | None = None
    ascending: bool = False

    def clause(self, key: str, number: str) -> str:
        """`AND …` that skips what was seen, with the parameters of `parameters`."""
        if self.after is None:
            return ""
        sign = ">" if self.ascending else "<"
        return f"AND ({key}, {number}) {sign} (:after_key, :after_number)"

    def order(self, key: str, number: str) -> str:
        """`ORDER BY … LIMIT …`, one row more than asked for: it tells whether there is a next page."""
        direction = "ASC" if self.ascending else "DESC"
        return f"ORDER BY {key} {direction}, {number} {direction} LIMIT :page_rows"

    @property
    def parameters(self) -> dict[str, int | str]:
        parameters: dict[str, int | str] = {"page_rows": self.limit + 1}
        if self.after is not None:
            parameters["after_key"], parameters["after_number"] = self.after
        return parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Rows, and where the next page starts (None after the last)."""

    items: Sequence[T]
    next_position: Position | None


def cut(rows: Sequence[T], request: PageRequest, position: Callable[[T], Position]) -> Page[T]:
    """The page from the rows read by `PageRequest.order`."""
    if len(rows) <= request.limit:
        return Page(items=rows, next_position=None)
    items = rows[: request.limit]
    return Page(items=items, next_position=position(items[-1]))
