"""What the hosted service has beyond mail and this server has not: sign-in at apps, calendars, scans for
prompt injection, previews. Each operation gives the answer documented for who does not have the feature."""

from collections.abc import Callable
from dataclasses import replace

from msgspec import Struct

from pillarbox.domain.access import Permission
from pillarbox.domain.errors import Conflict, Forbidden, NotFound, PillarboxError, invalid
from pillarbox.edges.rest.endpoint import (
    INBOX,
    ORG,
    ORG_POD_INBOX,
    Endpoint,
    MountPoint,
    Nothing,
    Request,
    endpoint,
)
from pillarbox.edges.rest.paging import PageQuery, page_request
from pillarbox.services import access, messages, tenants
from pillarbox.wire.extras import (
    LabsObject,
    NoAccounts,
    NoApps,
    NoBrowserConsents,
    NoBrowserCredentials,
    NoBrowserEvents,
    NoProviders,
    NoPublicKeys,
)

Refusal = Callable[[], PillarboxError]


async def get_labs(request: Request[Nothing, Nothing]) -> LabsObject:
    """That this server offers no previews."""
    await tenants.get_organization(request.ports, request.caller)
    return LabsObject()


async def join_labs(request: Request[Nothing, Nothing]) -> None:
    """Refuses: there are no previews to join."""
    await tenants.get_organization(request.ports, request.caller)
    raise Forbidden("Labs is not available on this server", fix="Go on without: nothing depends on it.")


async def refuse_armor(request: Request[Nothing, Nothing]) -> None:
    """Refuses: this server neither scans nor holds the message."""
    await messages.get_message(request.ports, request.caller, request.params["message_id"])
    raise Conflict("The message was not scanned or held by Agent Armor")


def _absent(what: str) -> Refusal:
    return lambda: NotFound(f"{what} not found")


def _no_calendar() -> PillarboxError:
    return Forbidden("calendar is not enabled", fix="Invitations come as attachments of messages.")


def _no_public_keys() -> PillarboxError:
    return invalid("Public keys are not supported: create a bearer key", ["public_key"])


def _no_sign_ins() -> PillarboxError:
    return Conflict("The organization has no AgentID sign-in keys to revoke")


def _empty(
    path: str,
    mounts: tuple[MountPoint, ...],
    operation: str,
    permission: Permission | None,
    shape: Callable[..., Struct],
) -> Endpoint:
    async def answer(request: Request[PageQuery, Nothing]) -> Struct:
        """An empty list: this server does not have the feature."""
        await access.check_mount(request.ports, request.caller)
        return shape(limit=page_request(request).limit)

    assert isinstance(shape, type)
    return replace(endpoint("GET", path, mounts, operation, permission, answer), result=shape)


def _refused(
    method: str,
    path: str,
    mounts: tuple[MountPoint, ...],
    operation: str,
    permission: Permission | None,
    refusal: Refusal,
) -> Endpoint:
    async def answer(request: Request[Nothing, Nothing]) -> None:
        """Refuses: this server does not have the feature."""
        await access.check_mount(request.ports, request.caller)
        raise refusal()

    return endpoint(method, path, mounts, operation, permission, answer, status=refusal().status)


_FLAG = Permission
_EMPTY: tuple[tuple[str, tuple[MountPoint, ...], str, Permission | None, type[Struct]], ...] = (
    ("accounts", ORG_POD_INBOX, "accounts.list", _FLAG.INBOX_READ, NoAccounts),
    ("apps", ORG, "apps.list", None, NoApps),
    ("apps/search", ORG, "apps.search", None, NoApps),
    ("apps/{app_id}/accounts", ORG, "apps.list_accounts", _FLAG.INBOX_READ, NoAccounts),
    ("providers", ORG, "providers.list", None, NoProviders),
    ("providers/search", ORG, "providers.search", None, NoProviders),
    ("providers/{app_id}/accounts", ORG, "providers.list_accounts", _FLAG.INBOX_READ, NoAccounts),
    ("api-keys/public-keys", ORG, "public_keys.list", _FLAG.API_KEY_READ, NoPublicKeys),
    (
        "api-keys/browser-credentials",
        ORG,
        "browser_credentials.list",
        _FLAG.API_KEY_READ,
        NoBrowserCredentials,
    ),
    (
        "api-keys/browser-credentials/events",
        ORG,
        "browser_credentials.list_events",
        _FLAG.API_KEY_READ,
        NoBrowserEvents,
    ),
    ("api-keys/browser-consents", ORG, "browser_consents.list", _FLAG.API_KEY_READ, NoBrowserConsents),
)
"""Lists without anything in them: path, mounts, operation, permission, shape."""

