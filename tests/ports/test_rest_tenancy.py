"""Every operation of the route table against every kind of stranger. What a caller may not see answers as
what is not there."""

import re
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.rest_server import RestServer, mail, open_rest_server

from pillarbox.domain.access import Permission, Scope
from pillarbox.domain.ids import api_key_digest, new_uuid
from pillarbox.edges.rest.endpoint import Endpoint, MountPoint
from pillarbox.edges.rest.table import ENDPOINTS
from pillarbox.ports import Tx
from pillarbox.tables import api_keys, organizations

STRANGER = "am_us_" + "5" * 64
GUARDED = [endpoint for endpoint in ENDPOINTS if not endpoint.public]
BODIES: dict[str, dict[str, Any]] = {
    "messages.send": {"to": "ben@y.test"},
    "messages.reply": {"text": "Yes"},
    "messages.reply_all": {"text": "Yes"},
    "messages.forward": {"to": "ben@y.test"},
    "messages.batch_get": {"message_ids": ["<1@y.test>"]},
    "messages.batch_update": {"message_ids": ["<1@y.test>"], "add_labels": "seen"},
    "inboxes.update": {"display_name": "Ada"},
    "lists.create": {"entry": "evil.test"},
    "webhooks.create": {"url": "http://127.0.0.1/hook"},
    "webhooks.update_headers": {"headers": {"X-Token": "a"}},
    "polling_webhooks.create": {"client_id": "agent"},
    "domains.update": {"tracking_enabled": True},
}
"""Bodies of operations that need one."""


@dataclass(frozen=True, kw_only=True)
class Tenants:
    """A server where one pod's inbox holds one mail with ids for every path parameter."""

    server: RestServer
    ids: dict[str, str]

    async def call(self, key: str | None, endpoint: Endpoint, mount: MountPoint, ids: dict[str, str]) -> Any:
        if endpoint.operation == "drafts.attachment":
            ids = ids | {"attachment_id": ids["draft_attachment_id"]}
        path = re.sub(r"\{(\w+)(:path)?\}", lambda name: ids[name[1]], f"/{mount}/{endpoint.path}")
        body = BODIES.get(endpoint.operation, {})
        if endpoint.operation == "domains.create":
            body = {"domain": f"{new_uuid()}.test"}
        query = {"q": "ada"} if endpoint.operation == "inboxes.search" else {}
        async with self.server.client(key) as client:
            return await client.request(endpoint.method, path, params=query, json=body)

    async def make_key(self, mount: str = "/v0", **body: object) -> str:
        async with self.server.client() as root:
            answer = await root.post(f"{mount}/api-keys", json=body)
        key: str = answer.json()["api_key"]
        return key


def add_stranger(tx: Tx) -> None:
    """Another organization, with a key that may do everything in it."""
    number = organizations.create_organization(tx, organization_id=new_uuid(), name="Stranger", now=1)
    api_keys.insert_api_key(
        tx,
        Scope(organization_no=number),
        api_key_id=new_uuid(),
        digest=api_key_digest(STRANGER),
        prefix=STRANGER[:12],
        name="Stranger",
        permissions=None,
        expires_at=None,
        now=1,
    )


async def _get(client: httpx.AsyncClient, path: str) -> Any:
    return (await client.get(path)).json()


@pytest.fixture
async def tenants(database: AnyDatabase, clock: FixedClock) -> Tenants:
    server = await open_rest_server(database, clock)
    async with server.client() as root:
        pod_id = (await root.post("/v0/pods", json={"name": "Tenant"})).json()["pod_id"]
        await root.post(f"/v0/pods/{pod_id}/inboxes", json={"username": "ada"})
        await root.post("/v0/inboxes", json={"username": "sibling"})
        await root.post("/v0/pods", json={"client_id": "sibling"})
        await root.post(f"/v0/pods/{pod_id}/domains", json={"domain": "ada.test"})
        spare = (await root.post("/v0/inboxes/ada@x.test/api-keys")).json()["api_key_id"]
        hook = {"url": "http://127.0.0.1/hook"}
        webhook_id = (await root.post("/v0/inboxes/ada@x.test/webhooks", json=hook)).json()["webhook_id"]
        polling = await root.post("/v0/inboxes/ada@x.test/webhooks/polling", json={"client_id": "ada"})
        headers = {"From": "ann@y.test", "To": "ada@x.test", "Message-ID": "<1@y.test>"}
        boundary = {"MIME-Version": "1.0", "Content-Type": "multipart/mixed; boundary=b"}
        parts = "--b\n\nHi\n--b\nContent-Disposition: attachment; filename=a\n\ndata\n--b--\n"
        await server.receive("ada@x.test", mail(headers | boundary, parts))
        message = await _get(root, "/v0/inboxes/ada@x.test/messages/<1@y.test>")
        draft_body = {"to": "ben@y.test", "attachments": [{"content": "eA=="}]}
        draft = (await root.post("/v0/inboxes/ada@x.test/drafts", json=draft_body)).json()
        deliveries = (await _get(root, f"/v0/webhooks/{webhook_id}/deliveries"))["deliveries"]
        for mount in ("/v0", f"/v0/pods/{pod_id}", "/v0/inboxes/ada@x.test"):
            await root.post(f"{mount}/lists/receive/block", json={"entry": "evil.test"})
    ids = {
        "direction": "receive",
        "type": "block",
        "entry": "evil.test",
        "pod_id": pod_id,
        "webhook_id": webhook_id,
        "delivery_id": deliveries[0]["delivery_id"],
        "polling_webhook_id": polling.json()["webhook_id"],
        "inbox_id": "ada@x.test",
        "message_id": "<1@y.test>",
        "thread_id": message["thread_id"],
        "attachment_id": message["attachments"][0]["attachment_id"],
        "draft_id": draft["draft_id"],
        "draft_attachment_id": draft["attachments"][0]["attachment_id"],
        "api_key_id": spare,
        "address": "ben@y.test",
        "domain_id": "ada.test",
    }
    return Tenants(server=server, ids=ids)


