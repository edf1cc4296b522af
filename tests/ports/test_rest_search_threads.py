from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.rest_server import RestServer, mail, open_rest_server

SEARCH = "threads/search"


@pytest.fixture
async def root(database: AnyDatabase, clock: FixedClock) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a server with three threads: two in the inbox of ada, one in a pod with that of bob."""
    server: RestServer = await open_rest_server(database, clock)
    async with server.client() as client:
        pod = (await client.post("/v0/pods", json={"name": "Sales"})).json()["pod_id"]
        await client.post("/v0/inboxes", json={"username": "ada"})
        await client.post(f"/v0/pods/{pod}/inboxes", json={"username": "bob"})
        client.headers["X-Pod"] = pod
        for number, (inbox, subject, text, parent) in enumerate(
            (
                ("ada", "Invoice", "Please pay.", None),
                ("bob", "Lunch", "Bring the invoice along.", None),
                ("ada", "Re: Invoice", "The invoice is paid.", 0),
                ("ada", "Trip", "We fly on Monday.", None),
            )
        ):
            clock.ms += 1000
            headers = {"From": "ann@y.test", "Subject": subject, "Message-ID": f"<{number}@y.test>"}
            if parent is not None:
                headers["In-Reply-To"] = f"<{parent}@y.test>"
            await server.receive(f"{inbox}@x.test", mail(headers, text))
        yield client


async def found(client: httpx.AsyncClient, place: str, q: str, **query: str) -> list[dict[str, Any]]:
    answer = await client.get(f"/v0/{place}{SEARCH}", params={"q": q, **query})
    assert answer.status_code == 200, answer.text
    threads: list[dict[str, Any]] = answer.json()["threads"]
    return threads


async def test_a_thread_is_found_once_with_the_highlights_of_all_that_match(root: httpx.AsyncClient) -> None:
    first, second = await found(root, "", "invoice")
    assert (first["subject"], first["message_count"]) == ("Invoice", 2)
    assert first["highlights"] == {
        "subject": ["Re: **Invoice**", "**Invoice**"],
        "text": ["The **invoice** is paid."],
    }
    assert second["highlights"] == {"text": ["Bring the **invoice** along."]}
    assert "messages" not in first


async def test_a_search_stays_within_its_pod_and_inbox(root: httpx.AsyncClient) -> None:
    pod = root.headers["X-Pod"]
    assert [each["inbox_id"] for each in await found(root, f"pods/{pod}/", "invoice")] == ["bob@x.test"]
    assert [each["inbox_id"] for each in await found(root, "inboxes/ada@x.test/", "invoice")] == [
        "ada@x.test"
    ]
    assert await found(root, "inboxes/bob@x.test/", "monday") == []
    assert (await root.get(f"/v0/inboxes/eve@x.test/{SEARCH}", params={"q": "invoice"})).status_code == 404


async def test_pages_of_threads_show_each_once(root: httpx.AsyncClient) -> None:
    seen: list[str] = []
    query = {"q": "ann@y.test", "limit": "1"}
    while True:
        answer = (await root.get(f"/v0/{SEARCH}", params=query)).json()
        assert answer["limit"] == 1
        seen += [thread["subject"] for thread in answer["threads"]]
        if "next_page_token" not in answer:
            break
        query["page_token"] = answer["next_page_token"]
    assert seen == ["Trip", "Invoice", "Lunch"]


async def test_a_thread_is_not_found_by_its_hidden_messages(root: httpx.AsyncClient) -> None:
    path = "/v0/inboxes/ada@x.test/messages/<2@y.test>"
    await root.patch(path, json={"add_labels": ["spam"]})
    (thread,) = await found(root, "inboxes/ada@x.test/", "invoice")
    assert (thread["message_count"], thread["highlights"]) == (1, {"subject": ["**Invoice**"]})
    assert await found(root, "inboxes/ada@x.test/", "paid") == []


async def test_times_bound_the_messages_that_are_searched(root: httpx.AsyncClient) -> None:
    threads = await found(root, "", "invoice", after="2023-11-14T22:13:21Z", before="2023-11-14T22:13:23Z")
    assert [each["subject"] for each in threads] == ["Lunch"]


async def test_a_token_of_another_search_is_refused(root: httpx.AsyncClient) -> None:
    query = {"q": "ann@y.test", "limit": "1"}
    token = (await root.get(f"/v0/{SEARCH}", params=query)).json()["next_page_token"]
    other = "/v0/inboxes/ada@x.test/messages/search"
    refused = await root.get(other, params={**query, "page_token": token})
    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")
