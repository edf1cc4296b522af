from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from tests.conftest import FixedClock
from tests.ports.rest_server import RestServer, mail

MESSAGES = "/v0/inboxes/ada@x.test/messages"


@pytest.fixture
async def root(server: RestServer, clock: FixedClock) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a server where three mails came in, the second an answer to the first."""
    async with server.client() as client:
        await client.post("/v0/inboxes", json={"username": "ada"})
        for message_id, subject, parent in (
            ("<1/a+b@y.test>", "Plans", None),
            ("<2@y.test>", "Re: Plans", "<1/a+b@y.test>"),
            ("<3@y.test>", "Lunch", None),
        ):
            clock.ms += 1000
            headers = {"From": "Ann <ann@y.test>", "To": "ada@x.test", "Subject": subject}
            headers["Message-ID"] = message_id
            if parent is not None:
                headers["In-Reply-To"] = parent
            await server.receive("ada@x.test", mail(headers, f"About {subject}\n"))
        yield client


async def listed(client: httpx.AsyncClient, **query: str) -> list[str]:
    answer = await client.get(MESSAGES, params=query)
    assert answer.status_code == 200, answer.text
    return [message["message_id"] for message in answer.json()["messages"]]


async def patch(client: httpx.AsyncClient, message_id: str, **change: Any) -> httpx.Response:
    return await client.patch(f"{MESSAGES}/{quote(message_id, safe='')}", json=change)


async def test_messages_are_listed_newest_first_without_bodies(root: httpx.AsyncClient) -> None:
    answer = (await root.get(MESSAGES)).json()
    assert answer["count"] == 3
    first = answer["messages"][0]
    assert (first["message_id"], first["from"], first["to"]) == (
        "<3@y.test>",
        "Ann <ann@y.test>",
        ["ada@x.test"],
    )
    assert (first["labels"], first["subject"]) == (["received", "unread"], "Lunch")
    assert first["timestamp"] == "2023-11-14T22:13:23.000Z"
    assert not {"text", "html", "cc", "attachments"} & first.keys()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"limit": "1"}, ["<3@y.test>"]),
        ({"ascending": "1", "limit": "1"}, ["<1/a+b@y.test>"]),
        ({"subject": "plan"}, ["<2@y.test>", "<1/a+b@y.test>"]),
        ({"from": '["ANN","y.test"]', "subject": "lunch"}, ["<3@y.test>"]),
        ({"to": "nobody"}, []),
        ({"labels": "Unread, received", "before": "2023-11-14T22:13:22Z"}, ["<1/a+b@y.test>"]),
        ({"after": "2023-11-14T23:13:22+01:00"}, ["<3@y.test>"]),
        ({"labels": '["sent"]'}, []),
    ],
)
async def test_a_list_keeps_what_its_filters_say(
    root: httpx.AsyncClient, query: dict[str, str], expected: list[str]
) -> None:
    assert await listed(root, **query) == expected


@pytest.mark.parametrize(
    "path", ["%3C1%2Fa%2Bb%40y.test%3E", "<1/a+b@y.test>", "1/a+b@y.test", "%3C1/a+b@y.test%3E/"]
)
async def test_a_message_is_found_however_its_id_is_written(root: httpx.AsyncClient, path: str) -> None:
    message = (await root.get(f"{MESSAGES}/{path}")).json()
    assert (message["message_id"], message["text"]) == ("<1/a+b@y.test>", "About Plans\n")


async def test_a_message_that_is_not_there_is_404(root: httpx.AsyncClient) -> None:
    missing = await root.get(f"{MESSAGES}/<9@y.test>")
    assert (missing.status_code, missing.json()["message"]) == (404, "Message not found")
    assert (await root.get("/v0/inboxes/ben@x.test/messages")).json()["message"] == "Inbox not found"


async def test_labels_are_added_and_removed_as_texts_or_lists(root: httpx.AsyncClient) -> None:
    answer = await patch(root, "<3@y.test>", add_labels=" Todo ", remove_labels=["unread", "other"])
    assert answer.json() == {"message_id": "<3@y.test>", "labels": ["received", "todo"]}
    assert (await patch(root, "<3@y.test>")).json()["labels"] == ["received", "todo"]
    assert await listed(root, labels="todo") == ["<3@y.test>"]


async def test_a_label_of_the_server_cannot_be_set(root: httpx.AsyncClient) -> None:
    refused = await patch(root, "<3@y.test>", add_labels=["todo", "sent"])
    assert refused.status_code == 400
    assert refused.json()["errors"] == [
        {"code": "custom", "path": ["add_labels", 1], "message": "Cannot use system label: sent"}
    ]


async def test_trash_is_hidden_from_lists_until_asked_for(root: httpx.AsyncClient) -> None:
    await patch(root, "<3@y.test>", add_labels=["trash"])
    assert "<3@y.test>" not in await listed(root)
    assert await listed(root, labels="trash") == []
    assert await listed(root, labels="trash", include_trash="true") == ["<3@y.test>"]
    assert (await root.get(f"{MESSAGES}/<3@y.test>")).status_code == 200


async def test_a_key_that_may_not_see_trash_finds_none(server: RestServer, root: httpx.AsyncClient) -> None:
    await patch(root, "<3@y.test>", add_labels=["trash"])
    made = (await root.post("/v0/api-keys", json={"permissions": {"message_read": True}})).json()
    async with server.client(made["api_key"]) as restricted:
        assert "<3@y.test>" not in await listed(restricted, include_trash="true")
        assert (await restricted.get(f"{MESSAGES}/<3@y.test>")).status_code == 404


async def test_mail_from_outside_without_credentials_is_hidden_as_unauthenticated(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    headers = {"From": "eve@y.test", "To": "ada@x.test", "Message-ID": "<4@y.test>"}
    await server.receive("ada@x.test", mail(headers), client_address="203.0.113.9")
    assert "<4@y.test>" not in await listed(root)
    assert "<4@y.test>" in await listed(root, include_unauthenticated="yes")


async def test_a_batch_is_got_in_the_order_asked_for_without_the_missing(root: httpx.AsyncClient) -> None:
    ids = ["<3@y.test>", "<9@y.test>", "<1/a+b@y.test>"]
    answer = (await root.post(f"{MESSAGES}/batch-get", json={"message_ids": ids})).json()
    assert (answer["limit"], answer["count"]) == (3, 2)
    assert [message["message_id"] for message in answer["messages"]] == ["<3@y.test>", "<1/a+b@y.test>"]


async def test_a_message_carries_a_hundred_labels_at_most(root: httpx.AsyncClient) -> None:
    message = await root.post(f"{MESSAGES}/send", json={"to": "ben@y.test", "labels": ["a", "b"]})
    path = f"{MESSAGES}/{message.json()['message_id']}"
    full = [f"label-{number}" for number in range(97)]
    assert (await root.patch(path, json={"add_labels": full})).status_code == 200
    assert (await root.patch(path, json={"add_labels": "one too many"})).status_code == 400
    assert len((await root.get(path)).json()["labels"]) == 100
    assert (await root.patch(path, json={"add_labels": "c", "remove_labels": "a"})).status_code == 200
    many = [f"more-{number}" for number in range(101)]
    for field in ("add_labels", "remove_labels"):
        assert (await root.patch(path, json={field: many})).status_code == 400


async def test_a_batch_is_labelled_together(root: httpx.AsyncClient) -> None:
    body = {"message_ids": ["<3@y.test>", "<9@y.test>", "<2@y.test>"], "add_labels": "done"}
    answer = (await root.post(f"{MESSAGES}/batch-update", json=body)).json()
    assert (answer["limit"], answer["count"]) == (3, 2)
    assert {update["message_id"]: "done" in update["labels"] for update in answer["updates"]} == {
        "<3@y.test>": True,
        "<2@y.test>": True,
    }


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message_ids": []},
        {"message_ids": ["<3@y.test>"] * 2, "add_labels": "a"},
        {"message_ids": [f"<{n}@y.test>" for n in range(51)], "add_labels": "a"},
        {"message_ids": ["<3@y.test>"]},
        {"message_ids": "<3@y.test>", "add_labels": "a"},
    ],
)
async def test_a_malformed_batch_changes_nothing(root: httpx.AsyncClient, body: dict[str, Any]) -> None:
    refused = await root.post(f"{MESSAGES}/batch-update", json=body)
    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")
    assert await listed(root, labels="a") == []


async def test_a_deleted_message_is_gone_for_good(root: httpx.AsyncClient) -> None:
    gone = await root.delete(f"{MESSAGES}/<3@y.test>")
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await root.delete(f"{MESSAGES}/<3@y.test>")).status_code == 404
    assert "<3@y.test>" not in await listed(root)


async def test_pages_of_messages_follow_each_other(root: httpx.AsyncClient) -> None:
    seen: list[str] = []
    query = {"limit": "2"}
    while True:
        page = (await root.get(MESSAGES, params=query)).json()
        seen += [message["message_id"] for message in page["messages"]]
        if "next_page_token" not in page:
            break
        query["page_token"] = page["next_page_token"]
    assert seen == ["<3@y.test>", "<2@y.test>", "<1/a+b@y.test>"]


async def test_threads_hold_answers_together_on_every_mount(root: httpx.AsyncClient) -> None:
    pod_id = (await root.get("/v0/pods")).json()["pods"][0]["pod_id"]
    for mount in ("/v0", f"/v0/pods/{pod_id}", "/v0/inboxes/ada@x.test"):
        threads = (await root.get(f"{mount}/threads")).json()["threads"]
        assert [(thread["subject"], thread["message_count"]) for thread in threads] == [
            ("Lunch", 1),
            ("Plans", 2),
        ]
        one = (await root.get(f"{mount}/threads/{threads[1]['thread_id']}")).json()
        assert [message["text"] for message in one["messages"]] == ["About Plans\n", "About Re: Plans\n"]
        assert (one["count"], "limit" in one) == (2, False)


async def test_the_first_page_of_a_thread_holds_its_newest_messages(root: httpx.AsyncClient) -> None:
    threads = (await root.get("/v0/threads", params={"senders": "ann", "subject": "plans"})).json()["threads"]
    one = f"/v0/threads/{threads[0]['thread_id']}"
    newest = (await root.get(one, params={"limit": 1})).json()
    assert [message["message_id"] for message in newest["messages"]] == ["<2@y.test>"]
    older = (await root.get(one, params={"limit": 1, "page_token": newest["next_page_token"]})).json()
    assert [message["message_id"] for message in older["messages"]] == ["<1/a+b@y.test>"]
    assert "next_page_token" not in older


async def test_a_thread_is_labelled_trashed_and_deleted_as_a_whole(root: httpx.AsyncClient) -> None:
    thread_id = (await root.get("/v0/threads")).json()["threads"][1]["thread_id"]
    one = f"/v0/threads/{thread_id}"
    changed = (await root.patch(one, json={"add_labels": ["todo"], "remove_labels": "unread"})).json()
    assert changed == {"thread_id": thread_id, "labels": ["received", "todo"]}
    assert await listed(root, labels="todo") == ["<2@y.test>", "<1/a+b@y.test>"]
    assert (await root.delete(one, params={"permanent": "false"})).status_code == 204
    assert (await root.get("/v0/threads")).json()["count"] == 1
    assert (await root.get("/v0/threads", params={"include_trash": "true"})).json()["count"] == 2
    assert (await root.delete(one)).status_code == 204
    assert (await root.get(one)).status_code == 404
