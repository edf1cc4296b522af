"""The official Python SDK on the WebSocket: what it subscribes to arrives, as its models describe it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from agentmail import (
    MessageBouncedEvent,
    MessageDeliveredEvent,
    MessageReceivedEvent,
    MessageSentEvent,
    Subscribe,
    Subscribed,
)
from agentmail.inboxes.types import Inbox
from agentmail.websockets.types import Error
from tests.compat.strict import StrictClient, conform
from tests.server_process import WAIT_S, ServerProcess, mail_to
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

pytestmark = pytest.mark.filterwarnings("ignore:websockets:DeprecationWarning")  # the SDK uses old names

MODELS = {
    "message.received": MessageReceivedEvent,
    "message.sent": MessageSentEvent,
    "message.delivered": MessageDeliveredEvent,
    "message.bounced": MessageBouncedEvent,
}

NextEvent = Callable[[], Any]


@contextmanager
def subscribed(strict: StrictClient, wanted: Subscribe) -> Iterator[NextEvent]:
    """Inside the block, a call returns the next event as the SDK reads it."""
    with strict.sdk.websockets.connect() as socket:
        socket.send_subscribe(wanted)
        assert socket.recv() == Subscribed.model_validate({**wanted.dict(), "type": "subscribed"})
        yield socket.recv


def test_a_mail_arrives_with_its_new_words(strict: StrictClient, inbox: Inbox, server: ServerProcess) -> None:
    with subscribed(strict, Subscribe(inbox_ids=[inbox.inbox_id])) as next_event:
        server.receive(
            mail_to(inbox.inbox_id, "Yes.\n\nOn Mon, 3 Aug 2026 at 10:00, Bo <b@x.test> wrote:\n> Do we?\n")
        )
        event = next_event()
    assert isinstance(event, MessageReceivedEvent)
    assert event.message.extracted_text is not None
    assert event.message.extracted_text.strip() == "Yes."
    assert "> Do we?" in (event.message.text or "")
    assert event.thread.last_message_id == event.message.message_id


def test_every_frame_is_as_the_models_say(strict: StrictClient, inbox: Inbox, server: ServerProcess) -> None:
    other = strict(strict.sdk.inboxes.create())
    url = f"{server.environment.websockets}/v0?api_key={server.api_key}"
    both = [inbox.inbox_id, other.inbox_id]
    expected = set(MODELS)
    with connect(url) as socket:
        socket.send(json.dumps({"type": "subscribe", "event_types": None, "inbox_ids": both}))
        conform(Subscribed, json.loads(socket.recv(WAIT_S)))
        strict.sdk.inboxes.messages.send(
            inbox.inbox_id, to=[other.inbox_id, "a@example.org", "none@pillarbox.test"], text="All at once."
        )
        while expected:
            frame = json.loads(socket.recv(WAIT_S))
            conform(MODELS[frame["event_type"]], frame)
            expected.discard(frame["event_type"])


def test_event_types_choose_what_is_told(strict: StrictClient, inbox: Inbox, server: ServerProcess) -> None:
    wanted = Subscribe(inbox_ids=[inbox.inbox_id], event_types=["message.sent"])
    with subscribed(strict, wanted) as next_event:
        server.receive(mail_to(inbox.inbox_id))
        sent = strict(strict.sdk.inboxes.messages.send(inbox.inbox_id, to="a@example.org", text="Hi."))
        event = next_event()
    assert isinstance(event, MessageSentEvent)
    assert event.send.message_id == sent.message_id


def test_pods_and_inboxes_choose_whose_events_are_told(
    strict: StrictClient, inbox: Inbox, server: ServerProcess
) -> None:
    pod = strict(strict.sdk.pods.create())
    theirs = strict(strict.sdk.pods.inboxes.create(pod.pod_id))
    with subscribed(strict, Subscribe(pod_ids=[pod.pod_id])) as next_event:
        server.receive(mail_to(inbox.inbox_id))
        server.receive(mail_to(theirs.inbox_id))
        assert next_event().message.inbox_id == theirs.inbox_id


def test_a_second_subscription_adds_to_the_first(
    strict: StrictClient, inbox: Inbox, server: ServerProcess
) -> None:
    other = strict(strict.sdk.inboxes.create())
    with strict.sdk.websockets.connect() as socket:
        for wanted in (inbox, other):
            socket.send_subscribe(Subscribe(inbox_ids=[wanted.inbox_id]))
            assert isinstance(socket.recv(), Subscribed)
        for wanted in (other, inbox):
            server.receive(mail_to(wanted.inbox_id))
            event = socket.recv()
            assert isinstance(event, MessageReceivedEvent)
            assert event.message.inbox_id == wanted.inbox_id


def test_an_inbox_that_is_not_there_is_told_and_the_socket_lives_on(
    strict: StrictClient, inbox: Inbox
) -> None:
    with strict.sdk.websockets.connect() as socket:
        socket.send_subscribe(Subscribe(inbox_ids=["none@pillarbox.test"]))
        assert isinstance(socket.recv(), Error)
        socket.send_subscribe(Subscribe(inbox_ids=[inbox.inbox_id]))
        assert isinstance(socket.recv(), Subscribed)


def test_a_wrong_key_is_refused_before_the_upgrade(server: ServerProcess) -> None:
    with (
        server.client("am_us_" + "0" * 64) as client,
        pytest.raises(InvalidStatus) as refused,
        client.websockets.connect(),
    ):
        pass
    assert refused.value.response.status_code == 401
