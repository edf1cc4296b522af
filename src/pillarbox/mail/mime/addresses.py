"""Address lists of header fields (RFC 5322 §3.4, §4.4), read leniently and without recursion."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from pillarbox.domain.address import Mailbox
from pillarbox.mail.mime.encoded_words import decode_words

MAX_ADDRESSES = 1_000
_KNOWN_CHARS = 200

_SPACE = re.compile(r"\s+")
_ENCODED_WORD = re.compile(r"=\?[^\s?]+\?[bBqQ]\?[^\s?]*\?=")
_QUOTED = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_LITERAL = re.compile(r"\[[^\[\]<>]*\]")
_TEXT = re.compile(r"[^\s\"(),:;<>\[\]=]+|.", re.DOTALL)
_LONE_WORD = re.compile(r"[\w.+-]+\Z")
_PARENTHESIS = re.compile(r"\\.|[()]", re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_CONTROLS = {code: " " if code in b"\t\r\n" else None for code in (*range(32), 127)}


class _Kind(Enum):
    SPACE = auto()
    COMMENT = auto()
    QUOTED = auto()
    ENCODED = auto()
    TEXT = auto()
    SPECIAL = auto()


class _Token(NamedTuple):
    kind: _Kind
    text: str


def parse_addresses(value: str) -> list[Mailbox]:
    """The mailboxes of an address list that is unfolded but not yet decoded; groups give their members.

    What stands in angle brackets is the address, whatever the display name looks like, and encoded words are
    decoded only after that is settled, so they never become an address. Entries without an address are left
    out. At most 1,000.
    """
    return list(_known(value) if len(value) <= _KNOWN_CHARS else _read(value))


def _read(value: str) -> tuple[Mailbox, ...]:
    reader = _Reader()
    for token in _tokens(value):
        reader.take(token)
        if len(reader.mailboxes) >= MAX_ADDRESSES:
            return tuple(reader.mailboxes)
    reader.end_entry()
    return tuple(reader.mailboxes)


@lru_cache(maxsize=4096)
def _known(value: str) -> tuple[Mailbox, ...]:
    """`_read`, for the short lists that come again with every mail of a correspondent."""
    return _read(value)


def _tokens(value: str) -> Iterator[_Token]:
    position = 0
    quotes_close = comments_close = literals_close = True  # false once one was found to run off the end
    while position < len(value):
        character = value[position]
        match = None
        kind = _Kind.TEXT
        if character == '"' and quotes_close:
            match, kind = _QUOTED.match(value, position), _Kind.QUOTED
            quotes_close = match is not None
        elif character == "(" and comments_close:
            end = _comment_end(value, position)
            if end:
                yield _Token(_Kind.COMMENT, _QUOTED_PAIR.sub(r"\1", value[position + 1 : end - 1]))
                position = end
                continue
            comments_close = False
        elif character == "=":
            match, kind = _ENCODED_WORD.match(value, position), _Kind.ENCODED
        elif character == "[" and literals_close:
            match = _LITERAL.match(value, position)
            literals_close = match is not None
        elif character.isspace():
            match, kind = _SPACE.match(value, position), _Kind.SPACE
        elif character in ",:;<>":
            yield _Token(_Kind.SPECIAL, character)
            position += 1
            continue
        if match is None:
            match, kind = _TEXT.match(value, position), _Kind.TEXT
            assert match is not None
        position = match.end()
        if match[0] != '"':  # a quote without its end
            yield _Token(kind, match[0])


def _comment_end(value: str, start: int) -> int:
    """Just past the parenthesis that closes the one at `start`, or 0."""
    depth = 0
    for match in _PARENTHESIS.finditer(value, start):
        if match[0] == "(":
            depth += 1
        elif match[0] == ")":
            depth -= 1
            if depth == 0:
                return match.end()
    return 0


class _Reader:
    """Gathers the tokens of one entry, then turns them into a mailbox."""

    __slots__ = ("angle", "comments", "in_angle", "mailboxes", "words")

    def __init__(self) -> None:
        self.mailboxes: list[Mailbox] = []
        self.begin_entry()

    def begin_entry(self) -> None:
        self.words: list[_Token] = []
        self.comments: list[str] = []
        self.angle: list[_Token] | None = None
        self.in_angle = False

    def take(self, token: _Token) -> None:
        kind, text = token
        if kind is _Kind.COMMENT:
            self.comments.append(text)
        elif kind is not _Kind.SPECIAL:
            (self.angle if self.in_angle and self.angle is not None else self.words).append(token)
        elif text == "<":
            if self.angle is not None:
                self.end_entry()
            self.angle, self.in_angle = [], True
        elif text == ">":
            self.in_angle = False
        elif text == ":":
            if self.in_angle:
                self.angle = []  # an obsolete route (RFC 5322 §4.4) or `mailto:`
            else:
                self.begin_entry()  # the name of a group
        elif not (self.in_angle and self.angle and self.angle[0].text.startswith("@")):  # not within a route
            self.end_entry()

    def end_entry(self) -> None:
        if self.angle is not None:
            address, name = _angle_address(self.angle), self.words
        else:
            address, name = _bare_address(self.words)
        if address:
            display_name = _display_name(name) or " ".join(map(_decoded, self.comments))
            self.mailboxes.append(Mailbox(name=display_name, address=address.translate(_CONTROLS)))
        self.begin_entry()


def _angle_address(tokens: list[_Token]) -> str:
    if any(token.kind is _Kind.ENCODED for token in tokens) and not _holds_at(tokens):
        return ""
    return "".join(token.text for token in tokens if token.kind is not _Kind.SPACE)


def _bare_address(tokens: list[_Token]) -> tuple[str, list[_Token]]:
    """The last run of tokens that holds an `@`, or a lone word (a local mailbox); and the rest, as a name."""
    runs: list[list[_Token]] = []
    apart = True
    for token in tokens:
        if token.kind is _Kind.SPACE:
            apart = not (runs and runs[-1][-1].text.endswith(("@", ".")) and _holds_at(runs[-1]))
        elif apart and not (
            runs and (token.text[0] == "@" or (token.text[0] == "." and _holds_at(runs[-1])))
        ):
            runs.append([token])
            apart = False
        else:
            runs[-1].append(token)
            apart = False
    for index in reversed(range(len(runs))):
        run = runs[index]
        if _holds_at(run):
            rest = runs[:index] + runs[index + 1 :]
            spaced = [part for other in rest for part in (*other, _Token(_Kind.SPACE, " "))]
            return "".join(token.text for token in run), spaced
    if len(runs) == 1 and len(runs[0]) == 1 and _LONE_WORD.match(runs[0][0].text):
        return runs[0][0].text, []
    return "", tokens


def _holds_at(run: list[_Token]) -> bool:
    return any(token.kind is _Kind.TEXT and "@" in token.text for token in run)


def _display_name(tokens: list[_Token]) -> str:
    return _decoded(
        "".join(
            _QUOTED_PAIR.sub(r"\1", text[1:-1]) if kind is _Kind.QUOTED else text for kind, text in tokens
        )
    )


def _decoded(text: str) -> str:
    return " ".join(decode_words(text).translate(_CONTROLS).split())
