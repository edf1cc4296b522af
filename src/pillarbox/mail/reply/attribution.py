"""The line above a quote ("On 4 March 2025, Ana Lopez wrote:"), in any language and wrapped as clients do.

An attribution is the smallest window of lines that ends like one and shows two of: a date, an address, a verb
of writing. What is left over must look like a name, not like a sentence.
"""

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from pillarbox.mail.reply import lexicon
from pillarbox.mail.reply.folding import MAX_WIDTH, fold
from pillarbox.mail.reply.lines import Line

MAX_LINES: Final = 4
MAX_SUSPECTS: Final = 600
"""Lines with a colon that are looked at; a reply has a handful."""
ALL_EVIDENCE: Final = 3
_MIN_EVIDENCE: Final = 2
_MAX_LEFTOVER: Final = 10
_MAX_LEFTOVER_IN_FULL: Final = 20
_MAX_LOWERCASE: Final = 3
_MAX_LOWERCASE_IN_FULL: Final = 7
_MAX_LOWERCASE_WITHOUT_VERB: Final = 1
_CHARACTERS_A_WORD: Final = 6
_MAX_DASHED: Final = 200
_MAX_VERB: Final = 24

_MIN_INLINE: Final = 20
_MAX_OPENERS: Final = 40
_MAX_OPENING: Final = 40
_COLONS: Final = frozenset({":", "："})
_CLOSED: Final = re.compile(r"[>)\]\d]$")
"""How an attribution without a colon ends: with an address, a date, a bracket; only right above a quote."""
_QUOTE_BEHIND: Final = re.compile(r":(?:(?=>)|[ \u00a0]{2,})")
_CAPITALISED: Final = re.compile(r"(?<=[\s.!?…])([^\W\d_]{1,8})(?= )")

