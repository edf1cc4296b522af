"""Addresses in SMTP commands: what is one, and what it says (RFC 5321 §4.1.2)."""

import pytest

from pillarbox.edges.smtp.paths import split_recipient, split_return_path


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("<a@b.test>", "a@b.test"),
        ("<A.B+tag@B.Test>", "A.B+tag@B.Test"),
        ("<!#$%&'*+-/=?^_`{|}~@b.test>", "!#$%&'*+-/=?^_`{|}~@b.test"),
        ("<a@localhost>", "a@localhost"),
        ("<a@b_c.test>", "a@b_c.test"),
        ('<"a"@b.test>', "a@b.test"),
        (r'<"\a"@b.test>', "a@b.test"),
        ('<"a b"@b.test>', '"a b"@b.test'),
        ('<"a..b"@b.test>', '"a..b"@b.test'),
        (r'<"a\"b"@b.test>', r'"a\"b"@b.test'),
        ('<"a@>b"@b.test>', '"a@>b"@b.test'),
        ('<""@b.test>', '""@b.test'),
        ("<a@[192.0.2.1]>", "a@[192.0.2.1]"),
        ("<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]"),
        ("<@x.test:a@b.test>", "a@b.test"),
        ("<@x.test,@y.test:a@b.test>", "a@b.test"),
        ("<用户@例え.test>", "用户@例え.test"),
        (f"<{'a' * 64}@b.test>", f"{'a' * 64}@b.test"),
        (f"<a@{'b' * 63}.test>", f"a@{'b' * 63}.test"),
        (f"<a@{'b.' * 125}test>", f"a@{'b.' * 125}test"),
    ],
)
def test_an_address_is_read_in_all_its_forms(text: str, address: str) -> None:
    assert split_return_path(text + " SIZE=1") == (address, " SIZE=1")
    assert split_recipient(text) == (address, "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a@b.test",
        "<a@b.test",
        "<a>",
        "<@b.test>",
        "<a@>",
        "<a b@b.test>",
        "<a@b@c.test>",
        "<.a@b.test>",
        "<a.@b.test>",
        "<a..b@b.test>",
        '<"a"b@b.test>',
        '<"a@b.test>',
        '<a"b@b.test>',
        "<a@b..test>",
        "<a@.b.test>",
        "<a@b.test.>",
        "<a@-b.test>",
        "<a@b-.test>",
        "<a@b!.test>",
        "<a@[192.0.2.256]>",
        "<a@[192.0.2.1>",
        "<a@[IPv6:192.0.2.1]>",
        "<a@[2001:db8::1]>",
        "<a@[]>",
        "<x.test:a@b.test>",
        f"<{'a' * 65}@b.test>",
        f"<{'ü' * 33}@b.test>",
        f"<a@{'b' * 64}.test>",
        f"<a@{'b.' * 126}test>",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    assert split_return_path(text) is None
    assert split_recipient(text) is None


def test_the_null_path_is_for_return_paths_only() -> None:
    assert split_return_path("<> SIZE=1") == ("", " SIZE=1")
    assert split_recipient("<>") is None


def test_postmaster_without_a_domain_is_for_recipients_only() -> None:
    assert split_recipient("<POSTMASTER>") == ("postmaster", "")
    assert split_return_path("<postmaster>") is None
