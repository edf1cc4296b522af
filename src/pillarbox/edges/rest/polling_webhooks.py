"""Handlers of polling webhooks: events that wait until they are fetched."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from pillarbox.domain.access import Permission
from pillarbox.domain.errors import invalid
from pillarbox.domain.events import EventType
from pillarbox.edges.rest.admission import bearer_key, missing_authorization
from pillarbox.edges.rest.endpoint import (
    ORG,
    ORG_POD_INBOX,
    Endpoint,
    Nothing,
    PublicRequest,
    Request,
    endpoint,
)
from pillarbox.edges.rest.fields import ClientId
from pillarbox.edges.rest.paging import (
    DEFAULT_LIMIT,
    MAX_TOKEN_CHARS,
    OrderedPageQuery,
    echoed_limit,
    page_request,
    page_token,
)
from pillarbox.edges.rest.parameters import Limit
from pillarbox.services import polling_webhooks
from pillarbox.services.webhooks import Listening
from pillarbox.tables.events import LogPosition
from pillarbox.wire.times import timestamp
from pillarbox.wire.webhooks import (
    CreatedPollingWebhookObject,
    ListPollingWebhooksObject,
    PolledEventObject,
    PolledEventsObject,
    PollingWebhookObject,
)

MAX_POLLED = 250
_Number = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class CreatePollingWebhook(Struct, kw_only=True):
    client_id: ClientId
    event_types: list[EventType] | None = None
    pod_ids: list[str] | None = None
    inbox_ids: list[str] | None = None


class PollQuery(Struct, kw_only=True):
    iterator: Annotated[
        str | None, Meta(description="Where to go on: `iterator` of the answer before; absent: the oldest.")
    ] = None
    limit: Limit | None = None


async def list_polling_webhooks(
    request: Request[OrderedPageQuery, Nothing],
) -> ListPollingWebhooksObject:
    """A page of the polling webhooks made on this route, newest first."""
    asked = page_request(request)
    page = await polling_webhooks.list_polling_webhooks(request.ports, request.caller, asked)
    return ListPollingWebhooksObject(
        count=len(page.items),
        polling_webhooks=[PollingWebhookObject.of(webhook) for webhook in page.items],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, page.next_position),
    )


async def create_polling_webhook(
    request: Request[Nothing, CreatePollingWebhook],
) -> CreatedPollingWebhookObject:
    """The polling webhook of this `client_id`, made if need be, with a fresh token, shown this once."""
    body = request.body
    created = await polling_webhooks.create_polling_webhook(
        request.ports,
        request.caller,
        client_id=body.client_id,
        listening=Listening(
            event_types=body.event_types or (), pod_ids=body.pod_ids, inbox_ids=body.inbox_ids
        ),
    )
    return CreatedPollingWebhookObject.with_token(created.webhook, created.token)


async def get_polling_webhook(request: Request[Nothing, Nothing]) -> PollingWebhookObject:
    """The polling webhook without its token."""
    found = await polling_webhooks.get_polling_webhook(
        request.ports, request.caller, request.params["polling_webhook_id"]
    )
    return PollingWebhookObject.of(found)


async def delete_polling_webhook(request: Request[Nothing, Nothing]) -> None:
    """Deletes a polling webhook; its token ends at once."""
    await polling_webhooks.delete_polling_webhook(
        request.ports, request.caller, request.params["polling_webhook_id"]
    )


async def poll(request: PublicRequest[PollQuery, Nothing]) -> PolledEventsObject:
    """The next events of a polling webhook, oldest first, for who holds its token."""
    token = bearer_key(request.scope["headers"])
    if token is None:
        raise missing_authorization()
    query = request.query
    polled = await polling_webhooks.poll(
        request.ports,
        request.params["polling_webhook_id"],
        token,
        after=None if query.iterator is None else _position(query.iterator),
        limit=DEFAULT_LIMIT if query.limit is None else min(query.limit, MAX_POLLED),
    )
    return PolledEventsObject(
        data=[_polled(event) for event in polled.events],
        iterator=urlsafe_b64encode(msgspec.msgpack.encode(polled.position)).decode().rstrip("="),
        done=polled.done,
    )


def _polled(event: polling_webhooks.PolledEvent) -> PolledEventObject:
    return PolledEventObject(
        id=event.event_id,
        event_type=event.event_type.value,
        timestamp=timestamp(event.created_at),
        payload=msgspec.Raw(event.frame),
    )


def _position(iterator: str) -> LogPosition:
    """Where an iterator points. It tells nothing and opens nothing, so it is not sealed."""
    try:
        packed = urlsafe_b64decode(iterator[:MAX_TOKEN_CHARS] + "=" * (-len(iterator) % 4))
        position: LogPosition = msgspec.msgpack.decode(packed, type=tuple[_Number, _Number])
    except (ValueError, msgspec.MsgspecError):
        raise invalid("Invalid iterator", ["iterator"], "invalid_format", format="base64url") from None
    return position


_READ = Permission.WEBHOOK_READ
_ALL = "webhooks/polling"
_ONE = "webhooks/polling/{polling_webhook_id}"
ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", _ALL, ORG_POD_INBOX, "polling_webhooks.list", _READ, list_polling_webhooks),
    endpoint(
        "POST",
        _ALL,
        ORG_POD_INBOX,
        "polling_webhooks.create",
        Permission.WEBHOOK_CREATE,
        create_polling_webhook,
    ),
    endpoint("GET", _ONE, ORG_POD_INBOX, "polling_webhooks.get", _READ, get_polling_webhook),
    endpoint(
        "DELETE",
        _ONE,
        ORG_POD_INBOX,
        "polling_webhooks.delete",
        Permission.WEBHOOK_DELETE,
        delete_polling_webhook,
    ),
    endpoint("GET", f"{_ONE}/events", ORG, "polling_webhooks.events", None, poll, also=(401,)),
)
