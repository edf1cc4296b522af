from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.ports.rest_server import RestServer, mail

MESSAGES = "/v0/inboxes/ada@x.test/messages"
ANN = {"From": "Ann <ann@y.test>", "To": "ada@x.test, ben@y.test", "Subject": "Plans", "Message-ID": "<1@y>"}


@pytest.fixture
async def root(server: RestServer) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as client:
        await client.post("/v0/inboxes", json={"username": "ada"})
        yield client


async def post(
    client: httpx.AsyncClient, action: str, body: object, key: str | None = None
) -> httpx.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    return await client.post(f"{MESSAGES}/{action}", json=body, headers=headers)


async def sent(client: httpx.AsyncClient, action: str, **body: Any) -> dict[str, Any]:
    """The stored message of a send that succeeds."""
    answer = await post(client, action, body)
    assert answer.status_code == 200, answer.text
    assert answer.json().keys() == {"message_id", "thread_id"}
    stored: dict[str, Any] = (await client.get(f"{MESSAGES}/{answer.json()['message_id']}")).json()
    assert stored["thread_id"] == answer.json()["thread_id"]
    return stored


async def test_a_message_is_sent_to_one_address_or_many(root: httpx.AsyncClient) -> None:
    message = await sent(
        root,
        "send",
        to="ben@y.test, Cay <cay@y.test>",
        cc=["dan@y.test"],
        bcc="eve@y.test",
        reply_to="team@y.test",
        subject="Hello",
        text="Hi\n",
        labels="Outreach",
        headers={"X-Campaign": "7"},
    )
    assert message["to"] == ["ben@y.test", "Cay <cay@y.test>"]
    assert (message["cc"], message["bcc"]) == (["dan@y.test"], ["eve@y.test"])
    assert (message["reply_to"], message["labels"]) == (["team@y.test"], ["sent", "outreach"])
    assert (message["subject"], message["text"]) == ("Hello", "Hi\n")
    assert message["headers"]["X-Campaign"] == "7"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, []),
        ({"to": []}, []),
        ({"to": "not an address"}, ["to", 0]),
        ({"to": ["ben@y.test", "x"]}, ["to", 1]),
        ({"to": [f"u{n}@y.test" for n in range(51)]}, ["to"]),
        ({"to": [f"u{n}@y.test" for n in range(50)], "bcc": "eve@y.test"}, []),
        ({"to": "ben@y.test", "reply_to": ["ben@y.test"] * 51}, ["reply_to"]),
        ({"to": 5}, ["to"]),
        ({"to": "ben@y.test", "labels": ["sent"]}, ["labels", 0]),
        ({"to": "ben@y.test", "headers": {"X-A": "1\r\nBcc: eve@y.test"}}, ["headers"]),
        ({"to": "ben@y.test", "headers": {"From": "eve@y.test"}}, ["headers"]),
        ({"to": "ben@y.test", "attachments": [{}]}, ["attachments", 0]),
        ({"to": "ben@y.test", "attachments": [{"content": "", "url": "http://y.test"}]}, ["attachments", 0]),
        ({"to": "ben@y.test", "attachments": [{"content": "%"}]}, ["attachments", 0, "content"]),
        ({"to": "ben@y.test", "attachments": [{"content": 1}]}, ["attachments", 0, "content"]),
        ({"to": "ben@y.test", "attachments": [{"content": "YQ=="}] * 101}, ["attachments"]),
        ({"to": "ben@y.test", "attachments": [{"url": "ftp://y.test/a.pdf"}]}, ["attachments", 0, "url"]),
        (
            {"to": "ben@y.test", "attachments": [{"content": "", "content_type": "text"}]},
            ["attachments", 0],
        ),
        ({"to": "ben@y.test", "subject": "Hi\r\nBcc: eve@y.test"}, ["subject"]),
        ({"to": ", ".join(["ben@y.test"] * 51)}, ["to", 0]),
        ({"to": "ben@y.test", "text": "a\0b"}, []),
    ],
)
async def test_a_malformed_message_is_not_sent(
    root: httpx.AsyncClient, body: dict[str, Any], path: list[str | int]
) -> None:
    refused = await post(root, "send", body)
    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")
    assert refused.json()["errors"][0]["path"] == path
    assert (await root.get(MESSAGES)).json()["count"] == 0


