from collections.abc import AsyncIterator

import httpx
import pytest
from tests.conftest import FixedClock
from tests.ports.rest_server import ROOT_KEY, RestServer

Row = dict[str, object]


@pytest.fixture
async def root(server: RestServer) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as client:
        await client.post("/v0/inboxes", json={"username": "ada"})
        yield client


async def make_key(client: httpx.AsyncClient, mount: str = "/v0", **body: object) -> Row:
    answer = await client.post(f"{mount}/api-keys", json=body)
    assert answer.status_code == 200, answer.text
    key: Row = answer.json()
    return key


async def test_a_key_shows_its_secret_once(root: httpx.AsyncClient) -> None:
    made = await make_key(root, name="Robot")
    secret = str(made["api_key"])
    assert secret.startswith(str(made["prefix"]))
    assert made["type"] == "bearer"
    shown = (await root.get(f"/v0/api-keys/{made['api_key_id']}")).json()
    assert "api_key" not in shown
    assert {**shown, "api_key": secret} == made


async def test_a_key_of_an_inbox_sees_that_inbox_only(server: RestServer, root: httpx.AsyncClient) -> None:
    await root.post("/v0/inboxes", json={"username": "ben"})
    made = await make_key(root, "/v0/inboxes/ada@x.test")
    async with server.client(str(made["api_key"])) as narrow:
        identity = (await narrow.get("/v0/auth/me")).json()
        assert (identity["scope_type"], identity["scope_id"]) == ("inbox", "ada@x.test")
        assert (await narrow.get("/v0/inboxes")).json()["count"] == 1
        assert (await narrow.get("/v0/inboxes/ben@x.test")).status_code == 404
        assert (await narrow.get("/v0/inboxes/ben@x.test/messages")).status_code == 404
        assert (await narrow.get("/v0/organizations")).status_code == 403
        assert (await narrow.get("/v0/pods")).json()["code"] == "forbidden"
        assert (await narrow.post("/v0/inboxes")).json()["code"] == "missing_permission"


async def test_a_restricted_key_does_what_its_flags_say_and_shows_them_all(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    made = await make_key(root, permissions={"inbox_read": True, "thread_read": True, "pod_read": False})
    flags = made["permissions"]
    assert isinstance(flags, dict)
    assert (flags["inbox_read"], flags["pod_read"], "thread_read" in flags) == (True, False, False)
    async with server.client(str(made["api_key"])) as restricted:
        assert (await restricted.get("/v0/inboxes")).status_code == 200
        refused = await restricted.get("/v0/pods")
        assert (refused.status_code, refused.json()["code"]) == (403, "missing_permission")
        assert "pod_read" in refused.json()["fix"]


async def test_a_key_cannot_give_more_than_it_has(server: RestServer, root: httpx.AsyncClient) -> None:
    made = await make_key(root, permissions={"api_key_create": True, "api_key_update": True})
    async with server.client(str(made["api_key"])) as restricted:
        more = await restricted.post("/v0/api-keys", json={"permissions": {"pod_create": True}})
        assert (more.status_code, more.json()["code"]) == (403, "permission_escalation")
        one = f"/v0/api-keys/{made['api_key_id']}"
        lifted = await restricted.patch(one, json={"permissions": None})
        assert (lifted.status_code, lifted.json()["code"]) == (403, "unrestricted_key_required")
        renamed = (await restricted.patch(one, json={"name": "Kept"})).json()
        assert (renamed["name"], renamed["permissions"]) == ("Kept", made["permissions"])
    assert "permissions" not in (await root.patch(one, json={"permissions": None})).json()


async def test_a_deleted_key_opens_nothing(server: RestServer, root: httpx.AsyncClient) -> None:
    made = await make_key(root)
    by_secret = await make_key(root)
    assert (await root.delete(f"/v0/api-keys/{made['api_key_id']}")).status_code == 204
    assert (await root.delete(f"/v0/api-keys/{by_secret['api_key']}")).status_code == 204
    async with server.client(str(made["api_key"])) as gone:
        refused = await gone.get("/v0/auth/me")
    assert (refused.status_code, refused.json()["code"]) == (401, "unknown_api_key")


async def test_a_key_ends_at_its_time(server: RestServer, root: httpx.AsyncClient, clock: FixedClock) -> None:
    late = await root.post("/v0/api-keys", json={"expires_at": "2001-01-01T00:00:00Z"})
    assert late.status_code == 400
    made = await make_key(root, expires_at="2030-01-01T00:00:00+02:00")
    assert made["expires_at"] == "2029-12-31T22:00:00.000Z"
    clock.ms = 1_900_000_000_000
    async with server.client(str(made["api_key"])) as ended:
        assert (await ended.get("/v0/auth/me")).json()["code"] == "api_key_expired"


async def test_public_keys_are_told_to_be_unsupported(root: httpx.AsyncClient) -> None:
    refused = await root.post("/v0/api-keys", json={"public_key": {"kty": "EC"}})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (400, ["public_key"])


async def test_keys_are_listed_newest_first(root: httpx.AsyncClient, clock: FixedClock) -> None:
    clock.ms += 1
    made = await make_key(root)
    listed = (await root.get("/v0/api-keys")).json()
    assert listed["count"] == 2
    assert listed["api_keys"][0]["api_key_id"] == made["api_key_id"]
    assert listed["api_keys"][1]["prefix"] == ROOT_KEY[:12]
