"""Drafts over REST: written, read, changed, listed, deleted."""

from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.conftest import FixedClock
from tests.ports.rest_server import RestServer, mail

MESSAGES, DRAFTS = "/v0/inboxes/ada@x.test/messages", "/v0/inboxes/ada@x.test/drafts"
ANN = {"From": "Ann <ann@y.test>", "To": "ada@x.test, ben@y.test", "Subject": "Plans", "Message-ID": "<1@y>"}
NOW = "2023-11-14T22:13:20.000Z"
FILE = {"content": b64encode(b"%PDF").decode(), "filename": "bill.pdf", "content_type": "application/pdf"}


@pytest.fixture
async def root(server: RestServer) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as client:
        await client.post("/v0/inboxes", json={"username": "ada"})
        yield client


async def write(client: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    """A new draft."""
    answer = await client.post(DRAFTS, json=body)
    assert answer.status_code == 200, answer.text
    draft: dict[str, Any] = answer.json()
    return draft


async def change(client: httpx.AsyncClient, draft: dict[str, Any], **body: Any) -> dict[str, Any]:
    answer = await client.patch(f"{DRAFTS}/{draft['draft_id']}", json=body)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


async def listed(client: httpx.AsyncClient, at: str = DRAFTS, **query: Any) -> list[str | None]:
    """The subjects of the drafts in a list."""
    answer = await client.get(at, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.json()["count"] == len(answer.json()["drafts"])
    return [draft.get("subject") for draft in answer.json()["drafts"]]


async def test_an_empty_draft_says_only_where_and_when_it_is(root: httpx.AsyncClient) -> None:
    draft = await write(root)
    inbox = (await root.get("/v0/inboxes/ada@x.test")).json()
    assert draft.pop("draft_id")
    assert draft == {
        "organization_id": inbox["organization_id"],
        "pod_id": inbox["pod_id"],
        "inbox_id": "ada@x.test",
        "labels": [],
        "created_at": NOW,
        "updated_at": NOW,
    }


async def test_a_draft_is_read_as_it_was_written(root: httpx.AsyncClient) -> None:
    draft = await write(
        root,
        to="ben@y.test, Cay <cay@y.test>",
        cc=["dan@y.test"],
        bcc="eve@y.test",
        reply_to=["team@y.test"],
        subject="Hello",
        text="Hi " * 100,
        html="<p>Hi</p>",
        labels=["Outreach", "q3"],
        client_id="hello-1",
        attachments=[FILE],
    )
    assert draft["to"] == ["ben@y.test", "Cay <cay@y.test>"]
    assert (draft["cc"], draft["bcc"], draft["reply_to"]) == (["dan@y.test"], ["eve@y.test"], ["team@y.test"])
    assert (draft["subject"], draft["text"], draft["html"]) == ("Hello", "Hi " * 100, "<p>Hi</p>")
    assert draft["preview"] == ("Hi " * 100)[:200]
    assert (draft["labels"], draft["client_id"]) == (["outreach", "q3"], "hello-1")
    (file,) = draft["attachments"]
    assert file == {
        "attachment_id": file["attachment_id"],
        "filename": "bill.pdf",
        "content_type": "application/pdf",
        "content_disposition": "attachment",
        "size": 4,
    }
    for at in (DRAFTS, "/v0/drafts", f"/v0/pods/{draft['pod_id']}/drafts"):
        assert (await root.get(f"{at}/{draft['draft_id']}")).json() == draft
        (item,) = (await root.get(at)).json()["drafts"]
        assert item.keys() == draft.keys() - {"text", "html", "reply_to", "created_at", "client_id"}


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"to": ["ben@y.test", "x"]}, ["to", 1]),
        ({"bcc": "ben@y.test\r\nTo: eve@y.test"}, ["bcc", 0]),
        ({"reply_to": "Ann\nBcc: eve@y.test <a@y.test>"}, ["reply_to", 0]),
        ({"to": [f"u{n}@y.test" for n in range(30)], "cc": [f"v{n}@y.test" for n in range(21)]}, []),
        ({"subject": "Hi\r\nBcc: eve@y.test"}, ["subject"]),
        ({"subject": "=?utf-8?q?Hi=0D=0ABcc:_eve@y.test?="}, ["subject"]),
        ({"subject": 5}, ["subject"]),
        ({"text": "a\0b"}, []),
        ({"labels": ["scheduled"]}, ["labels", 0]),
        ({"labels": [" "]}, ["labels", 0]),
        ({"client_id": "a b"}, ["client_id"]),
        ({"client_id": ""}, ["client_id"]),
        ({"attachments": [{}]}, ["attachments", 0]),
        ({"attachments": [FILE, {"content": "", "url": "http://y.test"}]}, ["attachments", 1]),
        ({"attachments": [{"content": "%"}]}, ["attachments", 0, "content"]),
        ({"attachments": [{"url": "file:///etc/passwd"}]}, ["attachments", 0, "url"]),
        ({"attachments": [{"content": "", "filename": "a\r\nb"}]}, ["attachments", 0]),
        ({"attachments": [{"content": "", "content_id": "<logo>"}]}, ["attachments", 0]),
        ({"attachments": [{"content": "", "content_type": "a\r\nBcc: b"}]}, ["attachments", 0]),
        ({"send_at": NOW}, ["send_at"]),
        ({"send_at": "2020-01-01T00:00:00Z"}, ["send_at"]),
        ({"send_at": "tomorrow"}, ["send_at"]),
        ({"send_at": "9999-12-31T23:59:59-12:00"}, ["send_at"]),
        ({"in_reply_to": "<1@y>", "forward_of": "<1@y>"}, ["forward_of"]),
        ({"in_reply_to": "<1@y>", "reply_all": True, "cc": "cay@y.test"}, ["reply_all"]),
        ({"forward_of": "<1@y>", "reply_all": True}, ["reply_all"]),
    ],
)
async def test_a_malformed_draft_is_not_kept(
    server: RestServer, root: httpx.AsyncClient, body: dict[str, Any], path: list[str | int]
) -> None:
    await server.receive("ada@x.test", mail(ANN))
    refused = await root.post(DRAFTS, json=body)
    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error"), refused.text
    assert refused.json()["errors"][0]["path"] == path
    assert await listed(root) == []


