"""Custom domains: made, changed, verified, deleted; which of them inboxes may be on and take mail for."""

import asyncio
from dataclasses import dataclass, replace
from typing import assert_never

from pillarbox.domain.access import Caller, Scope
from pillarbox.domain.address import domain_of
from pillarbox.domain.domains import (
    DkimRecord,
    DnsRecord,
    Domain,
    DomainOptions,
    RecordStatus,
    judge,
    needed_records,
)
from pillarbox.domain.errors import (
    AlreadyExists,
    DomainNotVerified,
    NotFound,
    Unprocessable,
    ValidationFailed,
    invalid,
)
from pillarbox.domain.events import EVENTS_TOPIC
from pillarbox.domain.policy import Delivery, Policy
from pillarbox.domain.tenants import Inbox, Pod
from pillarbox.mail.compose.addresses import InvalidAddress, parse_mailbox
from pillarbox.mail.dkim_keys import new_dkim_key
from pillarbox.ports import Ports, Tx
from pillarbox.services import access, events, unverified
from pillarbox.tables import domains
from pillarbox.tables.paging import Page, PageRequest

_SELECTOR = "pillarbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainChange:
    """A patch of a domain's options; None leaves one as it is."""

    feedback_enabled: bool | None = None
    inbound_enabled: bool | None = None
    subdomains_enabled: bool | None = None
    tracking_enabled: bool | None = None

    def applied(self, options: DomainOptions) -> DomainOptions:
        """`options` after the change."""

        def chosen(wanted: bool | None, current: bool) -> bool:
            return current if wanted is None else wanted

        return DomainOptions(
            feedback_enabled=chosen(self.feedback_enabled, options.feedback_enabled),
            inbound_enabled=chosen(self.inbound_enabled, options.inbound_enabled),
            subdomains_enabled=chosen(self.subdomains_enabled, options.subdomains_enabled),
            tracking_enabled=chosen(self.tracking_enabled, options.tracking_enabled),
        )


async def create_domain(
    ports: Ports, caller: Caller, *, name: str, client_id: str | None, wanted: DomainChange
) -> Domain:
    """The new domain with the records it needs, or the one made before with the same `client_id`.

    Raises `AlreadyExists`, for a name that anyone on this server has, `LimitExceeded`, `ValidationFailed`.
    """
    checked = check_name(name)
    now = ports.clock.now_ms()

    def find(tx: Tx) -> Domain | None:
        scope = access.resolve(tx, caller)
        if client_id is not None:
            organization_wide = Scope(organization_no=scope.organization_no)
            known = domains.find_by_client_id(tx, organization_wide, client_id)
            if known is not None:
                return _domain(tx, scope, known.name)
        unverified.check_domain_limit(tx, scope.organization_no)
        _check_free(tx, ports.policy, scope.organization_no, checked)
        return None

    known = await ports.database.read(find)
    if known is not None:
        return known
    key = await asyncio.to_thread(new_dkim_key, _SELECTOR)
    options = wanted.applied(DomainOptions())
    records = _examined(ports.policy, checked, options, key.record)

    def work(tx: Tx) -> Domain:
        tx.lock("domains", 0)
        known = find(tx)
        if known is not None:
            return known
        pod = access.home_pod(tx, caller)
        scope = Scope(organization_no=caller.principal.scope.organization_no)
        domains.insert_domain(
            tx,
            pod,
            organization_no=scope.organization_no,
            name=checked,
            client_id=client_id,
            options=options,
            dkim=key.record,
            private_key=key.private,
            records=records,
            status=judge(records),
            now=now,
        )
        domain = _domain(tx, scope, checked)
        if domain.verified:
            events.append_domain_verified(tx, domain, now)
        return domain

    domain = await ports.database.write(work)
    ports.bus.publish(EVENTS_TOPIC)
    return domain


async def get_domain(ports: Ports, caller: Caller, name: str) -> Domain:
    """Raises `NotFound`."""
    return await ports.database.read(lambda tx: _domain(tx, access.resolve(tx, caller), name))


async def list_domains(ports: Ports, caller: Caller, page: PageRequest) -> Page[Domain]:
    return await ports.database.read(lambda tx: domains.list_domains(tx, access.resolve(tx, caller), page))


async def update_domain(ports: Ports, caller: Caller, name: str, change: DomainChange) -> Domain:
    """The domain after the change, its records looked for anew. Raises `NotFound`."""
    return await _examine(ports, caller, name, change)


async def verify_domain(ports: Ports, caller: Caller, name: str) -> Domain:
    """The domain after a look for its records. Raises `NotFound`."""
    return await _examine(ports, caller, name, DomainChange())


async def delete_domain(ports: Ports, caller: Caller, name: str) -> None:
    """Give a domain up: its inboxes stay readable and neither send nor receive. Raises `NotFound`."""
    await ports.database.write(
        lambda tx: domains.delete_domain(tx, _domain(tx, access.resolve(tx, caller), name).domain_no)
    )


async def is_here(ports: Ports, name: str) -> bool:
    """Whether mail for the domain `name` (lowercase) comes to this server."""
    if name == ports.policy.domain:
        return True
    return await ports.database.read(lambda tx: takes_mail(tx, ports.policy, name))


