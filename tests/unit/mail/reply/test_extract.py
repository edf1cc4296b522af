"""The whole extraction: what comes out of typical mails, and what is said about it."""

import pytest

from pillarbox.mail.reply import ENGINE_VERSION, Kind, Method, Parent, extract

QUOTE = "> Shall we meet on Friday?\n> Ana"
ATTRIBUTION = "On Tue, Mar 4, 2025 at 10:12 AM Ana Lopez <ana@example.com> wrote:"


def new_words(text: str) -> str:
    return extract(text=text, html=None).text


def test_a_reply_above_a_quote_comes_out_alone() -> None:
    found = extract(text=f"Friday is fine.\n\n{ATTRIBUTION}\n\n{QUOTE}\n", html=None)
    assert found.text == "Friday is fine."
    assert found.method is Method.LINES
    assert found.confidence > 0.9
    assert found.engine_version == ENGINE_VERSION


def test_a_reply_below_a_quote_comes_out_alone() -> None:
    assert new_words(f"{ATTRIBUTION}\n{QUOTE}\n\nFriday is fine.\n") == "Friday is fine."


def test_answers_between_quotes_stay_in_order() -> None:
    text = f"{ATTRIBUTION}\n> Friday?\n\nYes.\n\n> At noon?\n\nBetter at one.\n\n> Ana\n"
    assert new_words(text) == "Yes.\n\nBetter at one."


def test_an_unmarked_quote_below_an_attribution_is_cut_to_the_end() -> None:
    assert new_words(f"Friday is fine.\n\n{ATTRIBUTION}\n\nShall we meet?\n\nAna\n") == "Friday is fine."


def test_text_below_an_attribution_at_the_top_is_kept() -> None:
    text = f"{ATTRIBUTION}\n\nThis was typed below a quote that lost its marks.\n"
    assert new_words(text) == "This was typed below a quote that lost its marks."


def test_an_attribution_that_shares_a_line_with_words_is_parted_from_them() -> None:
    assert new_words(f"Fine. {ATTRIBUTION}\n{QUOTE}\n") == "Fine."


def test_a_quote_that_shares_a_line_with_its_attribution_is_removed() -> None:
    assert new_words(f"Fine.\n\n{ATTRIBUTION}> Shall we meet?\n") == "Fine."


@pytest.mark.parametrize(
    "text",
    [
        "Hello Ana,\n\nthe numbers are right.\n\nBob",
        "No line end",
        "  indented\n\n\n\nand spaced  \n",
        "The agenda:\n- one\n- two\n\nSee you at 10:30.",
        "\r\nwindows\r\nlines\r\n",
        "old\rmac\rlines",
        "-- \nBob\nExample Ltd",
        "",
    ],
)
def test_a_mail_without_a_quote_comes_back_untouched(text: str) -> None:
    found = extract(text=text, html=None)
    assert found.text == text
    assert found.method is Method.UNTOUCHED
    assert found.removed == ()


@pytest.mark.parametrize(
    "text",
    [
        f"{QUOTE}\n",
        f"{ATTRIBUTION}\n{QUOTE}\n",
        f"-----Original Message-----\nFrom: ana@example.com\nSubject: Friday\n\n{QUOTE}",
        "---------- Forwarded message ---------\nFrom: Ana <ana@example.com>\nSubject: x\n\nHello",
    ],
)
def test_a_mail_that_is_only_a_quote_comes_back_whole_and_says_so(text: str) -> None:
    found = extract(text=text, html=None)
    assert found.text == text
    assert found.method is Method.WHOLE
    assert found.confidence < 0.99


def test_removed_ranges_cover_exactly_what_is_gone() -> None:
    text = f"Fine.\n\n{ATTRIBUTION}\n{QUOTE}\n\nSee you.\n"
    found = extract(text=text, html=None)
    gone = [text[span.start : span.end] for span in found.removed]
    assert gone == [f"{ATTRIBUTION}\n", f"{QUOTE}\n"]
    assert [span.kind for span in found.removed] == [Kind.ATTRIBUTION, Kind.QUOTE]
    assert found.text == "Fine.\n\nSee you."


def test_windows_line_ends_do_not_hide_a_quote() -> None:
    text = f"Fine.\n\n{ATTRIBUTION}\n{QUOTE}\n".replace("\n", "\r\n")
    assert new_words(text) == "Fine."


def test_an_emoji_alone_is_a_reply() -> None:
    assert new_words(f"👍\n\n{ATTRIBUTION}\n{QUOTE}\n") == "👍"


def test_missing_bodies_give_empty_text() -> None:
    found = extract(text=None, html=None)
    assert found.text == ""
    assert found.html is None
    assert found.method is Method.UNTOUCHED


def test_a_parent_without_words_changes_nothing() -> None:
    found = extract(text="Fine.", html=None, parent=Parent(sender="Ana <ana@example.com>"))
    assert found.text == "Fine."


def test_what_lies_beyond_the_examined_lines_is_kept() -> None:
    log = "".join(f"entry {number}\n" for number in range(30_000))
    text = f"{log}\n{ATTRIBUTION}\n{QUOTE}\n"
    assert new_words(text) == text


def test_a_quote_that_reaches_beyond_the_examined_lines_is_cut_off_as_a_whole() -> None:
    assert new_words("Fine.\n" + f"{QUOTE}\n" * 30_000) == "Fine."
    assert new_words("Fine.\n" + f"{QUOTE}\n" * 30_000 + "See you.\n") == "Fine.\nSee you."