async def test_a_draft_takes_no_answer_for_a_message_that_is_not_there(root: httpx.AsyncClient) -> None:
    for source in ("in_reply_to", "forward_of"):
        refused = await root.post(DRAFTS, json={source: "<9@y>"})
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert (await root.post("/v0/inboxes/none@x.test/drafts", json={})).status_code == 404
    assert (await root.post("/v0/drafts", json={})).status_code == 404


async def test_an_answer_takes_recipients_subject_and_references_from_its_source(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    await server.receive("ada@x.test", mail(ANN | {"References": "<0@y>", "Cc": "cay@y.test"}))
    one = await write(root, in_reply_to="<1@y>", text="Yes")
    assert (one["to"], one["subject"], one["text"]) == (["Ann <ann@y.test>"], "Re: Plans", "Yes")
    assert (one["in_reply_to"], one["references"]) == ("<1@y>", ["<0@y>", "<1@y>"])
    assert "cc" not in one
    everyone = await write(root, in_reply_to="1@y", reply_all=True)
    assert (everyone["to"], everyone["cc"]) == (["Ann <ann@y.test>", "ben@y.test"], ["cay@y.test"])
    other = await write(root, in_reply_to="<1@y>", to=["dan@y.test"], subject="No")
    assert (other["to"], other["subject"]) == (["dan@y.test"], "No")


async def test_a_forward_takes_the_subject_and_leaves_recipients_open(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    await server.receive("ada@x.test", mail(ANN))
    draft = await write(root, forward_of="<1@y>")
    assert (draft["subject"], draft["forward_of"], draft["references"]) == ("Fwd: Plans", "<1@y>", ["<1@y>"])
    assert draft.keys().isdisjoint({"to", "text", "in_reply_to"})


async def test_a_change_leaves_what_it_does_not_name(root: httpx.AsyncClient, clock: FixedClock) -> None:
    draft = await write(root, to=["ben@y.test"], cc=["cay@y.test"], subject="One", text="Hi", labels=["a"])
    clock.ms += 1000
    changed = await change(root, draft, subject="Two", text="Ho", add_labels=["B"], remove_labels="a")
    expected = {"subject": "Two", "text": "Ho", "preview": "Ho", "labels": ["b"]}
    assert changed == draft | expected | {"updated_at": "2023-11-14T22:13:21.000Z"}


async def test_null_and_empty_lists_clear_what_they_name(root: httpx.AsyncClient) -> None:
    words = {"subject": "One", "text": "Hi", "html": "<p>Hi</p>"}
    people = {"to": ["a@y.test"], "cc": ["b@y.test"], "bcc": ["c@y.test"], "reply_to": ["d@y.test"]}
    for nothing in (None, list[str]()):
        draft = await write(root, **words, **people)
        cleared = await change(root, draft, **dict.fromkeys(words), **dict.fromkeys(people, nothing))
        assert cleared.keys() == draft.keys() - words.keys() - people.keys() - {"preview"}


async def test_the_kind_of_a_draft_and_its_labels_as_a_whole_are_not_changed(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    await server.receive("ada@x.test", mail(ANN))
    draft = await write(root, labels=["a"])
    assert await change(root, draft, in_reply_to="<1@y>", forward_of="<1@y>", labels=["b"]) == draft


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"to": "nobody"}, ["to", 0]),
        ({"to": [f"u{n}@y.test" for n in range(50)]}, []),
        ({"subject": "a\nb"}, ["subject"]),
        ({"add_labels": ["scheduled"]}, ["add_labels", 0]),
        ({"remove_labels": ["scheduled"]}, ["remove_labels", 0]),
        ({"send_at": "2020-01-01T00:00:00Z"}, ["send_at"]),
        ({"add_attachments": [{"content": "%"}]}, ["add_attachments", 0, "content"]),
        ({"add_attachments": [FILE, {"content": "", "content_type": "x"}]}, ["add_attachments", 1]),
        ({"add_attachments": [FILE] * 101}, ["add_attachments"]),
        ({"add_attachments": [FILE] * 100}, []),
    ],
)
async def test_a_malformed_change_changes_nothing(
    root: httpx.AsyncClient, body: dict[str, Any], path: list[str | int]
) -> None:
    draft = await write(root, cc=["cay@y.test"], attachments=[FILE])
    refused = await root.patch(f"{DRAFTS}/{draft['draft_id']}", json={"text": "new", **body})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["path"] == path
    assert (await root.get(f"{DRAFTS}/{draft['draft_id']}")).json() == draft


