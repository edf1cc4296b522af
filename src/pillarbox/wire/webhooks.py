"""Webhooks, polling webhooks and deliveries as the wire shows them. Absent optionals are left out."""

from collections.abc import Sequence
from typing import TypedDict

import msgspec

from pillarbox.domain.webhooks import Attempt, Delivery, PollingWebhook, Subscription, Webhook
from pillarbox.wire.times import optional_timestamp, timestamp


class _Common(TypedDict):
    webhook_id: str
    pod_id: str | None
    inbox_id: str | None
    pod_ids: Sequence[str] | None
    inbox_ids: Sequence[str] | None
    client_id: str | None
    updated_at: str
    created_at: str


class WebhookObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    webhook_id: str
    url: str
    secret: str
    enabled: bool
    updated_at: str
    created_at: str
    event_types: Sequence[str] | None = None
    pod_ids: Sequence[str] | None = None
    inbox_ids: Sequence[str] | None = None
    pod_id: str | None = None
    inbox_id: str | None = None
    client_id: str | None = None

    @classmethod
    def of(cls, webhook: Webhook) -> "WebhookObject":
        return cls(
            **_common(webhook),
            url=webhook.url,
            secret=webhook.secret,
            enabled=webhook.enabled,
            event_types=None if webhook.event_types is None else sorted(webhook.event_types),
        )


class ListWebhooksObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    webhooks: Sequence[WebhookObject]
    limit: int | None = None
    next_page_token: str | None = None


class HeaderNamesObject(msgspec.Struct, kw_only=True):
    header_names: Sequence[str]


class PollingWebhookObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    """Always with the event types that it hears."""

    webhook_id: str
    event_types: Sequence[str]
    updated_at: str
    created_at: str
    client_id: str | None = None
    pod_ids: Sequence[str] | None = None
    inbox_ids: Sequence[str] | None = None
    pod_id: str | None = None
    inbox_id: str | None = None

    @classmethod
    def of(cls, webhook: PollingWebhook) -> "PollingWebhookObject":
        return cls(**_common(webhook), event_types=sorted(webhook.wanted))


class CreatedPollingWebhookObject(PollingWebhookObject, omit_defaults=True, kw_only=True):
    """A polling webhook with its token, which is shown this once."""

    token: str

    @classmethod
    def with_token(cls, webhook: PollingWebhook, token: str) -> "CreatedPollingWebhookObject":
        return cls(token=token, **msgspec.structs.asdict(PollingWebhookObject.of(webhook)))


class ListPollingWebhooksObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    polling_webhooks: Sequence[PollingWebhookObject]
    limit: int | None = None
    next_page_token: str | None = None


class PolledEventObject(msgspec.Struct, kw_only=True):
    """An event as it waited: `payload` is what a webhook would have been sent."""

    id: str
    event_type: str
    timestamp: str
    payload: msgspec.Raw


class PolledEventsObject(msgspec.Struct, kw_only=True):
    data: Sequence[PolledEventObject]
    iterator: str
    done: bool


class AttemptObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    """One request: with `status_code` when it was answered, else with `error`."""

    attempted_at: str
    duration_ms: int
    status_code: int | None = None
    error: str | None = None

    @classmethod
    def of(cls, attempt: Attempt) -> "AttemptObject":
        return cls(
            attempted_at=timestamp(attempt.at),
            duration_ms=attempt.duration_ms,
            status_code=attempt.status,
            error=attempt.problem,
        )


class DeliveryObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    delivery_id: str
    event_id: str
    event_type: str
    status: str
    attempts: Sequence[AttemptObject] = msgspec.field()
    updated_at: str
    created_at: str
    next_attempt_at: str | None = None

    @classmethod
    def of(cls, delivery: Delivery) -> "DeliveryObject":
        return cls(
            delivery_id=delivery.delivery_id,
            event_id=delivery.event_id,
            event_type=delivery.event_type.value,
            status=delivery.state.value,
            attempts=[AttemptObject.of(attempt) for attempt in delivery.attempts],
            next_attempt_at=optional_timestamp(delivery.due_at),
            updated_at=timestamp(delivery.updated_at),
            created_at=timestamp(delivery.created_at),
        )


class ListDeliveriesObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    deliveries: Sequence[DeliveryObject]
    limit: int | None = None
    next_page_token: str | None = None


class TestedObject(msgspec.Struct, kw_only=True):
    """What came of a test."""

    delivery_id: str
    succeeded: bool
    attempt: AttemptObject


def _common(subscription: Subscription) -> _Common:
    return {
        "webhook_id": subscription.webhook_id,
        "pod_id": subscription.pod_id,
        "inbox_id": subscription.inbox_id,
        "pod_ids": subscription.pod_ids,
        "inbox_ids": subscription.inbox_ids,
        "client_id": subscription.client_id,
        "updated_at": timestamp(subscription.updated_at),
        "created_at": timestamp(subscription.created_at),
    }
