import pytest

from pillarbox.domain.address import Mailbox, domain_of, quoted_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", "jane@example.org"),
        ("Jane Roe", "Jane Roe <jane@example.org>"),
        ("Zoë O'Hara", "Zoë O'Hara <jane@example.org>"),
        ("Roe, Jane", '"Roe, Jane" <jane@example.org>'),
        ('the "J"', '"the \\"J\\"" <jane@example.org>'),
        ("back\\slash", '"back\\\\slash" <jane@example.org>'),
    ],
)
def test_a_mailbox_reads_as_name_and_address_with_quotes_where_needed(name: str, shown: str) -> None:
    assert str(Mailbox(name=name, address="jane@example.org")) == shown


@pytest.mark.parametrize("name", [" padded", "padded ", "two  spaces"])
def test_a_name_whose_spacing_would_be_lost_is_quoted(name: str) -> None:
    assert quoted_name(name) == f'"{name}"'


def test_only_a_local_part_outside_ascii_needs_smtputf8() -> None:
    assert Mailbox(name="", address="jürgen@example.org").needs_smtputf8
    assert not Mailbox(name="Jürgen", address="juergen@xn--bcher-kva.example").needs_smtputf8


def test_the_domain_is_what_follows_the_last_at_sign() -> None:
    assert domain_of('"a@b"@example.org') == "example.org"
    assert domain_of("postmaster") == ""
