import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from tests.ports.live_server import Sockets
from tests.ports.rest_server import ROOT_KEY
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from pillarbox.edges.rest.stream import MAX_SUBSCRIPTIONS, POLICY_VIOLATION, SERVICE_RESTART, TRY_AGAIN_LATER
from pillarbox.services import listening

Frame = dict[str, Any]
ANSWER_WITHIN_S = 10


async def heard(connection: ClientConnection) -> Frame:
    async with asyncio.timeout(ANSWER_WITHIN_S):
        frame: Frame = json.loads(await connection.recv())
    return frame


async def ask(connection: ClientConnection, **frame: Any) -> Frame:
    await connection.send(json.dumps(frame))
    return await heard(connection)


async def closed(connection: ClientConnection) -> int | None:
    """The code the server closes the connection with."""
    with suppress(ConnectionClosed):
        async with asyncio.timeout(ANSWER_WITHIN_S):
            async for _ in connection:
                pass
    return connection.close_code


async def test_a_subscriber_hears_of_new_mail_with_its_bodies(sockets: Sockets) -> None:
    async with sockets.connect() as connection:
        assert await ask(connection, type="subscribe") == {"type": "subscribed"}
        await sockets.receive("<1@y.test>")
        event = await heard(connection)
    assert (event["type"], event["event_type"]) == ("event", "message.received")
    assert (event["message"]["message_id"], event["message"]["text"]) == ("<1@y.test>", "Hello\n")
    assert event["thread"]["last_message_id"] == "<1@y.test>"


async def test_a_subscription_is_echoed_and_keeps_what_it_asked_for(sockets: Sockets) -> None:
    asked = {"inbox_ids": ["ben@x.test"], "event_types": ["message.received"]}
    async with sockets.connect() as narrow, sockets.connect() as wide:
        await ask(wide, type="subscribe")
        answer = await ask(narrow, type="subscribe", pod_ids=None, **asked)
        assert answer == {"type": "subscribed", **asked}
        await sockets.receive("<1@y.test>")
        assert (await heard(wide))["message"]["message_id"] == "<1@y.test>"
        await ask(narrow, type="subscribe", inbox_ids=["ada@x.test"])
        await sockets.receive("<2@y.test>")
        assert (await heard(narrow))["message"]["message_id"] == "<2@y.test>"


async def test_restricted_events_are_heard_only_when_named(sockets: Sockets) -> None:
    async with sockets.connect() as plain, sockets.connect() as named:
        await ask(plain, type="subscribe")
        await ask(named, type="subscribe", event_types=["message.received.unauthenticated"])
        await sockets.receive("<1@y.test>", client_address="203.0.113.9")
        await sockets.receive("<2@y.test>")
        assert (await heard(named))["message"]["message_id"] == "<1@y.test>"
        assert (await heard(plain))["message"]["message_id"] == "<2@y.test>"


@pytest.mark.parametrize("path", ["//v0", "/v0/", f"/v0?api_key={ROOT_KEY}"])
async def test_the_path_may_have_more_slashes_or_a_key(sockets: Sockets, path: str) -> None:
    async with sockets.connect(path) as connection:
        assert (await ask(connection, type="subscribe"))["type"] == "subscribed"


async def test_a_browser_passes_its_key_in_the_query(sockets: Sockets) -> None:
    async with sockets.connect(f"/v0?api_key={ROOT_KEY}", None) as connection:
        assert (await ask(connection, type="subscribe"))["type"] == "subscribed"


