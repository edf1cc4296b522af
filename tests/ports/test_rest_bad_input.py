"""Requests made to hurt: answered at once, from bounded memory, and telling nothing of others."""

import asyncio
import gzip
import json
from contextlib import suppress

import httpx
import pytest
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.live_server import Sockets
from tests.ports.rest_server import ROOT_KEY
from tests.ports.tenancy import STRANGERS, Tenants, settle_tenants

from pillarbox.domain.policy import MAX_BODY_BYTES
from pillarbox.edges import bounded_http
from pillarbox.edges.rest.endpoint import Endpoint, MountPoint
from pillarbox.edges.rest.paging import PageQuery
from pillarbox.edges.rest.table import ENDPOINTS

SEND = "/v0/inboxes/ada@x.test/messages/send"
WITHIN_S = 20
LISTS = [
    (endpoint, mount)
    for endpoint in ENDPOINTS
    if issubclass(endpoint.query, PageQuery)
    for mount in endpoint.mounts
]


@pytest.fixture
async def tenants(database: AnyDatabase, clock: FixedClock) -> Tenants:
    return await settle_tenants(database, clock)


async def raw_answer(sockets: Sockets, head: str, *chunks: bytes) -> tuple[int, dict[str, str]]:
    """The answer to the start of a request whose rest never comes."""
    host, _, port = sockets.origin.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    lines = f"POST {SEND} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ROOT_KEY}\r\n{head}\r\n\r\n"
    writer.write(lines.encode())
    for chunk in chunks:
        writer.write(chunk)
    async with asyncio.timeout(WITHIN_S):
        status = int((await reader.readline()).split()[1])
        size = 0
        while (line := (await reader.readline()).decode().lower()) != "\r\n":
            if line.startswith("content-length:"):
                size = int(line.split()[1])
        body: dict[str, str] = json.loads(await reader.readexactly(size))
    writer.close()
    return status, body


async def test_a_body_that_is_announced_too_large_is_refused_unread(sockets: Sockets) -> None:
    status, told = await raw_answer(sockets, f"Content-Length: {MAX_BODY_BYTES + 1}")
    assert (status, told["code"]) == (413, "payload_too_large")


@pytest.mark.parametrize(
    "beginning",
    [
        b"GET /healthz HTTP/1.1\r\nX: ",
        b"POST /v0/inboxes HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ",
    ],
    ids=["head", "trailers"],
)
async def test_a_head_without_end_is_cut_off(sockets: Sockets, beginning: bytes) -> None:
    host, _, port = sockets.origin.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(beginning)
    async with asyncio.timeout(WITHIN_S):
        with suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(b"x" * 65_536)
                await writer.drain()
                if reader.at_eof():
                    break
    writer.close()


async def test_a_head_that_does_not_come_is_not_waited_for(
    sockets: Sockets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded_http, "HEAD_TIMEOUT_S", 0.01)
    host, _, port = sockets.origin.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET /healthz HTTP/1.1\r\n")
    async with asyncio.timeout(WITHIN_S):
        with suppress(ConnectionError):
            assert await reader.read() == b""
    writer.close()


async def test_a_body_that_grows_too_large_is_refused_before_its_end(sockets: Sockets) -> None:
    piece = b"%x\r\n%b\r\n" % (1 << 20, b"x" * (1 << 20))
    status, told = await raw_answer(sockets, "Transfer-Encoding: chunked", *[piece] * 7)
    assert (status, told["code"]) == (413, "payload_too_large")


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"text":' * 100_000,
        b'{"labels":' + b"[" * 65 + b"]" * 65 + b"}",
        b'{"headers":' + b'{"a":' * 100 + b"1" + b"}" * 100 + b"}",
        b'{"text":"' + b"\\ud800" * 10 + b'"}',
        b'{"text":"\xff\xfe"}',
        b'{"text":"\\u0000"}',
        b'{"text":' + b"9" * 10_000 + b"}",
        b'{"to":' + b"[" + b'"a@y.test",' * 500_000 + b'"a@y.test"]}',
        gzip.compress(b'{"text":"' + b"x" * 10_000_000 + b'"}', mtime=0),
        b"\xef\xbb\xbf{}",
        b"null",
        b"[]",
        b'"text"',
    ],
    ids=lambda body: repr(body[:12]),
)
async def test_a_hostile_body_is_malformed(sockets: Sockets, body: bytes) -> None:
    async with sockets.http() as client:
        answer = await client.post(SEND, content=body, timeout=WITHIN_S)
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")


@pytest.mark.parametrize(
    "query",
    [
        "page_token=" + "A" * 4000,
        "&".join(["labels=a"] * 1001),
        "labels=" + "%5B" * 2000,
        "limit=" + "9" * 400,
    ],
)
async def test_a_hostile_query_is_malformed(sockets: Sockets, query: str) -> None:
    async with sockets.http() as client:
        answer = await client.get(f"/v0/inboxes/ada@x.test/messages?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")


async def token(tenants: Tenants, key: str | None, path: str) -> str:
    """The token for the second page of a list."""
    async with tenants.server.client(key) if key else tenants.server.client() as client:
        answer = await client.get(path, params={"limit": 1})
    found: str = answer.json()["next_page_token"]
    return found


async def turned(tenants: Tenants, endpoint: Endpoint, mount: MountPoint, page_token: str) -> httpx.Response:
    path = f"/{mount}/{endpoint.path}".replace(":path", "").format_map({**tenants.ids, **WORDS})
    query = {"page_token": page_token, "q": "hello"}
    async with tenants.server.client() as client:
        return await client.get(path, params=query)


WORDS = {"direction": "receive", "type": "block", "address": "ben@y.test"}


async def test_a_token_serves_no_other_list(tenants: Tenants) -> None:
    of_inboxes = await token(tenants, None, "/v0/inboxes")
    for endpoint, mount in LISTS:
        answer = await turned(tenants, endpoint, mount, of_inboxes)
        if (endpoint.operation, mount) == ("inboxes.list", MountPoint.ORGANIZATION):
            assert answer.status_code == 200
        else:
            (entry,) = answer.json()["errors"]
            assert (entry["code"], entry["path"]) == ("invalid_format", ["page_token"]), endpoint.operation


@pytest.mark.parametrize("stranger", STRANGERS)
async def test_a_token_serves_nobody_else(tenants: Tenants, stranger: str) -> None:
    of_root = await token(tenants, None, "/v0/inboxes")
    async with tenants.server.client(await tenants.stranger(stranger)) as client:
        answer = await client.get("/v0/inboxes", params={"page_token": of_root})
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")


async def test_a_token_serves_no_other_filter_and_bears_no_change(tenants: Tenants) -> None:
    right = await token(tenants, None, "/v0/inboxes")
    other = ("B" if right[30] == "A" else "A").join((right[:30], right[31:]))
    async with tenants.server.client() as client:
        for query in (
            {"page_token": right, "ascending": "true"},
            {"page_token": other},
            {"page_token": right[:-2]},
        ):
            assert (await client.get("/v0/inboxes", params=query)).status_code == 400
        assert (await client.get("/v0/inboxes", params={"page_token": right})).status_code == 200
