"""Webhooks over REST: made, narrowed, changed, seen by whom they concern; their log."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.rest_server import RestServer, mail, open_rest_server

from pillarbox.domain.access import Permission

HOOK = "https://hooks.example.com/pillarbox"
SPAM = "message.received.spam"


@pytest.fixture
async def server(database: AnyDatabase, clock: FixedClock) -> RestServer:
    return await open_rest_server(database, clock, private_webhooks=False)


@pytest.fixture
async def root(server: RestServer) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as client:
        for username in ("ada", "ben"):
            await client.post("/v0/inboxes", json={"username": username})
        await client.post("/v0/pods", json={"client_id": "harbour"})
        await client.post("/v0/pods/harbour/inboxes", json={"username": "cleo"})
        yield client


async def make(client: httpx.AsyncClient, mount: str = "/v0", **body: object) -> dict[str, Any]:
    answer = await client.post(f"{mount}/webhooks", json={"url": HOOK, **body})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def ids(client: httpx.AsyncClient, mount: str = "/v0") -> list[str]:
    listed = (await client.get(f"{mount}/webhooks")).json()
    assert listed["count"] == len(listed["webhooks"])
    return [webhook["webhook_id"] for webhook in listed["webhooks"]]


async def key_for(root: httpx.AsyncClient, *flags: str, mount: str = "/v0") -> str:
    body = {"permissions": dict.fromkeys(flags, True)} if flags else {}
    key: str = (await root.post(f"{mount}/api-keys", json=body)).json()["api_key"]
    return key


async def test_a_webhook_shows_what_it_was_made_with_and_its_secret(root: httpx.AsyncClient) -> None:
    made = await make(root, event_types=["message.sent"], inbox_ids=["ada@x.test"], client_id="mine")
    assert made["webhook_id"].startswith("ep_")
    assert made["secret"].startswith("whsec_")
    shown = {"url": HOOK, "enabled": True, "event_types": ["message.sent"], "client_id": "mine"}
    assert made.items() >= {**shown, "inbox_ids": ["ada@x.test"]}.items()
    assert "pod_id" not in made and "inbox_id" not in made and "pod_ids" not in made
    assert (await root.get(f"/v0/webhooks/{made['webhook_id']}")).json() == made
    assert (await root.get("/v0/webhooks")).json()["webhooks"] == [made]


async def test_event_types_left_out_stay_out(root: httpx.AsyncClient) -> None:
    assert "event_types" not in await make(root)
    assert "event_types" not in await make(root, event_types=[])


async def test_a_client_id_makes_one_webhook(root: httpx.AsyncClient) -> None:
    first = await make(root, client_id="mine")
    again = await make(root, client_id="mine", url="https://other.example.com/")
    assert again == first
    assert await ids(root) == [first["webhook_id"]]


async def test_a_webhook_belongs_to_where_it_was_made(root: httpx.AsyncClient) -> None:
    pod_id = (await root.get("/v0/pods/harbour")).json()["pod_id"]
    everywhere = await make(root)
    of_pod = await make(root, "/v0/pods/harbour")
    of_inbox = await make(root, "/v0/inboxes/cleo@x.test")
    assert of_pod["pod_id"] == pod_id and "inbox_id" not in of_pod
    assert (of_inbox["pod_id"], of_inbox["inbox_id"]) == (pod_id, "cleo@x.test")
    made = [webhook["webhook_id"] for webhook in (of_inbox, of_pod, everywhere)]
    assert await ids(root) == made
    assert await ids(root, "/v0/pods/harbour") == made[:2]
    assert await ids(root, "/v0/inboxes/cleo@x.test") == made[:1]
    assert await ids(root, "/v0/inboxes/ada@x.test") == []


async def test_pages_lose_and_repeat_nothing(root: httpx.AsyncClient) -> None:
    made = [(await make(root))["webhook_id"] for _ in range(5)]
    seen, query = [], {"limit": "2", "ascending": "true"}
    while True:
        page = (await root.get("/v0/webhooks", params=query)).json()
        assert page["limit"] == 2
        seen += [webhook["webhook_id"] for webhook in page["webhooks"]]
        if "next_page_token" not in page:
            break
        query["page_token"] = page["next_page_token"]
    assert seen == made


async def test_a_narrowed_webhook_gains_and_loses_inboxes_and_keeps_one(root: httpx.AsyncClient) -> None:
    path = f"/v0/webhooks/{(await make(root, inbox_ids=['ada@x.test']))['webhook_id']}"
    added = await root.patch(path, json={"add_inbox_ids": ["ben@x.test"], "add_pod_ids": ["harbour"]})
    assert sorted(added.json()["inbox_ids"]) == ["ada@x.test", "ben@x.test"]
    assert len(added.json()["pod_ids"]) == 1
    removed = await root.patch(path, json={"remove_inbox_ids": ["ada@x.test"], "remove_pod_ids": ["harbour"]})
    assert removed.json()["inbox_ids"] == ["ben@x.test"]
    assert "pod_ids" not in removed.json()
    last = await root.patch(path, json={"remove_inbox_ids": ["ben@x.test"]})
    assert (last.status_code, last.json()["code"]) == (400, "validation_error")


async def test_adding_to_a_webhook_that_hears_everything_changes_nothing(root: httpx.AsyncClient) -> None:
    made = await make(root)
    changed = await root.patch(f"/v0/webhooks/{made['webhook_id']}", json={"add_inbox_ids": ["ada@x.test"]})
    assert "inbox_ids" not in changed.json()


async def test_event_types_are_replaced_or_left(root: httpx.AsyncClient) -> None:
    path = f"/v0/webhooks/{(await make(root, event_types=['message.sent']))['webhook_id']}"
    replaced = await root.patch(path, json={"event_types": ["message.bounced", "message.received"]})
    assert replaced.json()["event_types"] == ["message.bounced", "message.received"]
    left = await root.patch(path, json={"event_types": [], "enabled": False})
    assert left.json()["event_types"] == ["message.bounced", "message.received"]
    assert left.json()["enabled"] is False


@pytest.mark.parametrize(
    ("mount", "body"),
    [
        ("/v0", {"url": "hooks.example.com"}),
        ("/v0", {"url": "ftp://hooks.example.com/"}),
        ("/v0", {"url": "https:///nowhere"}),
        ("/v0", {"url": "https://a:b@hooks.example.com/"}),
        ("/v0", {"url": "https://hooks.example.com/ a"}),
        ("/v0", {"url": "https://hooks.example.com:99999/"}),
        ("/v0", {"url": "https://hooks.example.com/" + "a" * 2048}),
        ("/v0", {"url": "http://localhost/"}),
        ("/v0", {"url": "http://[::ffff:10.0.0.1]/"}),
        ("/v0", {"event_types": ["message.sung"]}),
        ("/v0", {"inbox_ids": ["ada@x.test"] * 11}),
        ("/v0", {"client_id": "a@b"}),
        ("/v0", {"headers": {"svix-id": "a"}}),
        ("/v0/pods/harbour", {"pod_ids": ["harbour"]}),
        ("/v0/inboxes/ada@x.test", {"inbox_ids": ["ada@x.test"]}),
    ],
)
async def test_what_cannot_be_is_refused(root: httpx.AsyncClient, mount: str, body: dict[str, Any]) -> None:
    answer = await root.post(f"{mount}/webhooks", json={"url": HOOK, **body})
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert await ids(root) == []


@pytest.mark.parametrize("body", [{"inbox_ids": ["none@x.test"]}, {"pod_ids": ["none"]}])
async def test_what_is_listed_must_be_there(root: httpx.AsyncClient, body: dict[str, Any]) -> None:
    assert (await root.post("/v0/webhooks", json={"url": HOOK, **body})).status_code == 404


async def test_what_is_listed_must_be_within_the_pod(root: httpx.AsyncClient) -> None:
    body = {"url": HOOK, "inbox_ids": ["ada@x.test"]}
    assert (await root.post("/v0/pods/harbour/webhooks", json=body)).status_code == 404


async def test_a_restricted_type_needs_its_flag_to_be_asked_for_and_to_be_enabled_again(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    flags = ("webhook_create", "webhook_update", "webhook_read")
    mine = await make(root, event_types=[SPAM])
    path = f"/v0/webhooks/{mine['webhook_id']}"
    await root.patch(path, json={"enabled": False})
    async with server.client(await key_for(root, *flags)) as poor:
        plain = await make(poor)
        for method, where, body in (
            ("POST", "/v0/webhooks", {"url": HOOK, "event_types": [SPAM]}),
            ("POST", "/v0/webhooks/polling", {"client_id": "a", "event_types": [SPAM]}),
            ("PATCH", f"/v0/webhooks/{plain['webhook_id']}", {"event_types": [SPAM]}),
            ("PATCH", path, {"enabled": True}),
        ):
            refused = (await poor.request(method, where, json=body)).json()
            assert (refused["code"], refused["message"]) == (
                "missing_permission",
                "label_spam_read is forbidden",
            )
    async with server.client(await key_for(root, *flags, "label_spam_read")) as rich:
        assert (await rich.patch(path, json={"enabled": True})).json()["enabled"] is True
        assert (await make(rich, event_types=[SPAM]))["event_types"] == [SPAM]


async def test_header_values_are_never_shown(root: httpx.AsyncClient) -> None:
    made = await make(root, headers={"Authorization": "Bearer hidden", "X-One": "hidden"})
    path = f"/v0/webhooks/{made['webhook_id']}"
    changed = await root.patch(
        f"{path}/headers", json={"headers": {"x-two": "hidden"}, "remove_headers": ["X-ONE"]}
    )
    assert (changed.status_code, changed.content) == (204, b"")
    names = await root.get(f"{path}/headers")
    assert names.json() == {"header_names": ["Authorization", "x-two"]}
    for answer in (names, await root.get(path), await root.get("/v0/webhooks")):
        assert "hidden" not in answer.text
    for wrong in ({}, {"headers": {"A": "b"}, "remove_headers": ["a"]}, {"headers": {"Host": "a"}}):
        assert (await root.patch(f"{path}/headers", json=wrong)).status_code == 400


async def test_a_secret_changes_only_when_it_is_rotated(root: httpx.AsyncClient) -> None:
    made = await make(root)
    path = f"/v0/webhooks/{made['webhook_id']}"
    assert (await root.patch(path, json={"enabled": True})).json()["secret"] == made["secret"]
    rotated = (await root.post(f"{path}/rotate-secret")).json()
    assert rotated["secret"] != made["secret"]
    assert (await root.get(path)).json()["secret"] == rotated["secret"]
    assert made["secret"] not in (await root.get(path)).text


async def test_a_deleted_webhook_is_gone(root: httpx.AsyncClient) -> None:
    path = f"/v0/webhooks/{(await make(root))['webhook_id']}"
    assert (await root.delete(path)).status_code == 204
    for method in ("GET", "DELETE"):
        assert (await root.request(method, path)).json()["code"] == "not_found"


async def test_a_key_of_an_inbox_has_webhooks_of_that_inbox_only(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    others = await make(root, inbox_ids=["ada@x.test"])
    async with server.client(await key_for(root, mount="/v0/inboxes/ada@x.test")) as ada:
        made = await make(ada)
        assert made["inbox_id"] == "ada@x.test"
        assert await ids(ada) == [made["webhook_id"]]
        assert (await ada.get(f"/v0/webhooks/{others['webhook_id']}")).status_code == 404
        for wider in ({"add_inbox_ids": ["ada@x.test"]}, {"add_pod_ids": ["harbour"]}):
            assert (await ada.patch(f"/v0/webhooks/{made['webhook_id']}", json=wider)).status_code == 400


async def test_the_log_shows_deliveries_and_their_attempts(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    made = await make(root)
    path = f"/v0/webhooks/{made['webhook_id']}/deliveries"
    await server.receive("ada@x.test", mail({"From": "a@y.test", "Message-ID": "<1@y.test>"}))
    (delivery,) = (await root.get(path)).json()["deliveries"]
    assert delivery["delivery_id"] == f"msg_{delivery['event_id']}"
    assert (delivery["event_type"], delivery["status"], delivery["attempts"]) == (
        "message.received",
        "pending",
        [],
    )
    assert (await root.get(f"{path}/{delivery['delivery_id']}")).json() == delivery
    assert (await root.get(path, params={"status": "delivered"})).json()["deliveries"] == []
    assert (await root.get(path, params={"status": "lost"})).status_code == 400
    assert (await root.post(f"{path}/{delivery['delivery_id']}/redeliver")).json()["status"] == "pending"
    for wrong in (delivery["event_id"], "msg_0", "msg_"):
        assert (await root.get(f"{path}/{wrong}")).status_code == 404
    other = await make(root, event_types=["message.sent"])
    elsewhere = f"/v0/webhooks/{other['webhook_id']}/deliveries/{delivery['delivery_id']}"
    assert (await root.get(elsewhere)).status_code == 404


async def test_a_test_call_says_what_came_of_it(root: httpx.AsyncClient) -> None:
    made = await make(root)
    tested = (await root.post(f"/v0/webhooks/{made['webhook_id']}/deliveries/test")).json()
    assert tested["succeeded"] is False
    assert tested["attempt"]["error"] == "no network in tests"
    assert tested["delivery_id"].startswith("msg_")


async def test_each_flag_opens_its_own_operations(server: RestServer, root: httpx.AsyncClient) -> None:
    path = f"/v0/webhooks/{(await make(root))['webhook_id']}"
    calls = {
        Permission.WEBHOOK_READ: [("GET", ""), ("GET", "/headers"), ("GET", "/deliveries")],
        Permission.WEBHOOK_UPDATE: [("PATCH", ""), ("POST", "/rotate-secret"), ("POST", "/deliveries/test")],
        Permission.WEBHOOK_DELETE: [("DELETE", "")],
    }
    for held in calls:
        async with server.client(await key_for(root, held)) as key:
            for needed, wanted in calls.items():
                if needed is not held:
                    for method, tail in wanted:
                        assert (await key.request(method, path + tail, json={})).status_code == 403
