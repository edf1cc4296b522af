"""Handlers that read, label and delete the messages of an inbox."""

from typing import Annotated

from msgspec import Meta, Struct, field

from pillarbox.domain.access import Permission
from pillarbox.domain.policy import MAX_BATCH_GET, MAX_BATCH_UPDATE
from pillarbox.edges.rest.endpoint import INBOX, Endpoint, Nothing, Request, endpoint
from pillarbox.edges.rest.fields import OneOrMany, many
from pillarbox.edges.rest.mail_queries import MailQuery, largest_page, mail_filter
from pillarbox.edges.rest.paging import echoed_limit, page_request, page_token
from pillarbox.edges.rest.parameters import Words
from pillarbox.services import messages
from pillarbox.services.messages import LabelChange
from pillarbox.wire.messages import (
    BatchGetObject,
    BatchUpdateObject,
    ListMessagesObject,
    MessageLabelsObject,
    MessageObject,
    message_item,
    message_object,
)


class ListMessages(MailQuery, kw_only=True, rename={"from_": "from"}):
    from_: Words = field(default_factory=list)
    to: Words = field(default_factory=list)


class BatchGet(Struct, kw_only=True):
    message_ids: Annotated[list[str], Meta(min_length=1, max_length=MAX_BATCH_GET)]


class UpdateLabels(Struct, kw_only=True):
    add_labels: OneOrMany | None = None
    remove_labels: OneOrMany | None = None

    def change(self) -> LabelChange:
        """Raises `ValidationFailed` for a label only the server sets."""
        return LabelChange.checked(many(self.add_labels), many(self.remove_labels))


class BatchUpdate(UpdateLabels, kw_only=True):
    message_ids: Annotated[list[str], Meta(min_length=1, max_length=MAX_BATCH_UPDATE)]


async def list_messages(request: Request[ListMessages, Nothing]) -> ListMessagesObject:
    """A page of messages without bodies, newest first."""
    query = request.query
    wanted = mail_filter(request.caller, query, query.from_, query.to)
    asked = page_request(request, largest_page(wanted))
    page = await messages.list_messages(request.ports, request.caller, wanted, asked)
    return ListMessagesObject(
        count=len(page.items),
        messages=[message_item(message) for message in page.items],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, page.next_position),
    )


async def get_message(request: Request[Nothing, Nothing]) -> MessageObject:
    """The message with its bodies."""
    found = await messages.get_message(request.ports, request.caller, request.params["message_id"])
    return message_object(found.message, found.bodies)


async def batch_get(request: Request[Nothing, BatchGet]) -> BatchGetObject:
    """Those of the messages that exist, in the order asked for, without bodies."""
    wanted = request.body.message_ids
    found = await messages.batch_get(request.ports, request.caller, wanted)
    shown = [message_item(message) for message in found]
    return BatchGetObject(limit=len(wanted), count=len(shown), messages=shown)


async def update_message(request: Request[Nothing, UpdateLabels]) -> MessageLabelsObject:
    """The message's labels after the change."""
    message = await messages.update_labels(
        request.ports, request.caller, request.params["message_id"], request.body.change()
    )
    return MessageLabelsObject(message_id=message.message_id, labels=message.labels)


async def batch_update(request: Request[Nothing, BatchUpdate]) -> BatchUpdateObject:
    """The labels of those messages that exist, all changed together."""
    wanted = request.body.message_ids
    changed = await messages.batch_update(request.ports, request.caller, wanted, request.body.change())
    updates = [
        MessageLabelsObject(message_id=message.message_id, labels=message.labels) for message in changed
    ]
    return BatchUpdateObject(limit=len(wanted), count=len(updates), updates=updates)


async def delete_message(request: Request[Nothing, Nothing]) -> None:
    """Deletes the message for good."""
    await messages.delete_message(request.ports, request.caller, request.params["message_id"])


_ALL, _ONE = "messages", "messages/{message_id:path}"
ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", _ALL, INBOX, "messages.list", Permission.MESSAGE_READ, list_messages),
    endpoint("GET", _ONE, INBOX, "messages.get", Permission.MESSAGE_READ, get_message),
    endpoint("PATCH", _ONE, INBOX, "messages.update", Permission.MESSAGE_UPDATE, update_message),
    endpoint("DELETE", _ONE, INBOX, "messages.delete", Permission.MESSAGE_DELETE, delete_message),
    endpoint("POST", "messages/batch-get", INBOX, "messages.batch_get", Permission.MESSAGE_READ, batch_get),
    endpoint(
        "POST",
        "messages/batch-update",
        INBOX,
        "messages.batch_update",
        Permission.MESSAGE_UPDATE,
        batch_update,
    ),
)
