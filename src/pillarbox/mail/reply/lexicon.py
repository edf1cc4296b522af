"""The word tables compiled for look-up, all in folded form."""

import re
from typing import Final

from pillarbox.mail.reply.folding import fold
from pillarbox.mail.reply.words import attributions, dates, footers, headers, separators, subjects

_SLOT: Final = re.compile(r"\{\w+\}")
_VERB: Final = re.compile(r"\[([^\]]+)\]")
_OPENER: Final = re.compile(r"[^\s{}\[\]]+ \{date\}")
_TOKEN: Final = re.compile(r"(?:[^\W\d_]|(?![\d\u0964\u0965])[\u0900-\u109f])+")
"""Letters, and the vowel signs of Indic scripts, which are none."""
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_SHORTEST_ABBREVIATION: Final = 3


def tokens(folded: str) -> list[str]:
    """The words of a folded text, digits and signs left out."""
    return _TOKEN.findall(folded)


def is_forward_prefix(prefix: str) -> bool:
    """Whether this, found before the colon of a subject, says the message was passed on."""
    return fold(prefix).strip(" []") in FORWARD_PREFIXES


def _phrases(table: dict[str, str]) -> frozenset[str]:
    return frozenset(fold(phrase).strip() for entry in table.values() for phrase in entry.split("|"))


def _verbs() -> set[str]:
    found: set[str] = set()
    for templates in attributions.TEMPLATES.values():
        for template in templates:
            for verb in _VERB.findall(fold(template)):
                found.update(re.sub(r"\(.*\)", "", form) for form in verb.split("/"))
    return found


def _heads(verbs: set[str]) -> frozenset[str]:
    """The longest word of each verb; verbs of scripts without spaces are looked for as they stand."""
    return frozenset(max(tokens(verb), key=len) for verb in verbs if not _UNSPACED.search(verb))


def _connectors() -> frozenset[str]:
    small: set[str] = set()
    for templates in attributions.TEMPLATES.values():
        for template in templates:
            small.update(tokens(_SLOT.sub(" ", fold(template))))
    return frozenset(small - VERBS)


def _openers() -> frozenset[str]:
    """Words with which an attribution begins right before its date, such as On, Am, Le."""
    return frozenset(
        fold(template).split(" {date}")[0]
        for templates in attributions.TEMPLATES.values()
        for template in templates
        if _OPENER.match(template)
    )


def _date_words() -> frozenset[str]:
    known: set[str] = set()
    for entry in dates.NAMES.values():
        for word in tokens(fold(entry)):
            known.add(word)
            known.update(word[:size] for size in range(_SHORTEST_ABBREVIATION, len(word)))
    return frozenset(known)


def _labels() -> dict[str, str]:
    return {
        fold(label): role
        for role, languages in reversed(headers.LABELS.items())
        for entry in languages.values()
        for label in entry.split("|")
    }


VERBS: Final = _heads(_verbs())
UNSPACED_VERBS: Final = tuple(sorted(verb for verb in _verbs() if _UNSPACED.search(verb)))
VERB_ENDINGS: Final = (*sorted(VERBS), *UNSPACED_VERBS)
CONNECTORS: Final = _connectors()
OPENERS: Final = _openers()
DATE_WORDS: Final = _date_words()
HEADER_LABELS: Final = _labels()
FORWARDED: Final = _phrases(separators.FORWARDED)
ORIGINAL: Final = _phrases(separators.ORIGINAL)
REPLY_ABOVE: Final = tuple(
    sorted({phrase.casefold() for entry in separators.REPLY_ABOVE.values() for phrase in entry.split("|")})
)
ABOVE: Final = tuple(sorted({part for entry in separators.ABOVE.values() for part in entry.split("|")}))
SENT_FROM: Final = tuple(sorted(_phrases(footers.SENT_FROM)))
SENT_FROM_ENDINGS: Final = tuple(fold(footers.SENT_FROM_ENDINGS).split("|"))
FORWARD_PREFIXES: Final = _phrases(subjects.FORWARD_PREFIXES)
CLOSINGS: Final = _phrases(footers.CLOSINGS)
LIST_FOOTER: Final = re.compile("|".join(map(re.escape, fold(footers.LIST_FOOTER).split("|"))))
DISCLAIMER: Final = re.compile("|".join(map(re.escape, fold(footers.DISCLAIMER).split("|"))))
