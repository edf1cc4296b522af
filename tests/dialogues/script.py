r"""Scripted dialogues: `*.smtp` files.

    # what this shows
    limits: recipients=2             (optional)
    starttls: yes                    (optional)
    cut: no                          (optional: the script depends on what arrives together)
    C: MAIL FROM:<a@client.test>     the client says this and CR LF
    C> no line end                   the client says just this
    S: 250 2.1.0 Sender ok           the server answers this; a `*` at the end stands for any rest
    S: <closed>                      the server hangs up
    S: <tls>                         the server starts TLS
    M: a@client.test -> b@pillarbox.test, c@pillarbox.test | Subject: x\r\n\r\nHi\r\n
                                     at the end, this mail has been stored

`\r`, `\n`, `\\` and `\x00` are octets; `{text*20}` is repetition. Lines of the client that follow each
other are sent together. The greeting is left out.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from pillarbox.edges.smtp.limits import Limits

_ESCAPE = re.compile(rb"\\(r|n|\\|x[0-9a-f]{2})")
_REPETITION = re.compile(rb"\{([^{}*]+)\*([0-9]+)\}")


@dataclass(slots=True)
class Exchange:
    """What the client sends together, and the answer."""

    sent: bytes = b""
    answers: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Script:
    limits: Limits = field(default_factory=Limits)
    starttls: bool = False
    cut: bool = True
    exchanges: list[Exchange] = field(default_factory=list)
    mails: list[tuple[str, bytes]] = field(default_factory=list)


def load(path: Path) -> Script:
    """The dialogue in a file. Raises `ValueError` at a line of no known kind."""
    script = Script()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        kind, text = line[:2], line[3:]
        if not line or line.startswith("#"):
            continue
        if kind in ("C:", "C>"):
            if not script.exchanges or script.exchanges[-1].answers:
                script.exchanges.append(Exchange())
            script.exchanges[-1].sent += octets(text) + (b"\r\n" if kind == "C:" else b"")
        elif kind == "S:":
            script.exchanges[-1].answers.append(text)
        elif kind == "M:":
            envelope, _, content = text.partition(" | ")
            script.mails.append((envelope, octets(content)))
        elif line.startswith("limits: "):
            values = (word.split("=") for word in line.split()[1:])
            script.limits = Limits(**{name: int(value) for name, value in values})
        elif line == "starttls: yes":
            script.starttls = True
        elif line == "cut: no":
            script.cut = False
        else:
            raise ValueError(f"{path.name}:{number}: {line}")
    return script


def octets(text: str) -> bytes:
    """The octets that a text of a script stands for."""
    data = _ESCAPE.sub(lambda match: _octet(match[1]), text.encode())
    return _REPETITION.sub(lambda match: match[1] * int(match[2]), data)


def _octet(name: bytes) -> bytes:
    return {b"r": b"\r", b"n": b"\n", b"\\": b"\\"}.get(name) or bytes.fromhex(name[1:].decode())
