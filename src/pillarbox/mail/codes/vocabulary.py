"""Finds the words of `words` in folded text with one compiled pattern. Knows nothing of mails."""

import re
from dataclasses import dataclass
from enum import Flag, auto
from functools import cache
from typing import TypeAlias

from .folding import plain, visible
from .words.actions import ACTIONS
from .words.asides import ASIDES
from .words.nouns import NOUNS
from .words.one_time import ONE_TIME
from .words.others import OTHERS
from .words.prompts import PROMPTS

_LETTER = (
    r"[^\W\d\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3000-\u9fff\uac00-\ud7af]"  # of scripts with word spaces
)
_Trie: TypeAlias = "dict[str, _Trie]"


class Kind(Flag):
    """What a word speaks of."""

    ACTION = auto()  # verify, sign in, reset, …
    NOUN = auto()  # what a code is called
    PROMPT = auto()  # a verb that asks to type something
    ONE_TIME = auto()  # a name that says what the code is for
    OTHER = auto()  # what other numbers belong to
    ASIDE = auto()  # what links beside the matter are for


@dataclass(frozen=True, slots=True)
class Mark:
    """One word found, by its place in the text."""

    start: int
    end: int
    kind: Kind


_TABLES = (
    (Kind.ACTION, ACTIONS),
    (Kind.ASIDE, ASIDES),
    (Kind.NOUN, NOUNS),
    (Kind.NOUN | Kind.ONE_TIME, ONE_TIME),
    (Kind.OTHER, OTHERS),
    (Kind.PROMPT, PROMPTS),
)


def fold(text: str) -> str:
    """The text as words are compared, of the same length as the visible text."""
    return plain(visible(text)).lower()


def _spaced(character: str) -> bool:
    """Whether the script of a letter puts spaces between words and attaches no prefixes to them."""
    return character < "\u0590" or "\u10a0" <= character < "\u1100"


def _insert(trie: _Trie, word: str, ending: str) -> None:
    for character in word:
        trie = trie.setdefault(re.escape(character), {})
    trie[ending] = {}


def _pattern(trie: _Trie) -> str:
    """A pattern that matches the longest word of the trie."""
    tails = [key + _pattern(rest) for key, rest in trie.items() if rest]
    ends = [key for key, rest in trie.items() if not rest]
    branches = tails + ends
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})" if branches else ""


@cache
def _compiled() -> tuple[re.Pattern[str], dict[str, Kind]]:
    bounded: _Trie = {}
    free: _Trie = {}
    kinds: dict[str, Kind] = {}
    for kind, table in _TABLES:
        for entry in "|".join(table.values()).split("|"):
            word = fold(entry.strip("*!"))
            whole = entry.endswith("!") or (kind & (Kind.NOUN | Kind.PROMPT) and not entry.endswith("*"))
            spaced = _spaced(word[0])
            rtl = "\u0590" <= word[0] < "\u0780"
            ends_word = whole and (spaced or rtl)
            starts_word = not entry.startswith("*") and (spaced or ends_word)
            _insert(bounded if starts_word else free, word, f"(?!{_LETTER})" if ends_word else "")
            kinds[word] = kinds.get(word, Kind(0)) | kind
    pattern = f"(?<!{_LETTER}){_pattern(bounded)}|{_pattern(free)}"
    return re.compile(pattern), kinds


def marks(folded: str) -> list[Mark]:
    """The known words of a folded text, in order, without overlap."""
    pattern, kinds = _compiled()
    return [Mark(found.start(), found.end(), kinds[found.group()]) for found in pattern.finditer(folded)]