_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))
_ENDING: Final = " \t*_-\u2013\u2014\u200b\u200f"
_DOMAIN: Final = r"(?:@| at )[^\W\d_][\w\-]{0,80}(?:\.[\w\-]{1,80}){0,6}\.[^\W\d_]{2,20}"
_ADDRESS_SIGN: Final = re.compile(rf"[\w.+\-=/'\"]{_DOMAIN}|<[^<>\s]{{1,80}}@[^<>\s]{{1,120}}>")
_ADDRESS: Final = re.compile(rf"[\w.+\-=/']{{1,80}}{_DOMAIN}")
_MESSAGE_ID: Final = re.compile(r"<[^<>\s]{1,200}@[^<>\s]{1,200}>,$")
"""How the upper line of an attribution ends that begins with the message's id."""
_BRACKETED: Final = re.compile(
    r"[<(\[][^<>()\[\]]{0,200}@[^<>()\[\]]{0,200}[>)\]]|<(?:https?|mailto)[^<>]{0,300}>"
)
_NUMERIC_DATE: Final = re.compile(
    r"\b\d{1,4}[./\-‑]\s?\d{1,2}[./\-‑]\s?\d{1,4}\b|\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]|\d{4}[年년]"
)
_TIME: Final = re.compile(r"(?<![\d.])\d{1,2}\s?[:.h時시]\s?\d{2}(?!\d|\.\d)")
_YEAR: Final = re.compile(r"\b(?:19|20|25)\d\d\b")
_ZONES: Final = frozenset({"brt", "cest", "cet", "cst", "edt", "est", "gmt", "mst", "pdt", "pst", "utc"})
_SENTENCE_END: Final = re.compile(r"[.!?…]$")
_NEAR_DIGITS: Final = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Lines `first` to `last` name who wrote what follows; `evidence` counts date, address and verb."""

    first: int
    last: int
    evidence: int


def find(lines: list[Line], last: int, first_allowed: int, *, quote_follows: bool) -> Attribution | None:
    """The attribution that ends at line `last`, if there is one. Looks at most `MAX_LINES` lines up."""
    closing = lines[last].words.rstrip(_ENDING)
    if not closing or len(closing) > MAX_WIDTH - 1:
        return None
    ends_open = closing[-1] in ":：" or closing.endswith((":>", ":-", ": -"))
    ends_as_verb = not ends_open and fold(closing[-_MAX_VERB:]).endswith(lexicon.VERB_ENDINGS)
    if not (ends_open or ends_as_verb or (quote_follows and _CLOSED.search(closing))):
        return None
    best: Attribution | None = None
    joined = ""
    for first in range(last, max(first_allowed, last - MAX_LINES + 1) - 1, -1):
        line = lines[first]
        if line.is_blank or line.literal or line.depth != lines[last].depth:
            break
        is_tail = best is not None and not (_has_day(fold(joined)) or _SENTENCE_END.search(line.words))
        joined = _unescaped(line.words) + " " + joined
        evidence = _weigh(joined, ends_open=ends_open, quote_follows=quote_follows)
        enough = best.evidence if best is not None else 0
        is_head = _has_day(fold(line.words)) or _MESSAGE_ID.search(line.words)
        if evidence > enough or (is_tail and evidence == enough and is_head):
            best = Attribution(first, last, evidence)
        if evidence == ALL_EVIDENCE and _has_day(fold(joined)):
            break
    return best and _with_opener(best, lines, first_allowed)


def _with_opener(found: Attribution, lines: list[Line], first_allowed: int) -> Attribution:
    """The attribution together with a line above it that holds just its opening words (`On Tue, Mar`)."""
    above = found.first - 1
    if above < first_allowed or found.last - above >= MAX_LINES or lines[above].depth or lines[above].literal:
        return found
    head = lexicon.tokens(fold(lines[above].words))
    own = _NEAR_DIGITS.match(fold(lines[found.first].words))
    is_opener = bool(head) and head[0] in lexicon.OPENERS and (own is None or own[0] not in lexicon.OPENERS)
    if is_opener and all(token in lexicon.CONNECTORS or token in lexicon.DATE_WORDS for token in head):
        return replace(found, first=above)
    return found


def part_inline(body: str, lines: list[Line]) -> list[Line]:
    """The lines, with each attribution that shares one with other words parted into a line of its own."""
    parted: list[Line] = []
    suspects = 0
    for line in lines:
        suspects += not line.depth and (":" in line.words or "：" in line.words)
        is_fit = _MIN_INLINE <= len(line.words) < MAX_WIDTH and suspects <= MAX_SUSPECTS
        if line.depth or line.literal or not is_fit:
            parted.append(line)
            continue
        start = _inline_start(line.words)
        stop = _inline_stop(line.words) if not start else 0
        at = start or stop
        raw_at = body.find(line.words[at : at + _MIN_INLINE], line.start, line.end) if at else -1
        if raw_at <= line.start:
            parted.append(line)
            continue
        parted.append(Line(line.start, raw_at, line.words[:at].rstrip(), 0))
        is_marked = stop > 0 and line.words[at] == ">"
        parted.append(Line(raw_at, line.end, line.words[at:], 1 if is_marked else 0))
    return parted


def _inline_start(words: str) -> int:
    """Where an attribution begins behind other words, with opening word, date, address and verb; else 0."""
    if words[-1] not in _COLONS or not has_address(words):
        return 0
    for match in islice(_CAPITALISED.finditer(words), _MAX_OPENERS):
        if not match[1][0].isupper() or fold(match[1]) not in lexicon.OPENERS:
            continue
        tail = words[match.start(1) :]
        if (
            has_date(fold(tail[:_MAX_OPENING]))
            and _weigh(tail, ends_open=True, quote_follows=True) == ALL_EVIDENCE
        ):
            return match.start(1)
    return 0


def _inline_stop(words: str) -> int:
    """Where the quote begins behind its attribution on the same line (`Ana wrote:> Hello`, or behind a gap as
    Yahoo leaves it); else 0."""
    match = _QUOTE_BEHIND.search(words)
    if match is None:
        return 0
    needed = _MIN_EVIDENCE if match[0] == ":" else ALL_EVIDENCE
    evidence = _weigh(words[: match.start() + 1], ends_open=True, quote_follows=True)
    return match.end() if evidence >= needed else 0


def names_writer(words: str) -> bool:
    """Whether words set between dashes are an attribution (`---- On … Ana wrote ----`)."""
    return len(words) < _MAX_DASHED and _has_verb(fold(words)) and _leftover_is_name(words, _MAX_LOWERCASE)


def has_date(folded: str) -> bool:
    """Whether folded words hold a date: more than a weekday or a time alone."""
    return _has_day(folded) or (_TIME.search(folded) is not None and _YEAR.search(folded) is not None)


def _has_day(folded: str) -> bool:
    """Whether folded words name a day of a month, or a weekday beside a number."""
    if _NUMERIC_DATE.search(folded):
        return True
    if not any(c.isdigit() for c in folded):
        return False
    parts = [part for part in _NEAR_DIGITS.findall(folded) if part not in _ZONES]
    return any(
        part in lexicon.DATE_WORDS and any(near.isdigit() for near in parts[max(0, index - 2) : index + 3])
        for index, part in enumerate(parts)
    )


def has_time(words: str) -> bool:
    """Whether the words hold a time of day."""
    return _TIME.search(words) is not None


def has_address(words: str) -> bool:
    """Whether the words hold a mail address, also in the spelling list archives use."""
    return ("@" in words or " at " in words) and _ADDRESS_SIGN.search(words) is not None


def _weigh(words: str, *, ends_open: bool, quote_follows: bool) -> int:
    if len(words) > MAX_WIDTH:
        return 0
    folded = fold(words)
    verb = _has_verb(folded)
    address = has_address(words)
    date = has_date(folded)
    evidence = verb + address + date
    if evidence < ALL_EVIDENCE and date and not (quote_follows or has_time(folded) or _is_classic(folded)):
        return 0
    if not ends_open and _CLOSED.search(words.rstrip()):
        return evidence if evidence >= 2 and _leftover_is_name(words, 0) else 0
    if evidence == ALL_EVIDENCE and _opens_with_date(folded):
        allowed = _MAX_LEFTOVER_IN_FULL if quote_follows else _MAX_LEFTOVER
        return evidence if _leftover_is_name(words, _MAX_LOWERCASE_IN_FULL, allowed) else 0
    if evidence == ALL_EVIDENCE or (evidence == _MIN_EVIDENCE and verb):
        return evidence if _leftover_is_name(words, _MAX_LOWERCASE) else 0
    if not ends_open:
        return 0
    if evidence == 2:
        allowed = _MAX_LOWERCASE if quote_follows else _MAX_LOWERCASE_WITHOUT_VERB
        return 2 if _leftover_is_name(words, allowed) else 0
    is_telling = quote_follows and (not date or has_time(folded))
    return evidence if is_telling and _leftover_is_name(words, 0) else 0


def _opens_with_date(folded: str) -> bool:
    head = folded[:_MAX_OPENING]
    first = next(iter(_NEAR_DIGITS.findall(head)), "")
    opens = first.isdigit() or first in lexicon.OPENERS or first in lexicon.DATE_WORDS
    return opens and _has_day(head)


def _is_classic(folded: str) -> bool:
    """Whether the words begin with a date and end with a verb of writing (`On 4 March, Ana wrote:`)."""
    return _opens_with_date(folded) and folded.rstrip(" *:：").endswith(lexicon.VERB_ENDINGS)


def _has_verb(folded: str) -> bool:
    if not lexicon.VERBS.isdisjoint(lexicon.tokens(folded)):
        return True
    return not folded.isascii() and any(verb in folded for verb in lexicon.UNSPACED_VERBS)


def _leftover_is_name(words: str, max_lowercase: int, max_words: int = _MAX_LEFTOVER) -> bool:
    """Whether the words, without date, address, verb and small print, could be someone's name."""
    rest = _BRACKETED.sub(" ", words)
    if has_address(rest):
        rest = _ADDRESS.sub(" ", rest)
    total = lowercase = 0
    for token in lexicon.tokens(rest):
        key = fold(token)
        if key in lexicon.VERBS or key in lexicon.CONNECTORS or key in lexicon.DATE_WORDS:
            continue
        cased = token.lower() != token.upper()
        total += 1 if cased else 1 + len(token) // _CHARACTERS_A_WORD
        lowercase += cased and token[0].islower()
    return total <= max_words and lowercase <= max_lowercase


def _unescaped(words: str) -> str:
    if "&" in words:
        for entity, character in _ENTITIES:
            words = words.replace(entity, character)
    return words
