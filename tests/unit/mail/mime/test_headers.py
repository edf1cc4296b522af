"""Header fields: look-up, unfolding, RFC 2047, message identifiers."""

import time

import pytest

from pillarbox.mail.mime.encoded_words import MAX_ENCODED_WORDS, decode_words
from pillarbox.mail.mime.headers import Headers, parse_message_ids


def test_names_compare_without_case_and_order_is_kept() -> None:
    headers = Headers([("Received", b" one"), ("Subject", b" s"), ("RECEIVED", b" two")])
    assert headers.all("received") == ["one", "two"]
    assert headers.raw("ReCeIvEd") == b" one"
    assert [name for name, _ in headers] == ["Received", "Subject", "RECEIVED"]
    assert "subject" in headers and headers.get("to") is None and headers.all("to") == []


def test_folded_values_are_unfolded() -> None:
    headers = Headers([("Subject", b" one\r\n two\n\tthree")])
    assert headers.unfolded("subject") == "one two\tthree"
    assert headers.get("subject") == "one two three"


def test_a_decoded_value_holds_no_control_characters() -> None:
    headers = Headers([("Subject", b" =?utf-8?q?a=0D=0ABcc=3A_v=00=7F?=")])
    assert headers.get("subject") == "a  Bcc: v"


def test_the_unfolded_value_keeps_its_encoded_words() -> None:
    assert Headers([("From", b" =?utf-8?q?a?= <b@c>")]).unfolded("from") == "=?utf-8?q?a?= <b@c>"


def test_raw_8bit_values_are_utf_8_else_the_charset_of_the_body_else_a_guess() -> None:
    assert Headers([("Subject", "Grüße".encode())]).get("subject") == "Grüße"
    assert Headers([("Subject", "Тема".encode("koi8-r"))], hint="koi8-r").get("subject") == "Тема"
    assert Headers([("Subject", "Grüße".encode("cp1252"))]).get("subject") == "Grüße"
    assert Headers([("Subject", "挨拶".encode("iso-2022-jp"))]).get("subject") == "挨拶"


def test_mailboxes_come_from_every_field_of_the_name() -> None:
    headers = Headers([("To", b" a@x.example"), ("to", b" B\r\n <b@x.example>")])
    assert [str(mailbox) for mailbox in headers.mailboxes("To")] == ["a@x.example", "B <b@x.example>"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?caf=C3=A9?=", "café"),
        ("=?UTF-8?B?Y2Fmw6k=?=", "café"),
        ("=?utf-8*en?q?a_b?=", "a b"),
        ("a =?utf-8?q?b?= c", "a b c"),
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?a?=\t  =?iso-8859-1?q?=E9?=", "aé"),
        ("=?utf-8?q?a?==?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?=E2=9C?= =?utf-8?q?=93?=", "✓"),
        ("=?utf-8?b?4g==?= =?utf-8?b?nJM=?=", "✓"),
        ("=?utf-8?q?with space?=", "with space"),
        ("=?utf-8?q?What??=", "What?"),
        ("x=?utf-8?q?glued?=y", "xgluedy"),
        ("=?utf-8?q?unfinished", "=?utf-8?q?unfinished"),
        ("=?utf-8?q?unfinished =?utf-8?q?done?=", "=?utf-8?q?unfinished done"),
        ("=?utf-8?x?data?=", "=?utf-8?x?data?="),
        ("=?utf-8?b?Y2F*mw6k?=", "café"),
        ("=?utf-8?q?bad=ZZ=4?=", "bad=ZZ=4"),
        ("=?unknown-charset?q?ok?=", "ok"),
        ("=?iso-8859-1?q?=80?=", "€"),
        ("=?utf-8?q??=", ""),
    ],
)
def test_encoded_words_are_decoded_as_far_as_they_make_sense(text: str, expected: str) -> None:
    assert decode_words(text) == expected


def test_encoded_words_past_the_limit_stay_as_they_are() -> None:
    decoded = decode_words("=?utf-8?q?a?= " * (MAX_ENCODED_WORDS + 2))
    assert decoded.startswith("a" * MAX_ENCODED_WORDS + " =?utf-8?q?a?=")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<a@b>", ("<a@b>",)),
        ("<a@b>\t<c@d><e@f>", ("<a@b>", "<c@d>", "<e@f>")),
        ("<split\r\n @over.lines>", ("<split@over.lines>",)),
        ("a@b", ("<a@b>",)),
        ("a@b, c@d", ("<a@b>", "<c@d>")),
        ("no-at-sign", ("<no-at-sign>",)),
        ("Your mail of Monday <a@b>", ("<a@b>",)),
        ("Your mail of Monday", ()),
        ("<>", ()),
        ("<<a@b>>", ("<a@b>",)),
        ("<[[[[[", ("<[[[[[>",)),
        ("(re <zz@x>) <d4@x>", ("<d4@x>",)),
        ("(see <fake@x>) <d8@x> (and <f@x>)", ("<d8@x>",)),
        ("<a@b>(of <x@x>)<c@d>", ("<a@b>", "<c@d>")),
        ("(a (b <c@d>) e) <f@g>", ("<f@g>",)),
        ("(a \\) <b@c>) <d@e>", ("<d@e>",)),
        ("(never closed <d4@x>", ("<d4@x>",)),
        ("((once closed <q@q>) <b@x>", ("<b@x>",)),
        ('"not (a" <a@b> "comment)" <c@d>', ("<a@b>", "<c@d>")),
        ("<a(b@x> <c)d@x>", ("<a(b@x>", "<c)d@x>")),
        ("a@b (added by c@d)", ("<a@b>",)),
        ("(a@b)", ()),
        ('<"a b"@x>', ('<"a b"@x>',)),
        ('<"a (b" @x> (c)', ('<"a (b"@x>',)),
        ('<"a\r\n b"\r\n @x>', ('<"a b"@x>',)),
        ('<"a b@x>', ('<"ab@x>',)),
        ("", ()),
    ],
)
def test_message_identifiers_come_in_brackets(value: str, expected: tuple[str, ...]) -> None:
    assert parse_message_ids(value) == expected


def test_at_most_a_thousand_identifiers_are_taken() -> None:
    assert len(parse_message_ids("<a@b> " * 3_000)) == 1_000


@pytest.mark.parametrize("unit", ["(", "()", "(<", '("', '"\\', "(\\", '<"', '("\\"\\', "<(a)", '"('])
def test_identifiers_between_hostile_comments_are_read_in_linear_time(unit: str) -> None:
    started = time.process_time()
    parse_message_ids(unit * (65_536 // len(unit)) + "<a@b>")
    assert time.process_time() - started < 2
