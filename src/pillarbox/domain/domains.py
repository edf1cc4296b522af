"""Custom domains: the DNS records one needs, and what a look at them says about its standing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MX_PRIORITY = 10
_TXT_STRING_OCTETS = 255


class DomainStatus(StrEnum):
    """How far a domain is; the words are the wire's."""

    NOT_STARTED = "NOT_STARTED"
    PENDING = "PENDING"
    INVALID = "INVALID"
    FAILED = "FAILED"
    VERIFYING = "VERIFYING"
    VERIFIED = "VERIFIED"


class RecordType(StrEnum):
    TXT = "TXT"
    CNAME = "CNAME"
    MX = "MX"


class RecordStatus(StrEnum):
    MISSING = "MISSING"
    INVALID = "INVALID"
    VALID = "VALID"


_REASONS = {
    DomainStatus.PENDING: "dns_records_missing",
    DomainStatus.INVALID: "dns_records_invalid",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsRecord:
    """A record that a domain needs, and what the last look at DNS found of it. Names are absolute, without
    the dot at their end."""

    type: RecordType
    name: str
    value: str
    priority: int | None = None
    status: RecordStatus = RecordStatus.MISSING
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainOptions:
    """What the owner of a domain chooses: notices of bounces and complaints as mail, mail coming in, inboxes
    on its subdomains, a name for links that are counted."""

    feedback_enabled: bool = True
    inbound_enabled: bool = True
    subdomains_enabled: bool = False
    tracking_enabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimRecord:
    """The public half of a domain's signing key, as DNS publishes it (RFC 6376 §3.6.1)."""

    selector: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A domain that an organization brought along. It belongs to one of its pods."""

    domain_no: int
    organization_no: int
    pod_no: int
    organization_id: str
    pod_id: str
    name: str
    client_id: str | None
    options: DomainOptions
    dkim: DkimRecord
    records: Sequence[DnsRecord]
    status: DomainStatus
    created_at: int
    updated_at: int

    @property
    def reason(self) -> str | None:
        """Why the domain is not verified, when its records say so."""
        return _REASONS.get(self.status)

    @property
    def verified(self) -> bool:
        return self.status is DomainStatus.VERIFIED

    def covers(self, name: str) -> bool:
        """Whether inboxes may be on `name`: the domain itself, or one below it where that is enabled."""
        return name == self.name or (self.options.subdomains_enabled and name.endswith(f".{self.name}"))

    def takes_mail(self, name: str) -> bool:
        """Whether mail for `name` comes to this server."""
        return self.verified and self.options.inbound_enabled and self.covers(name)


def needed_records(name: str, options: DomainOptions, dkim: DkimRecord, host: str) -> list[DnsRecord]:
    """The records of a domain whose mail `host` takes and sends, none of them looked for yet.

    The return path of sent mail is the inbox itself, so that SPF stands on the domain (RFC 7208 §2.4). A
    subdomain's mail is signed with the key of the domain, which DMARC takes as aligned (RFC 7489 §3.1.1).
    """
    receiving = {
        name: options.inbound_enabled,
        f"*.{name}": options.inbound_enabled and options.subdomains_enabled,
    }
    records = [
        DnsRecord(type=RecordType.MX, name=receiver, value=host, priority=MX_PRIORITY)
        for receiver, enabled in receiving.items()
        if enabled
    ]
    records += [
        DnsRecord(type=RecordType.TXT, name=f"{dkim.selector}._domainkey.{name}", value=dkim.text),
        DnsRecord(type=RecordType.TXT, name=name, value=f"v=spf1 a:{host} ~all"),
        DnsRecord(type=RecordType.TXT, name=f"_dmarc.{name}", value="v=DMARC1; p=reject"),
    ]
    if options.tracking_enabled:
        records.append(DnsRecord(type=RecordType.CNAME, name=f"link.{name}", value=host))
    return records


def judge(records: Sequence[DnsRecord]) -> DomainStatus:
    """The standing of a domain whose records were looked for: a wrong one counts before a missing one."""
    found = {record.status for record in records}
    if RecordStatus.INVALID in found:
        return DomainStatus.INVALID
    return DomainStatus.PENDING if RecordStatus.MISSING in found else DomainStatus.VERIFIED


def ancestors(name: str) -> list[str]:
    """`name` and the domains above it that have a dot, the nearest first."""
    labels = name.split(".")
    return [".".join(labels[index:]) for index in range(len(labels) - 1)]


def zone_file(records: Sequence[DnsRecord]) -> str:
    """The records as lines of a zone file (RFC 1035 §5.1)."""
    return "".join(f"{record.name}. IN {record.type} {_zone_data(record)}\n" for record in records)


def _zone_data(record: DnsRecord) -> str:
    match record.type:
        case RecordType.MX:
            return f"{record.priority} {record.value}."
        case RecordType.CNAME:
            return f"{record.value}."
        case RecordType.TXT:
            value = record.value
            starts = range(0, len(value), _TXT_STRING_OCTETS)
            return " ".join(f'"{value[start : start + _TXT_STRING_OCTETS]}"' for start in starts)
