"""What a search means: the terms of a query, the lexemes that stand for a message in an index, and those that
lead from a term to the messages that may match it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter

from pillarbox.domain.errors import ValidationFailed, invalid
from pillarbox.domain.words import composed, folded, is_unspaced, space_character, spaced, words

MAX_QUERY_CHARS = 1000
MAX_TERMS = 32
MAX_SEARCHED_CHARS = 200_000
"""How much of a body can be found."""

_MAX_HEADER_CHARS = 20_000
_MAX_WORD_CHARS = 64
_MAX_LEXEME_BYTES = 900_000  # PostgreSQL holds 1 MiB of lexemes in a tsvector
_MAX_LEXEMES_OF_TERM = 6
_GRAM_CHARS = 3
_BEGINNING = "w"  # of a word of the text
_beginning = itemgetter(slice(_GRAM_CHARS))
_TERM = re.compile(r'["“”„]([^"“”„]*)["“”„]?|([^\s"“”„]+)')


class Field(StrEnum):
    """Where a term may be found, best place first. The value begins each of the field's lexemes."""

    SUBJECT = "s"
    SENDER = "f"
    RECIPIENTS = "r"
    TEXT = "b"


FIELDS = tuple(Field)
Alternatives = Sequence[Sequence[str]]
"""Lexemes of which all of one group must be there."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or quoted phrase. It is found as a part of subject, sender and recipients, and as whole words
    next to each other in the body, where only a prefix may go on. In headers, too, one or two words shorter
    than three letters are found as whole words."""

    text: str
    pieces: tuple[str, ...]
    is_prefix: bool = False

    @property
    def is_short(self) -> bool:
        """Whether the term counts only as whole words."""
        return len(self.pieces) <= 2 and all(
            len(piece) < _GRAM_CHARS and not is_unspaced(piece) for piece in self.pieces
        )

    def lexemes(self, field: Field) -> list[str]:
        """The lexemes of every message with the term in `field`, and of few others."""
        found = self._of_text() if field is Field.TEXT else [field.value + part for part in self._of_header()]
        return list(dict.fromkeys(found))[:_MAX_LEXEMES_OF_TERM]

    def _of_text(self) -> list[str]:
        found: list[str] = []
        *others, last = self.pieces
        if self.is_prefix:
            found.append(_BEGINNING + last[:_GRAM_CHARS])
        else:
            others.append(last)
        for piece in others:
            parts = _pairs(piece) if is_unspaced(piece) else [piece[:_MAX_WORD_CHARS]]
            found.extend(Field.TEXT.value + part for part in parts)
        return found

    def _of_header(self) -> list[str]:
        """The first and the last piece may be the end and the start of longer words: where they are too short
        to be grams they say nothing, unless there is nothing else to go by."""
        last = len(self.pieces) - 1
        found: list[str] = []
        for index, piece in enumerate(self.pieces):
            if is_unspaced(piece):
                found.extend(_pairs(piece))
            elif len(piece) >= _GRAM_CHARS:
                grams = _grams(piece)
                found.extend((grams[0], grams[len(grams) // 2], grams[-1]))
            elif 0 < index < last:
                found.append(piece)
        return found or list(self.pieces)


def parse_query(query: str) -> tuple[Term, ...]:
    """The terms of a query, all of which must be found: words, and phrases between double quotes. A star
    after at least three letters makes a term a prefix; other signs around it mean nothing. A query of nothing
    but signs has no terms.

    Raises `ValidationFailed` for a query that is blank, over 1000 characters or of more than 32 terms.
    """
    if not query.strip():
        raise invalid("q must not be empty", ["q"])
    if len(query) > MAX_QUERY_CHARS:
        raise _too_big(f"q has at most {MAX_QUERY_CHARS} characters")
    terms = dict.fromkeys(
        term for phrase, word in _TERM.findall(query) if (term := _term(phrase or word)) is not None
    )
    if len(terms) > MAX_TERMS:
        raise _too_big(f"q has at most {MAX_TERMS} terms")
    return tuple(terms)


def alternatives(terms: Iterable[Term], fields: Sequence[Field]) -> list[Alternatives]:
    """For each term, the lexemes by which it is found in one of `fields`."""
    return [[term.lexemes(field) for field in fields] for term in terms]


def text_lexemes(text: str) -> str:
    """The lexemes of a text, between spaces: its words, and how they begin. Made without a loop over words
    where that can be, as mail waits for it."""
    text = text[:MAX_SEARCHED_CHARS]
    found = _words(text)
    unspaced = [] if text.isascii() else [word for word in found if is_unspaced(word)]
    for run in unspaced:
        del found[run]
    beginnings = set(map(_beginning, found))
    if len(max(found, key=len, default="")) > _MAX_WORD_CHARS:
        found = dict.fromkeys(word[:_MAX_WORD_CHARS] for word in found)
    for run in unspaced:
        found.update(dict.fromkeys((*run, *_pairs(run))))
    return " ".join(
        tag + f" {tag}".join(parts)
        for tag, parts in ((Field.TEXT.value, found), (_BEGINNING, beginnings))
        if parts
    )


def message_lexemes(*, subject: str | None, sender: str, recipients: Sequence[str], text: str) -> str:
    """What an index holds of a message: the lexemes of the headers and those of the `text`, between spaces;
    of hostile mail as many as PostgreSQL takes."""
    found: dict[str, None] = {}
    for field, content in (
        (Field.SUBJECT, subject or ""),
        (Field.SENDER, sender),
        (Field.RECIPIENTS, " ".join(recipients)),
    ):
        for word in _words(content[:_MAX_HEADER_CHARS]):
            found.update(_header_lexemes(field, word))
    if text:
        found[text] = None
    lexemes = " ".join(found)
    if len(lexemes) * 4 <= _MAX_LEXEME_BYTES:
        return lexemes
    return lexemes.encode()[:_MAX_LEXEME_BYTES].rpartition(b" ")[0].decode()


def _term(raw: str) -> Term | None:
    text = " ".join(folded(composed(raw)).split())
    is_starred = text.endswith("*")
    text = text.strip("".join(character for character in set(text) if not space_character(character).strip()))
    pieces = tuple(words(spaced(text)))
    if not pieces:
        return None
    last = pieces[-1]
    return Term(text, pieces, is_starred and len(last) >= _GRAM_CHARS and not is_unspaced(last))


def _words(text: str) -> dict[str, None]:
    return dict.fromkeys(words(spaced(composed(text))))


@lru_cache(maxsize=16_384)
def _header_lexemes(field: Field, word: str) -> dict[str, None]:
    """Remembered, as the words of addresses and subjects come again and again."""
    parts = (*word, *_pairs(word)) if is_unspaced(word) else _grams(word)
    return dict.fromkeys(field.value + part for part in parts)


def _grams(word: str) -> list[str]:
    return [word[start : start + _GRAM_CHARS] for start in range(max(len(word) - _GRAM_CHARS + 1, 1))]


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(max(len(run) - 1, 1))]


def _too_big(message: str) -> ValidationFailed:
    return invalid(message, ["q"], "too_big")
