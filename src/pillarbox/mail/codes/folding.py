"""Folding for comparison: one character in, one out, so that places in both texts are the same."""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PUNCTUATION = {
    **dict.fromkeys([0xA0, 0x1680, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)], " "),
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-"),
    **dict.fromkeys([0x2018, 0x2019, 0x2BC], "'"),
}
_LETTERS = str.maketrans(
    {"ı": "i", "İ": "I", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ς": "σ", "Σ": "σ"}
    | {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه"}
)


def _bases() -> dict[int, str]:
    """Accented letters to their base letter, digits of every script and full-width letters to ASCII."""
    bases: dict[int, str] = {}
    for point in (*range(0xC0, 0x700), *range(0x900, 0x1100), *range(0x17E0, 0x1820), *range(0x1E00, 0x2000)):
        character = chr(point)
        digit = unicodedata.decimal(character, None)
        if digit is not None:
            bases[point] = str(digit)
        elif point < 0x700 or point >= 0x1E00:
            base = unicodedata.normalize("NFD", character)[0]
            if base != character:
                bases[point] = base
    full_width = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    return bases | {point: chr(point - 0xFEE0) for point in full_width}


_FOLD = {**_bases(), **_PUNCTUATION, **_LETTERS}


def visible(text: str) -> str:
    """The composed text without characters that show nothing (zero width, direction marks, soft hyphens)."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def plain(text: str) -> str:
    """The text with ASCII digits and base letters, of the same length; case is kept."""
    return text if text.isascii() else text.translate(_FOLD)


def fold(text: str) -> str:
    """The text as words are compared, of the same length as the visible text."""
    return plain(visible(text)).lower()
