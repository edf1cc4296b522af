"""Who is calling, and which part of the store they may touch. The one place where both are decided."""

from collections import OrderedDict
from dataclasses import dataclass

from pillarbox.domain.access import Caller, Mount, Permission, Principal, Scope, ScopeType
from pillarbox.domain.errors import Forbidden, MissingPermission, NotFound, Unauthorized
from pillarbox.domain.ids import api_key_digest
from pillarbox.domain.tenants import ApiKey, Inbox, Pod
from pillarbox.ports import Ports, Tx
from pillarbox.tables import api_keys, inboxes, organizations

API_KEYS_TOPIC = "api_keys"
"""Published whenever a key changes or goes."""

_REMEMBERED_KEYS = 10_000
_REMEMBERED_MS = 5_000
_NOTE_USE_MS = 60_000


@dataclass(slots=True)
class _Known:
    principal: Principal
    checked_at: int
    noted_at: int


class Gatekeeper:
    """Turns API keys into principals, remembering recent ones for seconds so that a call costs no look-up.

    A changed or deleted key is forgotten at once on this node (`run`), within `_REMEMBERED_MS` on others.
    """

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._wakeup = ports.bus.subscribe(API_KEYS_TOPIC)

    async def run(self) -> None:
        """Forget what was remembered whenever a key changes, until cancelled."""
        while True:
            if await self._wakeup.wait(timeout_s=60):
                self._known = OrderedDict()

    async def authenticate(self, secret: str) -> Principal:
        """The principal of an API key. Raises `Unauthorized` for an unknown or expired one."""
        digest = api_key_digest(secret)
        now = self._ports.clock.now_ms()
        known = self._known.get(digest)
        if known is None or now - known.checked_at > _REMEMBERED_MS:
            known = await self._look_up(digest, now, known)
        expires_at = known.principal.expires_at_ms
        if expires_at is not None and expires_at <= now:
            raise Unauthorized("API key has expired", code="api_key_expired", fix="Create a new API key.")
        if now - known.noted_at >= _NOTE_USE_MS:
            known.noted_at = now
            await self._ports.database.write(lambda tx: api_keys.touch(tx, [(digest, now)]))
        return known.principal

    async def _look_up(self, digest: bytes, now: int, known: _Known | None) -> _Known:
        """Look a key up and remember it, unless keys changed while it was read."""
        remembered = self._known
        key = await self._ports.database.read(lambda tx: api_keys.find_by_digest(tx, digest))
        if key is None:
            remembered.pop(digest, None)
            raise Unauthorized(
                "Unknown API key",
                code="unknown_api_key",
                fix="Check the key, or create one with POST /v0/api-keys.",
            )
        noted_at = known.noted_at if known else key.used_at or 0
        known = _Known(principal=principal_of(key), checked_at=now, noted_at=noted_at)
        remembered[digest] = known
        while len(remembered) > _REMEMBERED_KEYS:
            remembered.popitem(last=False)
        return known


def principal_of(key: ApiKey) -> Principal:
    return Principal(
        api_key_id=key.api_key_id,
        organization_id=key.organization_id,
        pod_id=key.pod_id,
        inbox_id=key.inbox_id,
        scope=Scope(organization_no=key.organization_no, pod_no=key.pod_no, inbox_no=key.inbox_no),
        permissions=key.permissions,
        expires_at_ms=key.expires_at,
    )


def resolve(tx: Tx, caller: Caller) -> Scope:
    """The scope of a call: its mount, if it lies within the principal's own scope.

    Raises `NotFound` for a pod or inbox that is absent or out of scope, and `Forbidden` for a pod route
    called with an inbox's key.
    """
    scope = caller.principal.scope
    mount = caller.mount
    if mount.pod_id is not None:
        if caller.principal.scope_type is ScopeType.INBOX:
            raise Forbidden("Forbidden", fix="An inbox's key works on inbox routes: use one of the pod.")
        pod_no = find_pod(tx, scope, mount.pod_id).pod_no
        scope = Scope(organization_no=scope.organization_no, pod_no=pod_no)
    if mount.inbox_id is not None:
        scope = scope_of(find_inbox(tx, scope, mount.inbox_id))
    return scope


def hold(tx: Tx, caller: Caller) -> Scope:
    """The scope of a call that adds something to it: no inbox it is within is deleted meanwhile. Raises like
    `resolve`."""
    scope = resolve(tx, caller)
    if scope.inbox_no is None:
        return scope
    tx.lock("inbox", scope.inbox_no)
    return resolve(tx, caller)


async def check_mount(ports: Ports, caller: Caller) -> None:
    """Raises like `resolve`."""
    await ports.database.read(lambda tx: resolve(tx, caller))


def resolve_inbox(tx: Tx, caller: Caller) -> Inbox:
    """The inbox a call is mounted on. Raises like `resolve`."""
    if caller.mount.inbox_id is None:
        raise NotFound("Inbox not found")
    pod = Caller(principal=caller.principal, mount=Mount(pod_id=caller.mount.pod_id))
    return find_inbox(tx, resolve(tx, pod), caller.mount.inbox_id)


def check_may(caller: Caller, permission: Permission) -> None:
    """Raises `MissingPermission`."""
    if not caller.principal.may(permission):
        raise MissingPermission(permission)


def organization_scope(caller: Caller) -> Scope:
    """The scope of a call that only a key of the whole organization may make. Raises `Forbidden`."""
    scope = caller.principal.scope
    if scope.pod_no is not None:
        raise Forbidden("Forbidden", code="missing_permission", fix="Use a key of the organization.")
    return scope


def home_pod(tx: Tx, caller: Caller) -> Pod:
    """The pod that new things of a call go to: the mount's, else the key's, else the default pod. Raises
    `NotFound`."""
    principal = caller.principal
    pod_id = caller.mount.pod_id or principal.pod_id or principal.organization_id
    return find_pod(tx, principal.scope, pod_id)


def find_pod(tx: Tx, scope: Scope, pod_id: str) -> Pod:
    """The pod inside `scope`. Raises `NotFound`."""
    pod = organizations.find_pod(tx, scope, pod_id)
    if pod is None:
        raise NotFound("Pod not found", fix="List the pods with GET /v0/pods.")
    return pod


def find_inbox(tx: Tx, scope: Scope, inbox_id: str) -> Inbox:
    """The inbox inside `scope`. Raises `NotFound`."""
    inbox = inboxes.find_inbox(tx, scope, inbox_id)
    if inbox is None:
        raise NotFound("Inbox not found", fix="List the inboxes with GET /v0/inboxes.")
    return inbox


def scope_of(inbox: Inbox) -> Scope:
    return Scope(organization_no=inbox.organization_no, pod_no=inbox.pod_no, inbox_no=inbox.inbox_no)
