"""`python -m bench.extraction`: score the engine on the corpus built here and write `docs/extraction.md`.

`--corpus FILE` scores a JSONL corpus instead (fields as `pillarbox extract reply --jsonl` takes them, plus
`expected_no_quote` and `expected_no_quote_no_signature`); `--failures N` prints cases that are not right.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Final

from bench.extraction.corpus import Case, cases
from bench.extraction.report import page, table
from bench.extraction.scoring import Score, score, words_shown
from pillarbox.mail.reply import Extraction, Parent, extract

_HTML_GROUP: Final = "(html given back)"
_PAGE: Final = Path(__file__).parents[2] / "docs" / "extraction.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.extraction", description=__doc__)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--failures", type=int, default=0)
    options = parser.parse_args()
    corpus = list(_read(options.corpus) if options.corpus else cases())
    with_parent = _scores(corpus, failures=options.failures)
    without_parent = _scores((case for case in corpus if case.group != "bare"), hide_parent=True)
    sys.stdout.write(table("With the message answered", with_parent) + table("Without it", without_parent))
    if options.corpus is None:
        _PAGE.write_text(page(with_parent, without_parent), encoding="utf-8")


def _scores(
    corpus: Iterable[Case], *, hide_parent: bool = False, failures: int = 0
) -> dict[str, list[Score]]:
    groups: dict[str, list[Score]] = defaultdict(list)
    for case in corpus:
        found, milliseconds = _run(case, hide_parent=hide_parent)
        results = [(case.group, found.text)]
        if found.html is not None:
            results.append((_HTML_GROUP, words_shown(found.html)))
        for group, text in results:
            result = score(text, required=case.required, allowed=case.allowed, milliseconds=milliseconds)
            groups[group].append(result)
            if not result.ok and failures > 0:
                failures -= 1
                sys.stdout.write(f"{case.name} ({group})\n  want {case.required!r}\n  got  {text!r}\n")
    return groups


def _run(case: Case, *, hide_parent: bool) -> tuple[Extraction, float]:
    parent = Parent(text=case.parent_text, html=case.parent_html, sender=case.parent_from)
    knows = not hide_parent and bool(case.parent_text or case.parent_html)
    ancestors = [Parent(text=text) for text in case.ancestor_texts]
    began = perf_counter()
    found = extract(
        text=case.text,
        html=case.html,
        parent=parent if knows else None,
        ancestors=ancestors if knows else (),
        subject=case.subject,
    )
    return found, (perf_counter() - began) * 1000


def _read(path: Path) -> Iterator[Case]:
    known = set(asdict(next(cases())))
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        if fields.get("scored", True):
            given = {
                name: value for name, value in fields.items() if name in known and name != "ancestor_texts"
            }
            yield Case(
                **given,
                name=fields["id"],
                required=fields["expected_no_quote_no_signature"],
                allowed=fields["expected_no_quote"],
                ancestor_texts=tuple(fields.get("ancestor_texts") or ()),
            )


if __name__ == "__main__":
    main()
