"""Handlers of webhooks: where events are sent."""

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct

from pillarbox.domain.access import Permission
from pillarbox.domain.events import EventType
from pillarbox.domain.webhooks import DeliveryState
from pillarbox.edges.rest.endpoint import ORG_POD_INBOX, Endpoint, Nothing, Request, endpoint
from pillarbox.edges.rest.fields import ClientId
from pillarbox.edges.rest.paging import OrderedPageQuery, echoed_limit, page_request, page_token
from pillarbox.edges.rest.validation import not_an_option
from pillarbox.services import webhook_log, webhooks
from pillarbox.wire.webhooks import (
    AttemptObject,
    DeliveryObject,
    HeaderNamesObject,
    ListDeliveriesObject,
    ListWebhooksObject,
    TestedObject,
    WebhookObject,
)


class CreateWebhook(Struct, kw_only=True):
    url: str
    event_types: list[EventType] | None = None
    pod_ids: list[str] | None = None
    inbox_ids: list[str] | None = None
    client_id: ClientId | None = None
    headers: Mapping[str, str] | None = None


class UpdateWebhook(Struct, kw_only=True):
    event_types: list[EventType] | None = None
    enabled: bool | None = None
    add_pod_ids: list[str] | None = None
    remove_pod_ids: list[str] | None = None
    add_inbox_ids: list[str] | None = None
    remove_inbox_ids: list[str] | None = None


class UpdateHeaders(Struct, kw_only=True):
    headers: Mapping[str, str] | None = None
    remove_headers: list[str] | None = None


class DeliveriesQuery(OrderedPageQuery, kw_only=True):
    status: Annotated[str | None, Meta(description="Only those in this state.")] = None


async def list_webhooks(request: Request[OrderedPageQuery, Nothing]) -> ListWebhooksObject:
    """A page of the webhooks in scope, newest first."""
    asked = page_request(request)
    page = await webhooks.list_webhooks(request.ports, request.caller, asked)
    return ListWebhooksObject(
        count=len(page.items),
        webhooks=[WebhookObject.of(webhook) for webhook in page.items],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, page.next_position),
    )


async def create_webhook(request: Request[Nothing, CreateWebhook]) -> WebhookObject:
    """The new webhook with its secret, or the one made before with the same `client_id`."""
    body = request.body
    webhook = await webhooks.create_webhook(
        request.ports,
        request.caller,
        url=body.url,
        listening=webhooks.Listening(
            event_types=body.event_types or (), pod_ids=body.pod_ids, inbox_ids=body.inbox_ids
        ),
        client_id=body.client_id,
        headers=body.headers or {},
    )
    return WebhookObject.of(webhook)


async def get_webhook(request: Request[Nothing, Nothing]) -> WebhookObject:
    """The webhook with this id, and its secret."""
    found = await webhooks.get_webhook(request.ports, request.caller, request.params["webhook_id"])
    return WebhookObject.of(found)


async def update_webhook(request: Request[Nothing, UpdateWebhook]) -> WebhookObject:
    """The webhook after the change; event types that are given replace all others."""
    body = request.body
    change = webhooks.WebhookChange(
        event_types=body.event_types or (),
        enabled=body.enabled,
        add_pod_ids=body.add_pod_ids or (),
        remove_pod_ids=body.remove_pod_ids or (),
        add_inbox_ids=body.add_inbox_ids or (),
        remove_inbox_ids=body.remove_inbox_ids or (),
    )
    changed = await webhooks.update_webhook(
        request.ports, request.caller, request.params["webhook_id"], change
    )
    return WebhookObject.of(changed)


async def delete_webhook(request: Request[Nothing, Nothing]) -> None:
    """Deletes a webhook; nothing more is sent to it."""
    await webhooks.delete_webhook(request.ports, request.caller, request.params["webhook_id"])


async def get_headers(request: Request[Nothing, Nothing]) -> HeaderNamesObject:
    """The names of the webhook's own headers; their values are never shown."""
    found = await webhooks.get_webhook(request.ports, request.caller, request.params["webhook_id"])
    return HeaderNamesObject(header_names=sorted(found.headers))


