"""Quotes without any sign, found by the words of the message answered."""

import pytest

from pillarbox.mail.reply import Kind, Method, Parent, extract

PARENT = Parent(
    text="Hello Bob,\n\nhere is the new offer with the price list.\nPlease tell me by Friday.\n\nAna Lopez",
    sender="Ana Lopez <ana@example.com>",
)
COPY = "Hello Bob,\n\nhere is the new offer with the price list.\nPlease tell me by Friday.\n\nAna Lopez"


def test_a_bare_copy_of_the_parent_goes() -> None:
    found = extract(text=f"Agreed.\n\n{COPY}\n", html=None, parent=PARENT)
    assert found.text == "Agreed."
    assert found.method is Method.THREAD
    assert {span.kind for span in found.removed} == {Kind.QUOTE}


@pytest.mark.parametrize(
    "introduction",
    [
        "----",
        "Ana Lopez:",
        "ana@example.com / 4.3.",
        "Kirjutaja Ana Lopez, esmaspäeval:",
        "Saatja: Ana\nMillal: homme",
    ],
)
def test_lines_that_introduce_the_copy_go_with_it(introduction: str) -> None:
    assert extract(text=f"Agreed.\n\n{introduction}\n\n{COPY}\n", html=None, parent=PARENT).text == "Agreed."


def test_a_copy_wrapped_anew_is_still_a_copy() -> None:
    wrapped = "Hello Bob, here is\nthe new offer with the\nprice list. Please\ntell me by Friday. Ana Lopez"
    assert extract(text=f"Agreed.\n\n{wrapped}\n", html=None, parent=PARENT).text == "Agreed."


def test_a_copy_of_an_ancestor_goes_too() -> None:
    found = extract(text=f"Agreed.\n\n{COPY}\n", html=None, parent=Parent(text="Ping?"), ancestors=[PARENT])
    assert found.text == "Agreed."


def test_a_parent_known_by_its_html_alone_is_enough() -> None:
    parent = Parent(html="<p>Hello Bob,</p><p>here is the new offer with the price list.</p>")
    text = "Agreed.\n\nHello Bob,\n\nhere is the new offer with the price list.\n"
    assert extract(text=text, html=None, parent=parent).text == "Agreed."


def test_without_the_parent_a_bare_copy_stays() -> None:
    text = f"Agreed.\n\n{COPY}\n"
    assert extract(text=text, html=None).text == text


def test_a_copy_in_html_goes_from_the_html_too() -> None:
    html = "<div>Agreed.</div><hr><div>Hello Bob,</div><div>here is the new offer with the price list.</div>"
    found = extract(text=None, html=html, parent=PARENT)
    assert found.text == "Agreed."
    assert found.html == "<div>Agreed.</div>"


def test_a_line_of_unknown_language_that_names_the_sender_above_a_quote_goes() -> None:
    text = "Agreed.\n\nAna Lopez zzkrib bleh ye zzon:\n> the price list\n"
    assert extract(text=text, html=None, parent=PARENT).text == "Agreed."


def test_words_the_quote_lost_its_mark_for_go_when_the_parent_said_them() -> None:
    text = "> here is the new offer\nwith the price list.\n> Please tell me by Friday.\n\nAgreed.\n"
    assert extract(text=text, html=None, parent=PARENT).text == "Agreed."


def test_an_endless_parent_costs_nothing_but_its_help() -> None:
    parent = Parent(text="a" * 300_000)
    text = "\n".join(["start", *["aaaaaaaaaab"] * 9_000])
    assert extract(text=text, html=None, parent=parent).text == text


def test_html_loses_a_copy_that_only_the_thread_shows_in_the_text() -> None:
    html = "<div>Agreed.</div><div>Hello Bob,</div><div>here is the new offer with the price list.</div>"
    text = "Agreed.\n\nHello Bob,\n\nhere is the new offer with the price list.\n"
    found = extract(text=text, html=html, parent=PARENT)
    assert (found.text, found.html) == ("Agreed.", "<div>Agreed.</div>")
