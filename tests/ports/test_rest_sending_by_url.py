"""Attachments by URL over REST, fetched from a real web server."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import httpx
import pytest
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.rest_server import RestServer, mail, open_rest_server
from tests.ports.web_server import WebServer, answer

from pillarbox.domain.policy import MAX_FILES_BYTES
from pillarbox.net.remote_files import HttpFiles

MESSAGES, DRAFTS = "/v0/inboxes/ada@x.test/messages", "/v0/inboxes/ada@x.test/drafts"
ANN = {"From": "Ann <ann@y.test>", "To": "ada@x.test", "Subject": "Plans", "Message-ID": "<1@y>"}
LARGE = 7 * 1024 * 1024
WAYS = ("send", "<1@y>/reply", "<1@y>/reply-all", "<1@y>/forward")


@pytest.fixture
async def web() -> AsyncIterator[WebServer]:
    answers = {
        "/bill.pdf": answer(body=b"%PDF", Content_Type="application/pdf"),
        "/moved": answer(307, Location="/bill.pdf"),
        "/large": answer(body=b"0123456" * (LARGE // 7)),
        "/endless": answer(body=b"x" * (MAX_FILES_BYTES + 1)),
        "/lost": answer(404),
    }
    async with WebServer(answers).running() as server:
        yield server


@pytest.fixture(params=[True])
async def server(
    request: pytest.FixtureRequest, database: AnyDatabase, clock: FixedClock
) -> AsyncIterator[RestServer]:
    """A server that may fetch from loopback, unless the test is run with False."""
    async with aclosing(HttpFiles(allow_private=request.param)) as files:
        yield await open_rest_server(database, clock, remote_files=files)


@pytest.fixture
async def root(server: RestServer) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as client:
        await client.post("/v0/inboxes", json={"username": "ada"})
        await server.receive("ada@x.test", mail(ANN))
        yield client


async def attached(client: httpx.AsyncClient, owner: str) -> list[tuple[dict[str, Any], bytes]]:
    """The attachments of a message or a draft, with their bytes."""
    found = []
    for file in (await client.get(owner)).json()["attachments"]:
        link = (await client.get(f"{owner}/attachments/{file.pop('attachment_id')}")).json()
        found.append((file, (await client.get(link["download_url"])).content))
    return found


def body_for(way: str, *attachments: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {"text": "See attached.", "attachments": list(attachments)}
    return body | ({} if "reply" in way else {"to": "ben@y.test"})


@pytest.mark.parametrize("way", WAYS)
async def test_every_way_to_send_fetches_files(root: httpx.AsyncClient, web: WebServer, way: str) -> None:
    body = body_for(way, {"url": f"{web.origin}/moved"}, {"content": "YQ==", "filename": "a.txt"})
    sent = await root.post(f"{MESSAGES}/{way}", json=body)
    assert sent.status_code == 200, sent.text
    first, second = await attached(root, f"{MESSAGES}/{sent.json()['message_id']}")
    kind = {"content_type": "application/pdf", "content_disposition": "attachment", "size": 4}
    assert first == ({"filename": "moved", **kind}, b"%PDF")
    assert second[1] == b"a"


async def test_a_file_may_be_larger_than_a_request(root: httpx.AsyncClient, web: WebServer) -> None:
    body = body_for("send", {"url": f"{web.origin}/large"})
    sent = (await root.post(f"{MESSAGES}/send", json=body)).json()
    ((file, data),) = await attached(root, f"{MESSAGES}/{sent['message_id']}")
    assert (file["size"], data) == (LARGE, b"0123456" * (LARGE // 7))


async def test_drafts_fetch_files_when_they_are_written(root: httpx.AsyncClient, web: WebServer) -> None:
    logo = {"url": f"{web.origin}/bill.pdf", "content_disposition": "inline", "content_id": "bill"}
    draft = (await root.post(DRAFTS, json=body_for("draft", logo))).json()
    one = f"{DRAFTS}/{draft['draft_id']}"
    await root.patch(one, json={"add_attachments": [{"url": f"{web.origin}/bill.pdf", "filename": "b"}]})
    web.answers = {}
    (first, data), (second, _) = await attached(root, one)
    assert (first["filename"], first["content_id"], data) == ("bill.pdf", "bill", b"%PDF")
    assert second["filename"] == "b"
    sent = (await root.post(f"{one}/send", json={})).json()
    assert [data for _, data in await attached(root, f"{MESSAGES}/{sent['message_id']}")] == [b"%PDF"] * 2


@pytest.mark.parametrize("path", ["/lost", "/endless"])
@pytest.mark.parametrize("way", WAYS)
async def test_nothing_is_kept_when_a_file_cannot_be_fetched(
    root: httpx.AsyncClient, web: WebServer, way: str, path: str
) -> None:
    given = ({"url": f"{web.origin}/bill.pdf"}, {"url": web.origin + path})
    keyed = {"Idempotency-Key": "key-1"}
    refused = await root.post(f"{MESSAGES}/{way}", json=body_for(way, *given), headers=keyed)
    assert (refused.status_code, refused.json()["code"]) == (403, "message_rejected")
    assert refused.json()["name"] == "MessageRejectedError"
    assert "`content`" in refused.json()["fix"]
    assert (await root.get(MESSAGES)).json()["count"] == 1
    assert (await root.post(DRAFTS, json=body_for(way, *given))).status_code == 403
    assert (await root.get(DRAFTS)).json()["count"] == 0
    again = await root.post(f"{MESSAGES}/{way}", json=body_for(way), headers=keyed)
    assert again.status_code == 200


@pytest.mark.parametrize("server", [False], indirect=True)
async def test_files_of_private_networks_are_not_fetched(root: httpx.AsyncClient, web: WebServer) -> None:
    for url in (f"{web.origin}/bill.pdf", f"http://localhost:{web.port}/bill.pdf", "http://169.254.169.254/"):
        refused = await root.post(f"{MESSAGES}/send", json=body_for("send", {"url": url}))
        assert (refused.status_code, refused.json()["code"]) == (403, "message_rejected")
        assert "is not public" in refused.json()["message"]
    assert web.requests == []