async def update_headers(request: Request[Nothing, UpdateHeaders]) -> None:
    """Sets and removes headers that go with every delivery."""
    body = request.body
    await webhooks.update_headers(
        request.ports,
        request.caller,
        request.params["webhook_id"],
        body.headers or {},
        body.remove_headers or (),
    )


async def rotate_secret(request: Request[Nothing, Nothing]) -> WebhookObject:
    """The webhook with a new secret; for a day deliveries are signed with both."""
    rotated = await webhooks.rotate_secret(request.ports, request.caller, request.params["webhook_id"])
    return WebhookObject.of(rotated)


async def try_out(request: Request[Nothing, Nothing]) -> TestedObject:
    """What came of sending the webhook a made-up `message.received`."""
    delivery_id, attempt = await webhook_log.try_out(
        request.ports, request.caller, request.params["webhook_id"]
    )
    return TestedObject(
        delivery_id=delivery_id, succeeded=attempt.succeeded, attempt=AttemptObject.of(attempt)
    )


async def list_deliveries(request: Request[DeliveriesQuery, Nothing]) -> ListDeliveriesObject:
    """A page of what was sent to the webhook or waits to be, newest first."""
    asked = page_request(request)
    page = await webhook_log.list_deliveries(
        request.ports, request.caller, request.params["webhook_id"], _state(request.query.status), asked
    )
    return ListDeliveriesObject(
        count=len(page.items),
        deliveries=[DeliveryObject.of(delivery) for delivery in page.items],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, page.next_position),
    )


async def get_delivery(request: Request[Nothing, Nothing]) -> DeliveryObject:
    """What became of one event, with the last attempts to send it."""
    params = request.params
    found = await webhook_log.get_delivery(
        request.ports, request.caller, params["webhook_id"], params["delivery_id"]
    )
    return DeliveryObject.of(found)


async def redeliver(request: Request[Nothing, Nothing]) -> DeliveryObject:
    """The delivery, which is sent again at once."""
    params = request.params
    again = await webhook_log.redeliver(
        request.ports, request.caller, params["webhook_id"], params["delivery_id"]
    )
    return DeliveryObject.of(again)


def _state(word: str | None) -> DeliveryState | None:
    if word is None:
        return None
    states = [state.value for state in DeliveryState]
    if word not in states:
        raise not_an_option(["status"], "enum", states)
    return DeliveryState(word)


_READ, _UPDATE = Permission.WEBHOOK_READ, Permission.WEBHOOK_UPDATE
_ALL = "webhooks"
_ONE = "webhooks/{webhook_id}"
_DELIVERY = f"{_ONE}/deliveries/{{delivery_id}}"
ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", _ALL, ORG_POD_INBOX, "webhooks.list", _READ, list_webhooks),
    endpoint("POST", _ALL, ORG_POD_INBOX, "webhooks.create", Permission.WEBHOOK_CREATE, create_webhook),
    endpoint("GET", _ONE, ORG_POD_INBOX, "webhooks.get", _READ, get_webhook),
    endpoint("PATCH", _ONE, ORG_POD_INBOX, "webhooks.update", _UPDATE, update_webhook),
    endpoint("DELETE", _ONE, ORG_POD_INBOX, "webhooks.delete", Permission.WEBHOOK_DELETE, delete_webhook),
    endpoint("GET", f"{_ONE}/headers", ORG_POD_INBOX, "webhooks.get_headers", _READ, get_headers),
    endpoint("PATCH", f"{_ONE}/headers", ORG_POD_INBOX, "webhooks.update_headers", _UPDATE, update_headers),
    endpoint(
        "POST", f"{_ONE}/rotate-secret", ORG_POD_INBOX, "webhooks.rotate_secret", _UPDATE, rotate_secret
    ),
    endpoint("POST", f"{_ONE}/deliveries/test", ORG_POD_INBOX, "webhooks.test", _UPDATE, try_out),
    endpoint("GET", f"{_ONE}/deliveries", ORG_POD_INBOX, "webhooks.list_deliveries", _READ, list_deliveries),
    endpoint("GET", _DELIVERY, ORG_POD_INBOX, "webhooks.get_delivery", _READ, get_delivery),
    endpoint("POST", f"{_DELIVERY}/redeliver", ORG_POD_INBOX, "webhooks.redeliver", _UPDATE, redeliver),
)
