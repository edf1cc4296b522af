"""Events for those who ask: long polls and Server-Sent Events over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
import pytest
from tests.ports.live_server import Sockets

from pillarbox.edges.rest import event_stream, stream
from pillarbox.services.listening import Frame

EVENTS = "/v0/events"
WITHIN_S = 20
SSE = {"Accept": "text/event-stream"}


async def poll(sockets: Sockets, path: str = EVENTS, **query: str | int) -> Any:
    async with sockets.http() as client:
        answer = await client.get(path, params=query, timeout=WITHIN_S)
    return answer.json() | {"status": answer.status_code}


def told(answer: Any) -> list[str]:
    return [event["message"]["message_id"] for event in answer["events"]]


async def test_a_client_goes_on_from_answer_to_answer(sockets: Sockets) -> None:
    first = await poll(sockets)
    assert (first["events"], first["done"], first["after"]) == ([], True, "0")
    for number in (1, 2, 3):
        await sockets.receive(f"<{number}@y.test>")
    second = await poll(sockets, after=first["after"], limit=2)
    assert (told(second), second["count"], second["done"]) == (["<1@y.test>", "<2@y.test>"], 2, False)
    third = await poll(sockets, after=second["after"])
    assert (told(third), third["done"]) == (["<3@y.test>"], True)
    assert third["after"] == third["events"][0]["event_id"]
    assert third["events"][0]["message"]["text"] == "Hello\n"
    assert (await poll(sockets, after=third["after"]))["after"] == third["after"]


async def test_without_after_only_what_is_to_come_is_told(sockets: Sockets) -> None:
    await sockets.receive("<old@y.test>")
    now = await poll(sockets)
    await sockets.receive("<new@y.test>")
    assert told(await poll(sockets, after=now["after"])) == ["<new@y.test>"]


async def test_an_answer_waits_for_the_next_event(sockets: Sockets) -> None:
    now = await poll(sockets)
    waiting = asyncio.create_task(poll(sockets, after=now["after"], wait=60))
    await asyncio.wait_for(sockets.hub.arrived.wait(), WITHIN_S)
    await sockets.receive("<1@y.test>")
    assert told(await waiting) == ["<1@y.test>"]


async def test_an_answer_waits_only_as_long_as_was_asked(sockets: Sockets) -> None:
    assert (await poll(sockets, wait=1))["events"] == []


async def test_an_answer_that_waits_ends_with_its_key(sockets: Sockets) -> None:
    async with sockets.http() as root:
        made = (await root.post("/v0/api-keys", json={})).json()
        theirs = {"Authorization": f"Bearer {made['api_key']}"}
        waiting = asyncio.create_task(root.get(EVENTS, params={"wait": 60}, headers=theirs, timeout=WITHIN_S))
        await asyncio.wait_for(sockets.hub.arrived.wait(), WITHIN_S)
        await root.delete(f"/v0/api-keys/{made['api_key_id']}")
        assert (await waiting).status_code == 401


async def test_an_answer_that_waited_tells_only_what_the_key_may_still_hear(sockets: Sockets) -> None:
    async with sockets.http() as root:
        made = (await root.post("/v0/api-keys", json={})).json()
        theirs = {"Authorization": f"Bearer {made['api_key']}"}
        waiting = asyncio.create_task(root.get(EVENTS, params={"wait": 1}, headers=theirs, timeout=WITHIN_S))
        await asyncio.wait_for(sockets.hub.arrived.wait(), WITHIN_S)
        flags = {"permissions": {"inbox_read": True}}
        await root.patch(f"/v0/api-keys/{made['api_key_id']}", json=flags)
        assert (await root.get(EVENTS, headers=theirs)).status_code == 403
        await sockets.receive("<1@y.test>")
        assert (await waiting).json()["events"] == []


async def test_what_does_not_match_is_passed_over_for_good(sockets: Sockets) -> None:
    await sockets.receive("<1@y.test>")
    answer = await poll(sockets, after="0", inbox_ids="ben@x.test")
    assert (answer["events"], answer["done"]) == ([], True)
    assert answer["after"] == (await poll(sockets))["after"] != "0"


async def test_a_pod_has_events_of_its_own(sockets: Sockets) -> None:
    async with sockets.http() as client:
        pod = (await client.post("/v0/pods", json={})).json()["pod_id"]
        await client.post(f"/v0/pods/{pod}/inboxes", json={"username": "cay"})
        key = (await client.post(f"/v0/pods/{pod}/api-keys", json={})).json()["api_key"]
    await sockets.receive("<1@y.test>")
    await sockets.receive("<2@y.test>", to="cay@x.test")
    assert told(await poll(sockets, f"/v0/pods/{pod}/events", after="0")) == ["<2@y.test>"]
    async with sockets.http(key) as client:
        assert told((await client.get(EVENTS, params={"after": "0"})).json()) == ["<2@y.test>"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"after": "f" * 32}, 410, "event_expired"),
        ({"after": "yesterday"}, 400, "validation_error"),
        ({"wait": 61}, 400, "validation_error"),
        ({"wait": -1}, 400, "validation_error"),
        ({"limit": 0}, 400, "validation_error"),
        ({"event_types": "message.lost"}, 400, "validation_error"),
        ({"inbox_ids": "cay@x.test"}, 404, "not_found"),
    ],
)
@pytest.mark.parametrize("headers", [{}, SSE], ids=["poll", "stream"])
async def test_what_cannot_be_told_is_said_before_anything_else(
    sockets: Sockets, query: dict[str, str | int], status: int, code: str, headers: dict[str, str]
) -> None:
    async with sockets.http() as client:
        answer = await client.get(EVENTS, params=query, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["fix"]


class Reader:
    """What a browser's `EventSource` would make of an answer."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()
        self.last_id = ""

    async def block(self) -> dict[str, str]:
        """The fields up to the next empty line."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(WITHIN_S):
            async for line in self._lines:
                if not line:
                    break
                name, _, value = line.partition(":")
                fields[name] = value.removeprefix(" ")
        self.last_id = fields.get("id", self.last_id)
        return fields

    async def hear(self) -> str:
        """The id of the message that the next event tells of."""
        event = msgspec.json.decode((await self.block())["data"])
        assert event["event_id"] == self.last_id
        message_id: str = event["message"]["message_id"]
        return message_id


@asynccontextmanager
async def listening(sockets: Sockets, last_id: str = "", **query: str) -> AsyncIterator[Reader]:
    headers = SSE | ({"Last-Event-ID": last_id} if last_id else {})
    async with (
        sockets.http() as client,
        client.stream("GET", EVENTS, params=query, headers=headers, timeout=WITHIN_S) as answer,
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (
            200,
            "text/event-stream; charset=utf-8",
        )
        reader = Reader(answer)
        assert (await reader.block()).keys() == {"retry"}
        yield reader


async def test_a_stream_tells_events_as_they_come(sockets: Sockets) -> None:
    async with listening(sockets) as reader:
        await sockets.receive("<1@y.test>")
        assert await reader.hear() == "<1@y.test>"
        await sockets.receive("<2@y.test>")
        assert await reader.hear() == "<2@y.test>"


async def test_a_stream_goes_on_from_the_last_event_that_was_heard(sockets: Sockets) -> None:
    for number in (1, 2, 3):
        await sockets.receive(f"<{number}@y.test>")
    async with listening(sockets, after="0") as reader:
        assert await reader.hear() == "<1@y.test>"
    async with listening(sockets, last_id=reader.last_id, after="0") as reader:
        assert [await reader.hear(), await reader.hear()] == ["<2@y.test>", "<3@y.test>"]
        await sockets.receive("<4@y.test>")
        assert await reader.hear() == "<4@y.test>"


async def test_a_quiet_stream_is_kept_alive(sockets: Sockets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "_KEEP_ALIVE_S", 0.01)
    async with listening(sockets) as reader:
        assert await reader.block() == {"": "keep-alive"}


async def test_a_stream_ends_with_its_server(sockets: Sockets) -> None:
    async with listening(sockets) as reader:
        sockets.hub.stop()
        assert await reader.block() == {}


async def test_a_client_that_leaves_is_forgotten(sockets: Sockets) -> None:
    async with listening(sockets):
        assert sockets.hub.listeners == 1
    await asyncio.wait_for(sockets.hub.empty.wait(), WITHIN_S)


@pytest.mark.parametrize(
    "head",
    [
        "/events HTTP/1.1\r\nAccept: text/event-stream",
        " HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    ],
    ids=["stream", "socket"],
)
async def test_a_client_that_takes_nothing_is_let_go(
    sockets: Sockets, monkeypatch: pytest.MonkeyPatch, head: str
) -> None:
    monkeypatch.setattr(event_stream, "SEND_TIMEOUT_S", 0.05)
    monkeypatch.setattr(stream, "SEND_TIMEOUT_S", 0.05)
    with await sockets.stuck(head):
        await asyncio.wait_for(sockets.hub.arrived.wait(), WITHIN_S)
        for _ in range(7):
            sockets.hub.newest.offer(Frame(event_id="0" * 32, body=b"x" * 1024 * 1024))
        await asyncio.wait_for(sockets.hub.empty.wait(), WITHIN_S)


async def test_head_tells_what_a_stream_would_be(sockets: Sockets) -> None:
    async with sockets.http() as client:
        answer = await client.head(EVENTS, headers=SSE)
    assert (answer.status_code, answer.content) == (200, b"")
