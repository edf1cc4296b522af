"""Text made comparable: accents, letter case, widths and invisible marks folded away. For matching only."""

import re
import unicodedata
from typing import Final

MAX_WIDTH: Final = 400
"""Characters of a line that are ever looked at; a longer line is prose or an attack."""

DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015"
DRAWN: Final = f"{DASHES}_=*~\u2500\u2501"
"""What lines across a mail are drawn with."""

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NOT_WORD: Final = re.compile(r"[\W_]+")
_SQUASHED: Final = {code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)}


def visible(text: str) -> str:
    """The text in compatibility form, without zero-width and direction marks."""
    return text if text.isascii() else unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))


def fold(text: str) -> str:
    """The text without accents and letter case; two spellings of one word come out equal."""
    if text.isascii():
        return text.lower()
    bare = (
        c
        for c in unicodedata.normalize("NFKD", _INVISIBLE.sub("", text).casefold())
        if not unicodedata.combining(c)
    )
    return unicodedata.normalize("NFC", "".join(bare))


def squash(text: str) -> str:
    """Letters and digits only, without case, so that wrapping, marks and punctuation do not count."""
    if text.isascii():
        return text.translate(_SQUASHED)
    text = unicodedata.normalize("NFKC", text)
    return _NOT_WORD.sub("", text).casefold()