@pytest.mark.parametrize(
    ("path", "key", "status", "code"),
    [
        ("/v0", None, 401, "missing_authorization"),
        ("/v0", "am_us_nobody", 401, "unknown_api_key"),
        (f"/v0?api_key={ROOT_KEY}", "am_us_nobody", 401, "unknown_api_key"),
        ("/v0?api_key=", None, 401, "missing_authorization"),
        ("/v0/inboxes", ROOT_KEY, 404, "not_found"),
    ],
)
async def test_an_upgrade_that_may_not_be_is_refused(
    sockets: Sockets, path: str, key: str | None, status: int, code: str
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await sockets.connect(path, key)
    response = refused.value.response
    assert response.status_code == status
    assert response.body is not None
    assert json.loads(response.body)["code"] == code


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{", "ValidationError"),
        ("[]", "ValidationError"),
        ('{"type":"unsubscribe"}', "ValidationError"),
        ('{"type":"subscribe","inbox_ids":"ada@x.test"}', "ValidationError"),
        ('{"type":"subscribe","event_types":["message.lost"]}', "ValidationError"),
        ('{"type":"subscribe","inbox_ids":["cay@x.test"]}', "NotFoundError"),
        ('{"type":"subscribe","pod_ids":["nowhere"]}', "NotFoundError"),
        ('{"type":"subscribe","event_types":["' + "x" * 70_000 + '"]}', "ValidationError"),
        ("[" * 10_000, "ValidationError"),
    ],
)
async def test_a_frame_that_says_nothing_is_answered_and_the_connection_stays(
    sockets: Sockets, text: str, name: str
) -> None:
    async with sockets.connect() as connection:
        await connection.send(text)
        answer = await heard(connection)
        assert (answer["type"], answer["name"]) == ("error", name)
        assert answer["message"]
        assert (await ask(connection, type="subscribe"))["type"] == "subscribed"


async def test_an_event_the_key_may_not_hear_is_named(sockets: Sockets) -> None:
    async with sockets.rest.client() as root:
        body = {"permissions": {"message_read": True}}
        key = (await root.post("/v0/api-keys", json=body)).json()["api_key"]
    async with sockets.connect(key=key) as connection:
        answer = await ask(connection, type="subscribe", event_types=["message.received.spam"])
        assert answer == {
            "type": "error",
            "name": "ForbiddenError",
            "message": "label_spam_read is forbidden",
        }


async def test_the_subscriptions_of_a_connection_are_bounded(sockets: Sockets) -> None:
    async with sockets.connect() as connection:
        for _ in range(MAX_SUBSCRIPTIONS):
            assert (await ask(connection, type="subscribe"))["type"] == "subscribed"
        assert (await ask(connection, type="subscribe"))["type"] == "error"


async def test_a_deleted_key_ends_its_connections(sockets: Sockets) -> None:
    async with sockets.rest.client() as root:
        made = (await root.post("/v0/api-keys", json={})).json()
        async with sockets.connect(key=made["api_key"]) as connection:
            await ask(connection, type="subscribe")
            await root.delete(f"/v0/api-keys/{made['api_key_id']}")
            assert await closed(connection) == POLICY_VIOLATION


async def test_a_client_that_comes_back_hears_what_it_missed_and_goes_on(sockets: Sockets) -> None:
    async with sockets.connect() as connection:
        await ask(connection, type="subscribe")
        await sockets.receive("<1@y.test>")
        seen = (await heard(connection))["event_id"]
    await sockets.receive("<2@y.test>")
    await sockets.receive("<3@y.test>", to="ben@x.test")
    asked = {"inbox_ids": ["ada@x.test"], "after": seen}
    async with sockets.connect() as connection:
        assert await ask(connection, type="subscribe", **asked) == {"type": "subscribed", **asked}
        assert (await heard(connection))["message"]["message_id"] == "<2@y.test>"
        await sockets.receive("<4@y.test>")
        assert (await heard(connection))["message"]["message_id"] == "<4@y.test>"


async def test_going_on_from_an_event_that_is_gone_says_what_to_do(sockets: Sockets) -> None:
    async with sockets.connect() as connection:
        answer = await ask(connection, type="subscribe", after="f" * 32)
        assert (answer["type"], answer["name"]) == ("error", "EventExpiredError")
        assert "listen without `after`" in answer["message"]
        assert (await ask(connection, type="subscribe"))["type"] == "subscribed"


async def test_a_server_that_stops_says_so(sockets: Sockets) -> None:
    async with sockets.connect() as connection:
        await ask(connection, type="subscribe")
        sockets.hub.stop()
        assert await closed(connection) == SERVICE_RESTART


async def test_a_consumer_that_falls_behind_is_let_go(sockets: Sockets) -> None:
    async with sockets.connect() as connection:
        await ask(connection, type="subscribe")
        for _ in range(9):
            sockets.hub.newest.offer(listening.Frame(event_id="e", body=b"x" * 1024 * 1024))
        assert await closed(connection) == TRY_AGAIN_LATER
