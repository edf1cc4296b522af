"""`pillarbox extract`: what a mail newly says, for JSON lines in and out. Reads standard input only."""

import json
import sys
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Annotated, Final

import typer

from pillarbox.mail import reply

app: Final = typer.Typer(
    help="Extract new words or sign-in codes from mails, one JSON object a line.", no_args_is_help=True
)

Case = dict[str, object]

_Lines = Annotated[bool, typer.Option("--jsonl", help="Read one JSON object a line from standard input.")]


@app.callback()
def extract() -> None:
    """Take a mail apart: its new words, or the code or link it was sent for."""


@app.command("reply")
def extract_reply(*, jsonl: _Lines = False) -> None:
    """Print the new words of each mail: id, text, html and the milliseconds it took."""
    _each_line(_reply, jsonl=jsonl)


def _reply(case: Case) -> Case:
    parent = reply.Parent(
        text=_string(case, "parent_text"),
        html=_string(case, "parent_html"),
        sender=_string(case, "parent_from"),
    )
    known = parent if parent.text or parent.html else None
    texts = case.get("ancestor_texts")
    ancestors = (
        [reply.Parent(text=text) for text in texts if isinstance(text, str)]
        if isinstance(texts, list)
        else []
    )
    found = reply.extract(
        text=_string(case, "text"),
        html=_string(case, "html"),
        parent=known,
        ancestors=ancestors,
        subject=_string(case, "subject"),
    )
    return {"text": found.text, "html": found.html}


def _each_line(answer: Callable[[Case], Case], *, jsonl: bool) -> None:
    if not jsonl:
        raise typer.BadParameter("only --jsonl input is supported", param_hint="--jsonl")
    for line in _lines():
        print(json.dumps(_answered(line, answer), ensure_ascii=False), flush=True)


def _lines() -> Iterator[str]:
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").strip()
        if line:
            yield line


def _answered(line: str, answer: Callable[[Case], Case]) -> Case:
    try:
        case = json.loads(line)
    except ValueError as error:
        return {"id": None, "error": str(error)}
    if not isinstance(case, dict):
        return {"id": None, "error": "each line must be a JSON object"}
    began = perf_counter()
    result = answer(case)
    return {"id": case.get("id"), **result, "ms": round((perf_counter() - began) * 1000, 3)}


def _string(case: Case, key: str) -> str | None:
    value = case.get(key)
    return value if isinstance(value, str) else None


if __name__ == "__main__":
    app()
