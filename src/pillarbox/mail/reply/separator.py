"""Lines that part a reply from what is below: dashed phrases, plain rules, "reply above this line"."""

import re
from dataclasses import dataclass
from typing import Final

from pillarbox.mail.reply import attribution, lexicon
from pillarbox.mail.reply.folding import MAX_WIDTH, fold

_RULE: Final = re.compile(r"[-–—_=*~─━]{3,}[-–—_=*~─━ ]*$")
_DASHED: Final = re.compile(
    r"[-–—_=*#~+─━ ]{2,60}([^\W_][^\n]{1,120}?)[ :：]*[-–—_=*#~+─━]{2,60}(?P<rest>.*)$"
)
_MAX_PHRASE: Final = 120
_MIN_BARE_PHRASE: Final = 5
"""Shorter phrases need dashes around them."""


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
    dashed = _DASHED.match(words) if words[0] in "-–—_=*#~+─━" else None
    if dashed is not None:
        return _dashed(dashed[1], dashed["rest"])
    if len(words) <= _MAX_PHRASE and (words[-1] in ":：-" or words[0] in "-–—_*"):
        phrase = fold(words).strip(" -–—_*:：")
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
    phrase = fold(inner).strip(" -–—_*:：")
    if phrase in lexicon.FORWARDED or _begins(phrase, lexicon.FORWARDED):
        return Separator(True, True, rest)
    if phrase in lexicon.ORIGINAL or _begins(phrase, lexicon.ORIGINAL) or attribution.names_writer(inner):
        return Separator(False, True, rest)
    return None if rest.strip() else Separator(False, False)


def _begins(phrase: str, phrases: frozenset[str]) -> bool:
    """Whether the phrase is a known one followed by a name or date ("Forwarded by Ana on 4 March")."""
    words = phrase.split(" ")
    return any(" ".join(words[:size]) in phrases for size in range(2, min(6, len(words)) + 1))
