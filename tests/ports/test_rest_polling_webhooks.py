"""Polling webhooks over REST: events wait for whoever holds the token."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest
from tests.conftest import FixedClock
from tests.ports.rest_server import ROOT_KEY, RestServer, mail

ALL = "/v0/webhooks/polling"


@pytest.fixture
async def root(server: RestServer) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as client:
        for username in ("ada", "ben"):
            await client.post("/v0/inboxes", json={"username": username})
        await client.post("/v0/pods", json={"client_id": "harbour"})
        yield client


async def make(client: httpx.AsyncClient, mount: str = "/v0", **body: object) -> dict[str, Any]:
    answer = await client.post(f"{mount}/webhooks/polling", json={"client_id": "agent", **body})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def poll(server: RestServer, made: dict[str, Any], **query: str | int) -> dict[str, Any]:
    async with server.client(made["token"]) as holder:
        answer = await holder.get(f"{ALL}/{made['webhook_id']}/events", params=query)
    assert answer.status_code == 200, answer.text
    polled: dict[str, Any] = answer.json()
    return polled


async def arrive(server: RestServer, *numbers: int, recipient: str = "ada@x.test") -> None:
    for number in numbers:
        raw = mail({"From": "ann@y.test", "Subject": str(number), "Message-ID": f"<{number}@y.test>"})
        await server.receive(recipient, raw)


def subjects(polled: dict[str, Any]) -> list[int]:
    return [int(event["payload"]["message"]["subject"]) for event in polled["data"]]


async def test_events_wait_in_order_and_polling_goes_on_behind_them(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    await arrive(server, 1)
    made = await make(root)
    await arrive(server, 2, 3)
    first = await poll(server, made, limit=2)
    assert (subjects(first), first["done"]) == ([1, 2], False)
    second = await poll(server, made, iterator=first["iterator"])
    assert (subjects(second), second["done"]) == ([3], True)
    nothing = await poll(server, made, iterator=second["iterator"])
    assert (nothing["data"], nothing["done"], nothing["iterator"]) == ([], True, second["iterator"])
    await arrive(server, 4)
    assert subjects(await poll(server, made, iterator=nothing["iterator"])) == [4]


async def test_an_event_is_what_a_webhook_would_be_sent(
    server: RestServer, root: httpx.AsyncClient, clock: FixedClock
) -> None:
    made = await make(root)
    await arrive(server, 1)
    (event,) = (await poll(server, made))["data"]
    payload = event["payload"]
    assert event["event_type"] == payload["event_type"] == "message.received"
    assert event["id"] == payload["event_id"]
    assert event["timestamp"] == "2023-11-14T22:13:20.000Z"
    assert clock.ms == 1_700_000_000_000
    assert payload["message"]["text"] == "Hello\n"


async def test_only_what_was_asked_for_waits(server: RestServer, root: httpx.AsyncClient) -> None:
    of_ben = await make(root, client_id="ben", inbox_ids=["ben@x.test"])
    of_inbox = await make(root, "/v0/inboxes/ada@x.test", client_id="ada")
    of_pod = await make(root, "/v0/pods/harbour", client_id="harbour")
    sent = await make(root, client_id="sent", event_types=["message.sent"])
    await arrive(server, 1)
    await arrive(server, 2, recipient="ben@x.test")
    assert subjects(await poll(server, of_ben)) == [2]
    assert subjects(await poll(server, of_inbox)) == [1]
    assert (await poll(server, of_pod))["data"] == (await poll(server, sent))["data"] == []


async def test_a_deleted_mail_waits_no_longer(server: RestServer, root: httpx.AsyncClient) -> None:
    made = await make(root)
    await arrive(server, 1, 2)
    await root.delete("/v0/inboxes/ada@x.test/messages/<1@y.test>")
    assert subjects(await poll(server, made)) == [2]


async def test_a_token_reads_its_own_webhook_and_nothing_else(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    made, other = await make(root), await make(root, client_id="other")
    for key in (None, ROOT_KEY, other["token"], "pwt_", made["token"] + "0"):
        async with server.client(key) as client:
            answer = await client.get(f"{ALL}/{made['webhook_id']}/events")
            assert answer.status_code == 401
    async with server.client(made["token"]) as holder:
        assert (await holder.get(f"{ALL}/{made['webhook_id']}")).status_code == 401
        assert (await holder.get("/v0/inboxes")).status_code == 401


async def test_making_it_again_gives_a_fresh_token_that_ends_the_one_before(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    first = await make(root)
    again = await make(root)
    assert again["webhook_id"] == first["webhook_id"]
    await poll(server, again)
    async with server.client(first["token"]) as holder:
        assert (await holder.get(f"{ALL}/{first['webhook_id']}/events")).status_code == 401
    other = await root.post(ALL, json={"client_id": "agent", "event_types": ["message.sent"]})
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


async def test_deleting_it_ends_its_token(server: RestServer, root: httpx.AsyncClient) -> None:
    made = await make(root)
    assert (await root.delete(f"{ALL}/{made['webhook_id']}")).status_code == 204
    async with server.client(made["token"]) as holder:
        assert (await holder.get(f"{ALL}/{made['webhook_id']}/events")).status_code == 401
    assert (await root.get(f"{ALL}/{made['webhook_id']}")).status_code == 404


async def test_lists_hold_what_was_made_on_their_route_without_tokens(root: httpx.AsyncClient) -> None:
    for mount, client_id in (("/v0", "all"), ("/v0/pods/harbour", "pod"), ("/v0/inboxes/ada@x.test", "ada")):
        made = await make(root, mount, client_id=client_id)
        listed = await root.get(f"{mount}/webhooks/polling")
        assert [each["client_id"] for each in listed.json()["polling_webhooks"]] == [client_id]
        shown = await root.get(f"{mount}/webhooks/polling/{made['webhook_id']}")
        assert listed.json()["polling_webhooks"] == [shown.json()]
        assert "message.received" in shown.json()["event_types"]
        assert made["token"] not in listed.text and "token" not in shown.json()
    assert (await root.get("/v0/webhooks")).json()["webhooks"] == []


async def test_ten_of_them_fit_into_a_place(root: httpx.AsyncClient) -> None:
    for number in range(10):
        await make(root, client_id=f"agent-{number}")
    await make(root, client_id="agent-0")
    await make(root, "/v0/pods/harbour", client_id="of-pod")
    one_more = await root.post(ALL, json={"client_id": "agent-10"})
    assert (one_more.status_code, one_more.json()["code"]) == (403, "limit_exceeded")


async def test_ten_pods_and_inboxes_together_fit_into_one(root: httpx.AsyncClient) -> None:
    pods = [f"pod-{number}" for number in range(9)]
    for pod in pods:
        await root.post("/v0/pods", json={"client_id": pod})
    await make(root, pod_ids=pods, inbox_ids=["ada@x.test"])
    both = {"client_id": "other", "pod_ids": pods, "inbox_ids": ["ada@x.test", "ben@x.test"]}
    assert (await root.post(ALL, json=both)).status_code == 400


MADE_UP = ["!", "AAAA", "a" * 2000] + [
    urlsafe_b64encode(msgspec.msgpack.encode(position)).decode()
    for position in ([1], ["a", 1], [-1, 0], [0, 2**63])
]


@pytest.mark.parametrize("iterator", MADE_UP)
async def test_a_made_up_iterator_is_refused(
    server: RestServer, root: httpx.AsyncClient, iterator: str
) -> None:
    made = await make(root)
    async with server.client(made["token"]) as holder:
        answer = await holder.get(f"{ALL}/{made['webhook_id']}/events", params={"iterator": iterator})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, ["iterator"])


async def test_polling_is_answered_in_pieces_of_bounded_size(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    made = await make(root)
    text = "A line of a long text.\n" * 20_000
    for number in range(12):
        raw = mail({"From": "ann@y.test", "Subject": str(number), "Message-ID": f"<{number}@y.test>"}, text)
        await server.receive("ada@x.test", raw)
    pieces = [await poll(server, made)]
    while not pieces[-1]["done"]:
        pieces.append(await poll(server, made, iterator=pieces[-1]["iterator"]))
    assert [number for piece in pieces for number in subjects(piece)] == list(range(12))
    assert max(len(piece["data"]) for piece in pieces) < 12
