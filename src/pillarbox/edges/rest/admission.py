"""Who may call what: reads credentials and holds the permission an endpoint asks for against the caller's."""

from pillarbox.domain.access import Permission, Principal, ScopeType
from pillarbox.domain.errors import Forbidden, MissingPermission, Unauthorized
from pillarbox.edges.rest.errors import Headers
from pillarbox.edges.rest.paths import Route

_POD_AND_BEYOND = frozenset({Permission.POD_CREATE, Permission.POD_DELETE})
_INBOX_AND_BEYOND = _POD_AND_BEYOND | {
    Permission.POD_READ,
    Permission.POD_UPDATE,
    Permission.INBOX_CREATE,
    Permission.DOMAIN_READ,
    Permission.DOMAIN_CREATE,
    Permission.DOMAIN_UPDATE,
    Permission.DOMAIN_DELETE,
}
_OUT_OF_REACH: dict[ScopeType, frozenset[Permission]] = {
    ScopeType.ORGANIZATION: frozenset(),
    ScopeType.POD: _POD_AND_BEYOND,
    ScopeType.INBOX: _INBOX_AND_BEYOND,
}
"""What a key never may, whatever its flags, because its scope is too narrow for it."""


def bearer_key(headers: Headers) -> str | None:
    """The key of the `Authorization: Bearer` header, or None (RFC 6750 §2.1)."""
    for name, value in headers:
        if name == b"authorization":
            scheme, _, key = value.partition(b" ")
            if scheme.lower() == b"bearer" and key.strip():
                return str(key.strip(), "latin-1")
            return None
    return None


def missing_authorization() -> Unauthorized:
    """The answer to a request without a bearer key."""
    return Unauthorized("Unauthorized", code="missing_authorization")


def admit(principal: Principal, route: Route) -> None:
    """Let `principal` through to `route`, or raise `MissingPermission` or `Forbidden`."""
    if route.of_pods and principal.scope_type is ScopeType.INBOX:
        raise Forbidden("An API key for one inbox cannot use pod routes", fix="Use the routes of the inbox.")
    permission = route.endpoint.permission
    if permission is None:
        return
    if permission in _OUT_OF_REACH[principal.scope_type] or not principal.may(permission):
        raise MissingPermission(permission)
