import pytest

from pillarbox.domain.address import Mailbox
from pillarbox.mail.compose.addresses import (
    InvalidAddress,
    check_mailbox,
    parse_mailbox,
    parse_mailbox_list,
    writable_mailbox,
)


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("jane@example.org", "", "jane@example.org"),
        (" <jane@example.org> ", "", "jane@example.org"),
        ("Jane Roe <jane@example.org>", "Jane Roe", "jane@example.org"),
        ('"Roe, Jane" <jane@example.org>', "Roe, Jane", "jane@example.org"),
        (r'"the \"J\" \\" <jane@example.org>', 'the "J" \\', "jane@example.org"),
        ("Roe, Jane (Sales) <jane@example.org>", "Roe, Jane (Sales)", "jane@example.org"),
        ("Team: all <jane@example.org>", "Team: all", "jane@example.org"),
        ('"a<b>" <jane@example.org>', "a<b>", "jane@example.org"),
        ("山田太郎 <taro@example.jp>", "山田太郎", "taro@example.jp"),
        ("o'hara+tag/x=y@example.org", "", "o'hara+tag/x=y@example.org"),
        ('"two words"@example.org', "", '"two words"@example.org'),
        ('"jane"@example.org', "", "jane@example.org"),
        ("jane@localhost", "", "jane@localhost"),
        ("jane@Example.ORG", "", "jane@Example.ORG"),
        ("jane@bücher.example", "", "jane@xn--bcher-kva.example"),
        ("jane@BÜCHER.example", "", "jane@xn--bcher-kva.example"),
        ("jane@bu\u0308cher.example", "", "jane@xn--bcher-kva.example"),
        ("jürgen@example.org", "", "jürgen@example.org"),
        ("=?utf-8?q?Jane?= <jane@example.org>", "=?utf-8?q?Jane?=", "jane@example.org"),
    ],
)
def test_a_mailbox_is_read(text: str, name: str, address: str) -> None:
    mailbox = parse_mailbox(text)
    assert mailbox == Mailbox(name=name, address=address)
    assert parse_mailbox(str(mailbox)) == mailbox
    check_mailbox(mailbox)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "jane",
        "@example.org",
        "jane@",
        "<>",
        "Jane <>",
        "Jane <jane>",
        "jane@example.org Jane",
        "jane@example.org (Jane)",
        "Jane <jane@example.org> x",
        "<a>jane@example.org",
        "<a@example.org> <b@example.org>",
        "Jane <a@example.org",
        'Jane "J <a@example.org>',
        "a@example.org, b@example.org",
        "a@b@example.org",
        ".a@example.org",
        "a.@example.org",
        "a..b@example.org",
        "a b@example.org",
        "a(x)@example.org",
        "a\u200bb@example.org",
        "=?utf-8?q?a?=@example.org",
        "a@example..org",
        "a@-example.org",
        "a@example-.org",
        "a@exam_ple.org",
        "a@example.org.",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a@xn--a",
        "a@xn--\u00fc",
        "a@exa\u212aple.org",
        "a@\uff45xample.org",
        "a@example\u3002org",
        "\u212aate@example.org",
        "\ufb01@example.org",
        "a@☃.example",
        f"{'a' * 65}@example.org",
        f"a@{'b' * 64}.org",
        f"a@{'b.' * 130}org",
        f"a@{'ü' * 300}.org",
        f"{'n' * 300} <a@example.org>",
        "n" * 5000,
        "Jane\r\nBcc: v@example.org <a@example.org>",
        "a@example.org\n",
        "a\x00@example.org",
        "Jane\u2028 <a@example.org>",
        "=?utf-8?q?=0D=0ABcc:_v?= <a@example.org>",
        "\ud800@example.org",
    ],
)
def test_what_is_not_one_sendable_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidAddress):
        parse_mailbox(text)


def test_the_refusal_of_a_line_break_names_it() -> None:
    with pytest.raises(InvalidAddress, match=r"U\+000D"):
        parse_mailbox("a@example.org\r\nBcc: b@example.org")


def test_a_list_keeps_its_order() -> None:
    found = parse_mailbox_list('b@example.org, "Roe, Jane" <a@example.org>,Zoë <c@example.org>')
    assert [str(mailbox) for mailbox in found] == [
        "b@example.org",
        '"Roe, Jane" <a@example.org>',
        "Zoë <c@example.org>",
    ]


def test_a_comma_in_an_unquoted_name_is_understood_when_there_is_one_address() -> None:
    assert parse_mailbox_list("Acme, Inc. <sales@example.org>") == [
        Mailbox(name="Acme, Inc.", address="sales@example.org")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "a@example.org,",
        ",a@example.org",
        "a@example.org,,b@example.org",
        "a@example.org, Bob",
        "Bob, a@example.org",
        "a@example.org; b@example.org",
        "team: a@example.org, b@example.org;",
        'a@example.org, "b@example.org',
    ],
)
def test_a_list_with_an_empty_or_broken_part_is_refused(text: str) -> None:
    with pytest.raises(InvalidAddress):
        parse_mailbox_list(text)


def test_a_list_is_refused_above_its_limit() -> None:
    assert len(parse_mailbox_list("a@example.org,b@example.org", limit=2)) == 2
    with pytest.raises(InvalidAddress, match="more than 2"):
        parse_mailbox_list("a@example.org,b@example.org,c@example.org", limit=2)


def test_a_received_mailbox_is_made_fit_to_be_sent_to() -> None:
    received = Mailbox(name="Jane\r\n\tRoe\x00" + "x" * 400, address='"jane"@bücher.example')
    writable = writable_mailbox(received)
    assert writable.address == "jane@xn--bcher-kva.example"
    assert writable.name.startswith("Jane Roe x")
    check_mailbox(writable)


def test_a_received_mailbox_nobody_can_send_to_is_refused() -> None:
    with pytest.raises(InvalidAddress):
        writable_mailbox(Mailbox(name="", address="undisclosed"))


@pytest.mark.parametrize(
    "address", ['"a"@example.org', "a@bücher.example", "a@example.org\n", " a@example.org"]
)
def test_a_mailbox_in_another_than_its_canonical_form_is_not_written(address: str) -> None:
    with pytest.raises(InvalidAddress):
        check_mailbox(Mailbox(name="", address=address))
