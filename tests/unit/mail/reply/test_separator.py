"""Separator lines: dashed phrases, plain rules, and requests to reply above a line."""

import pytest

from pillarbox.mail.reply import extract
from pillarbox.mail.reply.separator import find, is_rule
from pillarbox.mail.reply.words.separators import FORWARDED, ORIGINAL, REPLY_ABOVE


@pytest.mark.parametrize("language", sorted(ORIGINAL))
def test_the_phrase_for_an_original_message_ends_the_reply(language: str) -> None:
    for phrase in ORIGINAL[language].split("|"):
        text = f"New.\n\n-----{phrase}-----\n\nold words\n"
        assert extract(text=text, html=None).text == "New.", phrase


@pytest.mark.parametrize("language", sorted(FORWARDED))
def test_the_phrase_for_a_forwarded_message_ends_the_note_above_it(language: str) -> None:
    for phrase in FORWARDED[language].split("|"):
        found = extract(text=f"For you.\n\n---------- {phrase} ---------\nold words\n", html=None)
        assert found.text == "For you.", phrase
        assert found.is_forward, phrase


@pytest.mark.parametrize("language", sorted(REPLY_ABOVE))
def test_a_request_to_reply_above_a_line_ends_the_reply(language: str) -> None:
    for phrase in REPLY_ABOVE[language].split("|"):
        text = f"New.\n\n##- {phrase} -##\n\nYour ticket was updated.\n"
        assert extract(text=text, html=None).text == "New.", phrase


def test_a_quoted_request_to_reply_above_takes_the_unmarked_notification_with_it() -> None:
    text = "New.\n\n> -- REPLY ABOVE THIS LINE --\n\nYour ticket was updated.\n"
    assert extract(text=text, html=None).text == "New."


@pytest.mark.parametrize(
    "line",
    [
        "---- On Tue, 04 Mar 2025 10:12:50 +0100 Ana <ana@example.com> wrote ---",
        "---- Ana Lopez wrote ----",
        "\u2010\u2010\u2010\u2010 Original Message \u2010\u2010\u2010\u2010",
        "-----Ana Lopez/ACME wrote: -----",
        "----- Message from Ana <ana@example.com> on Tue, 4 Mar 2025 10:12:33 -----",
        "-------- Original message --------",
        "------------------ Original ------------------",
        "Begin forwarded message:",
    ],
)
def test_a_line_only_a_client_writes_is_certain(line: str) -> None:
    found = find(line)
    assert found is not None
    assert found.is_certain


@pytest.mark.parametrize(
    "line", ["---- Agenda ----", "--- Dates ---", "***", "- item", "Original: yes", "-- ", ""]
)
def test_a_line_a_person_may_write_is_not_certain(line: str) -> None:
    found = find(line)
    assert found is None or not found.is_certain


def test_dashes_around_unknown_words_end_a_reply_only_above_a_header_block() -> None:
    sections = "---- Agenda ----\nMinutes\n---- Dates ----\n3 May"
    assert extract(text=sections, html=None).text == sections
    block = "From: Ana <ana@example.com>\nSubject: Offer"
    assert extract(text=f"New.\n\n---- Utsprungna ----\n{block}\n\nold\n", html=None).text == "New."


def test_a_rule_above_a_header_block_goes_with_it() -> None:
    block = "From: Ana <ana@example.com>\nSent: Tuesday\nTo: Bob\nSubject: Offer"
    assert extract(text=f"New.\n________________________________\n{block}\n\nold\n", html=None).text == "New."


def test_rules_are_drawn_lines() -> None:
    assert is_rule("________")
    assert is_rule("- - - - -") is False
    assert is_rule("---- -----")
    assert not is_rule("--")
    assert not is_rule("--- a ---")
