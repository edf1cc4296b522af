"""Polling webhooks: subscriptions whose events are fetched with a token of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from pillarbox.domain.access import Caller, Permission, Scope
from pillarbox.domain.errors import Conflict, LimitExceeded, NotFound, Unauthorized, invalid
from pillarbox.domain.events import EventType
from pillarbox.domain.ids import api_key_digest, new_base62
from pillarbox.domain.webhooks import (
    MAX_LISTED,
    MAX_POLLING_WEBHOOKS,
    ChannelLevel,
    PollingWebhook,
    new_polling_token,
)
from pillarbox.ports import Ports, Tx
from pillarbox.services import access
from pillarbox.services.events import event_time
from pillarbox.services.webhooks import Listening, channels_of, check_event_types
from pillarbox.tables import webhooks
from pillarbox.tables.events import START, Heading, LogPosition
from pillarbox.tables.paging import Page, PageRequest
from pillarbox.tables.past_events import read_headings
from pillarbox.tables.webhook_deliveries import find_frame_parts
from pillarbox.wire.events import with_bodies

_LOOKED_AT_ONCE = 2_000
_ENOUGH_BYTES = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedPollingWebhook:
    """A polling webhook and the token that reads it, which exists nowhere else."""

    webhook: PollingWebhook
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolledEvent:
    """What a webhook would have been sent."""

    event_id: str
    event_type: EventType
    created_at: int
    frame: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PolledEvents:
    """Events after a position, and where to go on. `done` says whether the log ended there."""

    events: Sequence[PolledEvent]
    position: LogPosition
    done: bool


async def create_polling_webhook(
    ports: Ports, caller: Caller, *, client_id: str, listening: Listening
) -> CreatedPollingWebhook:
    """The new subscription, or the one with the same `client_id`; each time with a fresh token, which ends
    the one before.

    Raises `Conflict` when the one there listens to something else, and like `webhooks.create_webhook`.
    """
    check_event_types(caller.principal, listening.event_types)
    webhook_id, token = new_base62("ep_"), new_polling_token()
    event_types = frozenset(listening.event_types) or None
    now = ports.clock.now_ms()

    def work(tx: Tx) -> PollingWebhook:
        scope = access.hold(tx, caller)
        tx.lock("webhooks", scope.organization_no)
        channels = channels_of(tx, scope, listening)
        if len(channels) > MAX_LISTED:
            raise invalid(f"A polling webhook lists at most {MAX_LISTED} pods and inboxes together")
        organization_wide = Scope(organization_no=scope.organization_no)
        known = webhooks.find_polling_webhook_by_client_id(tx, organization_wide, client_id)
        if known is not None:
            access.check_may(caller, Permission.WEBHOOK_READ)
            if (known.scope, known.channels, known.event_types) != (scope, channels, event_types):
                raise Conflict(
                    "client_id belongs to a polling webhook with other settings",
                    fix="Choose another client_id, or delete that polling webhook.",
                )
            webhooks.put_token(tx, known.webhook_no, api_key_digest(token), now)
            return _polling_webhook(tx, scope, known.webhook_id)
        if webhooks.count_polling_webhooks(tx, scope) >= MAX_POLLING_WEBHOOKS:
            raise LimitExceeded(
                "Polling webhook limit exceeded",
                fix="Delete a polling webhook.",
                resource="polling_webhook",
                limit=MAX_POLLING_WEBHOOKS,
            )
        new = webhooks.NewWebhook(
            webhook_id=webhook_id,
            event_types=event_types,
            channels=channels,
            client_id=client_id,
            token_digest=api_key_digest(token),
        )
        webhooks.insert_webhook(tx, scope, new, now)
        return _polling_webhook(tx, scope, webhook_id)

    return CreatedPollingWebhook(webhook=await ports.database.write(work), token=token)


async def get_polling_webhook(ports: Ports, caller: Caller, webhook_id: str) -> PollingWebhook:
    """Raises `NotFound`."""
    return await ports.database.read(lambda tx: _polling_webhook(tx, access.resolve(tx, caller), webhook_id))


async def list_polling_webhooks(ports: Ports, caller: Caller, page: PageRequest) -> Page[PollingWebhook]:
    """Those made on the route of the call, and not on a narrower one."""
    return await ports.database.read(
        lambda tx: webhooks.list_polling_webhooks(tx, access.resolve(tx, caller), page)
    )


async def delete_polling_webhook(ports: Ports, caller: Caller, webhook_id: str) -> None:
    """Delete a polling webhook; its token ends at once. Raises `NotFound`."""

    def work(tx: Tx) -> None:
        found = _polling_webhook(tx, access.resolve(tx, caller), webhook_id)
        webhooks.delete_webhook(tx, found.webhook_no)

    await ports.database.write(work)


async def poll(
    ports: Ports, webhook_id: str, token: str, *, after: LogPosition | None, limit: int
) -> PolledEvents:
    """Up to `limit` events that the subscription hears, oldest first, from the oldest that is kept or after
    a position. One call looks at a bounded stretch of the log: it may find nothing and yet not be done.

    Raises `Unauthorized` unless `token` reads this subscription.
    """
    digest = api_key_digest(token)

    def work(tx: Tx) -> PolledEvents:
        webhook = webhooks.find_polling_webhook_by_token(tx, webhook_id, digest)
        if webhook is None:
            raise Unauthorized("Unknown token", fix="Create the polling webhook again to get a fresh token.")
        position, found, size = after or START, list[PolledEvent](), 0
        headings = read_headings(tx, webhook.scope, position, _LOOKED_AT_ONCE)
        for heading in headings:
            if len(found) == limit or size >= _ENOUGH_BYTES:
                return PolledEvents(events=found, position=position, done=False)
            position = heading.position
            parts = find_frame_parts(tx, heading.event_id) if _hears(webhook, heading) else None
            if parts is not None:
                frame = with_bodies(*parts)
                size += len(frame)
                found.append(_polled(heading, frame))
        return PolledEvents(events=found, position=position, done=len(headings) < _LOOKED_AT_ONCE)

    return await ports.database.read(work)


def _polled(event: Heading, frame: bytes) -> PolledEvent:
    return PolledEvent(
        event_id=event.event_id,
        event_type=event.event_type,
        created_at=event_time(event.event_id),
        frame=frame,
    )


def _hears(webhook: PollingWebhook, event: Heading) -> bool:
    where = [(ChannelLevel.ORGANIZATION, event.organization_no)]
    if event.pod_no is not None:
        where.append((ChannelLevel.POD, event.pod_no))
    if event.inbox_no is not None:
        where.append((ChannelLevel.INBOX, event.inbox_no))
    return webhook.hears(event.event_type, where)


def _polling_webhook(tx: Tx, scope: Scope, webhook_id: str) -> PollingWebhook:
    webhook = webhooks.find_polling_webhook(tx, scope, webhook_id)
    if webhook is None:
        raise NotFound("Polling webhook not found", fix="List them with GET /v0/webhooks/polling.")
    return webhook
