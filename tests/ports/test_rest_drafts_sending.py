"""Sending drafts over REST: what becomes of them, who may approve them, what is refused meanwhile."""

from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.conftest import FixedClock
from tests.ports.rest_server import RestServer, mail

from pillarbox.domain.access import Scope
from pillarbox.ports import Tx
from pillarbox.tables import drafts

MESSAGES, DRAFTS = "/v0/inboxes/ada@x.test/messages", "/v0/inboxes/ada@x.test/drafts"
ANN = {"From": "Ann <ann@y.test>", "To": "ada@x.test, ben@y.test", "Subject": "Plans", "Message-ID": "<1@y>"}
LATER, EVEN_LATER = "2023-11-15T09:00:00.000Z", "2023-11-16T09:00:00.000Z"
LOGO = {"content": b64encode(b"PNG").decode(), "content_disposition": "inline", "content_id": "logo"}


@pytest.fixture
async def root(server: RestServer) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as client:
        await client.post("/v0/inboxes", json={"username": "ada"})
        yield client


async def write(client: httpx.AsyncClient, **body: Any) -> str:
    """The path of a new draft."""
    answer = await client.post(DRAFTS, json=body)
    assert answer.status_code == 200, answer.text
    return f"{DRAFTS}/{answer.json()['draft_id']}"


