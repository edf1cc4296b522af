"""What a run found, as tables for the terminal and as blocks of the page in docs."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The first column is text, the others are numbers."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A limit and what was measured."""

    text: str
    measured: str
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the page."""

    name: str
    tables: Sequence[Table]
    goals: Sequence[Goal] = ()
    notes: Sequence[str] = ()


def markdown(section: Section) -> str:
    """The tables, goals and notes of a section."""
    parts = [_table(table) for table in section.tables]
    if section.goals:
        rows = [(goal.text, goal.measured, "yes" if goal.met else "**no**") for goal in section.goals]
        parts.append(_table(Table(title="Goals", columns=("goal", "measured", "met"), rows=rows)))
    if section.notes:
        parts.append("\n".join(f"- {note}" for note in section.notes))
    return "\n\n".join(parts)


def machine(scale: str) -> str:
    """One line about where and how a block was measured."""
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d}, {scale} run: {os.cpu_count()} cores shared by servers and "
        f"load generator, {platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, SQLite {apsw.sqlite_lib_version()}."
    )


def write_blocks(page: Path, blocks: dict[str, str]) -> None:
    """Put each block between its markers `<!-- name -->` and `<!-- /name -->`.

    Raises `ValueError` for a block that has no place on the page.
    """
    text = page.read_text(encoding="utf-8")
    for name, block in blocks.items():
        before, begin, rest = text.partition(f"<!-- {name} -->")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        if not begin or not end:
            raise ValueError(f"the page has no place for {name}")
        text = f"{before}{begin}\n{block}\n{end}{after}"
    page.write_text(re.sub(r"[ \t]+\n", "\n", text), encoding="utf-8")


def _table(table: Table) -> str:
    rule = ["---", *["---:"] * (len(table.columns) - 1)]
    lines = [" | ".join(row) for row in (table.columns, rule, *table.rows)]
    return f"**{table.title}**\n\n" + "\n".join(f"| {line} |" for line in lines)
