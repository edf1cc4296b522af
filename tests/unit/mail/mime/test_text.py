"""The text of a part: its transfer encoding, and the charset an HTML part names itself."""

import base64

import pytest

from pillarbox.mail.mime import parser
from pillarbox.mail.mime.text import decode_text


def text_of(raw: bytes) -> str:
    return decode_text(raw, parser.parse(raw).root)


@pytest.mark.parametrize("label", ["utf-16", "UTF-16LE", "utf-16be", "ucs-2", "utf-32"])
def test_a_meta_that_names_a_wide_charset_means_utf_8(label: str) -> None:
    html = f'<meta charset="{label}"><p>ascii and Grüße</p>'
    assert text_of(b"Content-Type: text/html\r\n\r\n" + html.encode()) == html


def test_a_meta_names_the_charset_and_the_header_overrules_it() -> None:
    html = '<meta charset="windows-1251"><p>Привет</p>'
    assert text_of(b"Content-Type: text/html\r\n\r\n" + html.encode("cp1251")) == html
    assert text_of(b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()) == html


def test_a_footer_after_base64_is_no_text() -> None:
    encoded = base64.encodebytes(b"A mail body of some words. " * 20 + b".")
    head = b"Content-Transfer-Encoding: base64\r\n\r\n"
    assert text_of(head + encoded + b"\r\n--\r\nTest mailing list\r\n").endswith("some words. .")
