"""What this server does not have: the answers that clients of it expect."""

import re
from typing import Any

import pytest
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.rest_server import RestServer, mail, open_rest_server

from pillarbox.domain.access import Permission
from pillarbox.edges.rest.extras import ENDPOINTS

INBOX = "/v0/inboxes/ada@x.test"


@pytest.fixture
async def server(database: AnyDatabase, clock: FixedClock) -> RestServer:
    server = await open_rest_server(database, clock)
    async with server.client() as client:
        await client.post("/v0/inboxes", json={"username": "ada"})
    await server.receive("ada@x.test", mail({"Message-ID": "<1@y>"}))
    return server


async def call(server: RestServer, method: str, path: str) -> tuple[int, Any]:
    async with server.client() as client:
        answer = await client.request(method, path, json={})
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("path", "items"),
    [
        ("/v0/accounts", "accounts"),
        (f"{INBOX}/accounts", "accounts"),
        ("/v0/apps", "apps"),
        ("/v0/apps/search?q=fire", "apps"),
        ("/v0/apps/firecrawl/accounts", "accounts"),
        ("/v0/providers", "providers"),
        ("/v0/providers/search?q=fire", "providers"),
        ("/v0/providers/firecrawl/accounts", "accounts"),
        ("/v0/api-keys/public-keys", "public_keys"),
        ("/v0/api-keys/browser-credentials", "credentials"),
        ("/v0/api-keys/browser-credentials/events", "events"),
        ("/v0/api-keys/browser-consents", "consents"),
    ],
)
async def test_lists_are_empty_and_always_tell_their_limit(server: RestServer, path: str, items: str) -> None:
    assert await call(server, "GET", path) == (200, {"count": 0, "limit": 50, items: []})
    joint = "&" if "?" in path else "?"
    assert await call(server, "GET", f"{path}{joint}limit=7") == (200, {"count": 0, "limit": 7, items: []})


@pytest.mark.parametrize(
    ("method", "path", "status", "code", "message"),
    [
        ("GET", "/v0/accounts/1", 404, "not_found", "Account not found"),
        ("PATCH", "/v0/accounts/1/update", 404, "not_found", "Account not found"),
        ("GET", "/v0/apps/firecrawl", 404, "not_found", "App not found"),
        ("GET", "/v0/providers/firecrawl", 404, "not_found", "Provider not found"),
        ("GET", f"{INBOX}/calendar", 403, "forbidden", "calendar is not enabled"),
        ("GET", f"{INBOX}/calendar/agenda", 403, "forbidden", "calendar is not enabled"),
        ("DELETE", f"{INBOX}/calendar/events/1", 403, "forbidden", "calendar is not enabled"),
        ("POST", f"{INBOX}/calendar/events/1/respond", 403, "forbidden", "calendar is not enabled"),
        ("POST", "/v0/organizations/labs", 403, "forbidden", "Labs is not available on this server"),
        ("DELETE", "/v0/api-keys/public-keys/1", 404, "not_found", "Public key not found"),
        ("POST", "/v0/api-keys/public-keys", 400, "validation_error", "Request validation failed"),
        ("DELETE", "/v0/api-keys/browser-credentials/1", 404, "not_found", "Browser credential not found"),
        ("POST", f"{INBOX}/browser-credentials/enrollments", 404, "not_found", "Sign-in not found"),
    ],
)
async def test_the_rest_is_refused(
    server: RestServer, method: str, path: str, status: int, code: str, message: str
) -> None:
    answered, body = await call(server, method, path)
    assert (answered, body["code"], body["message"]) == (status, code, message)


@pytest.mark.parametrize("act", ["feedback", "release"])
async def test_no_message_is_scanned_or_held(server: RestServer, act: str) -> None:
    async with server.client() as root:
        flags = {"agent_armor_release": True, "message_update": True}
        key = (await root.post("/v0/api-keys", json={"permissions": flags})).json()["api_key"]
    async with server.client(key) as client:
        for message_id, code in (("<1@y>", "conflict"), ("<2@y>", "not_found")):
            answer = await client.post(f"{INBOX}/messages/{message_id}/agent-armor/{act}")
            assert answer.json()["code"] == code


async def test_opt_in_flags_are_asked_for_also_here(server: RestServer) -> None:
    for path in ("/v0/apps/firecrawl/connect", f"{INBOX}/authorize"):
        status, body = await call(server, "POST", path)
        assert (status, body["code"]) == (403, "missing_permission")
        assert "app_connect" in body["fix"]


async def test_labs_are_not_available(server: RestServer) -> None:
    answer = {"enabled": False, "enabled_at": None, "available": False}
    assert await call(server, "GET", "/v0/organizations/labs") == (200, answer)
    async with server.client() as root:
        key = (await root.post(f"{INBOX}/api-keys")).json()["api_key"]
    async with server.client(key) as client:
        assert (await client.get("/v0/organizations/labs")).status_code == 403


async def test_a_missing_inbox_is_told_first(server: RestServer) -> None:
    for path in ("calendar", "accounts", "accounts/1"):
        status, body = await call(server, "GET", f"/v0/inboxes/eve@x.test/{path}")
        assert (status, body["message"]) == (404, "Inbox not found")


async def test_there_are_no_public_keys(server: RestServer) -> None:
    assert await call(server, "GET", "/v0/api-keys?type=public_key") == (200, {"count": 0, "api_keys": []})
    status, body = await call(server, "GET", "/v0/api-keys?type=bearer")
    assert (status, body["count"]) == (200, 1)


async def test_every_operation_gives_its_answer_on_every_mount(server: RestServer) -> None:
    async with server.client() as root:
        flags = dict.fromkeys(Permission, True)
        key = (await root.post("/v0/api-keys", json={"permissions": flags})).json()["api_key"]
        pod_id = (await root.get(INBOX)).json()["pod_id"]
    ids = {"inbox_id": "ada@x.test", "pod_id": pod_id, "message_id": "<1@y>"}
    async with server.client(key) as client:
        for endpoint in ENDPOINTS:
            for mount in endpoint.mounts:
                template = f"/{mount}/{endpoint.path}"
                path = re.sub(r"\{(\w+)(:path)?\}", lambda name: ids.get(name[1], "nothing"), template)
                answer = await client.request(endpoint.method, path)
                assert answer.status_code == endpoint.status, path