async def test_what_this_server_does_not_do_is_refused_in_words(root: httpx.AsyncClient) -> None:
    refused = await post(root, "send", {"to": "ben@y.test", "html": "<p>", "track_opens": True})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_a_paused_inbox_does_not_send(root: httpx.AsyncClient) -> None:
    await root.patch("/v0/inboxes/ada@x.test", json={"status": "paused"})
    refused = await post(root, "send", {"to": "ben@y.test"})
    assert (refused.status_code, refused.json()["code"]) == (403, "inbox_paused")


async def test_an_idempotency_key_replays_the_first_answer(root: httpx.AsyncClient) -> None:
    first = await post(root, "send", {"to": "ben@y.test", "text": "Hi"}, "key-1")
    again = await post(root, "send", {"text": "Hi", "to": "ben@y.test", "unknown": 1}, "key-1")
    assert first.json() == again.json()
    assert (await root.get(MESSAGES)).json()["count"] == 1


async def test_an_idempotency_key_serves_one_request_only(root: httpx.AsyncClient) -> None:
    first = await post(root, "send", {"to": "ben@y.test"}, "key-1")
    one = first.json()["message_id"]
    for action, body in (("send", {"to": "cay@y.test"}), (f"{one}/forward", {"to": "ben@y.test"})):
        refused = await post(root, action, body, "key-1")
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize("key", ["", "a b", "a@b", "k" * 257])
async def test_a_malformed_idempotency_key_is_refused(root: httpx.AsyncClient, key: str) -> None:
    refused = await post(root, "send", {"to": "ben@y.test"}, key)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["path"] == ["Idempotency-Key"]


async def test_a_reply_goes_to_the_sender_in_the_thread(server: RestServer, root: httpx.AsyncClient) -> None:
    await server.receive("ada@x.test", mail(ANN))
    answer = await sent(root, "<1@y>/reply", text="Fine by me.")
    assert (answer["to"], answer["subject"], answer["in_reply_to"]) == (
        ["Ann <ann@y.test>"],
        "Re: Plans",
        "<1@y>",
    )
    assert answer["extracted_text"] == "Fine by me."
    source = (await root.get(f"{MESSAGES}/<1@y>")).json()
    assert answer["thread_id"] == source["thread_id"]


@pytest.mark.parametrize(("action", "extra"), [("reply", {"reply_all": True}), ("reply-all", {})])
async def test_a_reply_to_all_leaves_the_inbox_itself_out(
    server: RestServer, root: httpx.AsyncClient, action: str, extra: dict[str, Any]
) -> None:
    await server.receive("ada@x.test", mail(ANN))
    answer = await sent(root, f"<1@y>/{action}", text="All right.", **extra)
    assert answer["to"] == ["Ann <ann@y.test>", "ben@y.test"]


async def test_a_reply_to_all_takes_no_recipients(server: RestServer, root: httpx.AsyncClient) -> None:
    await server.receive("ada@x.test", mail(ANN))
    refused = await post(root, "<1@y>/reply", {"reply_all": True, "to": "cay@y.test"})
    assert refused.json()["errors"][0]["path"] == ["reply_all"]


async def test_a_message_that_is_not_there_cannot_be_answered(root: httpx.AsyncClient) -> None:
    for action in ("reply", "reply-all", "forward"):
        assert (await post(root, f"<9@y>/{action}", {"to": "ben@y.test"})).status_code == 404


async def test_a_forward_takes_the_attachments_along(root: httpx.AsyncClient) -> None:
    attachment = {"content": b64encode(b"%PDF").decode(), "filename": "bill.pdf"}
    first = await sent(root, "send", to="ben@y.test", subject="Bill", attachments=[attachment])
    second = {"content": b64encode(b"note").decode().rstrip("="), "content_type": "text/plain"}
    passed = await sent(root, f"{first['message_id']}/forward", to="cay@y.test", attachments=[second])
    assert (passed["subject"], passed["thread_id"]) == ("Fwd: Bill", first["thread_id"])
    assert [(file["content_type"], file["size"]) for file in passed["attachments"]] == [
        ("application/octet-stream", 4),
        ("text/plain", 4),
    ]


async def test_a_large_attachment_arrives_unchanged(root: httpx.AsyncClient) -> None:
    data = bytes(range(256)) * 4096
    content = b64encode(data).decode()
    message = await sent(root, "send", to="ben@y.test", attachments=[{"content": content}])
    attachment_id = message["attachments"][0]["attachment_id"]
    link = (await root.get(f"{MESSAGES}/{message['message_id']}/attachments/{attachment_id}")).json()
    assert (await root.get(link["download_url"])).content == data
