"""Names under other spellings, values that no database takes, and keys that may do only some of it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.ports.rest_server import RestServer
from tests.ports.tenant import mail

ADA = "/v0/inboxes/ada@x.test"
BEN = "/v0/inboxes/ben@x.test"
NUL_IN_JSON = '["a\\u0000b"]'


@pytest.fixture
async def root(server: RestServer) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as client:
        for username in ("ada", "ben"):
            await client.post("/v0/inboxes", json={"username": username})
        yield client


async def key_of(root: httpx.AsyncClient, mount: str = "/v0", **body: object) -> str:
    made = await root.post(f"{mount}/api-keys", json=body)
    assert made.status_code == 200, made.text
    return str(made.json()["api_key"])


def problem(answer: httpx.Response) -> dict[str, Any]:
    """The one thing that a refused request is told to be wrong."""
    assert answer.status_code == 400, answer.text
    (wrong,) = answer.json()["errors"]
    assert isinstance(wrong, dict)
    return wrong


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"{ADA}/messages", "labels"),
        (f"{ADA}/messages", "subject"),
        ("/v0/threads", "senders"),
        ("/v0/drafts", "labels"),
        ("/v0/events", "inbox_ids"),
    ],
)
@pytest.mark.parametrize("value", [NUL_IN_JSON, "x" * 60_000, "_" * 26_000])
async def test_a_filter_that_no_database_takes_is_refused(
    root: httpx.AsyncClient, path: str, name: str, value: str
) -> None:
    assert problem(await root.get(path, params={name: value}))["path"] == [name]


@pytest.mark.parametrize("name", ["A\u2028B", "A\x85B", "=?utf-8?q?=0D=0ABcc=3A?="])
async def test_a_display_name_that_no_mail_could_carry_is_refused(root: httpx.AsyncClient, name: str) -> None:
    refused = await root.post("/v0/inboxes", json={"username": "eve", "display_name": name})
    assert problem(refused)["path"] == ["display_name"]
    refused = await root.patch(ADA, json={"display_name": name})
    assert problem(refused)["path"] == ["display_name"]


async def test_an_answer_is_repeated_to_who_may_send(server: RestServer, root: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "k"}
    sent = await root.post(f"{ADA}/messages/send", json={"to": "a@y.test"}, headers=headers)
    assert sent.status_code == 200
    async with server.client(await key_of(root, BEN)) as ben:
        refused = await ben.post(f"{ADA}/messages/send", json={"to": "a@y.test"}, headers=headers)
    assert refused.status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "flag"),
    [
        (f"{ADA}/drafts", {"text": "Secret"}, "draft_create"),
        ("/v0/webhooks", {"url": "https://y.test/"}, "webhook_create"),
        ("/v0/webhooks/polling", {}, "webhook_create"),
    ],
)
async def test_what_was_made_before_is_shown_to_who_may_read_it(
    server: RestServer, root: httpx.AsyncClient, path: str, body: dict[str, str], flag: str
) -> None:
    body = {**body, "client_id": "c"}
    assert (await root.post(path, json=body)).status_code == 200
    async with server.client(await key_of(root, permissions={flag: True})) as maker:
        refused = await maker.post(path, json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "missing_permission")
        assert (await maker.post(path, json={**body, "client_id": "d"})).status_code == 200


@pytest.mark.parametrize("spelling", ["Bü.y.test", "bü.y.test.", "xn--b-eha.y.test"])
async def test_a_domain_has_any_spelling_of_its_name(root: httpx.AsyncClient, spelling: str) -> None:
    made = await root.post("/v0/domains", json={"domain": "bü.y.test"})
    assert made.status_code == 200, made.text
    found = await root.get(f"/v0/domains/{spelling}")
    assert found.json()["domain_id"] == made.json()["domain_id"]
    assert (await root.get("/v0/domains/no domain")).status_code == 404
    assert (await root.delete(f"/v0/domains/{spelling}")).status_code == 204


@pytest.mark.parametrize("entry", ["é.com", "A@É.com"])
async def test_a_list_entry_has_any_spelling(root: httpx.AsyncClient, entry: str) -> None:
    made = await root.post("/v0/lists/send/block", json={"entry": entry})
    assert made.status_code == 200, made.text
    assert (await root.get(f"/v0/lists/send/block/{entry}")).json() == made.json()
    assert (await root.get("/v0/lists/send/block/a b")).status_code == 404
    assert (await root.delete(f"/v0/lists/send/block/{entry}")).status_code == 204


async def test_messages_are_found_without_brackets(server: RestServer, root: httpx.AsyncClient) -> None:
    for number in (1, 2):
        await server.receive("ada@x.test", mail(f"<{number}@y>"))
    ids = ["2@y", "<1@y>", "<2@y>", "3@y"]
    found = (await root.post(f"{ADA}/messages/batch-get", json={"message_ids": ids})).json()
    assert [message["message_id"] for message in found["messages"]] == ["<2@y>", "<1@y>", "<2@y>"]
    change = {"message_ids": ["1@y", "<1@y>"], "add_labels": ["seen"]}
    changed = (await root.post(f"{ADA}/messages/batch-update", json=change)).json()
    assert [message["message_id"] for message in changed["updates"]] == ["<1@y>"]
    assert "seen" in (await root.get(f"{ADA}/messages/1@y")).json()["labels"]


async def test_a_reply_to_all_leaves_out_the_inbox_with_a_tag(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    await server.receive("ada+tag@x.test", mail("<1@y>", to="ada+tag@x.test, ben@x.test, c+tag@y.test"))
    sent = await root.post(f"{ADA}/messages/<1@y>/reply-all", json={"text": "Hi"})
    shown = (await root.get(f"{ADA}/messages/{sent.json()['message_id']}")).json()
    assert shown["to"] == ["Ann <ann@y.test>", "ben@x.test", "c+tag@y.test"]


async def test_a_wrong_option_inside_a_list_is_told_the_right_ones(root: httpx.AsyncClient) -> None:
    wrong = problem(await root.post("/v0/webhooks", json={"url": "https://y.test/", "event_types": ["nope"]}))
    assert "message.received" in wrong["values"]
    attachment = {"content": "eA==", "content_disposition": "sideways"}
    body = {"to": "a@y.test", "attachments": [attachment]}
    wrong = problem(await root.post(f"{ADA}/messages/send", json=body))
    assert wrong["values"] == ["attachment", "inline"]
