"""Writes header fields: encoded-words, phrases, folding, parameters. It checks nothing; its callers did."""

from binascii import b2a_base64
from collections.abc import Iterable, Sequence, Sized
from typing import TypeVar
from urllib.parse import quote

from pillarbox.domain.address import Mailbox, quoted_name

MAX_LINE_OCTETS = 998  # RFC 5322 §2.1.1, without CRLF

_LINE_OCTETS = 76  # RFC 2047 §2; plain lines keep to it as well
_ENCODED_WORD_OCTETS = 75
_ENCODED_WORD_FRAME = len("=?utf-8?q??=")
_LONGEST_PLAIN_PHRASE = 60
_LONGEST_PLAIN_FILENAME = 55
_PARAMETER_PIECE = 50
_SHORTEST_FIRST_WORD = 24  # room for one four-octet character in the Q encoding
_Q_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_Q = ["_" if octet == 0x20 else chr(octet) if octet in _Q_SAFE else f"={octet:02X}" for octet in range(256)]
_UNQUOTABLE = frozenset("\"\\%'")
_Piece = TypeVar("_Piece", bound=Sized)


def unstructured_field(name: str, value: str) -> str:
    """The folded field, its value in encoded-words where ASCII and folding would not carry it unchanged."""
    tokens = value.split(" ")
    is_plain = value.isascii() and "=?" not in value and all(tokens)
    if is_plain and len(name) + 2 + max(map(len, tokens)) <= MAX_LINE_OCTETS:
        return folded_field(name, tokens)
    return folded_field(name, encoded_words(value, _first_word_room(name)))


def mailboxes_field(name: str, mailboxes: Sequence[Mailbox]) -> str:
    """The folded address list (RFC 5322 §3.4); a local part that is not ASCII stays UTF-8 (RFC 6532 §3.2)."""
    room = _first_word_room(name)
    last = len(mailboxes) - 1
    tokens: list[str] = []
    for position, mailbox in enumerate(mailboxes):
        comma = "," if position < last else ""
        if mailbox.name:
            tokens += _phrase(mailbox.name, room)
            tokens.append(f"<{mailbox.address}>{comma}")
        else:
            tokens.append(mailbox.address + comma)
    return folded_field(name, tokens)


def folded_field(name: str, tokens: Iterable[str]) -> str:
    """`name: tokens` with single spaces between tokens and a fold before each that would pass column 76."""
    line = f"{name}:"
    lines = []
    for position, token in enumerate(tokens):
        if position and len(line) + 1 + len(token) > _LINE_OCTETS:
            lines.append(line)
            line = ""
        line = f"{line} {token}"
    lines.append(line)
    return "\r\n".join(lines)


def encoded_words(text: str, first_room: int = _ENCODED_WORD_OCTETS) -> list[str]:
    """UTF-8 encoded-words of at most 75 characters, the first of at most `first_room` (RFC 2047 §2).

    No character is split. The Q encoding is used where it is the shorter one.
    """
    characters = [character.encode() for character in text]
    spelled = ["".join([_Q[octet] for octet in character]) for character in characters]
    first, limit = first_room - _ENCODED_WORD_FRAME, _ENCODED_WORD_OCTETS - _ENCODED_WORD_FRAME
    if 3 * sum(map(len, spelled)) <= 4 * sum(map(len, characters)):
        return [f"=?utf-8?q?{''.join(run)}?=" for run in _runs(spelled, first, limit)]
    runs = _runs(characters, first // 4 * 3, limit // 4 * 3)
    return [f"=?utf-8?b?{b2a_base64(b''.join(run), newline=False).decode()}?=" for run in runs]


def filename_parameter(filename: str) -> str:
    """The `filename` parameter, on lines of its own, quoted or as RFC 2231 §4.1 extended pieces."""
    is_plain = filename.isascii() and _UNQUOTABLE.isdisjoint(filename) and "=?" not in filename
    if is_plain and len(filename) <= _LONGEST_PLAIN_FILENAME and filename == filename.strip():
        return f';\r\n filename="{filename}"'
    escaped = [quote(character, safe="") for character in filename]
    runs = ["".join(run) for run in _runs(escaped, _PARAMETER_PIECE, _PARAMETER_PIECE)]
    if len(runs) == 1:
        return f";\r\n filename*=utf-8''{runs[0]}"
    runs[0] = f"utf-8''{runs[0]}"
    return "".join(f";\r\n filename*{number}*={run}" for number, run in enumerate(runs))


def _first_word_room(name: str) -> int:
    return max(_SHORTEST_FIRST_WORD, _LINE_OCTETS - len(name) - 2)


def _phrase(name: str, first_room: int) -> list[str]:
    if name.isascii() and "=?" not in name and len(name) <= _LONGEST_PLAIN_PHRASE:
        return [quoted_name(name)]
    return encoded_words(name, first_room)


def _runs(pieces: Iterable[_Piece], first_limit: int, limit: int) -> list[list[_Piece]]:
    """The pieces in order, grouped so that no group is longer than its limit in total."""
    runs: list[list[_Piece]] = [[]]
    room = first_limit
    for piece in pieces:
        if len(piece) > room:
            runs.append([])
            room = limit
        runs[-1].append(piece)
        room -= len(piece)
    return runs
