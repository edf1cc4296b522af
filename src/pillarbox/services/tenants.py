"""Organizations, pods and API keys."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pillarbox.domain.access import Caller, Permission, Principal, Scope
from pillarbox.domain.errors import Forbidden, NotFound, invalid
from pillarbox.domain.ids import API_KEY_PREFIX_CHARS, api_key_digest, new_api_key, new_uuid
from pillarbox.domain.tenants import ApiKey, Organization, Pod
from pillarbox.ports import Ports, Tx
from pillarbox.services import access, unverified
from pillarbox.tables import api_keys, organizations
from pillarbox.tables.paging import Page, PageRequest

_MAX_NAME_CHARS = 256


async def get_organization(ports: Ports, caller: Caller) -> Organization:
    """The caller's organization with its limits. Raises `Forbidden` for a narrower key."""
    number = access.organization_scope(caller).organization_no

    def work(tx: Tx) -> Organization:
        return replace(
            organizations.get_organization(tx, number),
            inbox_limit=unverified.inbox_limit(tx, ports.policy.max_inboxes, number),
            domain_limit=unverified.domain_limit(tx, number),
        )

    return await ports.database.read(work)


async def create_pod(ports: Ports, caller: Caller, *, name: str | None, client_id: str | None) -> Pod:
    """The new pod, or the one made before with the same `client_id`.

    Raises `Forbidden` for a key narrower than the organization.
    """
    scope = caller.principal.scope
    if scope.pod_no is not None:
        raise Forbidden("Forbidden", fix="Use a key of the organization to create pods.")
    shown_name = _check_name(name) or "My Pod"
    pod_id = new_uuid()
    now = ports.clock.now_ms()

    def work(tx: Tx) -> Pod:
        if client_id is not None:
            tx.lock("organization", scope.organization_no)
            known = organizations.find_pod(tx, scope, client_id)
            if known is not None and known.client_id == client_id:
                return known
        organizations.create_pod(
            tx, scope.organization_no, pod_id=pod_id, name=shown_name, client_id=client_id, now=now
        )
        return access.find_pod(tx, scope, pod_id)

    return await ports.database.write(work)


async def get_pod(ports: Ports, caller: Caller, pod_id: str) -> Pod:
    """Raises `NotFound`."""
    return await ports.database.read(lambda tx: access.find_pod(tx, caller.principal.scope, pod_id))


async def list_pods(ports: Ports, caller: Caller, page: PageRequest) -> Page[Pod]:
    return await ports.database.read(lambda tx: organizations.list_pods(tx, caller.principal.scope, page))


