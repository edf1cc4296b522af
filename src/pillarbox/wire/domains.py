"""Custom domains as the wire shows them. Absent optionals are left out."""

from collections.abc import Sequence

import msgspec

from pillarbox.domain.domains import DnsRecord, Domain
from pillarbox.wire.times import timestamp


class RecordObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    type: str = msgspec.field()
    name: str
    value: str
    status: str
    priority: int | None = None
    reason: str | None = None

    @classmethod
    def of(cls, record: DnsRecord) -> "RecordObject":
        return cls(
            type=record.type.value,
            name=record.name,
            value=record.value,
            status=record.status.value,
            priority=record.priority,
            reason=record.reason,
        )


class DomainItemObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A domain in a list. Clients of the 0.4 line read its `status`."""

    organization_id: str
    pod_id: str
    domain_id: str
    domain: str
    status: str
    feedback_enabled: bool
    inbound_enabled: bool
    subdomains_enabled: bool
    tracking_enabled: bool
    updated_at: str
    created_at: str
    client_id: str | None = None

    @classmethod
    def of(cls, domain: Domain) -> "DomainItemObject":
        return cls(
            organization_id=domain.organization_id,
            pod_id=domain.pod_id,
            domain_id=domain.name,
            domain=domain.name,
            status=domain.status.value,
            feedback_enabled=domain.options.feedback_enabled,
            inbound_enabled=domain.options.inbound_enabled,
            subdomains_enabled=domain.options.subdomains_enabled,
            tracking_enabled=domain.options.tracking_enabled,
            client_id=domain.client_id,
            updated_at=timestamp(domain.updated_at),
            created_at=timestamp(domain.created_at),
        )


class DomainObject(DomainItemObject, omit_defaults=True, kw_only=True):
    """A domain with the DNS records it needs."""

    records: Sequence[RecordObject]
    reason: str | None = None

    @classmethod
    def with_records(cls, domain: Domain) -> "DomainObject":
        return cls(
            records=[RecordObject.of(record) for record in domain.records],
            reason=domain.reason,
            **msgspec.structs.asdict(DomainItemObject.of(domain)),
        )


class ListDomainsObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    domains: Sequence[DomainItemObject]
    limit: int | None = None
    next_page_token: str | None = None


class SetupLinkObject(msgspec.Struct, kw_only=True):
    """Whether the domain's DNS provider can be set up by a link."""

    supported: bool
