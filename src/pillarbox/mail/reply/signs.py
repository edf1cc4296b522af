"""Cheap checks for any trace of a quote. A mail that shows none comes back as it is, without further work."""

import re
from typing import Final

from pillarbox.mail.reply import lexicon
from pillarbox.mail.reply.clients import MARKUP_SIGNS
from pillarbox.mail.reply.folding import DRAWN

_QUOTED: Final = re.compile(r"\n[ \t\u00a0]*(?:[>＞]|[A-Z][A-Za-z]{1,3}>)")
_DASHED: Final = re.compile(rf"\n[ \t\u00a0>]*(?:[{DRAWN}#+]{{2,}}[ \t\u00a0]*[^\W_]|[-_]{{10,}}[ \t\r]*\n)")
_ENDS_OPEN: Final = re.compile(r":(?:[ \t\r*_>\-\u200f\u200b\u202c]*\n|[ \u00a0]{2})")
_QUOTE_SIGNS: Final = tuple(sign for sign in MARKUP_SIGNS if "quote" in sign.lower())
_OTHER_SIGNS: Final = tuple(sign for sign in MARKUP_SIGNS if sign not in _QUOTE_SIGNS)
_ASCII_ABOVE: Final = tuple(filter(str.isascii, lexicon.ABOVE))
_MAX_LABEL: Final = 44
_MIN_LABELS: Final = 2
_NOT_AFTER_LABEL: Final = frozenset("0123456789/")
"""After a colon, these make it one of a time or a web address."""


def in_text(text: str) -> bool:
    """Whether the text may hold a quote, a header block or a separator. Linear; about 15 µs a kilobyte."""
    framed = f"\n{text}\n"
    if _QUOTED.search(framed) or ":>" in text or _DASHED.search(framed):
        return True
    if "：" in text:
        framed = framed.replace("：", ":")
    if ":" in framed and (_ENDS_OPEN.search(framed) or _has_labels(framed)):
        return True
    folded = text.casefold()
    return any(part in folded for part in (_ASCII_ABOVE if folded.isascii() else lexicon.ABOVE))


def _has_labels(framed: str) -> bool:
    labelled = 0
    for line in framed.splitlines():
        at = line.find(":", 0, _MAX_LABEL)
        if at > 0 and line[at + 1 : at + 2] not in _NOT_AFTER_LABEL:
            labelled += _MIN_LABELS if line.count(":") > _MIN_LABELS else 1
    return labelled >= _MIN_LABELS


def in_html(html: str) -> bool:
    """Whether the HTML holds markup that some client uses around quotes."""
    if any(sign in html for sign in _OTHER_SIGNS):
        return True
    return ("quote" in html or "QUOTE" in html) and any(sign in html for sign in _QUOTE_SIGNS)
