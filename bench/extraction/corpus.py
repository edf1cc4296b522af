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

SIGNATURE: Final = ("-- ", "Alex Doe", "Example Ltd, +44 20 7946 0018")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A mail, the words that must come out, and those that may (signatures and footers)."""

    name: str
    group: str
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
        yield from _both_ways(f"{language}-{client}", "top", language, layout(plain), plain)
        signed = Draft(
            (locale.reply[0], locale.trap, *locale.reply[1:], "\n".join(SIGNATURE)), locale.parent, locale
        )
        yield from _both_ways(f"{language}-{client}-signed", "top-signed", language, layout(signed), signed)


def _both_ways(name: str, group: str, language: str, mail: Mail, draft: Draft) -> Iterator[Case]:
    """The mail with all its parts, and its HTML alone when it has both."""
    variants = [("", mail)] + ([("-html", Mail(None, mail.html))] if mail.text and mail.html else [])
    for suffix, variant in variants:
        spoken = [each for each in draft.new if not each.startswith("-- ")]
        yield Case(
            name=name + suffix,
            group=group,
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
        yield from _both_ways(f"{language}-{client}-bottom", "bottom", language, layout(draft), draft)
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
        yield from _both_ways(f"{language}-{client}-inline", "inline", language, mail, draft)


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
        yield from _both_ways(f"{language}-{client}-forward", "forward", language, Mail(text, None), draft)
    html = (
        f'{blocks(draft.new)}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- '
        f"{locale.forwarded} ---------<br>{header_html(draft)}<br></div><br><br>{blocks(draft.parent)}</div>"
    )
    yield from _both_ways(f"{language}-gmail-forward-html", "forward", language, Mail(None, html), draft)


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
        yield from _both_ways(f"{language}-{name}", "bare", language, Mail(text, None), draft)


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
                language=language,
                text=mail.text,
                html=mail.html,
                required=draft.new_text,
                allowed=draft.new_text,
            )


def _traps() -> Iterator[Case]:
    """English mails without any quote that look as if they had one."""
    for number, text in enumerate(TRAPS):
        yield Case(
            name=f"trap-{number}",
            group="quote-free",
            language="en",
            text=text,
            html=None,
            required=text,
            allowed=text,
        )


TRAPS: Final = (
    "The train is booked.\n\nFrom: Berlin Hbf\nTo: Paris Est\nDate: Friday 14 March, 08:55\n\nSee you there.",
    "Call me at 10:30.\nOr at 11:45: whatever suits.\nNote: the office is closed on Friday.",
    "Steps:\n1) open the door\n2) say hello:\n   loudly\n\nOn 4 March we will see how it went.",
    "Please write to bob@example.com about this:\nhe knows the details.",
    "On Friday, 14 March 2025 at 10:00 the following people will speak:\n- Ana\n- Bob\n\nPlease come.",
    "```\n> a quoted line in code\nOn Mon, Mar 3, 2025 at 1:00 PM Bob <bob@example.com> wrote:\n> x\n```\n"
    "That is the sample.",
    "a >= b and c => d\n>= is the operator you want\nx -> y",
    ">>> import this\n>>> print(1)\n1\n\nThat works here.",
    "Dear all,\n\n---- Agenda ----\nMinutes\n---- Dates ----\n3 May\n\nBye",
    "Subject: to change\nPriority: high\n\nOtherwise fine.",
    "He wrote: no.\nShe wrote: yes.\nThey all wrote:\nmaybe.",
    "Dear Bob,\n\nto: do list\n\n1. call\n2. mail\n\nFrom here on it is easy.",
    "Price list\n==========\nA: 10\nB: 20\nC: 30\n\n-----------\nTotal: 60\n-----------\n\nOK?",
    "Original message was fine, the forwarded message was not.\nBegin with the first.",
    "Am 4. März 2025 kommt der Techniker:\nbitte seien Sie zu Hause.\n\nDanke!",
    "Le 4 mars 2025, nous avons reçu votre colis :\nil est arrivé intact.\n\nMerci !",
    "The deadline is 2025-03-04 10:12 for ana@example.com and bob@example.com:\nplease hurry.",
    "Meeting notes, 4 March 2025\n\nAna: we ship on Friday.\nBob: fine.\nCc: nobody.\n\nRegards",
)
