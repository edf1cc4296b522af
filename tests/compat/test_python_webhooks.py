"""The official Python SDK on webhooks and polling webhooks, and what arrives there, held to its models."""

from collections.abc import Iterator

import httpx
import pytest
from agentmail import (
    MessageBouncedEvent,
    MessageDeliveredEvent,
    MessageReceivedEvent,
    MessageSentEvent,
)
from agentmail.core.api_error import ApiError
from agentmail.errors import NotFoundError, ValidationError
from agentmail.inboxes.types import Inbox
from tests.compat.strict import StrictClient, conform
from tests.server_process import ServerProcess, mail_to
from tests.webhook_receiver import Receiver, receiving

MODELS = {
    "message.received": MessageReceivedEvent,
    "message.sent": MessageSentEvent,
    "message.delivered": MessageDeliveredEvent,
    "message.bounced": MessageBouncedEvent,
}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def test_a_webhook_lives_from_creation_to_deletion(
    strict: StrictClient, inbox: Inbox, receiver: Receiver
) -> None:
    webhooks = strict.sdk.webhooks
    made = strict(
        webhooks.create(
            url=receiver.url(),
            event_types=["message.received"],
            inbox_ids=[inbox.inbox_id],
            client_id="hook",
            headers={"X-Token": "hidden"},
        )
    )
    assert strict(webhooks.get(made.webhook_id)) == made
    assert made in strict(webhooks.list(limit=100, ascending=True)).webhooks
    assert strict(webhooks.get_headers(made.webhook_id)).header_names == ["X-Token"]
    strict(webhooks.update_headers(made.webhook_id, headers={"X-Other": "b"}, remove_headers=["x-token"]))
    assert strict(webhooks.get_headers(made.webhook_id)).header_names == ["X-Other"]
    other = strict(strict.sdk.inboxes.create())
    changed = strict(
        webhooks.update(
            made.webhook_id,
            add_inbox_ids=[other.inbox_id],
            remove_inbox_ids=[inbox.inbox_id],
            event_types=["message.sent", "message.bounced"],
            enabled=False,
        )
    )
    assert changed.inbox_ids == [other.inbox_id]
    assert changed.event_types == ["message.bounced", "message.sent"]
    assert changed.enabled is False
    strict(webhooks.delete(made.webhook_id))
    with pytest.raises(NotFoundError):
        webhooks.get(made.webhook_id)


def test_pods_and_inboxes_have_webhooks_of_their_own(strict: StrictClient, receiver: Receiver) -> None:
    pod = strict(strict.sdk.pods.create())
    inbox = strict(strict.sdk.pods.inboxes.create(pod.pod_id))
    types = ["message.received"]
    of_pod = strict(strict.sdk.pods.webhooks.create(pod.pod_id, url=receiver.url(), event_types=types))
    of_inbox = strict(
        strict.sdk.inboxes.webhooks.create(inbox.inbox_id, url=receiver.url(), event_types=types)
    )
    assert (of_pod.pod_id, of_inbox.inbox_id) == (pod.pod_id, inbox.inbox_id)
    assert strict(strict.sdk.inboxes.webhooks.list(inbox.inbox_id)).webhooks == [of_inbox]
    assert of_pod in strict(strict.sdk.pods.webhooks.list(pod.pod_id)).webhooks
    narrowed = strict(
        strict.sdk.pods.webhooks.update(pod.pod_id, of_pod.webhook_id, add_inbox_ids=[inbox.inbox_id])
    )
    assert narrowed.inbox_ids is None
    paused = strict(strict.sdk.inboxes.webhooks.update(inbox.inbox_id, of_inbox.webhook_id, enabled=False))
    assert not paused.enabled


def test_deliveries_verify_and_are_as_the_models_say(
    strict: StrictClient, inbox: Inbox, receiver: Receiver, server: ServerProcess
) -> None:
    other = strict(strict.sdk.inboxes.create())
    webhook = strict(
        strict.sdk.webhooks.create(
            url=receiver.url(), event_types=[], inbox_ids=[inbox.inbox_id, other.inbox_id]
        )
    )
    strict.sdk.inboxes.messages.send(
        inbox.inbox_id, to=[other.inbox_id, "a@example.org", "none@pillarbox.test"], text="All at once."
    )
    expected = set(MODELS)
    while expected:
        delivery = receiver.next()
        delivery.verify(webhook.secret)
        conform(MODELS[delivery.event["event_type"]], delivery.event)
        expected.discard(delivery.event["event_type"])
    strict(strict.sdk.webhooks.delete(webhook.webhook_id))


def test_a_polling_webhook_lives_from_creation_to_deletion(
    strict: StrictClient, inbox: Inbox, server: ServerProcess
) -> None:
    polling = strict.sdk.inboxes.webhooks.polling
    made = strict(polling.create(inbox.inbox_id, client_id="agent", event_types=["message.received"]))
    assert strict(polling.get(inbox.inbox_id, made.webhook_id)).client_id == "agent"
    assert strict(polling.list(inbox.inbox_id)).count == 1
    server.receive(mail_to(inbox.inbox_id, subject="Waiting"))
    url = f"{server.url}/v0/webhooks/polling/{made.webhook_id}/events"
    headers = {"Authorization": f"Bearer {made.token}"}
    (event,) = httpx.get(url, headers=headers).json()["data"]
    conform(MessageReceivedEvent, event["payload"])
    assert event["payload"]["message"]["subject"] == "Waiting"
    strict(polling.delete(inbox.inbox_id, made.webhook_id))
    assert httpx.get(url, headers=headers).status_code == 401


def test_mistakes_are_told_in_the_classes_of_the_sdk(strict: StrictClient, inbox: Inbox) -> None:
    webhooks = strict.sdk.webhooks
    with pytest.raises(ValidationError):
        webhooks.create(url="nowhere", event_types=[])
    with pytest.raises(ApiError) as absent:
        webhooks.create(url="http://127.0.0.1/", event_types=[], inbox_ids=["none@pillarbox.test"])
    assert absent.value.status_code == 404
    polling = webhooks.polling
    strict(polling.create(client_id="once", event_types=["message.sent"]))
    with pytest.raises(ApiError) as conflict:
        polling.create(client_id="once", event_types=["message.bounced"], request_options={"max_retries": 0})
    assert conflict.value.status_code == 409
