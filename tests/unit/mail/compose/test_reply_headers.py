import pytest

from pillarbox.mail.compose.allowed_headers import check_subject
from pillarbox.mail.compose.reply_headers import forward_subject, reply_references, reply_subject


@pytest.mark.parametrize(
    ("subject", "reply", "forward"),
    [
        ("Invoice", "Re: Invoice", "Fwd: Invoice"),
        ("re: Invoice", "re: Invoice", "Fwd: re: Invoice"),
        ("RE:Invoice", "RE:Invoice", "Fwd: RE:Invoice"),
        ("Fw: Invoice", "Re: Fw: Invoice", "Fw: Invoice"),
        ("FWD: Invoice", "Re: FWD: Invoice", "FWD: Invoice"),
        ("Regarding this", "Re: Regarding this", "Fwd: Regarding this"),
        ("", "Re:", "Fwd:"),
        ("Two\r\n lines", "Re: Two  lines", "Fwd: Two  lines"),
    ],
)
def test_the_prefix_is_added_once(subject: str, reply: str, forward: str) -> None:
    assert reply_subject(subject) == reply
    assert forward_subject(subject) == forward


@pytest.mark.parametrize(
    "subject", ["x" * 998, "x" * 5000, "\x00", "=?utf-8?q?=0ABcc:_v?=", "a\u2028b", "\ud800"]
)
def test_the_subject_of_an_answer_can_always_be_sent(subject: str) -> None:
    check_subject(reply_subject(subject))
    check_subject(forward_subject(subject))


def test_the_chain_ends_with_the_answered_message() -> None:
    assert reply_references(["<1@a>", "<2@a>"], "<3@a>") == ["<1@a>", "<2@a>", "<3@a>"]


def test_an_id_stands_once_in_the_chain() -> None:
    assert reply_references(["<1@a>", "<1@a>", "<2@a>"], "<2@a>") == ["<1@a>", "<2@a>"]


def test_a_long_chain_keeps_its_first_and_last_twenty() -> None:
    chain = reply_references([f"<{number}@a>" for number in range(60)], "<60@a>")
    assert chain == [f"<{number}@a>" for number in [*range(20), *range(41, 61)]]


def test_ids_without_a_wire_form_are_left_out() -> None:
    assert reply_references(["<a b>", "", "<ok@a>"], "<x>\r\nBcc: v@example.org") == ["<ok@a>"]
