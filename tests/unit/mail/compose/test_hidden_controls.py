import base64

import pytest

from pillarbox.mail.compose.hidden_controls import control_in, without_controls

LINE_BREAK = base64.b64encode(b"a\r\nBcc: v@example.org").decode()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a\r\nb", "U+000D"),
        ("a\tb", "U+0009"),
        ("a\x00", "U+0000"),
        ("a\x7f", "U+007F"),
        ("a\x85b", "U+0085"),
        ("a\u2028b", "U+2028"),
        ("a\u2029b", "U+2029"),
        ("a\ud800b", "U+D800"),
    ],
)
def test_a_control_character_is_named(text: str, named: str) -> None:
    assert control_in(text) == named


@pytest.mark.parametrize(
    "word",
    [
        "=?utf-8?q?a=0D=0ABcc:_v?=",
        "=?utf-8?Q?=0a?=",
        f"=?utf-8?b?{LINE_BREAK}?=",
        f"=?utf-8?B?{LINE_BREAK.rstrip('=')}?=",
        "=?utf-8*en?q?=0A?=",
        "=?no-such-charset?q?=0A?=",
        "=?utf-8?q?=C2=85?=",
        "=?utf-8?q?=E2=80=A8?=",
        "=?iso-8859-1?q?=85?=",
        "=?utf-7?q?+AAo-?=",
        "=?utf-8?b?Cg?= and more",
        "harmless =?utf-8?q?fine?= =?utf-8?q?=0A?=",
        "=?utf-8?q?=0A?",
    ],
)
def test_a_control_character_inside_an_encoded_word_is_found(word: str) -> None:
    found = control_in(word)
    assert found is not None
    assert found.endswith("inside an encoded-word")


@pytest.mark.parametrize(
    "text", ["", "plain", "Grüße 👩\u200d💻", "=?utf-8?q?caf=C3=A9?=", "=?x", "a =? b ?= c"]
)
def test_ordinary_text_holds_no_control_character(text: str) -> None:
    assert control_in(text) is None


@pytest.mark.parametrize("text", ["a\r\nb", "\x00a", "=?utf-8?q?a=0D=0Ab?=", "a\u2028\x85", "=?\x01?q?=0A?="])
def test_cleaned_text_holds_no_control_character(text: str) -> None:
    assert control_in(without_controls(text)) is None


def test_cleaning_keeps_the_words() -> None:
    assert without_controls(" Hello\r\n\tworld ") == "Hello world"
