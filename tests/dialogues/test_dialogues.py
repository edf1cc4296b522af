"""Runs every `*.smtp` script: as it stands, cut into single octets, and cut unevenly."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.dialogues.conversation import Conversation
from tests.dialogues.script import load

SCRIPTS = sorted(Path(__file__).parent.glob("*.smtp"))


def whole(data: bytes) -> list[bytes]:
    return [data]


def octet_by_octet(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


def unevenly(data: bytes) -> list[bytes]:
    return [data[at : at + 7] for at in range(0, len(data), 7)]


@pytest.mark.parametrize("cut", [whole, octet_by_octet, unevenly])
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_dialogue_goes_as_written(path: Path, cut: Callable[[bytes], list[bytes]], tmp_path: Path) -> None:
    script = load(path)
    if not script.cut:
        cut = whole
    talk = Conversation(tmp_path, script.limits, script.starttls)
    talk.greeting()
    for exchange in script.exchanges:
        talk.tls_started = False
        heard = b"".join(map(talk.say, cut(exchange.sent))).decode().splitlines()
        heard += ["<tls>"] * talk.tls_started + ["<closed>"] * talk.closed
        assert [_as_expected(line, exchange.answers, at) for at, line in enumerate(heard)] == exchange.answers
    stored = [
        (f"{mail.envelope.return_path} -> {', '.join(mail.envelope.recipients)}", mail.content)
        for mail in talk.stored
    ]
    assert stored == script.mails
    assert talk.session.content_begun or (talk.spool.memory_bytes, talk.spool.disk_bytes) == (0, 0)


def _as_expected(line: str, answers: list[str], at: int) -> str:
    """The expectation itself where `line` meets it, else the line."""
    expected = answers[at] if at < len(answers) else ""
    return expected if expected.endswith("*") and line.startswith(expected[:-1]) else line
