"""`pillarbox extract`: what a mail newly says, or the code it was sent for. JSON lines in, JSON lines out."""

import json
import sys
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Annotated, Final

import typer

from pillarbox.mail import codes, reply

app: Final = typer.Typer(no_args_is_help=True)

Fields = dict[str, object]

_JsonLines = Annotated[bool, typer.Option("--jsonl", help="Read one JSON object a line from standard input.")]


@app.callback()
def extract() -> None:
    """Take mails apart: their new words, or the code or link they were sent for."""


@app.command("reply")
def extract_reply(*, jsonl: _JsonLines = False) -> None:
    """Print the new words of each mail.

    A mail is an object with any of these fields: id; text, html, subject; parent_text, parent_html and
    parent_from, the mail it answers; ancestor_texts, a list of the texts of mails before that one.

    The answer holds id, text, html and ms, the milliseconds it took.
    """
    _answer_each(_reply, jsonl=jsonl)


@app.command("code")
def extract_code(*, jsonl: _JsonLines = False) -> None:
    """Print the code or link of each mail.

    A mail is an object with any of these fields: id; subject, text, html.

    The answer holds id, code, link and ms, the milliseconds it took.
    """
    _answer_each(_code, jsonl=jsonl)


def _reply(case: Fields) -> Fields:
    text, html = _string(case, "parent_text"), _string(case, "parent_html")
    texts = case.get("ancestor_texts")
    found = reply.extract(
        text=_string(case, "text"),
        html=_string(case, "html"),
        subject=_string(case, "subject"),
        parent=reply.Parent(text=text, html=html, sender=_string(case, "parent_from"))
        if text or html
        else None,
        ancestors=[
            reply.Parent(text=text)
            for text in (texts if isinstance(texts, list) else ())
            if isinstance(text, str)
        ],
    )
    return {"text": found.text, "html": found.html}


def _code(case: Fields) -> Fields:
    found = codes.find(
        subject=_string(case, "subject"), text=_string(case, "text"), html=_string(case, "html")
    )
    return {"code": found.code if found else None, "link": found.link if found else None}


def _answer_each(answer: Callable[[Fields], Fields], *, jsonl: bool) -> None:
    if not jsonl:
        raise typer.BadParameter("mails are read as JSON lines only", param_hint="--jsonl")
    for line in _lines():
        print(json.dumps(_answered(line, answer)), flush=True)


def _lines() -> Iterator[str]:
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").strip()
        if line:
            yield line


def _answered(line: str, answer: Callable[[Fields], Fields]) -> Fields:
    try:
        case = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": str(error)}
    if not isinstance(case, dict):
        return {"id": None, "error": "a line must be a JSON object"}
    began = perf_counter()
    result = answer(case)
    return {"id": case.get("id"), **result, "ms": round((perf_counter() - began) * 1000, 3)}


def _string(case: Fields, key: str) -> str | None:
    value = case.get(key)
    return value if isinstance(value, str) else None


if __name__ == "__main__":
    app()
