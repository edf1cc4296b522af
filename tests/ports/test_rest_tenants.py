from collections.abc import AsyncIterator

import httpx
import pytest
from tests.conftest import FixedClock
from tests.ports.rest_server import RestServer

from pillarbox.ports import Tx
from pillarbox.services.access import scope_of
from pillarbox.tables import api_keys
from pillarbox.tables.inboxes import find_recipients, retire_inbox
from pillarbox.tables.purge import purge_inbox

Row = dict[str, object]


@pytest.fixture
async def root(server: RestServer) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as client:
        yield client


async def ok(answer: httpx.Response) -> Row:
    assert answer.status_code == 200, answer.text
    row: Row = answer.json()
    return row


async def test_the_process_is_up_and_ready_without_a_key(server: RestServer) -> None:
    async with server.client(None) as anyone:
        assert (await anyone.get("/healthz")).json() == {"status": "ok"}
        assert (await anyone.get("/readyz")).json() == {"status": "ready"}


async def test_a_root_key_stands_for_its_organization(root: httpx.AsyncClient) -> None:
    identity = await ok(await root.get("/v0/auth/me"))
    organization = await ok(await root.get("/v0/organizations"))
    assert identity["scope_type"] == "organization"
    assert identity["scope_id"] == identity["organization_id"] == organization["organization_id"]
    assert organization["inbox_count"] == 0


async def test_every_organization_has_a_default_pod_that_stays(root: httpx.AsyncClient) -> None:
    pods = await ok(await root.get("/v0/pods"))
    organization = await ok(await root.get("/v0/organizations"))
    assert pods["count"] == 1
    refused = await root.delete(f"/v0/pods/{organization['organization_id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_delete")


async def test_a_pod_is_made_once_for_a_client_id_and_found_by_it(root: httpx.AsyncClient) -> None:
    first = await ok(await root.post("/v0/pods", json={"client_id": "tenant-1"}))
    again = await ok(await root.post("/v0/pods", json={"client_id": "tenant-1", "name": "Other"}))
    assert first == again
    assert first["name"] == "My Pod"
    assert await ok(await root.get("/v0/pods/tenant-1")) == first


async def test_a_client_id_has_plain_characters(root: httpx.AsyncClient) -> None:
    for path in ("/v0/pods", "/v0/inboxes"):
        refused = await root.post(path, json={"client_id": "me@x.test"})
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["path"] == ["client_id"]


async def test_an_inbox_without_a_body_gets_a_name(root: httpx.AsyncClient) -> None:
    inbox = await ok(await root.post("/v0/inboxes"))
    assert str(inbox["inbox_id"]).endswith("@x.test")
    assert inbox["email"] == inbox["inbox_id"]
    assert "status" not in inbox


async def test_an_inbox_is_made_read_changed_and_deleted(root: httpx.AsyncClient) -> None:
    made = await ok(await root.post("/v0/inboxes", json={"username": "Ada", "metadata": {"a": 1, "b": "x"}}))
    assert made["inbox_id"] == "ada@x.test"
    one = "/v0/inboxes/ADA@x.test"
    assert await ok(await root.get(one)) == made
    changed = await ok(
        await root.patch(one, json={"display_name": "Ada L.", "status": "paused", "metadata": {"a": None}})
    )
    assert (changed["display_name"], changed["status"], changed["metadata"]) == (
        "Ada L.",
        "paused",
        {"b": "x"},
    )
    cleared = await ok(await root.patch(one, json={"metadata": None}))
    assert "metadata" not in cleared
    gone = await root.delete(one)
    assert (gone.status_code, gone.content) == (202, b"")
    assert (await root.get(one)).status_code == 404


@pytest.mark.parametrize("change", [{}, {"metadata": {}}, {"status": "asleep"}, {"display_name": 5}])
async def test_a_change_of_an_inbox_must_change_something_known(root: httpx.AsyncClient, change: Row) -> None:
    await ok(await root.post("/v0/inboxes", json={"username": "ada"}))
    refused = await root.patch("/v0/inboxes/ada@x.test", json=change)
    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")


