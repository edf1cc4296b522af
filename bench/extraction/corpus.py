"""The corpus: every layout in every language; answers above, below, between quotes; forwards; no quotes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from textwrap import fill as fill_paragraph
from typing import Final

from bench.extraction.layouts import (
    ADDRESS,
    BOTTOM,
    NAME,
    REPLIES,
    Draft,
    Mail,
    blocks,
    fill,
    header,
    header_html,
    marked,
)
from bench.extraction.locale import Locale
from bench.extraction.locales import LOCALES
from bench.extraction.traps import TRAPS

SIGNATURE: Final = ("-- ", "Alex Doe", "Example Ltd, +44 20 7946 0018")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A mail, the words that must come out, and those that may (signatures and footers)."""

    name: str
    group: str
    client: str
    language: str
    text: str | None
    html: str | None
    required: str
    allowed: str
    parent_text: str | None = None
    parent_from: str | None = None
    subject: str | None = None
    ancestor_texts: tuple[str, ...] = field(default=())
    parent_html: str | None = None


def cases() -> Iterator[Case]:
    """All cases, in a fixed order."""
    for language, locale in LOCALES.items():
        yield from _top_posts(language, locale)
        yield from _bottom_and_inline(language, locale)
        yield from _forwards(language, locale)
        yield from _bare_quotes(language, locale)
        yield from _quote_free(language, locale)
    yield from _traps()


def _top_posts(language: str, locale: Locale) -> Iterator[Case]:
    for client, layout in REPLIES.items():
        plain = Draft(locale.reply, locale.parent, locale)
        yield from _both_ways(client, "top", layout(plain), plain, language)
        signed = Draft(
            (locale.reply[0], locale.trap, *locale.reply[1:], "\n".join(SIGNATURE)), locale.parent, locale
        )
        yield from _both_ways(client, "top-signed", layout(signed), signed, language)


def _both_ways(client: str, group: str, mail: Mail, draft: Draft, language: str) -> Iterator[Case]:
    """The mail with all its parts, and its HTML alone when it has both."""
    variants = [("", mail)] + ([("-html", Mail(None, mail.html))] if mail.text and mail.html else [])
    for suffix, variant in variants:
        spoken = [each for each in draft.new if not each.startswith("-- ")]
        yield Case(
            name=f"{language}-{client}-{group}{suffix}",
            group=group,
            client=client,
            language=language,
            text=variant.text,
            html=variant.html,
            required="\n".join(spoken),
            allowed="\n".join((*draft.new, draft.locale.phone, "Get Outlook for iOS https://aka.ms/o0ukef")),
            parent_text=draft.parent_text,
            parent_from=f"{NAME} <{ADDRESS}>",
        )


def _bottom_and_inline(language: str, locale: Locale) -> Iterator[Case]:
    draft = Draft(locale.reply, locale.parent, locale)
    for client, layout in BOTTOM.items():
        yield from _both_ways(client, "bottom", layout(draft), draft, language)
    for client, line in (
        ("gmail", locale.gmail),
        ("apple", locale.apple),
        ("thunderbird", locale.thunderbird),
    ):
        first, last = locale.reply[0], locale.reply[-1]
        asked, *rest = locale.parent
        text = f"{fill(line)}\n{marked(asked)}\n\n{first}\n\n{marked(chr(10).join(rest))}\n\n{last}\n"
        html = (
            f'<div>{escape(fill(line))}</div><blockquote type="cite"><div>{escape(asked)}</div></blockquote>'
            f'<div>{escape(first)}</div><blockquote type="cite">{blocks(tuple(rest))}</blockquote>'
            f"<div>{escape(last)}</div>"
        )
        mail = Mail(text, html)
        yield from _both_ways(client, "inline", mail, draft, language)


def _forwards(language: str, locale: Locale) -> Iterator[Case]:
    draft = Draft(locale.reply, locale.parent, locale)
    body = draft.parent_text
    gmail_lines = (
        f"From: {NAME} <{ADDRESS}>\nDate: Tue, Mar 4, 2025\nSubject: Offer\nTo: <desk@agents.example.net>"
    )
    forms = {
        "apple": f"{draft.new_text}\n\n{marked(locale.begin_forward)}\n> \n"
        f"{marked(header(draft, order='fsdt'))}\n> \n{marked(body)}\n",
        "gmail": f"{draft.new_text}\n\n---------- {locale.forwarded} ---------\n{gmail_lines}\n\n\n{body}\n",
        "ios": f"{draft.new_text}\n\n{locale.phone}\n\n{locale.begin_forward}\n\n{header(draft)}\n\n{body}\n",
        "outlook": f"{draft.new_text}\n\n{header(draft)}\n\n{body}\n",
        "thunderbird": f"{draft.new_text}\n\n\n-------- {locale.forwarded} --------\n"
        f"{header(draft, order='sdft')}\n\n\n{body}\n",
    }
    for client, text in forms.items():
        yield from _both_ways(client, "forward", Mail(text, None), draft, language)
    html = (
        f'{blocks(draft.new)}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- '
        f"{locale.forwarded} ---------<br>{header_html(draft)}<br></div><br><br>{blocks(draft.parent)}</div>"
    )
    yield from _both_ways("gmail", "forward", Mail(None, html), draft, language)


def _bare_quotes(language: str, locale: Locale) -> Iterator[Case]:
    """Quoted text with no sign but what the parent says."""
    draft = Draft(locale.reply, (*locale.parent, locale.trap, *locale.reply[::-1]), locale)
    parent = "\n".join(draft.parent)
    wrapped_anew = fill_paragraph(parent, width=36)
    for name, text in (
        ("rule", f"{draft.new_text}\n\n----\n\n{parent}\n"),
        ("named", f"{draft.new_text}\n\n{NAME} / 4.3.\n\n{parent}\n"),
        ("rewrapped", f"{draft.new_text}\n\n{NAME}:\n\n{wrapped_anew}\n"),
    ):
        yield from _both_ways(f"no sign, {name}", "bare", Mail(text, None), draft, language)


def _quote_free(language: str, locale: Locale) -> Iterator[Case]:
    words = (*locale.reply, locale.trap, "- 30\n- 60", locale.reply[0])
    for suffix, tail in (("", ()), ("-signed", ("\n".join(SIGNATURE),)), ("-phone", (locale.phone,))):
        draft = Draft((*words, *tail), (), locale)
        for form, mail in (
            ("text", Mail(draft.new_text, None)),
            ("html", Mail(None, blocks(draft.new, "p"))),
        ):
            yield Case(
                name=f"{language}-quote-free{suffix}-{form}",
                group="quote-free",
                client="none",
                language=language,
                text=mail.text,
                html=mail.html,
                required=draft.new_text,
                allowed=draft.new_text,
            )


def _traps() -> Iterator[Case]:
    """Mails without any quote that look as if they had one."""
    for number, text in enumerate(TRAPS):
        yield Case(
            name=f"trap-{number}",
            group="quote-free",
            client="none",
            language="en",
            text=text,
            html=None,
            required=text,
            allowed=text,
        )
