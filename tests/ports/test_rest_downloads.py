from base64 import b64encode, encodebytes
from binascii import b2a_qp
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from tests.conftest import FixedClock
from tests.ports.rest_server import ORIGIN, RestServer, mail

from pillarbox.backends.blobs import TableBlobs

MESSAGES = "/v0/inboxes/ada@x.test/messages"
RAW = mail({"From": "ann@y.test", "To": "ada@x.test", "Message-ID": "<1@y.test>"}, "Hi\n")


@pytest.fixture
async def root(server: RestServer) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as client:
        await client.post("/v0/inboxes", json={"username": "ada"})
        yield client


async def send_file(client: httpx.AsyncClient, **attachment: str) -> dict[str, Any]:
    """The stored message with one attachment."""
    body = {"to": "ben@y.test", "attachments": [attachment]}
    answer = (await client.post(f"{MESSAGES}/send", json=body)).json()
    message: dict[str, Any] = (await client.get(f"{MESSAGES}/{answer['message_id']}")).json()
    return message


async def test_raw_mail_is_downloaded_through_a_link_without_a_key(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    await server.receive("ada@x.test", RAW)
    link = (await root.get(f"{MESSAGES}/<1@y.test>/raw")).json()
    assert (link["message_id"], link["size"]) == ("<1@y.test>", len(RAW))
    assert link["expires_at"] == "2023-11-14T23:13:20.000Z"
    assert link["download_url"].startswith(f"{ORIGIN}/v0/dl/")
    async with server.client(None) as anyone:
        answer = await anyone.get(link["download_url"])
    assert answer.content == RAW
    assert answer.headers["content-length"] == str(len(RAW))
    assert answer.headers["content-type"] == "message/rfc822"


async def test_a_file_is_saved_under_its_name_and_never_run(root: httpx.AsyncClient) -> None:
    script = b64encode(b"<script>").decode()
    name = 'Über "uns".html'
    message = await send_file(root, content=script, filename=name, content_type="text/html")
    attachment_id = message["attachments"][0]["attachment_id"]
    for owner in (f"{MESSAGES}/{message['message_id']}", f"/v0/threads/{message['thread_id']}"):
        link = (await root.get(f"{owner}/attachments/{attachment_id}")).json()
        assert (link["filename"], link["size"]) == (name, 8)
        answer = await root.get(link["download_url"])
        assert answer.content == b"<script>"
        assert answer.headers["content-type"] == "text/html"
        assert answer.headers["content-disposition"] == (
            f"attachment; filename=\"_ber _uns_.html\"; filename*=UTF-8''{quote(name)}"
        )
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize(
    ("encoding", "encode"), [("base64", encodebytes), ("quoted-printable", b2a_qp), ("8bit", bytes)]
)
async def test_a_file_is_made_from_the_mail_piece_by_piece(
    server: RestServer,
    root: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    encoding: str,
    encode: Callable[[bytes], bytes],
) -> None:
    data = b"Line %d\n" * 80_000
    fields = {
        "Message-ID": "<1@y.test>",
        "Content-Type": "application/x-lines",
        "Content-Transfer-Encoding": encoding,
    }
    await server.receive("ada@x.test", mail(fields, encode(data).decode()))
    (attachment,) = (await root.get(f"{MESSAGES}/<1@y.test>")).json()["attachments"]
    link = await root.get(f"{MESSAGES}/<1@y.test>/attachments/{attachment['attachment_id']}")
    monkeypatch.delattr(TableBlobs, "load")
    got = (await root.get(link.json()["download_url"])).content
    assert got.replace(b"\r\n", b"\n") == data


async def test_a_link_ends_after_an_hour(root: httpx.AsyncClient, clock: FixedClock) -> None:
    message = await send_file(root, content="eA==")
    link = (await root.get(f"{MESSAGES}/{message['message_id']}/raw")).json()["download_url"]
    clock.ms += 3600 * 1000 - 1
    assert (await root.get(link)).status_code == 200
    clock.ms += 1
    assert (await root.get(link)).status_code == 403


@pytest.mark.parametrize("token", ["x", "A" * 80, "%C3%A9", "a/b", "-_-_"])
async def test_a_forged_link_leads_nowhere(server: RestServer, token: str) -> None:
    async with server.client(None) as anyone:
        assert (await anyone.get(f"/v0/dl/{token}")).status_code == 404


async def test_a_link_dies_with_its_message(root: httpx.AsyncClient) -> None:
    message = await send_file(root, content="eA==")
    one = f"{MESSAGES}/{message['message_id']}"
    link = (await root.get(f"{one}/raw")).json()["download_url"]
    await root.delete(one)
    assert (await root.get(link)).status_code == 404


async def test_an_attachment_that_is_not_there_is_404(root: httpx.AsyncClient) -> None:
    message = await send_file(root, content="eA==")
    for owner in (f"{MESSAGES}/{message['message_id']}", f"/v0/threads/{message['thread_id']}"):
        missing = await root.get(f"{owner}/attachments/nope")
        assert (missing.status_code, missing.json()["message"]) == (404, "Attachment not found")
