"""Finds the words of `words` in folded text, in time linear in its length. Knows nothing of mails."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Flag, auto
from functools import cache, lru_cache
from itertools import chain

from .folding import fold
from .words.actions import ACTIONS
from .words.asides import ASIDES
from .words.nouns import NOUNS
from .words.one_time import ONE_TIME
from .words.others import OTHERS
from .words.prompts import PROMPTS


class Kind(Flag):
    """What a word speaks of."""

    ACTION = auto()  # verify, sign in, reset, …
    ASIDE = auto()  # what links beside the matter are for
    NOUN = auto()  # what a code is called
    ONE_TIME = auto()  # a name that says what the code is for
    OTHER = auto()  # what other numbers belong to
    PROMPT = auto()  # a verb that asks to type something


@dataclass(frozen=True, slots=True)
class Mark:
    """One word found, by its place in the text."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the tables."""

    word: str
    kind: Kind
    whole: bool  # no letter may follow


_TABLES = (
    (Kind.ACTION, ACTIONS),
    (Kind.ASIDE, ASIDES),
    (Kind.NOUN, NOUNS),
    (Kind.NOUN | Kind.ONE_TIME, ONE_TIME),
    (Kind.OTHER, OTHERS),
    (Kind.PROMPT, PROMPTS),
)
_WHOLE = Kind.NOUN | Kind.PROMPT  # kinds whose words are whole words unless marked otherwise

_SPACED = "a-z_\u00c0-\u058f\u10a0-\u10ff\u1e00-\u1fff"  # letters of scripts that put spaces between words
_PREFIXED = "\u0590-\u08ff"  # Hebrew and Arabic: short words are written together with the next
_JOINED = "\u0900-\u109f\u1100-\u1dff\u2c00-\u2fef\u3005-\u3007\u3040-\ud7ff\uf900-\ufdff"
_RUN = re.compile(f"(?P<spaced>[{_SPACED}]+)|[{_PREFIXED}]+|[{_JOINED}]+")
_LETTER = re.compile(f"[{_SPACED}{_PREFIXED}]")
_KEY = 3  # letters that entries are filed under; a shorter word under every key it begins
_SHORTEST_STEM = 4
_MAX_WORD = 40


@dataclass(frozen=True, slots=True)
class _Index:
    starting: dict[str, list[Entry]]  # at the start of a run, by first letters, longest first
    anywhere: dict[str, list[Entry]]  # at any letter of a run without word spaces
    ending: dict[str, Kind]  # compounds that end so
    tails: set[str]  # the last letters of those
    inside: dict[str, Kind]  # stems with letters on both sides
    stems: re.Pattern[str]  # finds those
    openings: set[str]  # entries of one word
    first_words: set[str]  # the first words of the others


@cache
def _index() -> _Index:
    starting: dict[str, list[Entry]] = {}
    anywhere: dict[str, list[Entry]] = {}
    ending: dict[str, Kind] = {}
    inside: dict[str, Kind] = {}
    for kind, table in _TABLES:
        for written in "|".join(table.values()).split("|"):
            word = fold(written.strip("*!"))
            joined = not _LETTER.match(word)
            whole = not joined and (
                written.endswith("!") or (bool(kind & _WHOLE) and not written.endswith("*"))
            )
            entry = Entry(word, kind, whole)
            if joined or (not whole and "\u0590" <= word[0] <= "\u08ff"):
                anywhere.setdefault(word[:_KEY], []).append(entry)
                continue
            starting.setdefault(word[:_KEY], []).append(entry)
            if written.startswith("*") and whole:
                ending[word] = ending.get(word, Kind(0)) | kind
            elif written.startswith("*"):
                inside[word] = inside.get(word, Kind(0)) | kind
    for filed in (starting, anywhere):
        for short in [key for key in filed if len(key) < _KEY]:
            for key in [key for key in filed if key.startswith(short) and key != short]:
                filed[key] += filed[short]
        for entries in filed.values():
            entries.sort(key=lambda entry: -len(entry.word))
    tails = {word[-2:] for word in ending}
    stems = re.compile("|".join(inside))
    openings: set[str] = set()
    first_words: set[str] = set()
    for entry in chain.from_iterable(starting.values()):
        first = _RUN.search(entry.word)
        if first is not None:
            (openings if first[0] == entry.word else first_words).add(first[0])
    return _Index(starting, anywhere, ending, tails, inside, stems, openings, first_words)


def _longest(filed: dict[str, list[Entry]], folded: str, start: int) -> Mark | None:
    """The longest of the entries that stands at `start`, with the kinds of all entries spelt the same."""
    key = folded[start : start + _KEY]
    entries = filed.get(key) or filed.get(key[:2])
    if not entries:
        return None
    end, kind = 0, Kind(0)
    for entry in entries:
        if end and start + len(entry.word) < end:
            break
        if folded.startswith(entry.word, start):
            stop = start + len(entry.word)
            if not (entry.whole and _LETTER.match(folded, stop)):
                end, kind = stop, kind | entry.kind
    return Mark(start, end, kind) if end else None


@lru_cache(maxsize=8_192)
def _may_hold(run: str) -> bool:
    """Whether some entry may begin with this run of letters or stand in it; remembered, as words recur."""
    index = _index()
    if len(run) == _MAX_WORD or run in index.first_words or index.stems.search(run, 1):
        return True
    return any(run[:at] in index.openings or run[at:] in index.ending for at in range(1, len(run) + 1))


def _compound(index: _Index, run: str, start: int) -> Iterator[Mark]:
    """The words that stand later in a run of letters than at its start."""
    stem = index.stems.search(run, 1)
    if stem:
        yield Mark(start + stem.start(), start + stem.end(), index.inside[stem.group()])
        return
    if run[-2:] not in index.tails:
        return
    for length in range(min(len(run) - 1, 9), 2, -1):
        ending = index.ending.get(run[-length:])
        if ending is not None:
            yield Mark(start + len(run) - length, start + len(run), ending)
            return


def marks(folded: str) -> list[Mark]:
    """The known words of a folded text, in order, without overlap."""
    index = _index()
    found: list[Mark] = []
    end = 0
    for run in _RUN.finditer(folded):
        if run.lastgroup and not _may_hold(run[0][:_MAX_WORD]):
            continue
        start, stop = run.span()
        mark = _longest(index.starting, folded, start) if start >= end else None
        if mark:
            found.append(mark)
            end = mark.end
        if run.lastgroup:
            if stop - start >= _SHORTEST_STEM and stop > end:
                later = [mark for mark in _compound(index, run.group(), start) if mark.start >= end]
                found += later
                end = later[-1].end if later else end
            continue
        place = max(start, end)
        while place < stop:
            mark = _longest(index.anywhere, folded, place)
            if mark:
                found.append(mark)
            place = end = mark.end if mark else place + 1
    return found
