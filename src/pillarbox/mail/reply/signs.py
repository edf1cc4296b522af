"""Cheap checks for any trace of a quote. A mail that shows none is returned as it came, without further work."""

import re
from typing import Final

from pillarbox.mail.reply import lexicon
from pillarbox.mail.reply.folding import fold

_QUOTED: Final = re.compile(r"\n[ \t\u00a0]*(?:[>＞]|[A-Z][A-Za-z]{0,3}>)")
_ENDS_OPEN: Final = re.compile(r"[:：][ \t\r*_>\-\u200f\u200b\u202c]*\n")
_DASHED: Final = re.compile(r"\n[ \t>]*[-–—_=*#~+─━]{2,}[ \t]*[^\W_]")
_LABELLED: Final = re.compile(r"\n[ \t*_|•·]*[^\s:：][^:：\n]{0,40}[:：]")
_MIN_LABELS: Final = 2

_HTML: Final = (
    "blockquote", "BLOCKQUOTE", "gmail_quote", "gmail_attr", "gmail_extra", "divRplyFwdMsg", "appendonsend", "yahoo_quoted",
    "protonmail_quote", "tutanota_quote", 'name="quote"', "border-top:solid", "border-top: solid", "moz-", "OLK_SRC",
    "zmail_extra", "ntes-", "qqmail", "reference-message", "gorgias", "hs_reply", "front-", "zd-", "intercom", "aolmail",
    "AOLMsg", "mailru", "yandex", "ymail", "WordSection", "quote", "Quote", "reply-intro", "replyHeader", "history_container",
)  # fmt: skip


def in_text(text: str) -> bool:
    """Whether the text may hold a quote, a header block or a separator. Linear, a few dozen µs for a usual mail."""
    framed = f"\n{text}\n"
    if _QUOTED.search(framed) or _ENDS_OPEN.search(framed) or _DASHED.search(framed):
        return True
    labels = _LABELLED.finditer(framed)
    if sum(1 for _ in zip(labels, range(_MIN_LABELS), strict=False)) >= _MIN_LABELS:
        return True
    folded = fold(text)
    return any(phrase in folded for phrase in lexicon.REPLY_ABOVE)


def in_html(html: str) -> bool:
    """Whether the HTML holds markup that some client uses around quotes."""
    return any(sign in html for sign in _HTML)
