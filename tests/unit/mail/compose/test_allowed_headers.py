import pytest

from pillarbox.mail.compose.allowed_headers import (
    InvalidHeader,
    check_extra_headers,
    check_subject,
    is_message_id,
    writable_message_ids,
)


def test_headers_beside_the_structural_ones_are_allowed() -> None:
    check_extra_headers(
        {
            "X-Campaign": "spring",
            "In-Reply-To": "<a@example.org>",
            "References": "<a@example.org> <b@example.org>",
            "List-Unsubscribe": "<https://example.org/u>",
            "X-Note": "Grüße",
            "X-Empty": "",
        }
    )


@pytest.mark.parametrize(
    "name",
    [
        "From",
        "to",
        "CC",
        "Bcc",
        "Sender",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "MIME-Version",
        "Content-Type",
        "content-anything",
        "DKIM-Signature",
        "Return-Path",
        "Received",
        "Resent-From",
        "ARC-Seal",
        "Authentication-Results",
    ],
)
def test_a_structural_header_is_refused_by_name(name: str) -> None:
    with pytest.raises(InvalidHeader, match=name):
        check_extra_headers({name: "x"})


@pytest.mark.parametrize("name", ["", " ", "X A", "X:", "X\r\nBcc", "Bcc ", "X-Ü", "X\x00", "x" * 77, "X\t"])
def test_a_name_outside_the_grammar_is_refused(name: str) -> None:
    with pytest.raises(InvalidHeader):
        check_extra_headers({name: "x"})


@pytest.mark.parametrize(
    "value",
    [
        "a\r\nBcc: v@example.org",
        "a\nb",
        "a\tb",
        "\x00",
        "a\u2029b",
        "=?utf-8?q?=0ABcc:_v?=",
        "x" * 995,
        "x " * 9000,
    ],
)
def test_a_value_that_cannot_be_written_safely_is_refused_with_the_name_of_its_header(value: str) -> None:
    with pytest.raises(InvalidHeader, match="X-A"):
        check_extra_headers({"X-A": value})


def test_a_header_given_twice_in_different_case_is_refused() -> None:
    with pytest.raises(InvalidHeader, match="twice"):
        check_extra_headers({"X-A": "1", "x-a": "2"})


def test_more_than_a_hundred_headers_are_refused() -> None:
    check_extra_headers({f"X-{number}": "x" for number in range(100)})
    with pytest.raises(InvalidHeader, match="100"):
        check_extra_headers({f"X-{number}": "x" for number in range(101)})


@pytest.mark.parametrize(
    "subject", ["a\r\nBcc: v@example.org", "a\tb", "=?utf-8?q?a=0D=0ABcc:_v?=", "x" * 999]
)
def test_a_subject_that_cannot_be_written_safely_is_refused(subject: str) -> None:
    with pytest.raises(InvalidHeader, match="Subject"):
        check_subject(subject)


def test_ordinary_subjects_are_allowed() -> None:
    for subject in ("", "Hello", "Grüße 👋", "=?utf-8?q?caf=C3=A9?=", "x" * 998):
        check_subject(subject)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a@b",
        "<>",
        "<a b@c>",
        "<a>\r\n",
        "<ü@example.org>",
        f"<{'x' * 901}>",
        "<a><b>",
        "<=?utf-8?q?a?=@b>",
    ],
)
def test_an_id_without_a_wire_form_is_known(text: str) -> None:
    assert not is_message_id(text)
    assert writable_message_ids([text, "<good@example.org>"]) == ["<good@example.org>"]
