from dataclasses import replace

import pytest

from pillarbox.domain.address import Mailbox
from pillarbox.mail.compose.quoting import MAX_QUOTED_CHARACTERS, QuotedOriginal, forward_block, quote_reply

ORIGINAL = QuotedOriginal(
    from_=Mailbox(name="Jane Roe", address="jane@example.org"),
    to=[Mailbox(name="", address="agent@example.com"), Mailbox(name="Bob", address="bob@example.com")],
    date_ms=1_772_532_000_000,
    subject="Lunch",
    text="Are you free?\r\n\r\nJane\r\n",
    html="<html><body><p>Are you <b>free</b>?</p><script>x()</script></body></html>",
)
ATTRIBUTION = "On Tue, 3 Mar 2026 at 10:00 UTC, Jane Roe <jane@example.org> wrote:"


def test_a_text_reply_stands_above_the_quoted_original() -> None:
    text, html = quote_reply("Yes!\n", None, ORIGINAL)
    assert text == f"Yes!\n\n{ATTRIBUTION}\n> Are you free?\n>\n> Jane\n"
    assert html is None


def test_an_html_reply_stands_above_a_blockquote() -> None:
    text, html = quote_reply(None, "<p>Yes!</p>", ORIGINAL)
    assert text is None
    assert html is not None
    assert html.startswith('<p>Yes!</p><br><div class="gmail_quote"><div class="gmail_attr"')
    assert "Jane Roe &lt;jane@example.org&gt; wrote:" in html
    assert html.endswith("<p>Are you <b>free</b>?</p></blockquote></div>")
    assert "x()" not in html


def test_a_reply_in_both_forms_quotes_in_both() -> None:
    text, html = quote_reply("Yes!", "<p>Yes!</p>", ORIGINAL)
    assert text is not None and "> Are you free?" in text
    assert html is not None and "<b>free</b>" in html


def test_a_reply_without_words_is_the_quote_alone() -> None:
    assert quote_reply(None, None, replace(ORIGINAL, text="Hi")) == (f"{ATTRIBUTION}\n> Hi\n", None)


def test_an_original_in_html_alone_is_quoted_as_prose() -> None:
    text, _ = quote_reply("Yes!", None, replace(ORIGINAL, text=None))
    assert text == f"Yes!\n\n{ATTRIBUTION}\n> Are you free?\n"


def test_an_original_in_text_alone_is_escaped_in_html() -> None:
    _, html = quote_reply(
        None, "<p>Yes!</p>", replace(ORIGINAL, html=None, text="1 < 2\n<script>x()</script>")
    )
    assert html is not None
    assert html.endswith("1 &lt; 2<br>\n&lt;script&gt;x()&lt;/script&gt;</blockquote></div>")


def test_an_original_without_a_body_is_still_attributed() -> None:
    text, _ = quote_reply("Yes!", None, replace(ORIGINAL, text=None, html=None))
    assert text == f"Yes!\n\n{ATTRIBUTION}\n>\n"


def test_the_quote_goes_inside_the_document_of_the_caller() -> None:
    _, html = quote_reply(None, "<html><body>Yes!</body></html>\n", ORIGINAL)
    assert html is not None
    assert html.startswith("<html><body>Yes!<br><div")
    assert html.endswith("</div></body></html>\n")


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        (None, "an unknown sender"),
        (Mailbox(name="", address="jane@example.org"), "jane@example.org"),
        (
            Mailbox(name="Jane\r\n> forged\u2028", address="jane@example.org"),
            "Jane > forged <jane@example.org>",
        ),
    ],
)
def test_the_attribution_is_one_line_whatever_the_author(author: Mailbox | None, shown: str) -> None:
    text, _ = quote_reply("Yes!", None, replace(ORIGINAL, from_=author))
    assert text is not None
    assert text.split("\n")[2].replace("  ", " ") == f"On Tue, 3 Mar 2026 at 10:00 UTC, {shown} wrote:"


def test_a_name_cannot_add_elements_to_the_attribution() -> None:
    author = Mailbox(name="<img src=x onerror=y>", address="jane@example.org")
    _, html = quote_reply(None, "<p>Yes!</p>", replace(ORIGINAL, from_=author))
    assert html is not None and "<img" not in html


def test_a_forward_shows_the_header_fields_and_the_body() -> None:
    text, html = forward_block("See below.", None, replace(ORIGINAL, html=None))
    assert text == (
        "See below.\n\n"
        "---------- Forwarded message ---------\n"
        "From: Jane Roe <jane@example.org>\n"
        "Date: Tue, 3 Mar 2026 at 10:00 UTC\n"
        "Subject: Lunch\n"
        "To: agent@example.com, Bob <bob@example.com>\n\n"
        "Are you free?\n\nJane\n"
    )
    assert html is None


def test_a_forward_keeps_the_formatting_of_the_original() -> None:
    text, html = forward_block("See <below>.", None, ORIGINAL)
    assert text is not None and text.startswith("See <below>.\n\n----------")
    assert html is not None
    assert html.startswith("See &lt;below&gt;.<br>")
    assert "From: Jane Roe &lt;jane@example.org&gt;<br>" in html
    assert html.endswith("<p>Are you <b>free</b>?</p></div>")


def test_a_forward_without_words_has_every_form_of_the_original() -> None:
    text, html = forward_block(None, None, replace(ORIGINAL, text=None))
    assert text is not None and text.endswith("\n\nAre you free?\n")
    assert html is not None and html.endswith("<p>Are you <b>free</b>?</p></div>")


def test_a_forward_written_in_html_alone_stays_html_alone() -> None:
    text, html = forward_block(None, "<p>See</p>", ORIGINAL)
    assert text is None
    assert html is not None and html.startswith("<p>See</p>")


@pytest.mark.parametrize("field", ["text", "html"])
def test_a_huge_original_is_cut_and_the_reader_is_told(field: str) -> None:
    huge = "word " * MAX_QUOTED_CHARACTERS
    original = (
        replace(ORIGINAL, text=huge, html=None)
        if field == "text"
        else replace(ORIGINAL, text=None, html=huge)
    )
    for quote in (
        *quote_reply("Yes!", "<p>Yes!</p>", original),
        *forward_block("See", "<p>See</p>", original),
    ):
        assert quote is not None
        assert len(quote) < MAX_QUOTED_CHARACTERS + 2000
        assert "left out because of its length" in quote
