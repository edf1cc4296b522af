"""Puts the original below the caller's words: the quote of a reply, the block of a forward. Sends nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from pillarbox.domain.address import Mailbox
from pillarbox.mail.compose.date_text import reading_date
from pillarbox.mail.compose.hidden_controls import without_controls
from pillarbox.mail.compose.quoted_html import safe_fragment, text_of

MAX_QUOTED_CHARACTERS = 262_144

_CUT_NOTICE = "[The rest of the quoted message was left out because of its length.]"
_FORWARD_LINE = "---------- Forwarded message ---------"
_END_OF_DOCUMENT = re.compile(r"</body\s*>\s*(?:</html\s*>\s*)?\Z", re.IGNORECASE)
_BLOCKQUOTE = (
    '<blockquote type="cite" class="gmail_quote" '
    'style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedOriginal:
    """What a quote shows of the original; `date_ms` counts from 1970. Its values may hold anything."""

    from_: Mailbox | None
    to: Sequence[Mailbox] = ()
    cc: Sequence[Mailbox] = ()
    date_ms: int
    subject: str = ""
    text: str | None = None
    html: str | None = None


def quote_reply(
    text: str | None, html: str | None, original: QuotedOriginal
) -> tuple[str | None, str | None]:
    """The reply's text and HTML, each the caller's words, an attribution line and the quoted original.

    A body the caller did not write stays None, but one of them is always there. Of the original at most
    262,144 characters are quoted, and a notice says so.
    """
    attribution = f"On {reading_date(original.date_ms)}, {_author(original)} wrote:"
    quoted_text = quoted_html = None
    if text or not html:
        quote = "\n".join(f"> {line}".rstrip() for line in _text_body(original).split("\n"))
        quoted_text = _below(text, f"{attribution}\n{quote}")
    if html:
        quoted_html = _with_quote(
            html, f"{escape(attribution)}<br>", f"{_BLOCKQUOTE}{_html_body(original)}</blockquote>"
        )
    return quoted_text, quoted_html


def forward_block(
    text: str | None, html: str | None, original: QuotedOriginal
) -> tuple[str | None, str | None]:
    """The forward's text and HTML, each the caller's words, a block of headers and the original body.

    HTML is there when the caller or the original has it; text when the caller wrote some, or wrote no HTML.
    Limits as in `quote_reply`.
    """
    fields = _forwarded_fields(original)
    forwarded_text = forwarded_html = None
    if text or not html:
        block = "\n".join([_FORWARD_LINE, *(f"{name}: {value}" for name, value in fields)])
        forwarded_text = _below(text, f"{block}\n\n{_text_body(original)}")
    if html or original.html:
        rows = "".join(f"{name}: {escape(value)}<br>" for name, value in fields)
        forwarded_html = _with_quote(
            html or _html_of(text or ""), f"{_FORWARD_LINE}<br>{rows}<br>", _html_body(original)
        )
    return forwarded_text, forwarded_html


def _forwarded_fields(original: QuotedOriginal) -> list[tuple[str, str]]:
    fields = [
        ("From", _author(original)),
        ("Date", reading_date(original.date_ms)),
        ("Subject", without_controls(original.subject)),
        ("To", ", ".join(_shown(mailbox) for mailbox in original.to)),
        ("Cc", ", ".join(_shown(mailbox) for mailbox in original.cc)),
    ]
    return [(name, value) for name, value in fields if value]


def _author(original: QuotedOriginal) -> str:
    return _shown(original.from_) if original.from_ else "an unknown sender"


def _shown(mailbox: Mailbox) -> str:
    """`Name <user@host>` for reading, on one line."""
    name, address = without_controls(mailbox.name), without_controls(mailbox.address)
    return f"{name} <{address}>" if name else address


def _below(words: str | None, quote: str) -> str:
    return f"{words.rstrip()}\n\n{quote}\n" if words else f"{quote}\n"


def _with_quote(html: str, heading: str, body: str) -> str:
    """The caller's HTML with the quote as the last thing in its body."""
    quote = f'<br><div class="gmail_quote"><div class="gmail_attr" dir="ltr">{heading}</div>{body}</div>'
    ending = _END_OF_DOCUMENT.search(html)
    end = len(html) if ending is None else ending.start()
    return f"{html[:end]}{quote}{html[end:]}"


def _text_body(original: QuotedOriginal) -> str:
    source = original.text or original.html or ""
    cut = source[:MAX_QUOTED_CHARACTERS]
    text = cut if original.text else text_of(cut)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return lines if cut == source else f"{lines}\n\n{_CUT_NOTICE}"


def _html_body(original: QuotedOriginal) -> str:
    source = original.html or original.text or ""
    cut = source[:MAX_QUOTED_CHARACTERS]
    fragment = safe_fragment(cut) if original.html else _html_of(cut)
    return fragment if cut == source else f"{fragment}<p>{_CUT_NOTICE}</p>"


def _html_of(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return escape(lines).replace("\n", "<br>\n")
