"""What a reader sees: text, HTML, preview and attachments."""

import pytest

from pillarbox.mail.html.words import MAX_HTML_CHARACTERS, plain_text_of_html
from pillarbox.mail.mime import body, parser, transfer
from pillarbox.mail.mime.body import Content
from pillarbox.mail.mime.flowed import join_flowed


def read(raw: bytes) -> Content:
    return body.extract(raw, parser.parse(raw))


def multipart(subtype: str, *parts: str) -> bytes:
    inner = "".join(f"--b\r\n{part}\r\n" for part in parts)
    return f"Content-Type: multipart/{subtype}; boundary=b\r\n\r\n{inner}--b--\r\n".encode()


PLAIN = "Content-Type: text/plain\r\n\r\nplain"
HTML = "Content-Type: text/html\r\n\r\n<p>html</p>"
IMAGE = "Content-Type: image/png\r\nContent-ID: <i@x>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw=="


def test_the_trailing_newline_of_a_plain_mail_is_kept_with_lf_ends() -> None:
    content = read(b"Subject: x\r\n\r\none\r\ntwo\r\n")
    assert content == Content(text="one\ntwo\n", html=None, preview="one\ntwo\n", attachments=())


def test_a_mail_in_html_only_has_neither_text_nor_preview() -> None:
    content = read(b"Content-Type: text/html\r\n\r\n<p>x</p>\r\n")
    assert (content.text, content.preview, content.html) == (None, None, "<p>x</p>\n")


def test_the_preview_is_the_first_two_hundred_characters() -> None:
    assert read(b"\r\n" + "é".encode() * 300).preview == "é" * 200


def test_a_mail_without_body_has_no_preview() -> None:
    assert read(b"Subject: x\r\n\r\n").preview is None


def test_an_alternative_gives_both_forms_and_the_rest_as_attachments() -> None:
    content = read(
        multipart("alternative", PLAIN, HTML, "Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR")
    )
    assert (content.text, content.html) == ("plain", "<p>html</p>")
    assert [attachment.content_type for attachment in content.attachments] == ["text/calendar"]


def test_inline_texts_of_a_mixed_mail_follow_each_other() -> None:
    content = read(multipart("mixed", PLAIN, IMAGE, PLAIN.replace("plain\r\n\r\nplain", "plain\r\n\r\nmore")))
    assert content.text == "plain\nmore"
    assert len(content.attachments) == 1


def test_a_later_text_with_a_file_name_is_an_attachment() -> None:
    content = read(multipart("mixed", PLAIN, "Content-Type: text/plain; name=a.txt\r\n\r\nfile"))
    assert content.text == "plain"
    assert [attachment.filename for attachment in content.attachments] == ["a.txt"]


def test_a_text_said_to_be_an_attachment_is_one_even_alone() -> None:
    content = read(b"Content-Disposition: attachment; filename=a.txt\r\n\r\nfile")
    assert content.text is None
    assert [attachment.filename for attachment in content.attachments] == ["a.txt"]


def test_related_parts_but_the_root_are_attachments() -> None:
    content = read(multipart("related", HTML, IMAGE, PLAIN))
    assert (content.text, content.html) == (None, "<p>html</p>")
    assert [attachment.content_type for attachment in content.attachments] == ["image/png", "text/plain"]


def test_an_inline_image_keeps_its_identifier_and_its_decoded_size() -> None:
    (attachment,) = read(multipart("related", HTML, IMAGE)).attachments
    assert (attachment.content_id, attachment.disposition, attachment.size_bytes) == ("i@x", "inline", 4)


def test_an_attached_mail_is_one_attachment_and_its_text_is_not_ours() -> None:
    raw = multipart("mixed", PLAIN, "Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\ninner")
    content = read(raw)
    assert content.text == "plain"
    (attachment,) = content.attachments
    assert attachment.content_type == "message/rfc822"
    assert transfer.decode(raw, attachment.location) == b"Subject: in\r\n\r\ninner"


def test_an_attachment_is_decoded_from_the_raw_mail_and_its_location_alone() -> None:
    raw = multipart("mixed", PLAIN, IMAGE)
    (attachment,) = read(raw).attachments
    assert transfer.decode(raw, attachment.location) == b"\x89PNG"


def test_prose_that_is_called_base64_is_left_as_it_is() -> None:
    head = b"Content-Transfer-Encoding: base64\r\n\r\n"
    assert read(head + b"Dear Bob, this was never encoded.\r\n").text == "Dear Bob, this was never encoded.\n"
    assert (
        read(head + b"SGVsbG8gQm9iLCB0aGlz\r\n IHdhcyBlbmNvZGVk! Lg==\r\n").text
        == "Hello Bob, this was encoded."
    )


def test_text_holds_no_nul() -> None:
    assert read(b"\r\na\0b").text == "ab"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("one \ntwo\nthree", "one two\nthree"),
        ("> one \n> two\nthree", "> one two\nthree"),
        ("> one \n>> two", "> one \n>> two"),
        ("text \n-- \nname", "text \n-- \nname"),
        ("  stuffed", " stuffed"),
        (" >no quote", ">no quote"),
        ("last \n", "last \n"),
        ("one \n\ntwo", "one \n\ntwo"),
        ("", ""),
    ],
)
def test_flowed_lines_are_joined(text: str, joined: str) -> None:
    assert join_flowed(text, delete_space=False) == joined


def test_the_space_at_a_soft_break_goes_when_the_sender_says_so() -> None:
    assert join_flowed("日本 \n語", delete_space=True) == "日本語"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello <b>w</b>orld</p><p>again", "Hello world again"),
        ("one<br>two<td>three", "one two three"),
        ("<style>p{}</style><script>if(a<b){}</script>seen<!-- <p>not -->", "seen"),
        ("<title>not</title>&lt;kept&gt; &amp; &eacute;", "<kept> & é"),
        ("<script>never closed", ""),
        ("<!-- never closed", ""),
        ("a < b and c > d", "a < b and c > d"),
        ("<a href='x", ""),
        ("", ""),
    ],
)
def test_the_words_of_html_are_found(html: str, text: str) -> None:
    assert plain_text_of_html(html) == text


def test_only_the_first_million_characters_of_html_are_read() -> None:
    assert len(plain_text_of_html("x" * (MAX_HTML_CHARACTERS + 10))) == MAX_HTML_CHARACTERS