async def delete_pod(ports: Ports, caller: Caller, pod_id: str) -> None:
    """Raises `NotFound`, `CannotDelete` while the pod holds inboxes or domains."""
    await ports.database.write(
        lambda tx: organizations.delete_pod(tx, access.find_pod(tx, caller.principal.scope, pod_id))
    )
    ports.bus.publish(access.API_KEYS_TOPIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedKey:
    """A key and its secret, which exists nowhere else."""

    key: ApiKey
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyChange:
    """A patch of a key. `clear_permissions` makes it unrestricted."""

    name: str | None = None
    permissions: frozenset[Permission] | None = None
    clear_permissions: bool = False


async def create_api_key(
    ports: Ports,
    caller: Caller,
    *,
    name: str | None,
    permissions: frozenset[Permission] | None,
    expires_at: int | None,
) -> CreatedKey:
    """A key for the mount's scope. Without `permissions` it inherits the creator's, without `expires_at` the
    creator's end.

    Raises `Forbidden` (`permission_escalation`, or `forbidden` for a later end), `ValidationFailed`.
    """
    now = ports.clock.now_ms()
    creator = caller.principal
    if expires_at is not None and expires_at <= now:
        raise invalid("expires_at must be in the future", ["expires_at"])
    if creator.expires_at_ms is not None and (expires_at or creator.expires_at_ms) > creator.expires_at_ms:
        raise Forbidden(
            "A key cannot outlive the key that creates it",
            fix="Choose an earlier expires_at, or leave it out.",
        )
    granted = creator.permissions if permissions is None else permissions
    check_grant(creator, granted)
    secret = new_api_key()
    api_key_id = new_uuid()
    shown_name = _check_name(name) or f"API Key {ports.clock.now_ms() // 1000}"

    def work(tx: Tx) -> ApiKey:
        scope = access.hold(tx, caller)
        unverified.check_verified(tx, scope.organization_no, "create API keys")
        api_keys.insert_api_key(
            tx,
            scope,
            api_key_id=api_key_id,
            digest=api_key_digest(secret),
            prefix=secret[:API_KEY_PREFIX_CHARS],
            name=shown_name,
            permissions=granted,
            expires_at=expires_at if expires_at is not None else creator.expires_at_ms,
            now=now,
        )
        return _api_key(tx, scope, api_key_id)

    return CreatedKey(key=await ports.database.write(work), secret=secret)


async def get_api_key(ports: Ports, caller: Caller, api_key_id: str) -> ApiKey:
    """Raises `NotFound`."""
    return await ports.database.read(lambda tx: _api_key(tx, access.resolve(tx, caller), api_key_id))


async def list_api_keys(ports: Ports, caller: Caller, page: PageRequest) -> Page[ApiKey]:
    return await ports.database.read(lambda tx: api_keys.list_api_keys(tx, access.resolve(tx, caller), page))


async def update_api_key(ports: Ports, caller: Caller, api_key_id: str, change: ApiKeyChange) -> ApiKey:
    """The key after the change. Raises `NotFound`, `Forbidden` (`permission_escalation`,
    `unrestricted_key_required`)."""
    name = _check_name(change.name)
    now = ports.clock.now_ms()

    def work(tx: Tx) -> ApiKey:
        scope = access.resolve(tx, caller)
        tx.lock("organization", scope.organization_no)
        key = _api_key(tx, scope, api_key_id)
        permissions = key.permissions
        if change.clear_permissions or change.permissions is not None:
            permissions = None if change.clear_permissions else change.permissions
            if key.permissions is None:
                check_grant(caller.principal, None)
            check_grant(caller.principal, permissions)
        api_keys.update_api_key(tx, key.api_key_no, name=name or key.name, permissions=permissions, now=now)
        return _api_key(tx, scope, api_key_id)

    key = await ports.database.write(work)
    ports.bus.publish(access.API_KEYS_TOPIC)
    return key


async def delete_api_key(ports: Ports, caller: Caller, api_key_id: str) -> None:
    """Delete by id, or by the whole secret as the oldest clients do. Raises `NotFound`."""

    def work(tx: Tx) -> None:
        scope = access.resolve(tx, caller)
        by_secret = api_keys.find_by_digest(tx, api_key_digest(api_key_id))
        wanted = api_key_id if by_secret is None else by_secret.api_key_id
        api_keys.delete_api_key(tx, _api_key(tx, scope, wanted).api_key_no)

    await ports.database.write(work)
    ports.bus.publish(access.API_KEYS_TOPIC)


async def first_start(ports: Ports, *, secret: str | None) -> str | None:
    """Make the organization, its default pod and a root key, unless they exist.

    `secret` is the root key the operator chose. Returns the secret of a key made now, None otherwise.
    """
    now = ports.clock.now_ms()
    organization_id, api_key_id = new_uuid(), new_uuid()
    fresh = secret or new_api_key()

    def work(tx: Tx) -> str | None:
        tx.lock("first_start", 0)
        known = organizations.first_organization(tx)
        if known is not None and (secret is None or api_keys.find_by_digest(tx, api_key_digest(secret))):
            return None
        organization_no = (
            known[0]
            if known
            else organizations.create_organization(
                tx, organization_id=organization_id, name="My Organization", now=now
            )
        )
        api_keys.insert_api_key(
            tx,
            Scope(organization_no=organization_no),
            api_key_id=api_key_id,
            digest=api_key_digest(fresh),
            prefix=fresh[:API_KEY_PREFIX_CHARS],
            name="Root key",
            permissions=None,
            expires_at=None,
            now=now,
        )
        return fresh

    return await ports.database.write(work)


def check_grant(creator: Principal, granted: Iterable[Permission] | None) -> None:
    """Raises `Forbidden` when `granted` (None: unrestricted) is more than the creator's own permissions."""
    if creator.permissions is None:
        return
    if granted is None:
        raise Forbidden(
            "Only an unrestricted key can make a key unrestricted",
            code="unrestricted_key_required",
            fix="Use an API key without permissions, or pass a list of permissions.",
        )
    missing = sorted(set(granted) - creator.permissions)
    if missing:
        raise Forbidden(
            "A key cannot grant permissions it lacks",
            code="permission_escalation",
            fix=f"Leave out: {', '.join(missing)}.",
        )


def _check_name(name: str | None) -> str | None:
    if name is not None and not 1 <= len(name) <= _MAX_NAME_CHARS:
        raise invalid(f"A name has 1 to {_MAX_NAME_CHARS} characters", ["name"])
    return name


def _api_key(tx: Tx, scope: Scope, api_key_id: str) -> ApiKey:
    key = api_keys.find_api_key(tx, scope, api_key_id)
    if key is None:
        raise NotFound("API key not found", fix="List the keys with GET /v0/api-keys.")
    return key
