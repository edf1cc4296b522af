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
_SHORT = 220  # characters: a notice that says little else
_SENTENCE_END = re.compile(r"[!?](?=\s|$)|[。！？।۔؟]|\.(?=\s+[A-ZА-Я])")
_GLUE = re.compile(r"[^\W\d_]+[ -]?(?:[^\W\d_]+ )?|[ -]?")
_MEETING = re.compile(
    r"\b(?:meeting|webinar|besprechungs|id de (?:la )?reunion|conference)[ -]?id\b|dial[- ]in"
)
_NOT_SPEECH = re.compile(r"\d{4}|==|[{};\\]|\(\)")
_DISCOUNT = re.compile(r"\d ?%|% ?(?:off|discount)|\bcheckout\b|\bshop now\b")


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


def _in_sentence(line: Line, labels: list[tuple[Mark, bool]], candidate: Candidate) -> Found | None:
    before = [label for label in labels if label[0].end <= candidate.start]
    after = [label for label in labels if label[0].start >= candidate.end]
    if before:
        mark, code = before[-1]
        between = line.plain[mark.end : candidate.start]
        if not _SENTENCE_END.search(between):
            if code and _leads_to_code(between):
                return Found.LABELLED
            if not code and len(between) <= 40:
                return None
    if after:
        mark, code = after[0]
        between = line.plain[candidate.end : mark.start]
        if not _SENTENCE_END.search(between) and len(between) <= 80:
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


def _plausible(line: Line, candidate: Candidate, found: Found, verifies: bool, short: bool) -> bool:
    """Whether shape and surroundings allow the candidate to be a code."""
    direct = found in (Found.LABELLED, Found.NAMED_AFTER)
    own_line = candidate.alone and found is Found.BELOW_LABEL
    match candidate.shape:
        case Shape.DIGITS | Shape.GROUPED:
            return verifies or (direct and short)
        case Shape.MIXED:
            return (verifies and (direct or candidate.alone)) or (short and _presented(line, candidate))
        case Shape.DATE_LIKE:
            return verifies and (direct or own_line)
        case Shape.LETTERS:
            if (
                not verifies
                or (candidate.end - candidate.start < 4)
                or not (own_line or found is Found.LABELLED)
            ):
                return False
            before = line.folded[: candidate.start].rstrip(" '\"*")
            shouted = line.plain.replace(line.plain[candidate.start : candidate.end], "").isupper()
            known = any(mark.start < candidate.end and mark.end > candidate.start for mark in line.marks)
            return (
                not shouted
                and not known
                and (own_line or before.endswith((":", "：", " is", "は", "为", "是")))
            )


def _seen(page: Page) -> Iterator[tuple[Line, Candidate, Found]]:
    """The candidates that the words around them present as a code."""
    for number, line in enumerate(page.lines):
        here = list(islice(candidates(line), MAX_IN_LINE))
        labels = _labels(line) if here else []
        for candidate in here:
            alone = candidate.alone and number > 0
            found = _alone(page, number) if alone else _in_sentence(line, labels, candidate)
            if found:
                yield line, candidate, found


def choose_code(page: Page) -> Code | None:
    """The one code of a page, or None when there is none or two are equally likely."""
    seen = list(_seen(page))
    if not seen or any(_MEETING.search(line.folded) for line in page.lines):
        return None
    verifies = page.speaks_of(Kind.ACTION | Kind.ONE_TIME)
    short = sum(len(line.text) for line in page.lines[1:]) <= _SHORT
    elsewhere = _says_code(page.lines[0]) is False or any(
        _DISCOUNT.search(line.folded) for line in page.lines
    )
    best: dict[str, Code] = {}
    for line, candidate, found in seen:
        if elsewhere and candidate.shape in (Shape.MIXED, Shape.LETTERS):
            continue
        if not _plausible(line, candidate, found, verifies, short):
            continue
        confidence = round(_CONFIDENCE[found] - 0.02 * (candidate.shape - 1), 2)
        key = re.sub(r"[\s-]", "", candidate.value).upper()
        if key not in best or best[key].confidence < confidence:
            best[key] = Code(candidate.value, found, confidence)
    ranked = sorted(best.values(), key=lambda code: -code.confidence)
    if not ranked or (len(ranked) > 1 and ranked[0].confidence - ranked[1].confidence < 0.02):
        return None
    return ranked[0]
