"""Querying the full-text index: candidates for a search, best first. Whether one really matches is for
`domain/highlights.py` to say, which reads the mail itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, cast

from pillarbox.domain.access import Scope
from pillarbox.domain.messages import Message
from pillarbox.domain.search import FIELDS, Alternatives, Term, alternatives
from pillarbox.ports import Dialect, Params, Tx
from pillarbox.tables.filters import Conditions
from pillarbox.tables.messages import MESSAGE, read_message
from pillarbox.tables.paging import Position
from pillarbox.tables.scopes import scope_parameters, within
from pillarbox.tables.search_index import KEYS, last_key, scope_lexeme, thread_lexeme
from pillarbox.tables.values import listed

_MAX_BATCH: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilter:
    """What a search keeps: mail without restricted labels that has every term. Times are exclusive."""

    terms: Sequence[Term]
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that may match. Its rank is the number of the last of `FIELDS` needed to find every term."""

    rank: int
    message: Message

    @property
    def position(self) -> Position:
        return (self.rank, self.message.message_no)


def candidates(
    tx: Tx,
    scope: Scope,
    wanted: SearchFilter,
    *,
    after: Position | None = None,
    thread_no: int | None = None,
    batch: int,
) -> Iterator[list[Candidate]]:
    """Messages inside `scope` (and in the thread, if one is given) with the lexemes of every term: by rank,
    then the last filed first, from behind `after` on. Read `batch` at a time, as far as the caller goes."""
    rank = 0 if after is None else int(after[0])
    below = KEYS if after is None else int(after[1])
    lexemes = [scope_lexeme(scope)]
    if thread_no is not None:
        lexemes.append(thread_lexeme(thread_no))
    while rank < len(FIELDS):
        query = _expression(tx.dialect, lexemes, wanted.terms, rank)
        numbers = _numbers(tx, scope, query, below=below, limit=batch)
        found = _messages(tx, scope, wanted, numbers)
        if found:
            yield [Candidate(rank, message) for message in found]
        if len(numbers) < batch:
            rank, below = rank + 1, KEYS
        else:
            below = numbers[-1]
            batch = min(2 * batch, _MAX_BATCH)


def _numbers(tx: Tx, scope: Scope, query: str, *, below: int, limit: int) -> list[int]:
    """The numbers of indexed messages, highest first."""
    if tx.dialect == "postgres":
        sql = """
            SELECT message_no FROM message_search
            WHERE lexemes @@ CAST(:query AS tsquery) AND message_no < :below
            ORDER BY message_no DESC LIMIT :limit
        """
        return _column(tx, sql, {"query": query, "below": below, "limit": limit})
    if scope.inbox_no is None:
        sql = f"""
            SELECT {KEYS - 1} - rowid % {KEYS} AS message_no FROM message_search
            WHERE message_search MATCH :query AND message_no < :below
            ORDER BY message_no DESC LIMIT :limit
        """
        return _column(tx, sql, {"query": query, "below": below, "limit": limit})
    last = last_key(scope.inbox_no)
    sql = """
        SELECT :last - rowid FROM message_search
        WHERE message_search MATCH :query AND rowid > :above AND rowid <= :last
        ORDER BY rowid LIMIT :limit
    """
    return _column(tx, sql, {"query": query, "above": last - below, "last": last, "limit": limit})


def _column(tx: Tx, sql: str, parameters: Params) -> list[int]:
    return [cast("int", row[0]) for row in tx.all(sql, parameters)]


def _messages(tx: Tx, scope: Scope, wanted: SearchFilter, numbers: Sequence[int]) -> list[Message]:
    """Those of the messages that a search may find, highest number first."""
    conditions = Conditions()
    conditions.between("m.timestamp", wanted.after, wanted.before)
    if not numbers:
        return []
    found, parameters = listed(numbers)
    rows = tx.all(
        f"""
        {MESSAGE}
        WHERE m.message_no IN ({found})
          AND {within(scope, "m")} AND m.hidden = 0 {conditions.sql}
        ORDER BY m.message_no DESC
        """,
        {**scope_parameters(scope), **conditions.parameters, **parameters},
    )
    return [read_message(row) for row in rows]


def _expression(dialect: Dialect, lexemes: Sequence[str], terms: Sequence[Term], rank: int) -> str:
    """A query for messages with all `lexemes` where the terms stand in the first fields up to `rank`, and not
    all of them in fewer.

    Every group names `lexemes`: looking for its next match, FTS5 would else go through the mail of others.
    """
    quote, both, either, but_not = (
        ('"', "AND", "OR", "NOT") if dialect == "sqlite" else ("'", "&", "|", "& !")
    )

    def every(parts: Sequence[str]) -> str:
        return f"({f' {both} '.join(f'{quote}{part}{quote}' for part in (*lexemes, *parts))})"

    def found_in(fields: int) -> str:
        terms_found: list[Alternatives] = alternatives(terms, FIELDS[:fields])
        return f" {both} ".join(f"({f' {either} '.join(map(every, term))})" for term in terms_found)

    query = found_in(rank + 1)
    return query if rank == 0 else f"({query}) {but_not} ({found_in(rank)})"
