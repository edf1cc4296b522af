import base64

import pytest

from pillarbox.mail.compose.attachments import (
    InvalidAttachment,
    OutgoingAttachment,
    check_attachment,
    decode_base64,
    writable_attachment,
)

EVERY_OCTET = bytes(range(256))


@pytest.mark.parametrize("length", range(10))
def test_both_alphabets_are_read_with_and_without_padding(length: int) -> None:
    data = EVERY_OCTET[-length:] if length else b""
    for text in (base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()):
        assert decode_base64(text) == data
        assert decode_base64(text.rstrip("=")) == data


def test_white_space_between_digits_is_ignored() -> None:
    assert decode_base64(base64.encodebytes(EVERY_OCTET).decode() + " \r\n\t") == EVERY_OCTET


@pytest.mark.parametrize(
    "text",
    ["data:text/plain;base64,YQ==", "DATA:,x", "YQ==YQ==", "Y", "YQ=", "YQ===", "Y!Q=", "ü", "=", "===="],
)
def test_what_is_not_base64_is_refused(text: str) -> None:
    with pytest.raises(InvalidAttachment):
        decode_base64(text)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/csv",
        "application/vnd.oasis.opendocument.text",
        "text/plain; charset=utf-8",
        'text/calendar;method="REQUEST"; charset=UTF-8',
    ],
)
def test_a_media_type_is_allowed(content_type: str) -> None:
    check_attachment(OutgoingAttachment(data=b"", content_type=content_type))


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text",
        "text/",
        "/csv",
        "text/csv\r\nBcc: v",
        "text/csv;",
        "a/b; c",
        'a/b; c="',
        "a/b; c=d\n",
        "ü/x",
        "a/b" * 90,
    ],
)
def test_what_is_not_a_media_type_is_refused(content_type: str) -> None:
    with pytest.raises(InvalidAttachment, match="content_type"):
        check_attachment(OutgoingAttachment(data=b"", content_type=content_type))


@pytest.mark.parametrize("filename", ["a\r\nb", "a\x00", "=?utf-8?q?=0A?=", "x" * 256, "a\u2028"])
def test_a_filename_that_cannot_be_written_safely_is_refused(filename: str) -> None:
    with pytest.raises(InvalidAttachment, match="filename"):
        check_attachment(OutgoingAttachment(data=b"", filename=filename))


@pytest.mark.parametrize(
    "content_id", ["", "<logo>", "a b", "logo\r\nBcc: v", "lögo", "x" * 201, 'a"b', "a\\b", "=?utf-8?q?a?="]
)
def test_a_content_id_that_cannot_be_written_safely_is_refused(content_id: str) -> None:
    with pytest.raises(InvalidAttachment, match="content_id"):
        check_attachment(OutgoingAttachment(data=b"", content_id=content_id))


def test_the_usual_names_and_ids_are_allowed() -> None:
    check_attachment(OutgoingAttachment(data=b"", filename="Größe “2”.pdf", content_id="logo"))
    check_attachment(OutgoingAttachment(data=b"", content_id="part1.a$b@example.org"))


@pytest.mark.parametrize(
    ("content_type", "filename", "content_id", "kept"),
    [
        ("image/png", "a.png", "ii@x", ("image/png", "a.png", "ii@x")),
        ("image/png", "a\r\nb", "i i", ("image/png", "a b", None)),
        ("image", "=?utf-8?q?=0A?=", "ü@x", ("application/octet-stream", "= ?utf-8?q?=0A?=", None)),
        (f"a/{'b' * 101}", "x" * 300, "", ("application/octet-stream", "x" * 255, None)),
        ("text/plain", "\0", None, ("text/plain", None, None)),
    ],
)
def test_an_attachment_of_received_mail_can_be_sent_along(
    content_type: str, filename: str, content_id: str | None, kept: tuple[str, str | None, str | None]
) -> None:
    received = OutgoingAttachment(
        data=b"1", filename=filename, content_type=content_type, content_id=content_id
    )
    sent = writable_attachment(received)
    check_attachment(sent)
    assert (sent.content_type, sent.filename, sent.content_id) == kept
    assert sent.data == b"1"
