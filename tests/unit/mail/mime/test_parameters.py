"""Parameters of Content-Type and Content-Disposition."""

import pytest

from pillarbox.mail.mime.parameters import MAX_PARAMETERS, parse_parameters


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text/plain", {}),
        ("text/plain; charset=utf-8", {"charset": "utf-8"}),
        ('text/plain;CHARSET="utf-8"', {"charset": "utf-8"}),
        ('text/plain; a = "b c" ; d=e', {"a": "b c", "d": "e"}),
        (r'text/plain; a="q\"\\b"', {"a": 'q"\\b'}),
        ('text/plain; a="semi;colon=x"; b=y', {"a": "semi;colon=x", "b": "y"}),
        ('text/plain; a="never closed', {"a": "never closed"}),
        ("text/plain; a=with space; b=c", {"a": "with space", "b": "c"}),
        ("text/plain;; ;a=b;", {"a": "b"}),
        ("text/plain; nonsense; a=b", {"a": "b"}),
        ("text/plain; a=first; a=second", {"a": "first"}),
        ("text/plain; a=", {"a": ""}),
        ("text/plain; a*=utf-8'en'caf%C3%A9", {"a": "café"}),
        ("text/plain; a*=iso-8859-1''%E9", {"a": "é"}),
        ("text/plain; a*=%41", {"a": "A"}),
        ("text/plain; a*0=one; a*1=two", {"a": "onetwo"}),
        ("text/plain; a*1=two; a*0=one", {"a": "onetwo"}),
        ("text/plain; a*0*=utf-8''%C3; a*1*=%A9; a*2=%41", {"a": "é%41"}),
        ("text/plain; a*0=one; a*2=three", {"a": "one"}),
        ("text/plain; a=plain; a*=utf-8''better", {"a": "better"}),
        ("text/plain; a*x=y; b*99999=z; *=q", {}),
        ("text/plain; a*=nope'%zz", {"a": "nope'%zz"}),
    ],
)
def test_parameters_are_read(value: str, expected: dict[str, str]) -> None:
    assert parse_parameters(value) == ("text/plain", expected)


def test_a_missing_token_or_semicolon_does_not_cost_the_parameters() -> None:
    assert parse_parameters("filename=a.txt") == ("", {"filename": "a.txt"})
    assert parse_parameters("Attachment filename=a.txt") == ("attachment", {"filename": "a.txt"})
    assert parse_parameters("") == ("", {})


def test_parameters_past_the_limit_are_left_out() -> None:
    _, params = parse_parameters("x" + "".join(f"; p{number}=v" for number in range(1_000)))
    assert len(params) == MAX_PARAMETERS
