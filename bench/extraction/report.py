"""The scores as a table for the terminal and as the page in docs."""

from collections.abc import Mapping, Sequence
from typing import Final

from bench.extraction.scoring import Score, percent, quantile

_COLUMNS: Final = (
    "| group | mails | right | lost words | half lost | empty | quoted text left | ms median | ms 99 % |"
)
_RULE: Final = "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"


def table(title: str, groups: Mapping[str, Sequence[Score]]) -> str:
    """A Markdown table, one line a group and one for all."""
    every = [each for scores in groups.values() for each in scores]
    rows = [_row(name, scores) for name, scores in sorted(groups.items())]
    return "\n".join((f"### {title}", "", _COLUMNS, _RULE, *rows, _row("**all**", every), "", ""))


def page(with_parent: Mapping[str, Sequence[Score]], without_parent: Mapping[str, Sequence[Score]]) -> str:
    """The whole page."""
    return (
        _INTRODUCTION + table("With the message answered", with_parent) + table("Without it", without_parent)
    )


def _row(name: str, scores: Sequence[Score]) -> str:
    shares = " | ".join(
        f"{percent(scores, field):.1f} %" for field in ("ok", "lost", "half_lost", "empty", "leak")
    )
    times = f"{quantile(scores, 0.5):.2f} | {quantile(scores, 0.99):.2f}"
    return f"| {name} | {len(scores)} | {shares} | {times} |"


_INTRODUCTION: Final = """# New words only: how replies are extracted

An agent should read what a person just wrote, not the thread below it. `pillarbox.mail.reply.extract`
gives the new text and the HTML without its quoted nodes, says what was removed and why, and how sure it is.

## How it decides

1. **Signs.** One scan for anything that could be a quote. A mail without a sign comes back as it is.
2. **Lines.** Quote marks, attributions, header blocks and separators, from tables of some fifty languages.
   An attribution needs two of a date, an address and a verb of writing, and its remainder must look like a
   name; a header block needs labelled lines of different roles. Text between and below quotes stays.
3. **Markup.** HTML is rendered to lines that know their quote depth (blockquotes and the containers of some
   thirty clients) and judged by the same rules; the nodes of removed lines are then taken out.
4. **Both parts.** What one part of a mail shows to be quoted goes from the other too.
5. **Thread.** Given the message answered, a run of its words that opens as it does and reaches the end of
   the mail is a quote even without any sign. Nothing is removed from the top.
6. **Never lose.** When nothing would be left, the mail is a mere quote or forward and comes back whole.

Signatures and footers are named on request but never cut.

## Scores

Right: every word of the author is there, in order, and nothing else (signatures and footers are free). The
mails are built by `bench/extraction` after the layouts of real clients, so these figures say that layouts
and languages are covered, not how the engine does on mail nobody foresaw. `make bench-extraction` writes
this page; `python -m bench.extraction --corpus FILE` scores any corpus of the same form.

"""
