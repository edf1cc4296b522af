"""Handlers of inboxes."""

from collections.abc import Mapping

from msgspec import UNSET, Struct, UnsetType

from pillarbox.domain.access import Caller, Mount, Permission
from pillarbox.domain.errors import invalid
from pillarbox.domain.tenants import Inbox, InboxStatus, MetadataValue
from pillarbox.edges.rest.endpoint import ORG_POD, B, Endpoint, Nothing, Q, Request, endpoint
from pillarbox.edges.rest.fields import ClientId
from pillarbox.edges.rest.paging import (
    MAX_FILTERED_LIMIT,
    OrderedPageQuery,
    PageQ,
    PageQuery,
    echoed_limit,
    page_request,
    page_token,
)
from pillarbox.services import inboxes
from pillarbox.tables.paging import Page, PageRequest
from pillarbox.wire.tenants import InboxObject, ListInboxesObject

Metadata = Mapping[str, MetadataValue | None]


class SearchInboxes(PageQuery, kw_only=True):
    q: str


class CreateInbox(Struct, kw_only=True):
    username: str | None = None
    domain: str | None = None
    display_name: str | None = None
    client_id: ClientId | None = None
    status: InboxStatus | None = None
    metadata: Metadata | None = None


class UpdateInbox(Struct, kw_only=True):
    display_name: str | None = None
    status: InboxStatus | None = None
    metadata: Metadata | UnsetType | None = UNSET


async def list_inboxes(request: Request[OrderedPageQuery, Nothing]) -> ListInboxesObject:
    """A page of inboxes, newest first."""
    asked = page_request(request)
    page = await inboxes.list_inboxes(request.ports, request.caller, asked)
    return _list(request, asked, page)


async def search_inboxes(request: Request[SearchInboxes, Nothing]) -> ListInboxesObject:
    """Inboxes of which every word of `q` begins a word of the address or display name."""
    asked = page_request(request, MAX_FILTERED_LIMIT)
    page = await inboxes.search_inboxes(request.ports, request.caller, request.query.q, asked)
    return _list(request, asked, page)


async def create_inbox(request: Request[Nothing, CreateInbox]) -> InboxObject:
    """The new inbox, or the one made before with the same `client_id`."""
    body = request.body
    wanted = inboxes.NewInbox(
        username=body.username,
        domain=body.domain,
        display_name=body.display_name,
        client_id=body.client_id,
        status=body.status or InboxStatus.ACTIVE,
        metadata=body.metadata,
    )
    return InboxObject.of(await inboxes.create_inbox(request.ports, request.caller, wanted))


async def get_inbox(request: Request[Nothing, Nothing]) -> InboxObject:
    """The inbox with this address."""
    return InboxObject.of(await inboxes.get_inbox(request.ports, _on_inbox(request)))


async def update_inbox(request: Request[Nothing, UpdateInbox]) -> InboxObject:
    """The inbox after the change. Metadata is merged key by key; null clears it."""
    body = request.body
    if body.display_name is None and body.status is None and body.metadata is UNSET:
        raise invalid("display_name, status or metadata must be specified")
    if body.metadata is not UNSET and body.metadata is not None and not body.metadata:
        raise invalid("metadata must not be empty: send null to clear it", ["metadata"])
    change = inboxes.InboxChange(
        display_name=body.display_name,
        status=body.status,
        metadata=body.metadata or None,
        clear_metadata=body.metadata is None,
    )
    return InboxObject.of(await inboxes.update_inbox(request.ports, _on_inbox(request), change))


async def delete_inbox(request: Request[Nothing, Nothing]) -> None:
    """Deletes the inbox with its mail and keys; much mail goes in the background."""
    await inboxes.delete_inbox(request.ports, _on_inbox(request))


def _on_inbox(request: Request[Q, B]) -> Caller:
    """The caller as if mounted on the inbox that the path names."""
    mount = Mount(pod_id=request.caller.mount.pod_id, inbox_id=request.params["inbox_id"])
    return Caller(principal=request.caller.principal, mount=mount)


def _list(request: Request[PageQ, B], asked: PageRequest, page: Page[Inbox]) -> ListInboxesObject:
    return ListInboxesObject(
        count=len(page.items),
        inboxes=[InboxObject.of(inbox) for inbox in page.items],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, page.next_position),
    )


_ONE = "inboxes/{inbox_id}"
ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", "inboxes", ORG_POD, "inboxes.list", Permission.INBOX_READ, list_inboxes),
    endpoint("GET", "inboxes/search", ORG_POD, "inboxes.search", Permission.INBOX_READ, search_inboxes),
    endpoint("POST", "inboxes", ORG_POD, "inboxes.create", Permission.INBOX_CREATE, create_inbox),
    endpoint("GET", _ONE, ORG_POD, "inboxes.get", Permission.INBOX_READ, get_inbox),
    endpoint("PATCH", _ONE, ORG_POD, "inboxes.update", Permission.INBOX_UPDATE, update_inbox),
    endpoint("DELETE", _ONE, ORG_POD, "inboxes.delete", Permission.INBOX_DELETE, delete_inbox, status=202),
)
