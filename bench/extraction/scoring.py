"""Compares what came out of a mail with the words that must, and those that may."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final

_WORD: Final = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\\W_]+")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LINK_TARGET: Final = re.compile(r"<(?:https?:|mailto:)[^<>\s]*>")
_TOLERANCE: Final = 0.02


@dataclass(frozen=True, slots=True)
class Score:
    """`ok`: nothing required is missing and nothing foreign is left, in order."""

    ok: bool
    lost: bool
    half_lost: bool
    leak: bool
    empty: bool
    milliseconds: float


def score(result: str, *, required: str, allowed: str, milliseconds: float) -> Score:
    """How well the extracted text matches."""
    got, need, may = words(result), words(required), words(allowed)
    missing = sum((Counter(need) - Counter(got)).values())
    foreign = sum((Counter(got) - Counter(may)).values())
    return Score(
        ok=is_subsequence(need, got) and not foreign,
        lost=missing > _TOLERANCE * len(need),
        half_lost=bool(need) and missing * 2 >= len(need),
        leak=foreign > 1 and foreign > _TOLERANCE * len(got),
        empty=not got,
        milliseconds=milliseconds,
    )


def words(text: str) -> list[str]:
    """The words of a text without case, width, direction marks and the targets of links; unspaced scripts
    count by character."""
    shown = _LINK_TARGET.sub(" ", _INVISIBLE.sub("", text))
    return _WORD.findall(unicodedata.normalize("NFKC", shown).casefold())


def words_shown(html: str) -> str:
    """The text of HTML as a reader sees it, crudely."""
    shown = re.sub(r"(?is)<(style|script|title)\b.*?</\1>|<!--.*?-->", " ", html)
    return unescape(re.sub(r"<[^<>]*>", " ", shown))


def is_subsequence(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether all of `short` occurs in `long` in order."""
    rest = iter(long)
    return all(word in rest for word in short)


def percent(scores: Sequence[Score], field: str) -> float | None:
    """The share of scores with this property, in percent; None of no scores."""
    if not scores:
        return None
    return 100 * sum(bool(getattr(each, field)) for each in scores) / len(scores)


def quantile(scores: Sequence[Score], share: float) -> float:
    """A quantile of the times, in milliseconds."""
    times = sorted(each.milliseconds for each in scores)
    return times[min(len(times) - 1, int(len(times) * share))]
