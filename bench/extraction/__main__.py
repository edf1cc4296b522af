"""`python -m bench.extraction`: score the engine on the corpus built here and write `docs/extraction.md`.

`python -m bench.extraction PATH` scores a JSONL corpus instead and writes nothing: a case a line, with the
fields that `pillarbox extract reply --jsonl` takes, `expected_no_quote` (what may come out) and
`expected_no_quote_no_signature` (what must). `--failures N` prints cases that are not right.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Final

from bench.extraction.corpus import Case, cases
from bench.extraction.report import Result, rewrite, tables
from bench.extraction.scoring import Score, score, words_shown
from pillarbox.mail.reply import Extraction, Parent, extract

_PAGE: Final = Path(__file__).parents[2] / "docs" / "extraction.md"
_FIELDS: Final = ("language", "text", "html", "parent_text", "parent_html", "parent_from", "subject")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.extraction", description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="?", metavar="PATH")
    parser.add_argument("--failures", type=int, default=0, metavar="N")
    options = parser.parse_args()
    results = [_result(case) for case in (_read(options.corpus) if options.corpus else cases())]
    sys.stdout.write(tables(results))
    for result in [each for each in results if not each.known.ok][: options.failures]:
        found, _ = _extracted(result.case, knows_thread=True)
        sys.stdout.write(f"{result.case.name}\n  want {result.case.required!r}\n  got  {found.text!r}\n")
    if options.corpus is None:
        rewrite(_PAGE, results)


def _result(case: Case) -> Result:
    found, milliseconds = _extracted(case, knows_thread=True)
    has_signs = case.group != "bare"
    html = None if found.html is None else _score(case, words_shown(found.html), milliseconds)
    alone = _score(case, *_alone(case)) if has_signs else None
    return Result(case=case, known=_score(case, found.text, milliseconds), alone=alone, html=html)


def _alone(case: Case) -> tuple[str, float]:
    found, milliseconds = _extracted(case, knows_thread=False)
    return found.text, milliseconds


def _score(case: Case, text: str, milliseconds: float) -> Score:
    return score(text, required=case.required, allowed=case.allowed, milliseconds=milliseconds)


def _extracted(case: Case, *, knows_thread: bool) -> tuple[Extraction, float]:
    parent = Parent(text=case.parent_text, html=case.parent_html, sender=case.parent_from)
    knows = knows_thread and bool(case.parent_text or case.parent_html)
    ancestors = [Parent(text=text) for text in case.ancestor_texts]
    began = process_time()
    found = extract(
        text=case.text,
        html=case.html,
        parent=parent if knows else None,
        ancestors=ancestors if knows else (),
        subject=case.subject,
    )
    return found, (process_time() - began) * 1000


def _read(path: Path) -> Iterator[Case]:
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        if fields.get("scored", True):
            yield Case(
                **{name: fields.get(name) for name in _FIELDS},
                name=fields["id"],
                group=fields.get("group") or "",
                client=fields.get("client") or "",
                required=fields["expected_no_quote_no_signature"],
                allowed=fields["expected_no_quote"],
                ancestor_texts=tuple(fields.get("ancestor_texts") or ()),
            )


if __name__ == "__main__":
    main()
