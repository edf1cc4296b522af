"""What became of the events sent to a webhook; sending one again; trying a webhook out."""

from pillarbox.domain.access import Caller
from pillarbox.domain.errors import Conflict, NotFound
from pillarbox.domain.events import EventType
from pillarbox.domain.ids import InboxId, MessageId, ThreadId, new_uuid
from pillarbox.domain.messages import Message, Thread
from pillarbox.domain.webhooks import (
    WEBHOOKS_TOPIC,
    Attempt,
    Delivery,
    DeliveryState,
    Webhook,
    delivery_id_of,
)
from pillarbox.ports import Ports, Tx
from pillarbox.services import access
from pillarbox.services.events import new_event_id
from pillarbox.services.webhook_delivery import send
from pillarbox.services.webhooks import resolve_webhook
from pillarbox.tables import webhook_deliveries
from pillarbox.tables.paging import Page, PageRequest
from pillarbox.wire.events import received_payload, with_bodies

_TEST_BODIES = (
    b'{"text":"This is a test of your webhook.","extracted_text":"This is a test of your webhook."}'
)


async def list_deliveries(
    ports: Ports, caller: Caller, webhook_id: str, state: DeliveryState | None, page: PageRequest
) -> Page[Delivery]:
    """Deliveries to a webhook, newest first, with the last attempts of each. Raises `NotFound`."""

    def work(tx: Tx) -> Page[Delivery]:
        webhook = resolve_webhook(tx, caller, webhook_id)
        return webhook_deliveries.list_deliveries(tx, webhook.scope, webhook.webhook_no, state, page)

    return await ports.database.read(work)


async def get_delivery(ports: Ports, caller: Caller, webhook_id: str, delivery_id: str) -> Delivery:
    """Raises `NotFound`."""
    return await ports.database.read(lambda tx: _delivery(tx, caller, webhook_id, delivery_id))


async def redeliver(ports: Ports, caller: Caller, webhook_id: str, delivery_id: str) -> Delivery:
    """The delivery, which will be sent again at once, whatever became of it before.

    Raises `NotFound`, and `Conflict` when the webhook is disabled.
    """
    now = ports.clock.now_ms()

    def work(tx: Tx) -> Delivery:
        delivery = _delivery(tx, caller, webhook_id, delivery_id)
        if not resolve_webhook(tx, caller, webhook_id).enabled:
            raise Conflict("Webhook is disabled", fix="Enable it first: PATCH it with enabled true.")
        webhook_deliveries.redeliver(tx, delivery, now)
        return _delivery(tx, caller, webhook_id, delivery_id)

    delivery = await ports.database.write(work)
    ports.bus.publish(WEBHOOKS_TOPIC)
    return delivery


async def try_out(ports: Ports, caller: Caller, webhook_id: str) -> tuple[str, Attempt]:
    """The id and the outcome of one request with a made-up `message.received`, even to a disabled webhook.
    It is not tried again and not logged. Raises `NotFound`."""
    webhook = await ports.database.read(lambda tx: resolve_webhook(tx, caller, webhook_id))
    now = ports.clock.now_ms()
    event_id = new_event_id(now)
    frame = _test_frame(caller, webhook, event_id, now)
    delivery_id = delivery_id_of(event_id)
    return delivery_id, await send(ports, webhook, delivery_id, frame)


def _delivery(tx: Tx, caller: Caller, webhook_id: str, delivery_id: str) -> Delivery:
    webhook = resolve_webhook(tx, caller, webhook_id)
    event_id = delivery_id.removeprefix(delivery_id_of(""))
    found = webhook_deliveries.find_delivery(tx, access.resolve(tx, caller), webhook.webhook_no, event_id)
    if found is None or found.delivery_id != delivery_id:
        raise NotFound("Delivery not found", fix="List them with GET /v0/webhooks/{webhook_id}/deliveries.")
    return found


def _test_frame(caller: Caller, webhook: Webhook, event_id: str, now: int) -> bytes:
    """A `message.received` as the webhook's owner would get it, of a mail that never was."""
    organization_id = caller.principal.organization_id
    pod_id = webhook.pod_id or organization_id
    inbox_id = InboxId(webhook.inbox_id or "test@example.com")
    message_id = MessageId(f"<{new_uuid()}@example.com>")
    thread_id = ThreadId(new_uuid())
    sender, subject, labels = "Pillarbox <test@example.com>", "Test of your webhook", ("received", "unread")
    message = Message(
        message_no=0,
        organization_id=organization_id,
        pod_id=pod_id,
        inbox_id=inbox_id,
        inbox_no=0,
        thread_no=0,
        thread_id=thread_id,
        message_id=message_id,
        labels=labels,
        timestamp=now,
        from_=sender,
        to=(inbox_id,),
        cc=(),
        bcc=(),
        reply_to=(),
        subject=subject,
        preview=subject,
        in_reply_to=None,
        references=(),
        headers={},
        attachments=(),
        size_bytes=0,
        blob_id="",
        extraction=None,
        verification=None,
        created_at=now,
        updated_at=now,
    )
    thread = Thread(
        thread_no=0,
        organization_id=organization_id,
        pod_id=pod_id,
        inbox_id=inbox_id,
        thread_id=thread_id,
        labels=labels,
        combinations=1,
        timestamp=now,
        received_timestamp=now,
        sent_timestamp=None,
        senders=(sender,),
        recipients=(inbox_id,),
        subject=subject,
        preview=subject,
        last_message_id=message_id,
        message_count=1,
        size_bytes=0,
        attachments=(),
        created_at=now,
        updated_at=now,
    )
    payload = received_payload(EventType.MESSAGE_RECEIVED, event_id, message, thread)
    return with_bodies(payload, _TEST_BODIES)
