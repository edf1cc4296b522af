"""Whatever a mail holds, extraction never raises, never invents and does a bounded amount of work."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pillarbox.mail.reply import Extraction, Method, Parent, extract
from pillarbox.mail.reply.folding import visible

if TYPE_CHECKING:
    from _typeshed import TraceFunction

SCRAPS = st.sampled_from(
    [
        "On Tue, Mar 4, 2025 at 10:12 AM Ana Lopez <ana@example.com> wrote:",
        "Am 4. März 2025 um 10:12 Uhr schrieb Ana <ana@example.com\n>:",
        "2025年3月4日(火) 10:12 Ana <ana@example.com>:",
        "From: Ana <ana@example.com>",
        "Sent: Tuesday",
        "**Subject:** Offer",
        "From: a@example.com To: b Subject: c Sent: d",
        "-----Original Message-----",
        "---------- Forwarded message ---------",
        "________________________________",
        "##- Please type your reply above this line -##",
        "> quoted words",
        ">> deeper",
        ">>> prompt",
        "JD> initials",
        "```",
        "-- ",
        "Sent from my iPhone",
        "Best regards,",
        "new words here",
        "wrote:",
        ":",
        "@",
        "(@b.cc) :",
        "\u200f\u202a",
        "e\u0301",
        "\ud800",
        "\0",
        "\r",
        "\u2028",
        "",
    ]
)
TEXTS = st.lists(SCRAPS | st.text(max_size=20), max_size=25).map("\n".join)

TAGS = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<p>",
        "<br>",
        "<hr>",
        "<blockquote>",
        '<blockquote type="cite" style="border:none">',
        "</blockquote>",
        '<div class="gmail_quote">',
        '<div class="gmail_attr">',
        '<div id="divRplyFwdMsg">',
        '<div id="appendonsend"></div>',
        '<div style="border-top:solid">',
        '<div name="quote">',
        "<b>From:</b> Ana<br>",
        "<b>Sent:</b> now<br>",
        "<table><tr><td>",
        "<pre>",
        "</pre>",
        "<style>",
        "<!--",
        "<svg><template>",
        "<frameset>",
        "<body class=",
        "&gt; a\n",
        "<",
    ]
)
MARKUP = st.lists(TAGS | SCRAPS, max_size=40).map("".join)


def parents(text: str | None) -> Parent | None:
    return None if text is None else Parent(text=text, html=text, sender="Ana <ana@example.com>")


@given(
    text=st.none() | TEXTS, html=st.none() | MARKUP, parent=st.none() | TEXTS, subject=st.none() | st.text()
)
@example(text="x\n> y", html="<blockquote>" * 300 + "x", parent=None, subject=None)
@settings(deadline=None, max_examples=400)
def test_nothing_makes_it_raise(
    text: str | None, html: str | None, parent: str | None, subject: str | None
) -> None:
    found = extract(text=text, html=html, parent=parents(parent), subject=subject, name_trailers=True)
    assert isinstance(found, Extraction)
    assert 0 <= found.confidence <= 1


@given(text=TEXTS, parent=st.none() | TEXTS)
@settings(deadline=None, max_examples=400)
def test_what_comes_out_was_in_the_mail_in_that_order(text: str, parent: str | None) -> None:
    found = extract(text=text, html=None, parent=parents(parent))
    rest = iter(text)
    assert all(character in rest for character in found.text)


@given(text=TEXTS)
@settings(deadline=None, max_examples=400)
def test_kept_and_removed_ranges_make_up_the_mail(text: str) -> None:
    found = extract(text=text, html=None)
    kept, at = "", 0
    for span in found.removed:
        assert at <= span.start < span.end <= len(text)
        kept += text[at : span.start]
        at = span.end
    kept += text[at:]
    assert visible(found.text).split() == visible(kept).split()


@given(text=TEXTS, html=st.none() | MARKUP)
@settings(deadline=None, max_examples=300)
def test_a_mail_with_words_never_comes_out_empty(text: str, html: str | None) -> None:
    assert bool(text.split()) <= bool(extract(text=text, html=html).text.split())


@given(words=st.lists(st.text(alphabet=st.characters(categories=("L", "Zs")), max_size=30), max_size=20))
@settings(deadline=None, max_examples=300)
def test_text_of_letters_alone_is_untouched(words: list[str]) -> None:
    text = "\n".join(words)
    found = extract(text=text, html=None)
    assert (found.text, found.removed) == ("" if text.isspace() else text, ())


@given(text=TEXTS)
@settings(deadline=None, max_examples=200)
def test_a_whole_mail_says_nothing_was_removed(text: str) -> None:
    found = extract(text=text, html=None)
    if found.method in (Method.WHOLE, Method.UNTOUCHED):
        assert found.removed == ()
        assert found.text == ("" if text.isspace() else text)
    else:
        assert found.removed != ()


ATTACKS: dict[str, Callable[[int], tuple[str | None, str | None]]] = {
    "On": lambda n: ("On " * n, None),
    "a colon a line": lambda n: ("a:\n" * n, None),
    "attributions": lambda n: ("on 4 march 2025 x@y.zz:\n" * n, None),
    "code fences": lambda n: ("```\n" * n, None),
    "combining marks": lambda n: ("a\n" + "e\u0301" * n + ":\n", None),
    "dashed lines": lambda n: ("--- a\n" * n, None),
    "dashes": lambda n: ("-" * n * 10, None),
    "labels": lambda n: ("From: a\n" * n, None),
    "quotes between words": lambda n: ("> a\nb\n" * n, None),
    "addresses": lambda n: ("a@" * n + ":", None),
    "blockquotes": lambda n: (None, "<blockquote>" * n + "x"),
    "boxes": lambda n: (None, "<div style='border-top:solid'>From: a<br>To: b" * n),
    "containers": lambda n: (None, "<div class=gmail_quote>a<br>" * n + "<blockquote>b"),
    "divisions": lambda n: (None, "<div>" * n + "x"),
    "pictures": lambda n: (None, "<p>a</p>" + "<br><img src=x> <img src=x>" * n + "<blockquote>b"),
    "openers": lambda n: (("On " * 100 + "x@y.zz:\n") * (n // 50), None),
    "preformatted": lambda n: (None, "<pre>" + "> a\n" * n + "</pre>"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_four_times_the_input_takes_about_four_times_the_steps(name: str) -> None:
    build = ATTACKS[name]
    small, large = (steps(*build(size)) for size in (400, 1_600))
    assert large <= 6 * small + 1_000


def steps(text: str | None, html: str | None) -> int:
    """The lines of Python an extraction runs, also inside loops."""
    count = 0

    def on_event(_frame: FrameType, event: str, _argument: object) -> "TraceFunction":
        nonlocal count
        count += event == "line"
        return on_event

    before = sys.gettrace()
    sys.settrace(on_event)
    try:
        extract(text=text, html=html)
    finally:
        sys.settrace(before)
    return count