def everywhere() -> list[tuple[Endpoint, MountPoint]]:
    return [(endpoint, mount) for endpoint in GUARDED for mount in endpoint.mounts]


def names_something(endpoint: Endpoint, mount: MountPoint) -> bool:
    """Whether the path names a thing of a tenant, and not only a list of whatever the caller has."""
    names = set(re.findall(r"\{(\w+)", f"{mount}/{endpoint.path}"))
    return bool(names - {"address"})


async def test_nobody_may_do_anything_without_a_key(tenants: Tenants) -> None:
    for endpoint, mount in everywhere():
        answer = await tenants.call(None, endpoint, mount, tenants.ids)
        assert answer.status_code == 401, endpoint.operation


async def test_a_key_without_flags_is_told_the_flag_it_lacks(tenants: Tenants) -> None:
    key = await tenants.make_key(permissions={})
    for endpoint, mount in everywhere():
        answer = await tenants.call(key, endpoint, mount, tenants.ids)
        if endpoint.permission is None:
            assert answer.status_code == 200, endpoint.operation
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "missing_permission")
            assert endpoint.permission in answer.json()["fix"]


async def test_a_key_with_the_one_flag_of_an_operation_may_do_it(tenants: Tenants) -> None:
    keys = {flag: await tenants.make_key(permissions={flag: True}) for flag in Permission}
    for endpoint, mount in everywhere():
        if endpoint.permission is not None and endpoint.method != "DELETE":
            answer = await tenants.call(keys[endpoint.permission], endpoint, mount, tenants.ids)
            assert answer.status_code == endpoint.status, (endpoint.operation, answer.text)


async def test_another_organization_finds_nothing(tenants: Tenants) -> None:
    await tenants.server.ports.database.write(add_stranger)
    for endpoint, mount in everywhere():
        if names_something(endpoint, mount):
            answer = await tenants.call(STRANGER, endpoint, mount, tenants.ids)
            assert answer.status_code == 404, endpoint.operation


@pytest.mark.parametrize("narrow", ["/v0/pods/sibling", "/v0/inboxes/sibling@x.test"])
async def test_a_key_of_a_sibling_finds_nothing(tenants: Tenants, narrow: str) -> None:
    key = await tenants.make_key(narrow)
    for endpoint, mount in everywhere():
        if names_something(endpoint, mount):
            answer = await tenants.call(key, endpoint, mount, tenants.ids)
            assert answer.status_code in (403, 404), endpoint.operation
            if answer.status_code == 403:
                assert mount is MountPoint.POD or endpoint.path.startswith("pods"), endpoint.operation


async def test_what_is_hidden_answers_as_what_is_absent(tenants: Tenants) -> None:
    await tenants.server.ports.database.write(add_stranger)
    absent = dict.fromkeys(tenants.ids, "absent")
    for endpoint, mount in everywhere():
        if names_something(endpoint, mount):
            hidden = await tenants.call(STRANGER, endpoint, mount, tenants.ids)
            missing = await tenants.call(STRANGER, endpoint, mount, absent)
            assert hidden.json() == missing.json(), endpoint.operation


async def test_lists_of_a_stranger_hold_nothing_of_others(tenants: Tenants) -> None:
    await tenants.server.ports.database.write(add_stranger)
    for endpoint, mount in everywhere():
        if endpoint.method == "GET" and not names_something(endpoint, mount):
            answer = await tenants.call(STRANGER, endpoint, mount, tenants.ids)
            assert answer.status_code == 200, endpoint.operation
            for foreign in ("ada@x.test", "<1@y.test>", tenants.ids["pod_id"], tenants.ids["api_key_id"]):
                assert foreign not in answer.text, endpoint.operation