_REFUSED: tuple[tuple[str, str, tuple[MountPoint, ...], str, Permission | None, Refusal], ...] = (
    ("GET", "accounts/{account_id}", ORG_POD_INBOX, "accounts.get", _FLAG.INBOX_READ, _absent("Account")),
    (
        "PATCH",
        "accounts/{account_id}/update",
        ORG,
        "accounts.update",
        _FLAG.ACCOUNT_UPDATE,
        _absent("Account"),
    ),
    ("GET", "apps/{app_id}", ORG, "apps.get", None, _absent("App")),
    ("POST", "apps/{app_id}/connect", ORG, "apps.connect", _FLAG.APP_CONNECT, _absent("App")),
    ("POST", "authorize", INBOX, "inboxes.authorize", _FLAG.APP_CONNECT, _absent("Sign-in")),
    ("GET", "calendar", INBOX, "calendar.get", _FLAG.CALENDAR_READ, _no_calendar),
    ("PATCH", "calendar", INBOX, "calendar.update", _FLAG.CALENDAR_UPDATE, _no_calendar),
    ("GET", "calendar/agenda", INBOX, "calendar.get_agenda", _FLAG.CALENDAR_EVENT_READ, _no_calendar),
    ("GET", "calendar/events", INBOX, "calendar.list_events", _FLAG.CALENDAR_EVENT_READ, _no_calendar),
    ("POST", "calendar/events", INBOX, "calendar.create_event", _FLAG.CALENDAR_EVENT_CREATE, _no_calendar),
    (
        "GET",
        "calendar/events/{event_id}",
        INBOX,
        "calendar.get_event",
        _FLAG.CALENDAR_EVENT_READ,
        _no_calendar,
    ),
    (
        "PATCH",
        "calendar/events/{event_id}",
        INBOX,
        "calendar.update_event",
        _FLAG.CALENDAR_EVENT_UPDATE,
        _no_calendar,
    ),
    (
        "DELETE",
        "calendar/events/{event_id}",
        INBOX,
        "calendar.delete_event",
        _FLAG.CALENDAR_EVENT_DELETE,
        _no_calendar,
    ),
    (
        "GET",
        "calendar/events/{event_id}/instances",
        INBOX,
        "calendar.list_event_instances",
        _FLAG.CALENDAR_EVENT_READ,
        _no_calendar,
    ),
    (
        "POST",
        "calendar/events/{event_id}/respond",
        INBOX,
        "calendar.respond_to_event",
        _FLAG.CALENDAR_EVENT_UPDATE,
        _no_calendar,
    ),
    ("GET", "providers/{app_id}", ORG, "providers.get", None, _absent("Provider")),
    ("POST", "providers/{app_id}/connect", ORG, "providers.connect", _FLAG.APP_CONNECT, _absent("Provider")),
    ("POST", "api-keys/public-keys", ORG, "public_keys.create", _FLAG.API_KEY_CREATE, _no_public_keys),
    (
        "PATCH",
        "api-keys/public-keys/{api_key_id}",
        ORG,
        "public_keys.update",
        _FLAG.API_KEY_UPDATE,
        _absent("Public key"),
    ),
    (
        "DELETE",
        "api-keys/public-keys/{api_key_id}",
        ORG,
        "public_keys.delete",
        _FLAG.API_KEY_DELETE,
        _absent("Public key"),
    ),
    (
        "POST",
        "api-keys/public-keys/agentid-sign-in/revoke-all",
        ORG,
        "public_keys.revoke_sign_ins",
        _FLAG.API_KEY_DELETE,
        _no_sign_ins,
    ),
    (
        "DELETE",
        "api-keys/browser-credentials/{credential_id}",
        ORG,
        "browser_credentials.delete",
        _FLAG.API_KEY_DELETE,
        _absent("Browser credential"),
    ),
    (
        "DELETE",
        "api-keys/browser-credentials/enrollments/{credential_id}",
        ORG,
        "browser_credentials.cancel",
        _FLAG.API_KEY_DELETE,
        _absent("Browser enrollment"),
    ),
    (
        "POST",
        "browser-credentials/enrollments",
        INBOX,
        "browser_credentials.enroll",
        _FLAG.API_KEY_CREATE,
        _absent("Sign-in"),
    ),
    (
        "DELETE",
        "api-keys/browser-consents/{credential_id}",
        ORG,
        "browser_consents.delete",
        _FLAG.API_KEY_DELETE,
        _absent("Browser consent"),
    ),
)
"""Operations that are refused: method, path, mounts, operation, permission, refusal."""

_ARMOR = "messages/{message_id:path}/agent-armor"
_FEEDBACK, _RELEASE = _FLAG.MESSAGE_UPDATE, _FLAG.AGENT_ARMOR_RELEASE
ENDPOINTS: tuple[Endpoint, ...] = (
    *(_empty(*row) for row in _EMPTY),
    *(_refused(*row) for row in _REFUSED),
    endpoint(
        "POST", f"{_ARMOR}/feedback", INBOX, "agent_armor.feedback", _FEEDBACK, refuse_armor, status=409
    ),
    endpoint("POST", f"{_ARMOR}/release", INBOX, "agent_armor.release", _RELEASE, refuse_armor, status=409),
    endpoint("GET", "organizations/labs", ORG, "organizations.get_labs", None, get_labs),
    endpoint("POST", "organizations/labs", ORG, "organizations.join_labs", None, join_labs, status=403),
)
