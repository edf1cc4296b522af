"""The HTTP client of webhooks: which addresses it dials, what it takes for an answer, how long it waits."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from ipaddress import ip_address

import pytest
import trustme
from tests.ports.web_server import WebServer, answer
from tests.webhook_receiver import Receiver, receiving

from pillarbox.domain.network import Address
from pillarbox.net import http
from pillarbox.net.http import MAX_ANSWER_BYTES, HttpClient
from pillarbox.net.look_up import LookUps
from pillarbox.ports import HttpAnswer

SENT = HttpAnswer(status=204)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
async def web() -> AsyncIterator[WebServer]:
    answers = {
        "/fine": answer(204),
        "/moved": answer(307, Location="/fine"),
        "/long": answer(body=b"x" * 20 * MAX_ANSWER_BYTES),
        "/endless-header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000,
        "/garbage": b"220 mx.example.com ESMTP\r\n",
        "/cut": b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab",
    }
    async with WebServer(answers).running() as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with aclosing(HttpClient(allow_private=True)) as client:
        yield client


@pytest.fixture
async def public_client() -> AsyncIterator[HttpClient]:
    """A client that must not dial what is not public."""
    async with aclosing(HttpClient(allow_private=False)) as client:
        yield client


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1.2.3",
        "localhost",
        "2130706433",
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.0.1",
        "192.88.99.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[2001::7f00:1]",
        "[2002:7f00:1::]",
        "[fd00::1]",
        "[fe80::1]",
        "[ff02::1]",
    ],
)
async def test_addresses_that_are_not_public_are_not_dialled(
    public_client: HttpClient, receiver: Receiver, host: str
) -> None:
    refused = await public_client.post(f"http://{host}:{receiver.port}/", {}, b"")
    assert refused.status is None
    assert "not public" in (refused.problem or "")
    assert receiver.rest() == []


async def test_the_addresses_of_this_machine_are_not_dialled_though_public(
    public_client: HttpClient, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "is_public", lambda address: True)
    refused = await public_client.post(receiver.url(), {}, b"")
    assert "not public" in (refused.problem or "")
    assert receiver.rest() == []


async def test_ports_of_other_services_are_not_dialled(public_client: HttpClient) -> None:
    refused = await public_client.post("http://198.51.100.1:25/", {}, b"")
    assert refused == HttpAnswer(problem="port 25 is not one for HTTP")


class Names:
    """A name server that gives these answers in turn, and counts the questions."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.questions = 0

    async def resolve(self, host: str, port: int) -> Sequence[Address]:
        self.questions += 1
        return [ip_address(text) for text in self.answers.pop(0)]


async def rebound(web: WebServer, monkeypatch: pytest.MonkeyPatch, names: Names) -> list[HttpAnswer]:
    """What comes of a request for each answer of `names`, with 127.0.0.1 for a public address."""
    monkeypatch.setattr(http, "is_public", lambda address: str(address) == "127.0.0.1")
    monkeypatch.setattr(http, "_is_ours", lambda address: False)
    monkeypatch.setattr(LookUps, "addresses_of", names.resolve)
    async with aclosing(HttpClient(allow_private=False)) as client:
        url = f"http://hook.example.com:{web.port}/fine"
        return [await client.post(url, {}, b"") for _ in list(names.answers)]


async def test_a_name_that_changes_its_mind_gains_nothing(
    web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(["127.0.0.1"], ["127.0.0.2"])
    sent, refused = await rebound(web, monkeypatch, names)
    assert sent == SENT
    assert "not public" in (refused.problem or "")
    assert (names.questions, len(web.requests)) == (2, 1)  # what was checked is what was dialled


async def test_a_name_with_one_private_address_is_not_dialled_at_all(
    web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (refused,) = await rebound(web, monkeypatch, Names(["127.0.0.1", "10.0.0.1"]))
    assert "not public" in (refused.problem or "")
    assert web.requests == []


async def test_a_name_without_address_is_a_problem(client: HttpClient) -> None:
    failed = await client.post("http://nowhere.invalid/", {}, b"")
    assert "connection failed" in (failed.problem or "")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/fine", SENT),
        ("/moved", HttpAnswer(status=307)),
        ("/long", HttpAnswer(status=200)),
    ],
)
async def test_the_first_answer_counts_whatever_it_points_to_and_however_long_it_is(
    web: WebServer, client: HttpClient, path: str, expected: HttpAnswer
) -> None:
    assert await client.post(web.origin + path, {}, b"") == expected
    assert len(web.requests) == 1


@pytest.mark.parametrize("path", ["/endless-header", "/garbage", "/cut"])
async def test_what_is_no_answer_is_a_problem(web: WebServer, client: HttpClient, path: str) -> None:
    failed = await client.post(web.origin + path, {}, b"")
    assert failed.status is None
    assert failed.problem


async def test_an_answer_that_takes_too_long_is_a_problem_and_leaves_the_client_well(
    receiver: Receiver,
) -> None:
    async with aclosing(HttpClient(allow_private=True, timeout_s=0.05)) as hasty:
        held = [hasty.post(receiver.url(receiver.held_path), {}, b"") for _ in range(20)]
        assert set(await asyncio.gather(*held)) == {HttpAnswer(problem="no answer within 0.05 seconds")}
    async with aclosing(HttpClient(allow_private=True)) as client:
        assert await client.post(receiver.url(), {}, b"") == SENT


async def test_connections_are_kept_and_replaced_when_the_receiver_closed_them(
    receiver: Receiver, web: WebServer, client: HttpClient
) -> None:
    for _ in range(3):
        assert await client.post(receiver.url(), {}, b"x") == SENT
        assert await client.post(web.origin + "/fine", {}, b"x") == SENT
    assert len({request.client_port for request in receiver.rest()}) == 1
    assert len(web.requests) == 3


async def test_a_certificate_is_checked(client: HttpClient) -> None:
    authority = trustme.CA()
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(theirs)
    authority.configure_trust(ours)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(204))
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=theirs) as server:
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        failed = await client.post(url, {}, b"")
        async with aclosing(HttpClient(allow_private=True, tls=ours)) as trusting:
            assert await trusting.post(url, {}, b"") == SENT
    assert "certificate" in (failed.problem or "")