async def test_a_taken_address_comes_with_three_suggestions(root: httpx.AsyncClient) -> None:
    await ok(await root.post("/v0/inboxes", json={"username": "ada"}))
    refused = await root.post("/v0/inboxes", json={"username": "ada"})
    assert (refused.status_code, refused.json()["name"]) == (403, "AlreadyExistsError")
    assert len(refused.json()["suggestions"]) == 3


async def test_pages_of_inboxes_follow_each_other_without_gap_or_overlap(
    root: httpx.AsyncClient, clock: FixedClock
) -> None:
    for name in ("ann", "ben", "cay"):
        clock.ms += 1
        await ok(await root.post("/v0/inboxes", json={"username": name}))
    first = (await root.get("/v0/inboxes", params={"limit": 2})).json()
    assert [inbox["inbox_id"] for inbox in first["inboxes"]] == ["cay@x.test", "ben@x.test"]
    assert (first["count"], first["limit"]) == (2, 2)
    last = (await root.get("/v0/inboxes", params={"limit": 2, "page_token": first["next_page_token"]})).json()
    assert [inbox["inbox_id"] for inbox in last["inboxes"]] == ["ann@x.test"]
    assert "next_page_token" not in last
    oldest = (await root.get("/v0/inboxes", params={"ascending": "true"})).json()
    assert [inbox["inbox_id"] for inbox in oldest["inboxes"]] == ["ann@x.test", "ben@x.test", "cay@x.test"]
    assert "limit" not in oldest


async def test_inboxes_are_found_by_the_beginning_of_a_word(root: httpx.AsyncClient) -> None:
    await ok(await root.post("/v0/inboxes", json={"username": "support.emea", "display_name": "Help Desk"}))
    found = (await root.get("/v0/inboxes/search", params={"q": "des sup"})).json()
    assert [inbox["inbox_id"] for inbox in found["inboxes"]] == ["support.emea@x.test"]
    assert (await root.get("/v0/inboxes/search", params={"q": "port"})).json()["count"] == 0
    missing = await root.get("/v0/inboxes/search")
    assert missing.json()["errors"][0] == {
        "code": "invalid_type",
        "path": ["q"],
        "message": "Invalid input: expected string, received undefined",
        "expected": "string",
        "received": "undefined",
    }


async def test_a_pod_holds_its_inboxes_apart(root: httpx.AsyncClient) -> None:
    pod = await ok(await root.post("/v0/pods", json={"name": "Tenant"}))
    here, there = f"/v0/pods/{pod['pod_id']}", "/v0/inboxes"
    await ok(await root.post(f"{here}/inboxes", json={"username": "in"}))
    await ok(await root.post(there, json={"username": "out"}))
    assert (await root.get(f"{here}/inboxes")).json()["count"] == 1
    assert (await root.get(there)).json()["count"] == 2
    assert (await root.get(f"{here}/inboxes/in@x.test")).status_code == 200
    assert (await root.get(f"{here}/inboxes/out@x.test")).status_code == 404
    assert (await root.get("/v0/pods/nowhere/inboxes")).status_code == 404
    assert (await root.delete(here)).json()["code"] == "cannot_delete"


async def test_what_came_to_an_inbox_during_its_deletion_goes_with_it(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    pod = await ok(await root.post("/v0/pods", json={"name": "Tenant"}))
    here = f"/v0/pods/{pod['pod_id']}"
    await ok(await root.post(f"{here}/inboxes", json={"username": "in"}))
    database = server.ports.database
    found = await database.read(lambda tx: find_recipients(tx, ["in@x.test"]))
    scope = scope_of(found["in@x.test"])
    await database.write(lambda tx: retire_inbox(tx, found["in@x.test"].inbox_no))

    def come_late(tx: Tx) -> None:
        api_keys.insert_api_key(
            tx,
            scope,
            api_key_id="late",
            digest=b"late",
            prefix="am_us_",
            name="Late",
            permissions=None,
            expires_at=None,
            now=1,
        )

    await database.write(come_late)
    assert (await root.get(f"{here}/inboxes")).json()["count"] == 0
    refused = await root.delete(here)
    assert "still being deleted" in refused.json()["message"]
    while not await database.write(
        lambda tx: purge_inbox(tx, server.ports.blobs, scope.inbox_no or 0, 100, 1)
    ):
        pass
    assert (await root.get("/v0/api-keys")).json()["count"] == 1
    assert (await root.delete(here)).status_code == 204
