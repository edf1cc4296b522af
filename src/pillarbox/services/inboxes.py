"""Inboxes: made in milliseconds, found by words, deleted with everything in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pillarbox.domain.access import Caller, Scope
from pillarbox.domain.errors import AlreadyExists, LimitExceeded, invalid
from pillarbox.domain.jobs import JOBS_TOPIC, JobKind
from pillarbox.domain.policy import MAX_METADATA_CHARS, MAX_METADATA_KEYS, Policy
from pillarbox.domain.tenants import Inbox, InboxStatus, MetadataValue
from pillarbox.mail.compose.hidden_controls import control_in
from pillarbox.ports import Ports, Tx
from pillarbox.services import access, domains, unverified
from pillarbox.services.usernames import random_username, suggestions
from pillarbox.tables import inboxes, organizations, purge
from pillarbox.tables.jobs import Job, NewJob, enqueue_jobs, finish_job
from pillarbox.tables.paging import Page, PageRequest

_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9_-]|\.(?!\.)){0,63}(?<!\.)")
_MAX_DISPLAY_NAME_CHARS = 256
_ATTEMPTS_AT_A_RANDOM_NAME = 20
_PURGED_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInbox:
    """What a caller may choose of a new inbox."""

    username: str | None = None
    domain: str | None = None
    display_name: str | None = None
    client_id: str | None = None
    status: InboxStatus = InboxStatus.ACTIVE
    metadata: Mapping[str, MetadataValue | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxChange:
    """A patch. An empty `display_name` takes the name away. `metadata` is merged key by key (None removes
    one); `clear_metadata` empties it."""

    display_name: str | None = None
    status: InboxStatus | None = None
    metadata: Mapping[str, MetadataValue | None] | None = None
    clear_metadata: bool = False


async def create_inbox(
    ports: Ports, caller: Caller, wanted: NewInbox, *, beyond_limit: bool = False
) -> Inbox:
    """The new inbox, or the one made before with the same `client_id`. One of the server's own may be
    `beyond_limit`.

    Raises `AlreadyExists` with three free usernames, `DomainNotVerified`, `Unprocessable` for a subdomain,
    `LimitExceeded`, `ValidationFailed`.
    """
    username = None if wanted.username is None else check_username(wanted.username)
    domain = ports.policy.domain if wanted.domain is None else domains.check_name(wanted.domain)
    display_name = _check_display_name(wanted.display_name)
    metadata = merge_metadata(None, wanted.metadata)
    names = [username] if username else [random_username() for _ in range(_ATTEMPTS_AT_A_RANDOM_NAME)]
    now = ports.clock.now_ms()

    def work(tx: Tx) -> Inbox:
        scope = access.resolve(tx, caller)
        organization_wide = Scope(organization_no=scope.organization_no)
        if wanted.client_id is not None:
            tx.lock("organization", scope.organization_no)
            known = inboxes.find_by_client_id(tx, organization_wide, wanted.client_id)
            if known is not None:
                return access.find_inbox(tx, scope, known.inbox_id)
        if not beyond_limit:
            _check_limit(tx, ports.policy, scope)
        pod = access.home_pod(tx, caller)
        domains.check_inbox_domain(tx, ports.policy, pod, domain)
        for name in names:
            made = inboxes.insert_inbox(
                tx,
                pod,
                organization_no=scope.organization_no,
                inbox_id=f"{name}@{domain}",
                display_name=display_name,
                client_id=wanted.client_id,
                status=wanted.status,
                metadata=metadata or None,
                now=now,
            )
            if made:
                return access.find_inbox(tx, organization_wide, f"{name}@{domain}")
        raise address_taken(tx, names[-1], domain)

    return await ports.database.write(work)


async def get_inbox(ports: Ports, caller: Caller) -> Inbox:
    """The inbox of the mount. Raises `NotFound`."""
    return await ports.database.read(lambda tx: access.resolve_inbox(tx, caller))


async def list_inboxes(ports: Ports, caller: Caller, page: PageRequest) -> Page[Inbox]:
    return await ports.database.read(lambda tx: inboxes.list_inboxes(tx, access.resolve(tx, caller), page))


async def search_inboxes(ports: Ports, caller: Caller, query: str, page: PageRequest) -> Page[Inbox]:
    """See `tables.inboxes.search_inboxes`. Raises `ValidationFailed` unless `query` has 2-256 characters."""
    if not 2 <= len(query.strip()) <= 256:
        raise invalid("q must have 2 to 256 characters", ["q"])
    return await ports.database.read(
        lambda tx: inboxes.search_inboxes(tx, access.resolve(tx, caller), query, page)
    )


async def update_inbox(ports: Ports, caller: Caller, change: InboxChange) -> Inbox:
    """The inbox after the change. Raises `NotFound`, `ValidationFailed`."""
    display_name = _check_display_name(change.display_name)
    now = ports.clock.now_ms()

    def work(tx: Tx) -> Inbox:
        inbox = _locked_inbox(tx, caller)
        metadata = None if change.clear_metadata else merge_metadata(inbox.metadata, change.metadata)
        inboxes.update_inbox(
            tx,
            inbox,
            display_name=inbox.display_name if change.display_name is None else display_name,
            status=change.status or inbox.status,
            metadata=metadata or None,
            now=now,
        )
        return access.resolve_inbox(tx, caller)

    return await ports.database.write(work)


async def delete_inbox(ports: Ports, caller: Caller) -> None:
    """Delete the inbox with its mail and keys. Its address is free and its mail out of sight at once; what
    is left of a large one goes in the background. Raises `NotFound`."""
    now = ports.clock.now_ms()

    def work(tx: Tx) -> None:
        inbox = _locked_inbox(tx, caller)
        inboxes.retire_inbox(tx, inbox.inbox_no)
        if not purge.purge_inbox(tx, ports.blobs, inbox.inbox_no, _PURGED_AT_ONCE, now):
            job = NewJob(
                organization_no=inbox.organization_no,
                kind=JobKind.PURGE_INBOX,
                due_at=now,
                payload={"inbox_no": inbox.inbox_no},
            )
            enqueue_jobs(tx, [job], now)

    await ports.database.write(work)
    ports.bus.publish(access.API_KEYS_TOPIC)
    ports.bus.publish(JOBS_TOPIC)


async def purge_inbox(ports: Ports, job: Job) -> None:
    """Go on with the deletion of an inbox, some messages at a time so that others can write in between."""
    inbox_no = job.payload["inbox_no"]
    assert isinstance(inbox_no, int)
    now = ports.clock.now_ms()
    while not await ports.database.write(
        lambda tx: purge.purge_inbox(tx, ports.blobs, inbox_no, _PURGED_AT_ONCE, now)
    ):
        pass
    await ports.database.write(lambda tx: finish_job(tx, job.job_no))


def _locked_inbox(tx: Tx, caller: Caller) -> Inbox:
    """The inbox of the mount, which only this transaction changes from now on. Raises `NotFound`."""
    tx.lock("inbox", access.resolve_inbox(tx, caller).inbox_no)
    return access.resolve_inbox(tx, caller)


def address_taken(tx: Tx, username: str, domain: str) -> AlreadyExists:
    """The refusal of an address that somebody has, with three usernames that are free."""
    suggested = {f"{name}@{domain}": name for name in suggestions(username)}
    taken = inboxes.find_recipients(tx, suggested)
    free = [name for address, name in suggested.items() if address not in taken]
    return AlreadyExists(
        "Inbox already exists",
        fix="Choose another username, for example one of the suggestions.",
        suggestions=free[:3],
    )


def check_username(username: str) -> str:
    """The username in lowercase. Raises `ValidationFailed` for characters an address cannot carry plainly;
    `+` is kept for sub-addressing."""
    lowered = username.strip().lower()
    if not _USERNAME.fullmatch(lowered):
        raise invalid(
            "A username has 1 to 64 letters, digits, dots, dashes or underscores, "
            "starts with a letter or digit, and has no dot at its end or two in a row",
            ["username"],
        )
    return lowered


def merge_metadata(
    current: Mapping[str, MetadataValue] | None, change: Mapping[str, MetadataValue | None] | None
) -> dict[str, MetadataValue]:
    """`current` with the keys of `change` set, or removed where they are None. Raises `ValidationFailed`
    past the limits."""
    merged = dict(current or {})
    for key, value in (change or {}).items():
        if not key or len(key) > MAX_METADATA_CHARS:
            raise invalid(f"A metadata key has 1 to {MAX_METADATA_CHARS} characters", ["metadata", key])
        if isinstance(value, str) and len(value) > MAX_METADATA_CHARS:
            raise invalid(f"A metadata value has at most {MAX_METADATA_CHARS} characters", ["metadata", key])
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = value
    if len(merged) > MAX_METADATA_KEYS:
        raise invalid(f"Metadata has at most {MAX_METADATA_KEYS} keys", ["metadata"])
    return merged


def _check_display_name(display_name: str | None) -> str | None:
    if not display_name:
        return None
    if len(display_name) > _MAX_DISPLAY_NAME_CHARS or control_in(display_name) is not None:
        raise invalid(
            f"A display name has at most {_MAX_DISPLAY_NAME_CHARS} characters and no control characters",
            ["display_name"],
        )
    return display_name


def _check_limit(tx: Tx, policy: Policy, scope: Scope) -> None:
    limit = unverified.inbox_limit(tx, policy.max_inboxes, scope.organization_no)
    if limit is None:
        return
    tx.lock("organization", scope.organization_no)
    organization = organizations.get_organization(tx, scope.organization_no)
    if organization.inbox_count >= limit:
        operators = limit == policy.max_inboxes
        fix = "Delete an inbox, or ask the operator to raise the limit." if operators else unverified.VERIFY
        raise LimitExceeded("Inbox limit exceeded", fix=fix, resource="inbox", limit=limit)
