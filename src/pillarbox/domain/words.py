"""Words of any language, folded so that spellings a reader takes for the same are the same. Stored text and
queries both pass here, so every database sees the same words."""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import groupby
from unicodedata import category, combining, normalize

_MAX_REPLACEMENTS = 64
_UNSPACED_LETTERS = (
    "\u0e01-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u30fa\u30fc-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{_UNSPACED_LETTERS}]+")
_RUN = re.compile(f"[{_UNSPACED_LETTERS}]+|[^{_UNSPACED_LETTERS}]+")
_MARKS = (0x300, 0x1F000)
_VARIATION_SELECTORS = "\U000e0100-\U000e01ef"
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")
_LETTERS_WITH_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"}
)
_ASCII_WORDS = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}

WORD_END = f"(?![^ {_UNSPACED_LETTERS}])"
"""Where a word ends in what `spaced` returns, as a regular expression."""


def not_begun(pattern: str) -> str:
    """A regular expression for "what was matched by the literal `pattern` began a word of `spaced`"."""
    return f"(?<![^ {_UNSPACED_LETTERS}]{pattern})"


@lru_cache(maxsize=1)
def of_a_word() -> str:
    """A regular expression for one character of a word: a letter, a digit, or a mark that belongs to one,
    which Python does not count among them."""
    runs = groupby(map(chr, range(*_MARKS)), key=lambda character: category(character).startswith("M"))
    marks = [list(run) for is_mark, run in runs if is_mark]
    ranges = "".join(f"{run[0]}-{run[-1]}" for run in marks)
    return rf"(?:[^\W_]|[{ranges}{_VARIATION_SELECTORS}])"


def composed(text: str) -> str:
    """`text` with one character for each letter where Unicode has one: what `folded` and `spaced` read."""
    if text.isascii():
        return text
    return normalize("NFKC" if _HALF_WIDTH_KANA.search(text) else "NFC", text)


def folded(text: str) -> str:
    """Composed `text` without case, accents, ligatures, full-width forms and invisible characters.

    Each character is folded by itself. Vowel signs and voicing marks that make another letter stay: only
    accents, and the points that Hebrew and Arabic leave out in daily writing, go.
    """
    return text.lower() if text.isascii() else _each(text.lower(), fold_character)


def spaced(text: str) -> str:
    """`folded` with a space for everything that is no part of a word."""
    return text.translate(_ASCII_WORDS) if text.isascii() else _each(text.lower(), space_character)


def words(spaced_text: str) -> list[str]:
    """The words of what `spaced` returns. Chinese, Japanese, Korean, Thai and other writing in which spaces
    do not part the words comes out as whole runs."""
    found = spaced_text.split()
    if spaced_text.isascii() or not _UNSPACED.search(spaced_text):
        return found
    return [run for word in found for run in _RUN.findall(word)]


def is_unspaced(word: str) -> bool:
    """Whether a word is a run of writing in which spaces do not part the words."""
    return not word.isascii() and _UNSPACED.match(word) is not None


@lru_cache(maxsize=16_384)
def fold_character(character: str) -> str:
    """What `folded` makes of one character; possibly none or several."""
    plain = normalize("NFKD", normalize("NFKD", character).casefold())
    kept = "".join(letter for letter in plain if not _is_accent(letter))
    return normalize("NFC", kept).translate(_LETTERS_WITH_STROKES)


@lru_cache(maxsize=16_384)
def space_character(character: str) -> str:
    """What `spaced` makes of one character."""
    return "".join(
        letter if letter.isalnum() or category(letter)[0] == "M" else " "
        for letter in fold_character(character)
    )


def _each(text: str, change: Callable[[str], str]) -> str:
    """`text` with every character changed. Most characters of a lowercase text stay as they are: to replace
    the few others one after another is several times as fast as to look each character up."""
    changed = {character: new for character in set(text) if (new := change(character)) != character}
    if len(changed) > _MAX_REPLACEMENTS:
        return text.translate({ord(character): new for character, new in changed.items()})
    for character, new in changed.items():
        text = text.replace(character, new)
    return text


def _is_accent(letter: str) -> bool:
    position = combining(letter)
    return 10 <= position <= 36 or 200 <= position <= 240 or category(letter) == "Cf"
