"""Scores as Markdown tables, and the part of `docs/extraction.md` that holds them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.extraction.corpus import Case
from bench.extraction.scoring import Score, percent, quantile

_HEADING: Final = "## Scores\n"
_COLUMNS: Final = (
    "| {} | mails | right | right without the thread | words lost | half lost | nothing left | quote left "
    "| HTML right | ms | ms 99 % |"
)
_RULE: Final = "| --- |" + " ---: |" * 10
_GROUPINGS: Final[dict[str, Callable[[Case], str]]] = {
    "placement": lambda case: case.group,
    "client": lambda case: case.client,
    "language": lambda case: case.language,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One mail and its scores: with the message answered, without it, and of the HTML given back."""

    case: Case
    known: Score
    alone: Score | None
    html: Score | None


def tables(results: Sequence[Result]) -> str:
    """A table by placement, one by client, one by language, each with a line for all."""
    return "\n".join(_table(name, key, results) for name, key in _GROUPINGS.items())


def rewrite(page: Path, results: Sequence[Result]) -> None:
    """Put the tables under the page's heading for scores, below the text that stands there."""
    above, heading, below = page.read_text(encoding="utf-8").partition(_HEADING)
    text = below.partition("\n### ")[0]
    page.write_text(f"{above}{heading}{text.rstrip()}\n\n{tables(results)}", encoding="utf-8")


def _table(name: str, key: Callable[[Case], str], results: Sequence[Result]) -> str:
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[key(result.case)].append(result)
    rows = [_row(group, groups[group]) for group in sorted(groups)]
    return "\n".join(
        (f"### By {name}", "", _COLUMNS.format(name), _RULE, *rows, _row("**all**", results), "")
    )


def _row(name: str, results: Sequence[Result]) -> str:
    known = [result.known for result in results]
    alone = [result.alone for result in results if result.alone is not None]
    html = [result.html for result in results if result.html is not None]
    shares = [percent(known, "ok"), percent(alone, "ok")]
    shares += [percent(known, field) for field in ("lost", "half_lost", "empty", "leak")]
    shares.append(percent(html, "ok"))
    shown = " | ".join("" if share is None else f"{share:.1f} %" for share in shares)
    return f"| {name} | {len(results)} | {shown} | {quantile(known, 0.5):.2f} | {quantile(known, 0.99):.2f} |"
