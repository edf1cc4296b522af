"""The log of label changes over HTTP."""

import pytest
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.rest_server import RestServer, mail, open_rest_server

ADA = "ada@x.test"
EVENTS = f"/v0/inboxes/{ADA}/events"


@pytest.fixture
async def server(database: AnyDatabase, clock: FixedClock) -> RestServer:
    server = await open_rest_server(database, clock)
    async with server.client() as client:
        await client.post("/v0/inboxes", json={"username": "ada"})
    await server.receive(ADA, mail({"Message-ID": "<1@y>"}))
    return server


async def test_an_event_tells_the_label_the_message_and_the_time(server: RestServer) -> None:
    async with server.client() as client:
        inbox = (await client.get(f"/v0/inboxes/{ADA}")).json()
        answer = (await client.get(EVENTS, params={"limit": 1})).json()
        later = (await client.get(EVENTS, params={"page_token": answer["next_page_token"]})).json()
    (event,) = answer["events"]
    assert len(event.pop("event_id")) == 16
    assert event == {
        "organization_id": inbox["organization_id"],
        "pod_id": inbox["pod_id"],
        "inbox_id": ADA,
        "event_type": "label.added",
        "message_id": "<1@y>",
        "label": "unread",
        "event_at": "2023-11-14T22:13:20.000Z",
        "created_at": "2023-11-14T22:13:20.000Z",
    }
    assert (answer["count"], answer["limit"]) == (1, 1)
    assert [event["label"] for event in later["events"]] == ["received"]
    assert later.keys() == {"count", "events"}


async def test_ascending_turns_the_log_round(server: RestServer) -> None:
    async with server.client() as client:
        answer = (await client.get(EVENTS, params={"ascending": "true"})).json()
    assert [event["label"] for event in answer["events"]] == ["received", "unread"]


async def test_the_log_asks_for_inbox_read(server: RestServer) -> None:
    async with server.client() as client:
        made = await client.post("/v0/api-keys", json={"permissions": {"message_read": True}})
    async with server.client(made.json()["api_key"]) as client:
        answer = await client.get(EVENTS)
    assert answer.status_code == 403
    assert "inbox_read" in answer.json()["fix"]


async def test_the_log_of_an_unknown_inbox_is_not_found(server: RestServer) -> None:
    async with server.client() as client:
        assert (await client.get("/v0/inboxes/eve@x.test/events")).status_code == 404