async def test_files_come_and_go(root: httpx.AsyncClient) -> None:
    draft = await write(root, attachments=[FILE])
    logo = {"content": b64encode(b"PNG").decode(), "content_disposition": "inline", "content_id": "logo"}
    changed = await change(root, draft, add_attachments=[logo])
    first, second = changed["attachments"]
    assert first == draft["attachments"][0]
    assert (second["content_id"], second["content_disposition"]) == ("logo", "inline")
    link = (await root.get(f"{DRAFTS}/{draft['draft_id']}/attachments/{second['attachment_id']}")).json()
    assert (await root.get(link["download_url"])).content == b"PNG"
    gone = [second["attachment_id"], "unknown"]
    changed = await change(root, draft, remove_attachments=gone, add_attachments=[])
    assert changed["attachments"] == [first]
    assert (await root.get(link["download_url"])).status_code == 404


async def test_a_client_id_makes_one_draft(root: httpx.AsyncClient) -> None:
    first = await write(root, client_id="one", subject="First", attachments=[FILE])
    await root.post("/v0/inboxes", json={"username": "ben"})
    again = await root.post("/v0/inboxes/ben@x.test/drafts", json={"client_id": "one", "subject": "Second"})
    assert again.json() == first
    assert await listed(root, "/v0/drafts") == ["First"]
    assert (await root.delete(f"{DRAFTS}/{first['draft_id']}")).status_code == 204
    assert (await write(root, client_id="one"))["draft_id"] != first["draft_id"]


async def test_a_deleted_draft_is_gone(root: httpx.AsyncClient) -> None:
    draft = await write(root, attachments=[FILE])
    one = f"{DRAFTS}/{draft['draft_id']}"
    file = draft["attachments"][0]["attachment_id"]
    link = (await root.get(f"{one}/attachments/{file}")).json()["download_url"]
    gone = await root.delete(one)
    assert (gone.status_code, gone.content) == (204, b"")
    for method, path in (("GET", one), ("PATCH", one), ("DELETE", one), ("POST", f"{one}/send")):
        assert (await root.request(method, path, json={})).status_code == 404
    assert (await root.get(link)).status_code == 404
    assert await listed(root) == []


async def test_drafts_of_a_deleted_inbox_are_gone_with_their_client_ids(root: httpx.AsyncClient) -> None:
    draft = await write(root, client_id="one", attachments=[FILE])
    await root.delete("/v0/inboxes/ada@x.test")
    assert (await root.get(f"/v0/drafts/{draft['draft_id']}")).status_code == 404
    assert await listed(root, "/v0/drafts") == []
    await root.post("/v0/inboxes", json={"username": "ada"})
    assert (await write(root, client_id="one"))["draft_id"] != draft["draft_id"]


async def test_lists_show_the_last_changed_first(root: httpx.AsyncClient, clock: FixedClock) -> None:
    drafts = []
    for subject in ("A", "B", "C"):
        drafts.append(await write(root, subject=subject))
        clock.ms += 1000
    assert await listed(root) == ["C", "B", "A"]
    assert await listed(root, ascending="true") == ["A", "B", "C"]
    assert await listed(root, before=drafts[2]["updated_at"], after=drafts[0]["updated_at"]) == ["B"]
    await change(root, drafts[0], text="new")
    assert await listed(root) == ["A", "C", "B"]


async def test_pages_hold_every_draft_once(root: httpx.AsyncClient) -> None:
    for number in range(5):
        await write(root, subject=str(number))
    seen: list[str] = []
    query = {"limit": "2"}
    while True:
        page = (await root.get(DRAFTS, params=query)).json()
        assert page["limit"] == 2
        seen += [draft["subject"] for draft in page["drafts"]]
        if "next_page_token" not in page:
            break
        query["page_token"] = page["next_page_token"]
    assert seen == ["4", "3", "2", "1", "0"]
    wrong = await root.get("/v0/drafts", params=query)
    assert wrong.json()["errors"][0]["path"] == ["page_token"]


async def test_a_list_of_labels_asks_for_all_of_them(root: httpx.AsyncClient) -> None:
    await write(root, subject="A", labels=["x"])
    await write(root, subject="B", labels=["x", "y"])
    assert await listed(root, labels="X") == ["B", "A"]
    assert await listed(root, labels='["x","y"]') == ["B"]
    assert await listed(root, labels=["y", "z"]) == []