async def send(client: httpx.AsyncClient, draft: str, **body: Any) -> dict[str, Any]:
    """The message that a draft becomes."""
    answer = await client.post(f"{draft}/send", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json().keys() == {"message_id", "thread_id"}
    assert (await client.get(draft)).status_code == 404
    message: dict[str, Any] = (await client.get(f"{MESSAGES}/{answer.json()['message_id']}")).json()
    assert message["thread_id"] == answer.json()["thread_id"]
    return message


async def approver(server: RestServer, root: httpx.AsyncClient, *permissions: str) -> httpx.AsyncClient:
    """A client whose key has these permissions only."""
    flags = dict.fromkeys(permissions, True)
    key = (await root.post("/v0/api-keys", json={"name": "k", "permissions": flags})).json()["api_key"]
    return server.client(key)


async def lease(server: RestServer, draft: str) -> None:
    """Begin to send a draft, for a millisecond."""

    def work(tx: Tx) -> None:
        found = drafts.find_draft(tx, Scope(organization_no=1), draft.rpartition("/")[2])
        assert found is not None
        drafts.lease_draft(tx, found, server.ports.clock.now_ms() + 1)

    await server.ports.database.write(work)


async def refusal(client: httpx.AsyncClient, method: str, path: str, **body: Any) -> tuple[int, str]:
    answer = await client.request(method, path, json=body)
    return answer.status_code, answer.json().get("code", "")


async def test_a_draft_becomes_the_message_it_says(root: httpx.AsyncClient) -> None:
    words = {"subject": "Hello", "text": "Hi\n", "html": '<img src="cid:logo">'}
    people = {"to": ["ben@y.test"], "cc": ["c@y.test"], "bcc": ["d@y.test"], "reply_to": ["e@y.test"]}
    draft = await write(root, **words, **people, labels=["a", "b"], attachments=[LOGO])
    message = await send(root, draft, add_labels="c", remove_labels=["a", "sent-later"])
    assert message.items() >= (words | people).items()
    assert message["labels"] == ["sent", "b", "c"]
    (file,) = message["attachments"]
    assert (file["content_id"], file["content_disposition"], file["size"]) == ("logo", "inline", 3)


async def test_an_answer_joins_the_thread_and_quotes(server: RestServer, root: httpx.AsyncClient) -> None:
    await server.receive("ada@x.test", mail(ANN, "Nine?\n"))
    message = await send(root, await write(root, in_reply_to="<1@y>", text="Ten."))
    source = (await root.get(f"{MESSAGES}/<1@y>")).json()
    assert (message["thread_id"], message["in_reply_to"]) == (source["thread_id"], "<1@y>")
    assert message["references"] == ["<1@y>"]
    assert message["text"].startswith("Ten.\n")
    assert "> Nine?" in message["text"]
    assert message["extracted_text"] == "Ten."


async def test_an_answer_outlives_its_source(server: RestServer, root: httpx.AsyncClient) -> None:
    await server.receive("ada@x.test", mail(ANN, "Nine?\n"))
    draft = await write(root, in_reply_to="<1@y>", text="Ten.")
    await root.delete(f"{MESSAGES}/<1@y>")
    message = await send(root, draft)
    assert (message["to"], message["text"]) == (["Ann <ann@y.test>"], "Ten.\n")
    assert message["in_reply_to"] == "<1@y>"


async def test_a_forward_takes_body_and_files_when_it_is_sent(root: httpx.AsyncClient) -> None:
    bill = {"content": b64encode(b"%PDF").decode(), "filename": "bill.pdf"}
    body = {"to": "ben@y.test", "subject": "Bill", "text": "Pay.\n", "attachments": [bill]}
    source = (await root.post(f"{MESSAGES}/send", json=body)).json()
    draft = await write(root, forward_of=source["message_id"], text="FYI", attachments=[LOGO])
    assert (await refusal(root, "POST", f"{draft}/send"))[0] == 400
    await root.patch(draft, json={"to": "cay@y.test"})
    message = await send(root, draft)
    assert (message["subject"], message["thread_id"]) == ("Fwd: Bill", source["thread_id"])
    assert message["text"].startswith("FYI\n")
    assert "Pay." in message["text"]
    assert [file["size"] for file in message["attachments"]] == [4, 3]


async def test_a_forward_without_its_source_stays_a_draft(root: httpx.AsyncClient) -> None:
    source = (await root.post(f"{MESSAGES}/send", json={"to": "ben@y.test"})).json()["message_id"]
    draft = await write(root, forward_of=source, to=["cay@y.test"])
    await root.delete(f"{MESSAGES}/{source}")
    assert await refusal(root, "POST", f"{draft}/send") == (404, "not_found")
    assert (await root.get(draft)).json()["forward_of"] == source


async def test_what_may_not_be_sent_stays_a_draft(root: httpx.AsyncClient) -> None:
    draft = await write(root, to=["ben@y.test"])
    await root.post("/v0/lists/send/block", json={"entry": "ben@y.test"})
    assert await refusal(root, "POST", f"{draft}/send") == (403, "message_rejected")
    await root.patch(draft, json={"to": []})
    assert await refusal(root, "POST", f"{draft}/send") == (400, "validation_error")
    await root.patch(draft, json={"to": ["cay@y.test"]})
    assert await refusal(root, "POST", f"{draft}/send", add_labels=["sent"]) == (400, "validation_error")
    await root.patch("/v0/inboxes/ada@x.test", json={"status": "paused"})
    assert await refusal(root, "POST", f"{draft}/send") == (403, "inbox_paused")
    assert "send_status" not in (await root.get(draft)).json()
    await root.patch("/v0/inboxes/ada@x.test", json={"status": "active"})
    assert (await send(root, draft))["to"] == ["cay@y.test"]


async def test_a_schedule_is_set_moved_and_taken_back(root: httpx.AsyncClient) -> None:
    draft = await write(root, labels=["a"], send_at=LATER)
    shown = (await root.get(draft)).json()
    assert (shown["labels"], shown["send_status"], shown["send_at"]) == (
        ["a", "scheduled"],
        "scheduled",
        LATER,
    )
    (item,) = (await root.get(DRAFTS, params={"labels": "scheduled"})).json()["drafts"]
    assert (item["send_status"], item["send_at"]) == ("scheduled", LATER)
    moved = (await root.patch(draft, json={"send_at": "2023-11-16T10:00:00+01:00"})).json()
    assert (moved["labels"], moved["send_at"]) == (["a", "scheduled"], EVEN_LATER)
    edited = (await root.patch(draft, json={"text": "new"})).json()
    assert (edited["send_status"], edited["send_at"]) == ("scheduled", EVEN_LATER)
    free = (await root.patch(draft, json={"send_at": None})).json()
    assert (free["labels"], free["text"]) == (["a"], "new")
    assert free.keys().isdisjoint({"send_status", "send_at"})


async def test_a_scheduled_draft_can_be_sent_at_once(root: httpx.AsyncClient) -> None:
    message = await send(root, await write(root, to=["ben@y.test"], labels=["a"], send_at=LATER))
    assert message["labels"] == ["sent", "a"]


async def test_what_is_being_sent_is_left_alone(server: RestServer, root: httpx.AsyncClient) -> None:
    draft = await write(root, to=["ben@y.test"])

    await lease(server, draft)
    assert (await root.get(draft)).json()["send_status"] == "sending"
    for method, path in (("PATCH", draft), ("DELETE", draft), ("POST", f"{draft}/send")):
        assert await refusal(root, method, path) == (409, "conflict")


async def test_a_draft_whose_sender_died_is_free_again(
    server: RestServer, root: httpx.AsyncClient, clock: FixedClock
) -> None:
    draft = await write(root, to=["ben@y.test"])

    await lease(server, draft)
    clock.ms += 1
    assert (await root.patch(draft, json={"subject": "Now"})).status_code == 200
    assert (await send(root, draft))["subject"] == "Now"


async def test_a_second_send_finds_nothing_without_the_key_of_the_first(root: httpx.AsyncClient) -> None:
    draft = await write(root, to=["ben@y.test"])
    keyed = {"Idempotency-Key": "key-1"}
    first = await root.post(f"{draft}/send", json={}, headers=keyed)
    again = await root.post(f"{draft}/send", json={}, headers=keyed)
    assert (first.status_code, first.json()) == (200, again.json())
    assert await refusal(root, "POST", f"{draft}/send") == (404, "not_found")
    assert (await root.get(MESSAGES)).json()["count"] == 1
    other = await write(root, to=["ben@y.test"])
    refused = await root.post(f"{other}/send", json={}, headers=keyed)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert (await root.get(other)).status_code == 200


async def test_one_key_writes_and_another_approves(server: RestServer, root: httpx.AsyncClient) -> None:
    async with await approver(server, root, "draft_create", "draft_update") as writer:
        draft = await write(writer, to=["ben@y.test"], text="Hi\n")
        assert (await writer.patch(draft, json={"subject": "Hello"})).status_code == 200
        for method, path in (("POST", f"{draft}/send"), ("GET", draft), ("DELETE", draft)):
            assert await refusal(writer, method, path) == (403, "missing_permission")
        assert (await refusal(writer, "POST", f"{MESSAGES}/send", to="ben@y.test"))[0] == 403
    async with await approver(server, root, "draft_send") as human:
        assert (await refusal(human, "PATCH", draft, text="Ho"))[0] == 403
        assert (await human.post(f"{draft}/send", json={})).status_code == 200
    (message,) = (await root.get(MESSAGES)).json()["messages"]
    assert (message["subject"], message["preview"]) == ("Hello", "Hi\n")


async def test_who_may_not_send_may_not_schedule(server: RestServer, root: httpx.AsyncClient) -> None:
    scheduled = await write(root, to=["ben@y.test"], send_at=LATER)
    async with await approver(server, root, "draft_create", "draft_update") as writer:
        denied = (403, "missing_permission")
        assert await refusal(writer, "POST", DRAFTS, send_at=LATER) == denied
        assert await refusal(writer, "PATCH", await write(writer), send_at=LATER) == denied
        assert await refusal(writer, "PATCH", scheduled, text="Give me your password") == denied
        assert (await writer.patch(scheduled, json={"text": "Hi", "send_at": None})).status_code == 200


async def test_a_source_its_writer_may_not_read_is_not_found(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    await server.receive("ada@x.test", mail(ANN))
    async with await approver(server, root, "draft_create") as writer:
        for source in ("in_reply_to", "forward_of"):
            assert await refusal(writer, "POST", DRAFTS, **{source: "<1@y>"}) == (404, "not_found")
    async with await approver(server, root, "draft_create", "message_read") as writer:
        assert (await writer.post(DRAFTS, json={"in_reply_to": "<1@y>"})).status_code == 200
        await root.patch(f"{MESSAGES}/<1@y>", json={"add_labels": "spam"})
        assert await refusal(writer, "POST", DRAFTS, in_reply_to="<1@y>") == (404, "not_found")
