"""Lines that part a reply from what is below: dashed phrases, plain rules, "reply above this line"."""

import re
from dataclasses import dataclass
from typing import Final

from pillarbox.mail.reply import attribution, lexicon
from pillarbox.mail.reply.folding import DASHES, DRAWN, MAX_WIDTH, fold

_RULE: Final = re.compile(rf"[{DRAWN}]{{3,}}[{DRAWN} ]*$")
_DASHED: Final = re.compile(
    rf"[{DRAWN}#+ ]{{2,60}}([^\W_][^\n]{{1,120}}?)[ :：]*[{DRAWN}#+]{{2,60}}(?P<rest>.*)$"
)
_MAX_PHRASE: Final = 120
_MIN_BARE_PHRASE: Final = 5
"""Shorter phrases need dashes around them."""

_DASHED_START: Final = f"{DRAWN}#+"
_MARKS: Final = f"{DASHES}_*"
_AROUND: Final = f" {_MARKS}:："


@dataclass(frozen=True, slots=True)
class Separator:
    """What a separator line says, and what stands behind it on the same line.

    `is_certain` is false for dashes around words no table knows.
    """

    is_forward: bool
    is_certain: bool
    rest: str = ""


def find(words: str) -> Separator | None:
    """What the line separates, or None when it is no separator."""
    if not words or len(words) > MAX_WIDTH:
        return None
    dashed = _DASHED.match(words) if words[0] in _DASHED_START else None
    if dashed is not None:
        return _dashed(dashed[1], dashed["rest"])
    if len(words) <= _MAX_PHRASE and (words[-1] in ":：-" or words[0] in _MARKS):
        phrase = fold(words).strip(_AROUND)
        if len(phrase) < _MIN_BARE_PHRASE:
            return None
        if phrase in lexicon.FORWARDED or (words[-1] in ":：" and _begins(phrase, lexicon.FORWARDED)):
            return Separator(True, True)
        if phrase in lexicon.ORIGINAL:
            return Separator(False, True)
    return None


def is_rule(words: str) -> bool:
    """Whether the line is drawn: dashes, underscores and the like, at least three."""
    return _RULE.match(words) is not None


def asks_for_reply_above(words: str) -> bool:
    """Whether a ticket system asks here to write above this line."""
    if len(words) > _MAX_PHRASE:
        return False
    folded = words.casefold()
    return any(part in folded for part in lexicon.ABOVE) and any(
        phrase in folded for phrase in lexicon.REPLY_ABOVE
    )


def _dashed(inner: str, rest: str) -> Separator | None:
    phrase = fold(inner).strip(_AROUND)
    if phrase in lexicon.FORWARDED or _begins(phrase, lexicon.FORWARDED):
        return Separator(True, True, rest)
    if phrase in lexicon.ORIGINAL or _begins(phrase, lexicon.ORIGINAL) or attribution.names_writer(inner):
        return Separator(False, True, rest)
    return None if rest.strip() else Separator(False, False)


def belongs_above(words: str) -> bool:
    """Whether a line right above a header block is a part of it: a rule, or a known phrase without dashes, or
    a date between dashes behind a name (`Ana ---04.03.2025 10:12:05---Hello`), as Notes writes it."""
    if is_rule(words):
        return True
    if len(words) > _MAX_PHRASE:
        return False
    phrase = fold(words).strip(_AROUND)
    if phrase in lexicon.ORIGINAL or phrase in lexicon.FORWARDED:
        return True
    _, _, rest = words.partition("---")
    return attribution.has_date(fold(rest.partition("---")[0]))


def _begins(phrase: str, phrases: frozenset[str]) -> bool:
    """Whether the phrase is a known one followed by a name or date ("Forwarded by Ana on 4 March")."""
    words = phrase.split(" ")
    return any(" ".join(words[:size]) in phrases for size in range(2, min(6, len(words)) + 1))
