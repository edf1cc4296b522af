"""What must never happen: an author's words gone."""

import pytest

from pillarbox.mail.reply import Method, Parent, extract

KEPT_WHOLE = [
    "```\n> a quoted line in code\nOn Mon, Mar 3, 2025, Bob <bob@example.com> wrote:\n> x\n```\nA sample.",
    "a >= b and c => d\n>= is the operator you want\nx -> y",
    ">>> import this\n>>> print(1)\n1\n\nThat works here.",
    "Price list\n==========\nA: 10\nB: 20\n\n-----------\nTotal: 60\n-----------\n\nOK?",
    "We looked it up.\n>From the manual I learned nothing.\nBye",
    "Visit us:\n>>> https://example.com <<<\nSoon!",
    "Q> is that a question?\nA> yes it is",
    "He wrote: no.\nShe wrote: yes.\nThey all wrote:\nmaybe.",
    "Original message was fine, the forwarded message was not.\nBegin with the first.",
    "Am 4. März 2025 kommt der Techniker:\nbitte seien Sie zu Hause.\n\nDanke!",
    "Le 4 mars 2025, nous avons reçu votre colis :\nil est arrivé intact.\n\nMerci !",
    "The line above this one is short.\nSo is the line below.",
]


@pytest.mark.parametrize("text", KEPT_WHOLE)
def test_a_mail_that_only_looks_quoted_comes_back_untouched(text: str) -> None:
    found = extract(text=text, html=None)
    assert found.text == text
    assert found.method is Method.UNTOUCHED


def test_words_below_a_quote_and_its_signature_stay() -> None:
    text = "> Shall we?\n> -- \n> Ana\n\nYes.\n\n-- \nBob\n"
    assert extract(text=text, html=None).text == "Yes.\n\n-- \nBob"


def test_a_quote_that_ends_midway_gives_way_to_the_author() -> None:
    text = "Hi,\n\nAna Lopez <ana@example.com> writes:\n> one\n> two\n\nthree\n\n> four\nfive\n"
    assert extract(text=text, html=None).text == "Hi,\n\nthree\n\nfive"


def test_an_answer_right_below_a_long_finished_sentence_is_no_overhang() -> None:
    long = "> " + "a question that runs on for quite some while until it is finally over, yes?"
    text = f"{long}\nof course it is\n> next\nsure\n"
    assert extract(text=text, html=None).text == "of course it is\nsure"


def test_the_overhang_of_a_wrapped_quote_is_no_answer() -> None:
    long = "> In a message this long the sending server breaks the line and leaves its"
    assert extract(text=f"Right.\n\n{long}\nlast few words\n> alone.\n", html=None).text == "Right."


def test_the_top_of_a_mail_is_never_taken_for_a_copy() -> None:
    parent = Parent(text="Please confirm the order of 4 March.\nAna", sender="Ana <ana@example.com>")
    text = "Please confirm the order of 4 March.\nAna\n"
    assert extract(text=text, html=None, parent=parent).text == text


def test_a_repeated_line_of_the_parent_inside_new_words_stays() -> None:
    parent = Parent(text="Hello Bob,\nwhat does error 17 mean?\nAna", sender="Ana <ana@example.com>")
    text = (
        "Hello Ana,\n\nyou asked:\nwhat does error 17 mean?\n\nIt means the disk is full, and that is bad.\n"
    )
    assert extract(text=text, html=None, parent=parent).text == text


def test_a_shared_signature_is_not_a_quote() -> None:
    signature = "-- \nExample Ltd, 1 High Street, London\nhttps://example.com"
    parent = Parent(text=f"Could you send the numbers?\n\n{signature}")
    text = f"Here they are.\n\n{signature}\n"
    assert extract(text=text, html=None, parent=parent).text == text
