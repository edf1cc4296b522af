"""Address lists, well-formed and not."""

import pytest

from pillarbox.mail.mime.addresses import MAX_ADDRESSES, parse_addresses


def pairs(value: str) -> list[tuple[str, str]]:
    return [(mailbox.name, mailbox.address) for mailbox in parse_addresses(value)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a@b.example", [("", "a@b.example")]),
        ("Ada Lovelace <ada@x.example>", [("Ada Lovelace", "ada@x.example")]),
        ('"Lovelace, Ada" <ada@x.example>', [("Lovelace, Ada", "ada@x.example")]),
        (r'"Ada \"The\" L" <ada@x.example>', [('Ada "The" L', "ada@x.example")]),
        ("J. R. Doe <j@x.example>, k@x.example", [("J. R. Doe", "j@x.example"), ("", "k@x.example")]),
        ("ada@x.example (Ada (of) London)", [("Ada (of) London", "ada@x.example")]),
        (
            "Friends: a@x.example, B <b@x.example>;, c@x.example",
            [("", "a@x.example"), ("B", "b@x.example"), ("", "c@x.example")],
        ),
        ("undisclosed-recipients:;", []),
        ("<@r.example,@s.example:ada@x.example>", [("", "ada@x.example")]),
        ("ada @ x . example", [("", "ada@x.example")]),
        ('"john doe"@x.example', [("", '"john doe"@x.example')]),
        ("ada@[192.0.2.1]", [("", "ada@[192.0.2.1]")]),
        ("用户@例子.example", [("", "用户@例子.example")]),
        ("root", [("", "root")]),
        ("mailto:ada@x.example", [("", "ada@x.example")]),
        ("<mailto:ada@x.example>", [("", "ada@x.example")]),
        ("Ada ada@x.example", [("Ada", "ada@x.example")]),
        ("a@x.example; b@x.example", [("", "a@x.example"), ("", "b@x.example")]),
        ("Ada <ada@x.example", [("Ada", "ada@x.example")]),
        ("Ada <ada@x.example, Bob <bob@x.example>", [("Ada", "ada@x.example"), ("Bob", "bob@x.example")]),
        ("<a@x.example> <b@x.example>", [("", "a@x.example"), ("", "b@x.example")]),
        ('"Ada <ada@x.example>', [("Ada", "ada@x.example")]),
        ("Ada (unclosed <ada@x.example>", [("Ada (unclosed", "ada@x.example")]),
        ("No Address At All", []),
        ("MAILER-DAEMON <>", []),
        (", ,;", []),
        ("", []),
    ],
)
def test_an_address_list_is_read(value: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"a@trusted.example" <b@evil.example>', [("a@trusted.example", "b@evil.example")]),
        ("a@trusted.example <b@evil.example>", [("a@trusted.example", "b@evil.example")]),
        ("=?utf-8?q?ceo=40corp=2Eexample?= <x@evil.example>", [("ceo@corp.example", "x@evil.example")]),
        ("=?utf-8?q?a=40corp.example=2C_b=40corp.example?=", []),
        ("=?utf-8?q?=3Ca=40corp.example=3E?= <x@evil.example>", [("<a@corp.example>", "x@evil.example")]),
        ("<=?utf-8?q?a=40corp.example?=>", []),
        ("(a@trusted.example) b@evil.example", [("a@trusted.example", "b@evil.example")]),
        (
            r'"\"a@trusted.example\" <a@trusted.example>" <b@evil.example>',
            [('"a@trusted.example" <a@trusted.example>', "b@evil.example")],
        ),
    ],
)
def test_a_display_name_never_becomes_the_address(value: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(value) == expected


def test_encoded_words_are_decoded_in_names_quoted_or_not() -> None:
    value = '"=?utf-8?Q?Zo=C3=AB?=" <z@x.example>, =?iso-8859-1?Q?Keld_J=F8rn?= <k@x.example>'
    assert pairs(value) == [("Zoë", "z@x.example"), ("Keld Jørn", "k@x.example")]


def test_a_comma_inside_an_encoded_word_does_not_split_the_entry() -> None:
    assert pairs("=?utf-8?Q?Doe,_Jane?= <j@x.example>") == [("Doe, Jane", "j@x.example")]


def test_a_decoded_name_holds_no_line_ends() -> None:
    assert pairs("=?utf-8?q?a=0D=0ABcc:_v=00?= <x@x.example>") == [("a Bcc: v", "x@x.example")]


def test_comments_nest_as_deep_as_they_like() -> None:
    value = "(" * 20_000 + ")" * 20_000 + " a@x.example"
    assert [address for _, address in pairs(value)] == ["a@x.example"]


def test_a_list_ends_at_a_thousand_addresses() -> None:
    assert len(parse_addresses("a@x.example, " * 3_000)) == MAX_ADDRESSES
