from email import message_from_string, policy
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest

from pillarbox.domain.address import Mailbox
from pillarbox.mail.compose.header_fields import (
    encoded_words,
    filename_parameter,
    folded_field,
    mailboxes_field,
    unstructured_field,
)

TEXTS = [
    "Hello",
    "Quarterly figures for the board, with a long subject that needs to be folded at least once or twice",
    "Grüße aus Köln",
    "Ελληνικά: μια μεγαλύτερη πρόταση που δεν χωράει σε μία μόνο γραμμή της κεφαλίδας",
    "これはとても長い件名なので、いくつかの符号化された語に分けなければなりません。どうぞよろしくお願いします。",
    "مرحبا بالعالم، هذا عنوان طويل جدًا لرسالة بريد إلكتروني",
    "हिन्दी में एक लंबा विषय जो मुड़ना चाहिए",
    "👩\u200d💻👩\u200d💻👩\u200d💻 emoji 🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉",
    "=?utf-8?q?already_encoded?= is text here",
    " leading and trailing ",
    "two  spaces   three",
    "x" * 998,
    "ü" * 500,
    "a" * 76 + "é",
]


def parsed(field: str, name: str) -> str:
    return str(message_from_string(field + "\r\n\r\n", policy=policy.default)[name])


def longest_line(field: str) -> int:
    return max(len(line.encode()) for line in field.split("\r\n"))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", ["Subject", "X", "X-A-Rather-Long-Header-Name-For-Testing-Purposes"])
def test_a_parser_reads_back_the_text(text: str, name: str) -> None:
    field = unstructured_field(name, text)
    assert parsed(field, name) == text
    assert field.isascii()


@pytest.mark.parametrize("text", TEXTS)
def test_encoded_words_keep_to_their_length_and_lines_to_theirs(text: str) -> None:
    words = encoded_words(text, 40)
    assert max(map(len, words)) <= 75
    assert len(words[0]) <= 40
    for word in words:
        octets, charset = decode_header(word)[0]
        assert charset == "utf-8"
        assert isinstance(octets, bytes)
        octets.decode()
    assert longest_line(folded_field("Subject", encoded_words(text, 67))) <= 76


def test_plain_text_is_not_encoded() -> None:
    assert unstructured_field("Subject", "Hello, world (1)!") == "Subject: Hello, world (1)!"


def test_a_long_plain_field_is_folded_before_column_78_at_its_spaces() -> None:
    field = unstructured_field("Subject", "word " * 40 + "end")
    assert longest_line(field) <= 78
    assert field.replace("\r\n", "") == "Subject: " + "word " * 40 + "end"


@pytest.mark.parametrize(
    "name", [*TEXTS[:8], "Roe, Jane", 'the "J" \\', "a@b", "J. R.", "=?utf-8?q?x?=", " x "]
)
def test_a_parser_reads_back_names_and_addresses(name: str) -> None:
    mailboxes = [
        Mailbox(name=name, address="jane@example.org"),
        Mailbox(name="", address="o'hara@example.org"),
    ] * 3
    field = mailboxes_field("Reply-To", mailboxes)
    assert longest_line(field) <= 78
    unfolded = field.replace("\r\n", "").partition(": ")[2]
    read = [
        (str(make_header(decode_header(phrase))), address) for phrase, address in getaddresses([unfolded])
    ]
    assert read == [(mailbox.name, mailbox.address) for mailbox in mailboxes]


def test_a_local_part_outside_ascii_is_written_as_utf8() -> None:
    assert (
        mailboxes_field("To", [Mailbox(name="J", address="jürgen@example.org")])
        == "To: J <jürgen@example.org>"
    )


@pytest.mark.parametrize(
    "filename",
    [
        "report.pdf",
        "with space (1).pdf",
        'quo"te.pdf',
        "back\\slash",
        "per%20cent",
        "it's",
        "=?utf-8?q?x?=",
        "größe.pdf",
        "報告書" * 40 + ".pdf",
        "a" * 255,
        "semi;colon=x.txt",
    ],
)
def test_a_parser_reads_back_the_filename(filename: str) -> None:
    field = f"Content-Disposition: attachment{filename_parameter(filename)}"
    assert longest_line(field) <= 78
    assert field.isascii()
    part = message_from_string(field + "\r\n\r\n", policy=policy.default)
    assert part.get_filename() == filename
    assert part["Content-Disposition"].content_disposition == "attachment"
