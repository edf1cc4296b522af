"""Forwards: the note above, the message passed on, and how a forward is told from a reply."""

import pytest

from pillarbox.mail.reply import Kind, Method, extract

HEADERS = {
    "from": "Ana <ana@example.com>",
    "date": "4 March 2025",
    "subject": "Offer",
    "to": "bob@example.com",
}
LINES = "From: Ana <ana@example.com>\nDate: 4 March 2025\nSubject: Offer\nTo: bob@example.com"


@pytest.mark.parametrize(
    "introduction", ["---------- Forwarded message ---------", "Begin forwarded message:\n"]
)
def test_the_note_comes_out_alone_and_the_message_apart(introduction: str) -> None:
    found = extract(text=f"Please look.\n\n{introduction}\n{LINES}\n\nThe price is 60.\n", html=None)
    assert found.text == "Please look."
    assert found.is_forward
    assert found.forwarded is not None
    assert found.forwarded.headers == HEADERS
    assert found.forwarded.text == "The price is 60."
    assert found.removed[-1].kind is Kind.FORWARD


def test_a_quoted_forward_loses_its_marks() -> None:
    quoted = "\n".join(
        f"> {line}" for line in f"Begin forwarded message:\n\n{LINES}\n\nThe price is 60.".split("\n")
    )
    found = extract(text=f"Please look.\n\n{quoted}\n", html=None)
    assert found.text == "Please look."
    assert found.forwarded is not None
    assert found.forwarded.headers == HEADERS
    assert found.forwarded.text == "The price is 60."


def test_a_forward_without_a_note_comes_back_whole() -> None:
    text = f"---------- Forwarded message ---------\n{LINES}\n\nThe price is 60.\n"
    found = extract(text=text, html=None)
    assert found.text == text
    assert found.method is Method.WHOLE
    assert found.forwarded is not None
    assert found.forwarded.text == "The price is 60."


def test_a_header_block_is_a_reply_unless_the_subject_says_it_is_a_forward() -> None:
    text = f"Please look.\n\n{LINES}\n\nThe price is 60.\n"
    assert not extract(text=text, html=None, subject="RE: Offer").is_forward
    found = extract(text=text, html=None, subject="WG: Offer")
    assert found.is_forward
    assert found.forwarded is not None
    assert found.forwarded.text == "The price is 60."


def test_headers_on_one_line_are_read_too() -> None:
    line = (
        "----- Forwarded Message ----- From: Ana <ana@example.com>To: <bob@example.com>"
        "Sent: Tuesday, 2 November 2021, 09:26:50 GMT+1Subject: Offer"
    )
    found = extract(text=f"Please look.\n\n{line}\nThe price is 60.\n", html=None)
    assert found.text == "Please look."
    assert found.forwarded is not None
    assert found.forwarded.headers["from"] == "Ana <ana@example.com>"
    assert found.forwarded.headers["subject"] == "Offer"
    assert found.forwarded.text == "The price is 60."


def test_a_reply_is_no_forward() -> None:
    found = extract(text="Yes.\n\nAna <ana@example.com> wrote:\n> Friday?\n", html=None, subject="Fwd: x")
    assert not found.is_forward
    assert found.forwarded is None


def test_lines_that_lost_their_mark_inside_a_quoted_forward_go_with_it() -> None:
    quoted = "> From: Ana <ana@example.com>\n>\n> The price\nis 60.\n> Bye."
    text = f"Please look.\n\nForwarded message:\n\n{quoted}\n\nBob"
    assert extract(text=text, html=None).text == "Please look.\n\nBob"
