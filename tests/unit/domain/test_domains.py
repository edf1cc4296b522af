import pytest

from pillarbox.domain.domains import (
    DkimRecord,
    DnsRecord,
    DomainOptions,
    DomainStatus,
    RecordStatus,
    RecordType,
    ancestors,
    judge,
    needed_records,
    zone_file,
)

DKIM = DkimRecord(selector="key", text="v=DKIM1; k=rsa; p=" + "A" * 392)
NAME, HOST = "agents.example", "mail.host.example"


def record(status: RecordStatus) -> DnsRecord:
    return DnsRecord(type=RecordType.TXT, name=NAME, value="", status=status)


def names(options: DomainOptions) -> list[tuple[str, str]]:
    return [(needed.type.value, needed.name) for needed in needed_records(NAME, options, DKIM, HOST)]


SENDING = [("TXT", "key._domainkey.agents.example"), ("TXT", NAME), ("TXT", "_dmarc.agents.example")]


@pytest.mark.parametrize(
    ("options", "needed"),
    [
        (DomainOptions(), [("MX", NAME), *SENDING]),
        (DomainOptions(inbound_enabled=False), SENDING),
        (DomainOptions(inbound_enabled=False, subdomains_enabled=True), SENDING),
        (DomainOptions(subdomains_enabled=True), [("MX", NAME), ("MX", f"*.{NAME}"), *SENDING]),
        (DomainOptions(tracking_enabled=True), [("MX", NAME), *SENDING, ("CNAME", f"link.{NAME}")]),
    ],
)
def test_a_domain_needs_the_records_of_what_is_enabled(
    options: DomainOptions, needed: list[tuple[str, str]]
) -> None:
    assert names(options) == needed


def test_records_point_at_the_server() -> None:
    mx, dkim, spf, dmarc = needed_records(NAME, DomainOptions(), DKIM, HOST)
    assert (mx.value, mx.priority) == (HOST, 10)
    assert (dkim.value, spf.value) == (DKIM.text, f"v=spf1 a:{HOST} ~all")
    assert dmarc.value.startswith("v=DMARC1;")


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ([RecordStatus.VALID, RecordStatus.VALID], DomainStatus.VERIFIED),
        ([RecordStatus.VALID, RecordStatus.MISSING], DomainStatus.PENDING),
        ([RecordStatus.MISSING, RecordStatus.INVALID], DomainStatus.INVALID),
    ],
)
def test_a_domain_is_as_good_as_its_worst_record(found: list[RecordStatus], status: DomainStatus) -> None:
    assert judge([record(each) for each in found]) is status


def test_a_zone_file_has_a_line_for_each_record_and_strings_that_fit() -> None:
    options = DomainOptions(tracking_enabled=True)
    lines = zone_file(needed_records(NAME, options, DKIM, HOST)).splitlines()
    assert lines[0] == "agents.example. IN MX 10 mail.host.example."
    assert lines[-1] == "link.agents.example. IN CNAME mail.host.example."
    key = lines[1].removeprefix("key._domainkey.agents.example. IN TXT ")
    strings = key.removeprefix('"').removesuffix('"').split('" "')
    assert "".join(strings) == DKIM.text
    assert max(map(len, strings)) == 255


def test_the_domains_above_a_name_come_nearest_first_and_without_the_top() -> None:
    assert ancestors("a.b.example") == ["a.b.example", "b.example"]
    assert ancestors("localhost") == []
