"""Charset labels, undeclared charsets and what mail makes of both."""

import pytest

from pillarbox.mail.mime.charset_guess import guess
from pillarbox.mail.mime.charsets import codec_of, decode


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("utf-8", "utf-8"),
        ('"UTF8"', "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("ISO_8859-1:1987", "cp1252"),
        ("latin1", "cp1252"),
        ("iso-8859-9", "cp1254"),
        ("ISO-8859-8-I", "iso8859-8"),
        ("iso-8859-15", "iso8859-15"),
        ("gb2312", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("shift_jis", "cp932"),
        ("windows-1251", "cp1251"),
        ("x-cp1251", "cp1251"),
        ("cp-850", "cp850"),
        ("us-ascii", None),
        ("iso-8859-12", None),
        ("unicode_escape", None),
        ("idna", None),
        ("rot13", None),
        ("base64", None),
        ("", None),
    ],
)
def test_labels_name_the_codecs_that_browsers_use(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec


def test_every_byte_of_windows_1252_has_a_meaning() -> None:
    assert "\ufffd" not in decode(bytes(range(256)), "iso-8859-1")
    assert decode(b"\x80\x81", "latin1") == "€\x81"


def test_a_wrong_declaration_leaves_replacement_characters() -> None:
    assert decode(b"caf\xe9 ok", "utf-8") == "caf\ufffd ok"


def test_an_unknown_or_ascii_label_falls_back_to_utf_8_then_the_hint_then_a_guess() -> None:
    assert decode("é".encode(), "x-unknown") == "é"
    assert decode("Тема".encode("koi8-r"), "us-ascii", hint="koi8-r") == "Тема"
    assert decode(b"caf\xe9", "us-ascii") == "café"


def test_a_byte_order_mark_is_no_text() -> None:
    assert decode(b"\xef\xbb\xbfhi", "utf-8") == "hi"
    assert decode("hi".encode("utf-16"), None) == "hi"


def test_terminal_colours_are_not_taken_for_japanese() -> None:
    assert decode(b"\x1b[31mred\x1b[0m") == "\x1b[31mred\x1b[0m"
    assert decode("\x1b[31mröd".encode()) == "\x1b[31mröd"


def test_utf_7_gives_no_half_surrogates() -> None:
    assert decode(b"+2AA-x", "utf-7").encode("utf-8")
    assert decode(b"Gr+APwA3w-e", "utf-7") == "Grüße"


def test_big5_holds_the_euro_sign_and_stays_in_step() -> None:
    assert decode("價 ".encode("big5") + b"\xa3\xe1" + "碁二\n".encode("big5hkscs"), "big5") == "價 €碁二\n"
    assert decode(b"\xa3\xe1\xff\xa4", "big5") == "€\ufffd\ufffd"
    assert decode(b"\xa3\xe1 5", "us-ascii", hint="big5hkscs") == "€ 5"


@pytest.mark.parametrize(
    ("text", "charset", "codec"),
    [
        ("你好，世界。今天天气很好。", "gb2312", "gb18030"),
        ("今天天氣很好，我們去公園走走吧。", "big5", "big5hkscs"),
        ("こんにちは、世界。お元気ですか", "shift_jis", "cp932"),
        ("こんにちは、世界。お元気ですか", "euc_jp", "euc_jp"),
        ("こんにちは世界", "iso2022_jp", "iso2022_jp"),
        ("안녕하세요, 만나서 반갑습니다.", "euc_kr", "cp949"),
        ("안녕하세요", "iso2022_kr", "iso2022_kr"),
        ("Добрый день, как ваши дела?", "cp1251", "cp1251"),
        ("Добрый день, как ваши дела?", "koi8_r", "koi8-r"),
        ("Ça va très bien, merci à tous", "latin-1", "cp1252"),
        ("Grüße aus Köln für 5 €", "cp1252", "cp1252"),
        ("Привет всем", "cp1251", "cp1251"),
        ("Счет на оплату", "cp1251", "cp1251"),
        ("Добрый день", "cp1251", "cp1251"),
        ("Привіт усім", "cp1251", "cp1251"),
        ("Re: Анна", "cp1251", "cp1251"),
        ("Привет всем", "koi8_r", "koi8-r"),
        ("Счет на оплату", "koi8_r", "koi8-r"),
        ("会议通知", "gb2312", "gb18030"),
        ("请查收附件", "gb2312", "gb18030"),
        ("要闻", "gb2312", "gb18030"),
        ("鑫源", "gb2312", "gb18030"),
        ("회의", "euc_kr", "cp949"),
        ("행사 안내", "euc_kr", "cp949"),
        ("會議通知", "big5", "big5hkscs"),
        ("お知らせ", "euc_jp", "euc_jp"),
        ("お知らせ", "shift_jis", "cp932"),
        ("only\xa0no-break\xa0spaces", "latin-1", "cp1252"),
        ("· one\n· two", "latin-1", "cp1252"),
    ],
)
def test_an_undeclared_charset_is_guessed_from_its_bytes(text: str, charset: str, codec: str) -> None:
    data = text.encode(charset)
    assert guess(data) == codec
    assert decode(data) == text
