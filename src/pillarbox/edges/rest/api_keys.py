"""Handlers of API keys: bearer secrets for an organization, a pod or an inbox."""

from collections.abc import Mapping
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from pillarbox.domain.access import Permission
from pillarbox.domain.errors import invalid
from pillarbox.edges.rest.endpoint import ORG, ORG_POD_INBOX, Endpoint, Nothing, Request, endpoint
from pillarbox.edges.rest.instants import Instant
from pillarbox.edges.rest.paging import OrderedPageQuery, page_request, page_token
from pillarbox.services import access, tenants
from pillarbox.wire.tenants import ApiKeyObject, CreatedApiKeyObject, ListApiKeysObject

_FLAGS = {permission.value: permission for permission in Permission}

Flags = Mapping[str, bool | None]


class ListApiKeys(OrderedPageQuery, kw_only=True):
    type: Annotated[str, Meta(description="`bearer`; of `public_key` there are none.")] = "bearer"


class CreateApiKey(Struct, kw_only=True):
    name: str | None = None
    permissions: Flags | None = None
    expires_at: Instant | None = None
    public_key: object = None


class UpdateApiKey(Struct, kw_only=True):
    name: str | None = None
    permissions: Flags | UnsetType | None = UNSET


async def list_api_keys(request: Request[ListApiKeys, Nothing]) -> ListApiKeysObject:
    """A page of the keys in scope, newest first."""
    if request.query.type == "public_key":
        await access.check_mount(request.ports, request.caller)
        return ListApiKeysObject(count=0, api_keys=[])
    asked = page_request(request)
    page = await tenants.list_api_keys(request.ports, request.caller, asked)
    return ListApiKeysObject(
        count=len(page.items),
        api_keys=[ApiKeyObject.of(key) for key in page.items],
        next_page_token=page_token(request, page.next_position),
    )


async def create_api_key(request: Request[Nothing, CreateApiKey]) -> CreatedApiKeyObject:
    """A new key for the mount, with its secret, which is shown this once."""
    body = request.body
    if body.public_key is not None:
        raise invalid("Public keys are not supported: create a bearer key", ["public_key"])
    created = await tenants.create_api_key(
        request.ports,
        request.caller,
        name=body.name,
        permissions=None if body.permissions is None else _granted(body.permissions),
        expires_at=body.expires_at,
    )
    return CreatedApiKeyObject.with_secret(created.key, created.secret)


async def get_api_key(request: Request[Nothing, Nothing]) -> ApiKeyObject:
    """The key without its secret."""
    key = await tenants.get_api_key(request.ports, request.caller, request.params["api_key_id"])
    return ApiKeyObject.of(key)


async def update_api_key(request: Request[Nothing, UpdateApiKey]) -> ApiKeyObject:
    """The key after the change; `permissions: null` lifts every restriction."""
    body = request.body
    change = tenants.ApiKeyChange(
        name=body.name,
        permissions=_granted(body.permissions) if body.permissions else None,
        clear_permissions=body.permissions is None,
    )
    key = await tenants.update_api_key(request.ports, request.caller, request.params["api_key_id"], change)
    return ApiKeyObject.of(key)


async def delete_api_key(request: Request[Nothing, Nothing]) -> None:
    """Deletes a key at once."""
    await tenants.delete_api_key(request.ports, request.caller, request.params["api_key_id"])


def _granted(flags: Flags) -> frozenset[Permission]:
    """The flags that are true. Names this server does not know come from other versions and are ignored."""
    return frozenset(_FLAGS[name] for name, held in flags.items() if held and name in _FLAGS)


_ONE = "api-keys/{api_key_id}"
ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", "api-keys", ORG_POD_INBOX, "api_keys.list", Permission.API_KEY_READ, list_api_keys),
    endpoint("POST", "api-keys", ORG_POD_INBOX, "api_keys.create", Permission.API_KEY_CREATE, create_api_key),
    endpoint("GET", _ONE, ORG, "api_keys.get", Permission.API_KEY_READ, get_api_key),
    endpoint("PATCH", _ONE, ORG_POD_INBOX, "api_keys.update", Permission.API_KEY_UPDATE, update_api_key),
    endpoint("DELETE", _ONE, ORG_POD_INBOX, "api_keys.delete", Permission.API_KEY_DELETE, delete_api_key),
)