def takes_mail(tx: Tx, policy: Policy, name: str) -> bool:
    """Whether mail for the domain `name` (lowercase) comes to this server."""
    if name == policy.domain:
        return True
    nearest = domains.find_nearest(tx, name)
    return nearest is not None and nearest.takes_mail(name)


def receives(tx: Tx, policy: Policy, inbox: Inbox) -> bool:
    """Whether mail for the inbox's address comes to this server, and still is its organization's."""
    name = domain_of(inbox.inbox_id)
    if name == policy.domain:
        return True
    nearest = domains.find_nearest(tx, name)
    return (
        nearest is not None and nearest.takes_mail(name) and nearest.organization_no == inbox.organization_no
    )


def check_sender(tx: Tx, policy: Policy, inbox: Inbox) -> None:
    """Raises `DomainNotVerified` unless mail may be sent from the inbox's domain."""
    name = domain_of(inbox.inbox_id)
    if name == policy.domain:
        return
    nearest = domains.find_nearest(tx, name)
    if nearest is None or nearest.organization_no != inbox.organization_no:
        raise _not_verified(name, "It was deleted: create it again with POST /v0/domains.")
    if not nearest.verified or not nearest.covers(name):
        raise _not_verified(name, _how_to_verify(nearest))


def check_inbox_domain(tx: Tx, policy: Policy, pod: Pod, name: str) -> None:
    """Raises `DomainNotVerified` unless new inboxes of `pod` may be on the domain `name`: the server's own,
    or a verified one of the pod or of the default pod, which all pods share. Raises `Unprocessable` below a
    domain without subdomains."""
    if name == policy.domain:
        return
    nearest = domains.find_nearest(tx, name)
    if nearest is None or not _is_open_to(nearest, pod):
        fix = f"Leave domain out to use {policy.domain}, or add yours with POST /v0/domains."
        raise _not_verified(name, fix)
    if not nearest.covers(name):
        raise Unprocessable(
            f"Subdomains of {nearest.name} are not enabled",
            fix=f"Set subdomains_enabled with PATCH /v0/domains/{nearest.name}.",
        )
    if not nearest.verified:
        raise _not_verified(name, _how_to_verify(nearest))


def check_name(name: str) -> str:
    """The domain in lowercase, as A-labels where it is internationalized. Raises `ValidationFailed`."""
    try:
        address = parse_mailbox(f"postmaster@{name.strip().removesuffix('.').lower()}").address
    except InvalidAddress as error:
        raise invalid(f"Not a domain: {error}", ["domain"]) from error
    checked = domain_of(address)
    if "." not in checked:
        raise invalid("Not a domain: it has no dot", ["domain"])
    return checked


async def _examine(ports: Ports, caller: Caller, name: str, change: DomainChange) -> Domain:
    """Look for the records that a domain needs after `change`, and note both."""
    now = ports.clock.now_ms()

    def work(tx: Tx) -> Domain:
        scope = access.resolve(tx, caller)
        tx.lock("domains", 0)
        domain = _domain(tx, scope, name)
        options = change.applied(domain.options)
        records = _examined(ports.policy, domain.name, options, domain.dkim)
        status = judge(records)
        if (options, records, status) == (domain.options, domain.records, domain.status):
            return domain
        domains.update_domain(tx, domain.domain_no, options=options, records=records, status=status, now=now)
        examined = _domain(tx, scope, name)
        if examined.verified and not domain.verified:
            events.append_domain_verified(tx, examined, now)
        return examined

    domain = await ports.database.write(work)
    ports.bus.publish(EVENTS_TOPIC)
    return domain


def _examined(policy: Policy, name: str, options: DomainOptions, dkim: DkimRecord) -> tuple[DnsRecord, ...]:
    """The records a domain needs, as they are found in the DNS of the world that mail goes out to.

    The captured world is this server's own, and has every record as soon as it is wanted.
    """
    needed = needed_records(name, options, dkim, policy.host)
    match policy.delivery:
        case Delivery.CAPTURE:
            return tuple(replace(record, status=RecordStatus.VALID) for record in needed)
        case _ as never:
            assert_never(never)


def _check_free(tx: Tx, policy: Policy, organization_no: int, name: str) -> None:
    """Raises `AlreadyExists` for a name of this server, of a domain, or inside another organization's."""
    nearest = domains.find_nearest(tx, name)
    taken = name in (policy.domain, policy.host)
    if nearest is not None:
        others = nearest.organization_no != organization_no
        taken = taken or nearest.name == name or (others and nearest.covers(name))
    if taken:
        raise AlreadyExists("Domain already exists", fix="Choose a domain that nobody on this server has.")


def _is_open_to(domain: Domain, pod: Pod) -> bool:
    shared = domain.pod_id == domain.organization_id
    return domain.organization_id == pod.organization_id and (shared or domain.pod_no == pod.pod_no)


def _not_verified(name: str, fix: str) -> DomainNotVerified:
    return DomainNotVerified(f"Domain {name} is not verified", fix=fix)


def _how_to_verify(domain: Domain) -> str:
    return f"Publish the records of GET /v0/domains/{domain.name} and POST /v0/domains/{domain.name}/verify."


def _domain(tx: Tx, scope: Scope, name: str) -> Domain:
    try:
        domain = domains.find_domain(tx, scope, check_name(name))
    except ValidationFailed:
        domain = None
    if domain is None:
        raise NotFound("Domain not found", fix="List the domains with GET /v0/domains.")
    return domain
