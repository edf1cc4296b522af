"""Which candidate, if any, a mail presents as its code. Reads a page, never the raw mail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from .candidates import Candidate, Shape, candidates
from .layout import Line, Page
from .vocabulary import Kind, Mark

MAX_IN_LINE = 24  # candidates
_AROUND = 5  # lines to look for what a code is for
_COPULAS = (":", "：", " is", "は", "为", "是")
_OPENING = 40  # characters of a sentence before its code, when the name comes after
_ASIDE = 120  # characters between a code's name and its verb
_SHORT = 220  # characters: a notice that says little else
_SENTENCE_END = re.compile(r"[!?](?=\s|$)|[。！？।۔؟]|\.(?=\s+[(\"']?[A-ZА-Я])")
_GLUE = re.compile(r"[^\W\d_]+[ -]?(?:[^\W\d_]+ )?|[ -]?")
_MEETING = re.compile(
    r"\b(?:meeting|webinar|besprechungs|id de (?:la )?reunion|conference)[ -]?id\b|dial[- ]in"
)
_NEXT_WORD = 14  # characters: what a verb follows so closely is its subject
_IS = re.compile(r" (?:is|ist|lautet|est|es|e|ar|er|on|este|je|jest|to)[: ]+$")
_UNSPEAKABLE = re.compile(r"[^AEIOUY-]{5}")  # no word of prose
_NOT_SPEECH = re.compile(r"\d{4}|==|[{};\\]|\(\)")
_TRADE = re.compile(r"[$€£] ?\d|\d ?%|% ?(?:off|discount)|\bcheckout\b|\bshop now\b")


class Found(StrEnum):
    """How a code was recognised."""

    LABELLED = "labelled"  # "Your code is 123456"
    NAMED_AFTER = "named_after"  # "123456 is your code"
    BELOW_LABEL = "below_label"  # alone in its line, named in a line above
    ABOVE_LABEL = "above_label"  # alone in its line, named in a line below
    INSTRUCTED = "instructed"  # "Enter 123456 to sign in"


@dataclass(frozen=True, slots=True)
class Code:
    """A code as the mail writes it, without spaces between its parts."""

    value: str
    found: Found
    confidence: float


@dataclass(frozen=True, slots=True)
class _Sighting:
    """A candidate, the number of its line, and how the words around it present it."""

    number: int
    candidate: Candidate
    found: Found


_CONFIDENCE = {
    Found.LABELLED: 0.98,
    Found.NAMED_AFTER: 0.98,
    Found.BELOW_LABEL: 0.96,
    Found.ABOVE_LABEL: 0.9,
    Found.INSTRUCTED: 0.85,
}


def _qualified(line: Line, index: int) -> bool:
    """Whether the noun at `index` names some other kind of code (promo code, code postal)."""
    noun = line.marks[index]
    if Kind.ONE_TIME in noun.kind:
        return False
    if index and Kind.OTHER in line.marks[index - 1].kind and Kind.ACTION not in line.marks[index - 1].kind:
        gap = line.folded[line.marks[index - 1].end : noun.start]
        if len(gap) <= 14 and gap.count(" ") <= 1 and _GLUE.fullmatch(gap):
            return True
    if index + 1 < len(line.marks) and Kind.OTHER in line.marks[index + 1].kind:
        gap = line.folded[noun.end : line.marks[index + 1].start]
        return len(gap) <= 6 and gap.count(" ") <= 2 and (gap.isspace() or not gap or gap.strip().isalpha())
    return False


def _names_code(line: Line, index: int) -> bool:
    return Kind.NOUN in line.marks[index].kind and not _qualified(line, index)


def _labels(line: Line) -> list[tuple[Mark, bool]]:
    """The marks that name numbers, each with whether it names a code."""
    return [
        (mark, _names_code(line, index))
        for index, mark in enumerate(line.marks)
        if mark.kind & (Kind.NOUN | Kind.OTHER)
    ]


def _says_code(line: Line) -> bool | None:
    """Whether a line names a code; None when it names no number at all."""
    labels = _labels(line)
    return any(code for _, code in labels) if labels else None


def _leads_to_code(between: str) -> bool:
    """Whether the words between the name of a code and a candidate are only the way from one to the other."""
    if len(between) > 70 or _NOT_SPEECH.search(between):
        return False
    counts = len(between) > 12 and any(map(str.isdigit, between))
    return not counts or between.rstrip().endswith((":", "："))


def _resumes(line: Line, before: list[tuple[Mark, bool]], candidate: Candidate) -> bool:
    """Whether a verb takes a sentence back to the code it began with ("Your code for card X is 481920")."""
    aside = line.folded[before[-1][0].end : candidate.start]
    codes = [mark for mark, code in before if code]
    has_its_number = any(map(str.isdigit, aside))
    if not (codes and (has_its_number or len(aside) > _NEXT_WORD) and _IS.search(aside)):
        return False
    between = line.plain[codes[-1].end : candidate.start]
    return len(between) <= _ASIDE and not _SENTENCE_END.search(between)


def _in_sentence(line: Line, labels: list[tuple[Mark, bool]], candidate: Candidate) -> Found | None:
    before = [label for label in labels if label[0].end <= candidate.start]
    after = [label for label in labels if label[0].start >= candidate.end]
    if before:
        mark, code = before[-1]
        between = line.plain[mark.end : candidate.start]
        if not _SENTENCE_END.search(between):
            if code and _leads_to_code(between):
                return Found.LABELLED
            is_address = between.rstrip().endswith(",")  # "Dear customer, 481920 is your code"
            if not code and len(between) <= 40 and not is_address:
                return Found.LABELLED if _resumes(line, before, candidate) else None
    if after:
        mark, code = after[0]
        between = line.plain[candidate.end : mark.start]
        if not _SENTENCE_END.search(between) and len(between) <= 80:
            opening = _SENTENCE_END.split(line.plain[: candidate.start])[-1]
            if len(opening) > _OPENING:
                return None
            headed = between.startswith(":") and bool(line.text[: candidate.start].strip(" <#>[]()*"))
            return Found.NAMED_AFTER if code and not headed and not _NOT_SPEECH.search(between) else None
    closing = candidate.end + len(_SENTENCE_END.split(line.plain[candidate.end :])[0])
    prompted = any(Kind.PROMPT in mark.kind and 0 <= candidate.start - mark.end <= 12 for mark in line.marks)
    acts = any(Kind.ACTION in mark.kind and candidate.end <= mark.start < closing for mark in line.marks)
    if prompted and acts:
        return Found.INSTRUCTED
    return None


def _alone(page: Page, number: int) -> Found | None:
    for above in range(number - 1, max(-1, number - 6), -1):
        says = _says_code(page.lines[above])
        if says:
            return Found.BELOW_LABEL
        if says is False and above >= number - 2:
            return None
    for below in range(number + 1, min(len(page.lines), number + 3)):
        says = _says_code(page.lines[below])
        if says is not None:
            return Found.ABOVE_LABEL if says else None
    return Found.ABOVE_LABEL if _says_code(page.lines[0]) else None


def _presented(line: Line, candidate: Candidate) -> bool:
    """Whether nothing but a colon or a little verb stands between the name of a code and the candidate."""
    if any(Kind.OTHER in mark.kind for mark in line.marks):
        return False
    return any(Kind.NOUN in mark.kind and 0 < candidate.start - mark.end <= 6 for mark in line.marks)


def _announces_code(line: Line) -> bool:
    """Whether a line ends with the name of a code, or with a sentence that holds one."""
    last = len(line.plain) - len(_SENTENCE_END.split(line.plain.rstrip(" .!"))[-1])
    return any(mark.start >= last - 2 for mark, code in _labels(line) if code)


def _plausible(page: Page, sighting: _Sighting, verifies: bool, short: bool) -> bool:
    """Whether the shape of a candidate and the words around it allow it to be a code."""
    line, candidate, found = page.lines[sighting.number], sighting.candidate, sighting.found
    direct = found in (Found.LABELLED, Found.NAMED_AFTER)
    below = candidate.alone and found is Found.BELOW_LABEL
    match candidate.shape:
        case Shape.DIGITS | Shape.GROUPED:
            return verifies or (direct and short)
        case Shape.DATE_LIKE:
            return verifies and (direct or below)
        case Shape.MIXED:
            if verifies and candidate.alone:
                return True
            if _presented(line, candidate):
                return verifies or short
            return verifies and direct and candidate.value == candidate.value.upper()
        case Shape.LETTERS:
            if not verifies or candidate.end - candidate.start < 4:
                return False
            if any(mark.start < candidate.end and mark.end > candidate.start for mark in line.marks):
                return False
            if below:
                above = page.lines[sighting.number - 1]
                unspeakable = bool(_UNSPEAKABLE.search(candidate.value))
                return _announces_code(above) or (unspeakable and bool(_says_code(above)))
            rest = line.plain[: candidate.start] + line.plain[candidate.end :]
            opening = line.folded[: candidate.start].rstrip(" '\"*")
            return found is Found.LABELLED and not rest.isupper() and opening.endswith(_COPULAS)


def _sightings(page: Page) -> Iterator[_Sighting]:
    """The candidates that the words around them present as a code."""
    for number, line in enumerate(page.lines):
        here = list(islice(candidates(line), MAX_IN_LINE))
        labels = _labels(line) if here else []
        for candidate in here:
            alone = candidate.alone and number > 0
            found = _alone(page, number) if alone else _in_sentence(line, labels, candidate)
            if found:
                yield _Sighting(number, candidate, found)


def _verifies(page: Page, number: int) -> bool:
    """Whether the subject or the lines around one speak of what codes are for."""
    around = [page.lines[0], *page.lines[max(1, number - _AROUND) : number + _AROUND + 1]]
    return any(mark.kind & (Kind.ACTION | Kind.ONE_TIME) for line in around for mark in line.marks)


def choose_code(page: Page) -> Code | None:
    """The one code of a page, or None when there is none or two are equally likely."""
    sightings = list(_sightings(page))
    if not sightings or any(_MEETING.search(line.folded) for line in page.lines):
        return None
    short = sum(len(line.text) for line in page.lines[1:]) <= _SHORT
    elsewhere = _says_code(page.lines[0]) is False or any(_TRADE.search(line.folded) for line in page.lines)
    best: dict[str, Code] = {}
    for sighting in sightings:
        candidate = sighting.candidate
        if elsewhere and candidate.shape in (Shape.MIXED, Shape.LETTERS):
            continue
        if not _plausible(page, sighting, _verifies(page, sighting.number), short):
            continue
        confidence = round(_CONFIDENCE[sighting.found] - 0.02 * (candidate.shape - 1), 2)
        key = re.sub(r"[\s-]", "", candidate.value).upper()
        if key not in best or best[key].confidence < confidence:
            best[key] = Code(candidate.value, sighting.found, confidence)
    ranked = sorted(best.values(), key=lambda code: -code.confidence)
    if not ranked or (len(ranked) > 1 and ranked[0].confidence - ranked[1].confidence < 0.02):
        return None
    return ranked[0]
