"""Where the terms of a query stand in a message, shown as fragments with `**` around what matched."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pillarbox.domain.search import MAX_SEARCHED_CHARS, Term
from pillarbox.domain.words import (
    WORD_END,
    composed,
    fold_character,
    folded,
    is_unspaced,
    not_begun,
    of_a_word,
    space_character,
    spaced,
)

MAX_FRAGMENTS = 3
_CONTEXT_CHARS = 60
_MAX_HITS = 10

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlights:
    """Fragments by field; empty where nothing matched."""

    from_: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    text: tuple[str, ...] = ()

    def __or__(self, other: "Highlights") -> "Highlights":
        """Both together, without repetition and with at most three fragments for each field."""
        return Highlights(
            from_=_merged(self.from_, other.from_),
            recipients=_merged(self.recipients, other.recipients),
            subject=_merged(self.subject, other.subject),
            text=_merged(self.text, other.text),
        )


class Matcher:
    """Finds terms in messages by the rules of `Term`."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._in_header = [_header_pattern(term) for term in terms]
        self._in_text = [_text_pattern(term) for term in terms]

    def match(
        self, *, subject: str | None, sender: str, recipients: Sequence[str], texts: Sequence[str]
    ) -> Highlights | None:
        """The fragments that show every term; None when a term is nowhere in the message."""
        missing = set(range(len(self._in_header)))
        found = Highlights(
            from_=self._whole([sender], missing),
            recipients=self._whole(recipients, missing),
            subject=self._whole([subject] if subject else [], missing),
            text=self._fragments(texts, missing),
        )
        return None if missing else found

    def _whole(self, values: Sequence[str], missing: set[int]) -> tuple[str, ...]:
        """Up to three of `values`, as far as terms are in them."""
        shown: list[str] = []
        for value in map(composed, values):
            spans = _spans(self._in_header, value, folded(value), fold_character, missing)
            if spans and len(shown) < MAX_FRAGMENTS:
                shown.append(_marked(value, spans, 0, len(value)))
        return tuple(shown)

    def _fragments(self, texts: Sequence[str], missing: set[int]) -> tuple[str, ...]:
        """Up to three pieces of long texts."""
        shown: list[str] = []
        for text in texts:
            shown += self._fragments_of(composed(text[:MAX_SEARCHED_CHARS]), missing)
        return tuple(shown[:MAX_FRAGMENTS])

    def _fragments_of(self, text: str, missing: set[int]) -> list[str]:
        """Up to three pieces, each around terms that are close together."""
        shown: list[str] = []
        spans = _spans(self._in_text, text, spaced(text), space_character, missing)
        while spans and len(shown) < MAX_FRAGMENTS:
            count, end = 1, spans[0][1] + _CONTEXT_CHARS
            while count < len(spans) and spans[count][1] <= end:
                count += 1
            start = _word_border(text, max(spans[0][0] - _CONTEXT_CHARS, 0), spans[0][0])
            end = _word_border_before(text, end, spans[count - 1][1])
            shown.append(_marked(text, spans[:count], start, end))
            spans = spans[count:]
        return shown


def _header_pattern(term: Term) -> re.Pattern[str]:
    literal = re.escape(term.text).replace("\\ ", r"\s+")
    return re.compile(f"(?<!{of_a_word()}){literal}(?!{of_a_word()})" if term.is_short else literal)


def _text_pattern(term: Term) -> re.Pattern[str]:
    """Each word with its borders, literal first: the search for it is quick."""
    pattern = " *".join(
        piece if is_unspaced(piece) else f"{piece}{not_begun(piece)}{WORD_END}"
        for piece in map(re.escape, term.pieces)
    )
    return re.compile(pattern.removesuffix(WORD_END) if term.is_prefix else pattern)


def _spans(
    patterns: Sequence[re.Pattern[str]],
    text: str,
    searched: str,
    change: Callable[[str], str],
    missing: set[int],
) -> list[Span]:
    """Where in `text` the patterns match, in order and without overlap. `searched` is `text` with each
    character changed. The numbers of patterns that match are taken out of `missing`."""
    hits: list[Span] = []
    for number, pattern in enumerate(patterns):
        before = len(hits)
        for hit in pattern.finditer(searched):
            hits.append(hit.span())
            if len(hits) == before + _MAX_HITS:
                break
        if len(hits) > before:
            missing.discard(number)
    if not hits:
        return []
    if not text.isascii() and any(len(change(character)) != 1 for character in set(text)):
        origin = [index for index, character in enumerate(text) for _ in change(character)]
        hits = [(origin[start], origin[end - 1] + 1) for start, end in hits]
    hits.sort()
    joined = hits[:1]
    for start, end in hits[1:]:
        if start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _marked(text: str, spans: Sequence[Span], start: int, end: int) -> str:
    """`text` from `start` to `end` on one line, with marks around `spans`."""
    pieces: list[str] = []
    for span_start, span_end in spans:
        pieces += (text[start:span_start], "**", text[span_start:span_end], "**")
        start = span_end
    return " ".join("".join((*pieces, text[start:end])).split())


def _word_border(text: str, start: int, limit: int) -> int:
    """The first position from `start` up to `limit` that begins a word; `start` where none does."""
    if start == 0:
        return 0
    border = text.find(" ", start, limit)
    return border + 1 if border >= 0 else start


def _word_border_before(text: str, end: int, limit: int) -> int:
    """The last position from `end` down to `limit` that ends a word; `end` where none does."""
    if end >= len(text):
        return len(text)
    border = text.rfind(" ", limit, end)
    return border if border >= 0 else end


def _merged(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))[:MAX_FRAGMENTS]
