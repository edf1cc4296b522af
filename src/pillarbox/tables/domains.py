"""Custom domains."""

from collections.abc import Sequence
from typing import cast

import msgspec

from pillarbox.domain.access import Scope
from pillarbox.domain.domains import DkimRecord, DnsRecord, Domain, DomainOptions, DomainStatus, ancestors
from pillarbox.domain.tenants import Pod
from pillarbox.ports import Row, Tx, Value
from pillarbox.tables import json_text
from pillarbox.tables.paging import Page, PageRequest, cut
from pillarbox.tables.scopes import scope_parameters, within
from pillarbox.tables.values import listed

_DOMAIN = """
    SELECT d.domain_no, d.organization_no, d.pod_no, o.organization_id, p.pod_id, d.name, d.client_id,
           d.feedback_enabled, d.inbound_enabled, d.subdomains_enabled, d.tracking_enabled,
           d.dkim_selector, d.dkim_record, d.records, d.status, d.created_at, d.updated_at
    FROM domains d
    JOIN organizations o ON o.organization_no = d.organization_no
    JOIN pods p ON p.pod_no = d.pod_no
"""
_records = msgspec.json.Decoder(tuple[DnsRecord, ...])


def insert_domain(
    tx: Tx,
    pod: Pod,
    *,
    organization_no: int,
    name: str,
    client_id: str | None,
    options: DomainOptions,
    dkim: DkimRecord,
    private_key: bytes,
    records: Sequence[DnsRecord],
    status: DomainStatus,
    now: int,
) -> None:
    """Store a domain whose name nobody on this server has."""
    tx.execute(
        """
        INSERT INTO domains (organization_no, pod_no, name, client_id, feedback_enabled, inbound_enabled,
                             subdomains_enabled, tracking_enabled, dkim_selector, dkim_record,
                             dkim_private_key, records, status, created_at, updated_at)
        VALUES (:organization_no, :pod_no, :name, :client_id, :feedback_enabled, :inbound_enabled,
                :subdomains_enabled, :tracking_enabled, :dkim_selector, :dkim_record,
                :dkim_private_key, :records, :status, :now, :now)
        """,
        {
            "organization_no": organization_no,
            "pod_no": pod.pod_no,
            "name": name,
            "client_id": client_id,
            "dkim_selector": dkim.selector,
            "dkim_record": dkim.text,
            "dkim_private_key": private_key,
            **_changing(options, records, status),
            "now": now,
        },
    )


def update_domain(
    tx: Tx,
    domain_no: int,
    *,
    options: DomainOptions,
    records: Sequence[DnsRecord],
    status: DomainStatus,
    now: int,
) -> None:
    tx.execute(
        """
        UPDATE domains
        SET feedback_enabled = :feedback_enabled, inbound_enabled = :inbound_enabled,
            subdomains_enabled = :subdomains_enabled, tracking_enabled = :tracking_enabled,
            records = :records, status = :status, updated_at = :now
        WHERE domain_no = :domain_no
        """,
        {**_changing(options, records, status), "now": now, "domain_no": domain_no},
    )


def find_domain(tx: Tx, scope: Scope, name: str) -> Domain | None:
    """The domain with this name inside `scope`, whatever the case."""
    row = tx.one(
        f"{_DOMAIN} WHERE d.name = :name AND {within(scope, 'd')}",
        {"name": name.lower(), **scope_parameters(scope)},
    )
    return None if row is None else _domain(row)


def find_by_client_id(tx: Tx, scope: Scope, client_id: str) -> Domain | None:
    row = tx.one(
        f"{_DOMAIN} WHERE d.client_id = :client_id AND {within(scope, 'd')}",
        {"client_id": client_id, **scope_parameters(scope)},
    )
    return None if row is None else _domain(row)


def find_nearest(tx: Tx, name: str) -> Domain | None:
    """The domain called `name`, or else the nearest above it, on the whole server: mail coming in has no
    tenant yet."""
    candidates = ancestors(name)
    if not candidates:
        return None
    names, parameters = listed(candidates)
    rows = tx.all(f"{_DOMAIN} WHERE d.name IN ({names})", parameters)
    return max(map(_domain, rows), key=lambda domain: len(domain.name), default=None)


def list_domains(tx: Tx, scope: Scope, page: PageRequest) -> Page[Domain]:
    rows = tx.all(
        f"""{_DOMAIN}
        WHERE {within(scope, "d")} {page.clause("d.created_at", "d.domain_no")}
        {page.order("d.created_at", "d.domain_no")}
        """,
        {**scope_parameters(scope), **page.parameters},
    )
    return cut([_domain(row) for row in rows], page, lambda domain: (domain.created_at, domain.domain_no))


def delete_domain(tx: Tx, domain_no: int) -> None:
    tx.execute("DELETE FROM domains WHERE domain_no = :domain_no", {"domain_no": domain_no})


def _changing(options: DomainOptions, records: Sequence[DnsRecord], status: DomainStatus) -> dict[str, Value]:
    return {
        "feedback_enabled": int(options.feedback_enabled),
        "inbound_enabled": int(options.inbound_enabled),
        "subdomains_enabled": int(options.subdomains_enabled),
        "tracking_enabled": int(options.tracking_enabled),
        "records": json_text.encode(records),
        "status": status.value,
    }


def _domain(row: Row) -> Domain:
    return Domain(
        domain_no=cast("int", row[0]),
        organization_no=cast("int", row[1]),
        pod_no=cast("int", row[2]),
        organization_id=cast("str", row[3]),
        pod_id=cast("str", row[4]),
        name=cast("str", row[5]),
        client_id=cast("str | None", row[6]),
        options=DomainOptions(
            feedback_enabled=bool(row[7]),
            inbound_enabled=bool(row[8]),
            subdomains_enabled=bool(row[9]),
            tracking_enabled=bool(row[10]),
        ),
        dkim=DkimRecord(selector=cast("str", row[11]), text=cast("str", row[12])),
        records=_records.decode(cast("str", row[13])),
        status=DomainStatus(cast("str", row[14])),
        created_at=cast("int", row[15]),
        updated_at=cast("int", row[16]),
    )
