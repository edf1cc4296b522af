"""What a reader sees: text, HTML, preview and attachments."""

import pytest

from pillarbox.mail.html.words import (
    MAX_HTML_CHARACTERS,
    lines_of_html,
    plain_text_of_html,
    searchable_text,
)
from pillarbox.mail.mime import body, parser, transfer
from pillarbox.mail.mime.body import Content
from pillarbox.mail.mime.flowed import join_flowed


def read(raw: bytes) -> Content:
    return body.extract(raw, parser.parse(raw))


def multipart(subtype: str, *parts: str) -> bytes:
    inner = "".join(f"--b\r\n{part}\r\n" for part in parts)
    return f"Content-Type: multipart/{subtype}; boundary=b\r\n\r\n{inner}--b--\r\n".encode()


def nested(subtype: str, *parts: str) -> str:
    """A multipart to stand within another one."""
    return multipart(subtype, *parts).decode().replace("boundary=b", "boundary=i").replace("--b", "--i")


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


@pytest.mark.parametrize("blank", [" ", "\r\n", "\u00a0", " \r\n\t\r\n"])
def test_a_blank_text_gives_no_preview(blank: str) -> None:
    head = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    content = read(multipart("alternative", head + blank, HTML))
    assert (content.text, content.preview) == (blank.replace("\r\n", "\n"), None)


def test_an_empty_part_is_as_good_as_none() -> None:
    empty = "Content-Type: text/plain\r\n\r\n"
    for raw in (b"Subject: x\r\n\r\n", multipart("mixed", empty, empty)):
        assert read(raw) == Content(text=None, html=None, preview=None, attachments=())
    assert read(multipart("alternative", empty, HTML)).text is None
    assert read(multipart("alternative", PLAIN, "Content-Type: text/html\r\n\r\n")).html is None


def test_html_outside_of_an_alternative_is_text_where_it_stands() -> None:
    footer = PLAIN.replace("\r\nplain", "\r\nfooter")
    assert read(multipart("mixed", HTML, footer)).text == "html\nfooter"
    assert read(multipart("mixed", PLAIN, HTML)).text == "plain\nhtml"
    assert read(multipart("mixed", nested("related", HTML, IMAGE), footer)).text == "html\nfooter"
    content = read(multipart("mixed", PLAIN, HTML, footer))
    assert content == Content(
        text="plain\nhtml\nfooter", html="<p>html</p>", preview="plain\nhtml\nfooter", attachments=()
    )


def test_html_that_is_the_alternative_of_a_text_is_not_said_twice() -> None:
    footer = PLAIN.replace("\r\nplain", "\r\nfooter")
    for html in (HTML, multipart("related", HTML, IMAGE).decode().replace("=b", "=r").replace("--b", "--r")):
        content = read(multipart("mixed", nested("alternative", PLAIN, html), footer))
        assert (content.text, content.html) == ("plain\nfooter", "<p>html</p>")


def test_html_whose_alternatives_are_blank_or_no_text_is_text() -> None:
    footer = PLAIN.replace("\r\nplain", "\r\nfooter")
    calendar = "Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR"
    blank = PLAIN.replace("\r\nplain", "\r\n ")
    assert read(multipart("mixed", nested("alternative", HTML, calendar), footer)).text == "html\nfooter"
    assert read(multipart("mixed", nested("alternative", blank, HTML), footer)).text == " \nhtml\nfooter"


def test_html_beside_blank_text_alone_remains_html() -> None:
    content = read(multipart("mixed", HTML, "Content-Type: text/plain\r\n\r\n\r\n"))
    assert (content.text, content.preview, content.html) == ("\n", None, "<p>html</p>")


def test_a_million_characters_of_html_become_text() -> None:
    html = "Content-Type: text/html\r\n\r\n" + "<br>x" * (MAX_HTML_CHARACTERS // 8)
    assert (read(multipart("mixed", PLAIN, html, html, html)).text or "").count("x") == (
        MAX_HTML_CHARACTERS // 5
    )


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
        (f"a &#{'1' * 5000}; b", "a \ufffd b"),
        ("", ""),
    ],
)
def test_the_words_of_html_are_found(html: str, text: str) -> None:
    assert plain_text_of_html(html) == text


def test_only_the_first_million_characters_of_html_are_read() -> None:
    assert len(plain_text_of_html("x" * (MAX_HTML_CHARACTERS + 10))) == MAX_HTML_CHARACTERS


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One <b>w</b>ord</p>\n<p>again<br>and\nagain", "One word\n\nagain\nand again"),
        ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"),
        ("<table><tr><td>a<td>b</tr><tr><td>c</table>", "a b\nc"),
        (
            "<p>yes</p><blockquote>no<blockquote>never</blockquote></blockquote>so",
            "yes\n\n> no\n> > never\n\nso",
        ),
        ("</blockquote>a<blockquote><p></p>b", "a\n\n> b"),
        ("<blockquote>" * 50 + "deep", "> " * 8 + "deep"),
        ("<style>p{}</style>seen<!-- <p>not -->&lt;p&gt;", "seen<p>"),
        ("<p><br><p>", ""),
        ("", ""),
    ],
)
def test_html_is_read_in_lines(html: str, text: str) -> None:
    assert lines_of_html(html) == text


@pytest.mark.parametrize(
    ("text", "html", "found"),
    [
        ("text", "<p>html</p>", "text"),
        (None, "<p>html</p>", "html"),
        ("", "<p>html</p>", "html"),
        (" \n\u00a0", "<p>html</p>", "html"),
        (" ", None, " "),
        (None, None, ""),
    ],
)
def test_the_words_of_html_are_searched_when_the_text_is_blank(
    text: str | None, html: str | None, found: str
) -> None:
    assert searchable_text(text, html) == found
