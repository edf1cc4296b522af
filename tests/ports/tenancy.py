"""A server with tenants beside each other: one that has something of every kind, and strangers to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.rest_server import RestServer, mail, open_rest_server
from tests.ports.tenancy_cases import ANNOUNCED, CASES

from pillarbox.domain.access import Scope
from pillarbox.domain.ids import api_key_digest, new_uuid
from pillarbox.edges.rest.endpoint import Endpoint, MountPoint
from pillarbox.ports import Tx
from pillarbox.tables import api_keys, organizations
from pillarbox.tables.world import CapturedMessage, capture

INBOX = "ada@x.test"
WORDS = {
    "direction": "receive",
    "type": "block",
    "address": "ben@y.test",
    **dict.fromkeys(("account_id", "app_id", "credential_id", "event_id"), "nothing"),
}
"""Path parameters that say which kind of thing or filter by a word, and name nothing of a tenant."""
SIBLING_MOUNT = {"pod_id": "sibling", "inbox_id": "sibling@x.test"}
STRANGERS = ("another organization", "a sibling pod", "a sibling inbox")
_OTHER_ORGANIZATION_KEY = "am_us_" + "5" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenants:
    """`ids` has a value for every path parameter, all of things of one inbox."""

    server: RestServer
    ids: Mapping[str, str]

    async def call(
        self, key: str | None, endpoint: Endpoint, mount: MountPoint, **other_ids: str
    ) -> httpx.Response:
        """The answer to the operation's `Case`, with other values for some path parameters if need be."""
        case = CASES[endpoint.operation]
        ids = {**self.ids, **{name: self.ids[other] for name, other in case.ids.items()}, **other_ids}
        return await self.send(key, endpoint, mount, ids, case.new_body())

    async def send(
        self,
        key: str | None,
        endpoint: Endpoint,
        mount: MountPoint,
        ids: Mapping[str, str],
        body: Mapping[str, object],
    ) -> httpx.Response:
        path = re.sub(r"\{(\w+)(:path)?\}", lambda name: ids[name[1]], f"/{mount}/{endpoint.path}")
        query = dict(CASES[endpoint.operation].query)
        async with self.server.client(key) as client:
            return await client.request(endpoint.method, path, params=query, json=body)

    async def stranger(self, kind: str) -> str:
        """An unrestricted key of one of `STRANGERS`."""
        if kind == "a sibling pod":
            return await self.make_key("/v0/pods/sibling")
        if kind == "a sibling inbox":
            return await self.make_key("/v0/inboxes/sibling@x.test")
        await self.server.ports.database.write(_add_organization)
        return _OTHER_ORGANIZATION_KEY

    async def make_key(self, mount: str = "/v0", **body: object) -> str:
        async with self.server.client() as root:
            answer = await root.post(f"{mount}/api-keys", json=body)
        key: str = answer.json()["api_key"]
        return key


def parameters(path: str) -> set[str]:
    """The names of a path's parameters."""
    return set(re.findall(r"\{(\w+)", path))


async def settle_tenants(database: AnyDatabase, clock: FixedClock) -> Tenants:
    """A pod with an inbox that has one of everything, with empty siblings beside both."""
    server = await open_rest_server(database, clock)
    async with server.client() as root:

        async def post(path: str, **body: object) -> Any:
            answer = await root.post(path, json=body)
            assert answer.is_success, answer.text
            return answer.json()

        async def get(path: str) -> Any:
            return (await root.get(path)).raise_for_status().json()

        pod = await post("/v0/pods", name="Tenant")
        mounts = ("/v0", f"/v0/pods/{pod['pod_id']}", f"/v0/inboxes/{INBOX}")
        await post(f"{mounts[1]}/inboxes", username="ada")
        await post("/v0/pods", client_id="sibling")
        await post("/v0/inboxes", username="sibling")
        domain = await post(f"{mounts[1]}/domains", domain="ada.test")
        spare_key = await post(f"{mounts[2]}/api-keys")
        webhook = await post(f"{mounts[2]}/webhooks", url="http://127.0.0.1/hook")
        polling = [await post(f"{mount}/webhooks/polling", client_id=new_uuid()) for mount in mounts]
        for mount in mounts:
            await post(f"{mount}/lists/receive/block", entry="evil.test")
        for number in (1, 2):
            await server.receive(INBOX, _mail_with_attachment(f"<{number}@y.test>"))
        message = await get(f"{mounts[2]}/messages/<1@y.test>")
        deliveries = await get(f"/v0/webhooks/{webhook['webhook_id']}/deliveries")
        drafted = {"to": "ben@y.test", "attachments": [{"content": "eA=="}]}
        draft = await post(f"{mounts[2]}/drafts", **drafted)
        ready = await post(f"{mounts[2]}/drafts", **drafted)
        file = (await root.post(f"{mounts[2]}/files", json={"path": "a", **ANNOUNCED})).json()
    await database.write(_capture)
    ids = {
        **WORDS,
        "pod_id": pod["pod_id"],
        "inbox_id": INBOX,
        "api_key_id": spare_key["api_key_id"],
        "domain_id": domain["domain_id"],
        "message_id": message["message_id"],
        "second_message_id": "<2@y.test>",
        "thread_id": message["thread_id"],
        "attachment_id": message["attachments"][0]["attachment_id"],
        "draft_id": draft["draft_id"],
        "draft_attachment_id": draft["attachments"][0]["attachment_id"],
        "ready_draft_id": ready["draft_id"],
        "file_id": file["file_id"],
        "entry": "evil.test",
        "webhook_id": webhook["webhook_id"],
        "delivery_id": deliveries["deliveries"][0]["delivery_id"],
        "organization_polling_webhook_id": polling[0]["webhook_id"],
        "pod_polling_webhook_id": polling[1]["webhook_id"],
        "polling_webhook_id": polling[2]["webhook_id"],
    }
    return Tenants(server=server, ids=ids)


def _mail_with_attachment(message_id: str) -> bytes:
    headers = {
        "From": "ann@y.test",
        "To": INBOX,
        "Message-ID": message_id,
        "MIME-Version": "1.0",
        "Content-Type": "multipart/mixed; boundary=b",
    }
    return mail(headers, "--b\n\nHi\n--b\nContent-Disposition: attachment; filename=a\n\ndata\n--b--\n")


def _capture(tx: Tx) -> None:
    """Keep a mail from ada to an outside address, as the job that delivers it would."""
    sent = CapturedMessage(
        world_no=0,
        recipient=WORDS["address"],
        return_path=INBOX,
        message_id="<1@x.test>",
        blob_id="b",
        sender=INBOX,
        recipients=(WORDS["address"],),
        subject="Hello",
        text="Hi\n",
        html=None,
        size_bytes=100,
        created_at=1,
    )
    capture(tx, 1, 1, sent)


def _add_organization(tx: Tx) -> None:
    """Another organization, with a key that may do everything in it."""
    number = organizations.create_organization(tx, organization_id=new_uuid(), name="Stranger", now=1)
    api_keys.insert_api_key(
        tx,
        Scope(organization_no=number),
        api_key_id=new_uuid(),
        digest=api_key_digest(_OTHER_ORGANIZATION_KEY),
        prefix=_OTHER_ORGANIZATION_KEY[:12],
        name="Stranger",
        permissions=None,
        expires_at=None,
        now=1,
    )
