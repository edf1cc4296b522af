"""What lists of messages and threads may keep, as conditions in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pillarbox.domain.labels import ALL_HIDDEN, HiddenMask
from pillarbox.ports import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFilter:
    """What a list of messages or threads keeps. Times are exclusive; every label and substring must match;
    substrings ignore case. `visible` says which restricted labels may show."""

    visible: HiddenMask
    labels: Sequence[str] = ()
    before: int | None = None
    after: int | None = None
    senders: Sequence[str] = ()
    recipients: Sequence[str] = ()
    subjects: Sequence[str] = ()


@dataclass(slots=True)
class Conditions:
    """`AND …` clauses with their parameters, gathered one by one."""

    clauses: list[str] = field(default_factory=list)
    parameters: dict[str, Value] = field(default_factory=dict)

    def add(self, clause: str, **parameters: Value) -> None:
        self.clauses.append(f"AND {clause}")
        self.parameters.update(parameters)

    def contains(self, column: str, words: Sequence[str]) -> None:
        """Every one of `words` is part of `column`, which holds casefolded text."""
        for word in words:
            name = f"like_{len(self.parameters)}"
            self.add(f"{column} LIKE :{name} ESCAPE '\\'", **{name: like_pattern(word.casefold())})

    def between(self, column: str, after: int | None, before: int | None) -> None:
        if after is not None:
            self.add(f"{column} > :after_time", after_time=after)
        if before is not None:
            self.add(f"{column} < :before_time", before_time=before)

    @property
    def sql(self) -> str:
        return " ".join(self.clauses)


def may_show(column: str, visible: HiddenMask) -> str:
    """A condition that `column`, the restricted labels of a message as bits, has none but those of `visible`.

    Its values are spelled out since PostgreSQL knows how common each of them is. It would take an AND of bits
    to keep next to nothing, and so read a whole inbox and sort it rather than follow the index.
    """
    seen = [str(combination) for combination in range(ALL_HIDDEN + 1) if not combination & ~visible]
    return f"{column} IN ({', '.join(seen)})"


def like_pattern(text: str) -> str:
    r"""A LIKE pattern (with `ESCAPE '\'`) for "contains `text`"."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
