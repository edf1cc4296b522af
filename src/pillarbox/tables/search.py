"""Querying the full-text index: candidates for a search, best first. Whether one really matches is for
`domain/highlights.py` to say, which reads the mail itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pillarbox.domain.access import Scope
from pillarbox.domain.messages import Message
from pillarbox.domain.search import FIELDS, Alternatives, Term, alternatives
from pillarbox.ports import Dialect, Tx
from pillarbox.tables.filters import Conditions
from pillarbox.tables.messages import MESSAGE, read_message
from pillarbox.tables.paging import Position
from pillarbox.tables.scopes import scope_parameters, within
from pillarbox.tables.search_index import scope_lexeme, thread_lexeme


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
    below = None if after is None else after[1]
    while rank < len(FIELDS):
        found = _batch(tx, scope, wanted, rank=rank, below=below, thread_no=thread_no, limit=batch)
        if found:
            yield [Candidate(rank, message) for message in found]
        if len(found) < batch:
            rank, below = rank + 1, None
        else:
            below = found[-1].message_no


def _batch(
    tx: Tx,
    scope: Scope,
    wanted: SearchFilter,
    *,
    rank: int,
    below: int | None,
    thread_no: int | None,
    limit: int,
) -> list[Message]:
    conditions = Conditions()
    conditions.between("m.timestamp", wanted.after, wanted.before)
    if tx.dialect == "sqlite":
        number = "s.rowid"
        conditions.add("message_search MATCH :query")
    else:
        number = "s.message_no"
        conditions.add("s.lexemes @@ CAST(:query AS tsquery)")
    if below is not None:
        conditions.add(f"{number} < :below", below=below)
    lexemes = [scope_lexeme(scope)]
    if thread_no is not None:
        lexemes.append(thread_lexeme(thread_no))
    rows = tx.all(
        f"""{MESSAGE}
        JOIN message_search s ON {number} = m.message_no
        WHERE {within(scope, "m")} AND m.hidden = 0 {conditions.sql}
        ORDER BY {number} DESC LIMIT :limit
        """,
        {
            **scope_parameters(scope),
            **conditions.parameters,
            "query": _expression(tx.dialect, lexemes, wanted.terms, rank),
            "limit": limit,
        },
    )
    return [read_message(row) for row in rows]


def _expression(dialect: Dialect, lexemes: Sequence[str], terms: Sequence[Term], rank: int) -> str:
    """A query for messages with all `lexemes` where the terms stand in the first fields up to `rank`, and not
    all of them in fewer."""
    quote, both, either, but_not = (
        ('"', "AND", "OR", "NOT") if dialect == "sqlite" else ("'", "&", "|", "& !")
    )

    def every(parts: Sequence[str]) -> str:
        return f"({f' {both} '.join(f'{quote}{part}{quote}' for part in parts)})"

    def found_in(fields: int) -> str:
        terms_found: list[Alternatives] = alternatives(terms, FIELDS[:fields])
        return f" {both} ".join(f"({f' {either} '.join(map(every, term))})" for term in terms_found)

    query = f"{every(lexemes)} {both} {found_in(rank + 1)}"
    return query if rank == 0 else f"({query}) {but_not} ({found_in(rank)})"
