"""Files from URLs: what is fetched, which redirects are followed, what is refused without a connection."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from tests.ports.web_server import WebServer, answer

from pillarbox.net import http
from pillarbox.net.remote_files import MAX_REDIRECTS, HttpFiles
from pillarbox.ports import RemoteFile

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n"


@pytest.fixture
async def web() -> AsyncIterator[WebServer]:
    hops = {f"/hop{n}": answer(302, Location=f"/hop{n - 1}") for n in range(1, MAX_REDIRECTS + 2)}
    answers = {
        "/report.pdf?signature=a%2Fb": answer(body=b"%PDF", Content_Type="application/pdf"),
        "/plain": answer(body=b"abc"),
        "/chunked": CHUNKED,
        **hops,
        "/hop0": answer(body=b"there", Set_Cookie="a=b"),
        "/empty": answer(204),
        "/lost": answer(404, b"no such page"),
        "/nowhere": answer(302),
        "/packed": answer(body=b"\x1f\x8b", Content_Encoding="gzip"),
        "/down": answer(302, Location="file:///etc/passwd"),
        "/inward": answer(302, Location="http://10.0.0.1/secrets"),
        "/broken": b"220 mx.example.com ESMTP\r\n",
    }
    async with WebServer(answers).running() as server:
        yield server


@pytest.fixture
async def files() -> AsyncIterator[HttpFiles]:
    async with aclosing(HttpFiles(allow_private=True)) as files:
        yield files


@pytest.mark.parametrize(
    ("path", "data", "content_type"),
    [
        ("/report.pdf?signature=a%2Fb", b"%PDF", "application/pdf"),
        ("/plain", b"abc", None),
        ("/chunked", b"abcdef", None),
        ("/empty", b"", None),
        (f"/hop{MAX_REDIRECTS}", b"there", None),
    ],
)
async def test_a_successful_answer_is_a_file(
    web: WebServer, files: HttpFiles, path: str, data: bytes, content_type: str | None
) -> None:
    found = await files.fetch(web.origin + path, max_bytes=10)
    assert found == RemoteFile(data=data, content_type=content_type)


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/lost", "answered with status 404"),
        ("/nowhere", "answered with status 302"),
        (f"/hop{MAX_REDIRECTS + 1}", f"more than {MAX_REDIRECTS} redirects"),
        ("/down", "not understood: not an absolute http or https URL in ASCII"),
        ("/packed", "answered in the encoding 'gzip', which was not asked for"),
        ("/chunked", "has more than the 5 bytes left for it"),
    ],
)
async def test_anything_else_is_a_problem(web: WebServer, files: HttpFiles, path: str, problem: str) -> None:
    assert await files.fetch(web.origin + path, max_bytes=5) == RemoteFile(problem=problem)


async def test_an_answer_that_is_not_http_is_a_problem(web: WebServer, files: HttpFiles) -> None:
    found = await files.fetch(f"{web.origin}/broken", max_bytes=5)
    assert found.problem is not None
    assert found.problem.startswith("not understood: ")


async def test_a_server_that_does_not_answer_is_given_up(web: WebServer) -> None:
    async with aclosing(HttpFiles(allow_private=True, timeout_s=0.05)) as files:
        found = await files.fetch(f"{web.origin}/silent", max_bytes=5)
    assert found == RemoteFile(problem="no answer within 0.05 seconds")


async def test_neither_credentials_nor_cookies_are_sent(web: WebServer, files: HttpFiles) -> None:
    url = web.origin.replace("//", "//user:secret@")
    await files.fetch(f"{url}/hop1", max_bytes=5)
    await files.fetch(f"{url}/hop0", max_bytes=5)
    assert [head.split(" ")[1] for head in web.requests] == ["/hop1", "/hop0", "/hop0"]
    for head in web.requests:
        names = {line.partition(":")[0].lower() for line in head.splitlines()[1:] if line}
        assert names == {"host", "user-agent", "accept", "accept-encoding"}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"])
async def test_this_machine_is_not_dialled(web: WebServer, host: str) -> None:
    async with aclosing(HttpFiles(allow_private=False)) as files:
        found = await files.fetch(f"http://{host}:{web.port}/plain", max_bytes=5)
    assert found.problem is not None
    assert found.problem.endswith("has an address that is not public")
    assert web.requests == []


@pytest.mark.parametrize("host", ["169.254.169.254", "10.0.0.1", "192.168.1.1", "100.64.0.1", "[fd00::1]"])
async def test_private_networks_are_not_dialled(host: str) -> None:
    async with aclosing(HttpFiles(allow_private=False)) as files:
        found = await files.fetch(f"http://{host}/latest/meta-data", max_bytes=5)
    assert found.problem is not None
    assert found.problem.endswith("has an address that is not public")


async def test_a_redirect_is_dialled_under_the_same_rule(
    web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "is_public", lambda address: str(address) == "127.0.0.1")
    monkeypatch.setattr(http, "_is_ours", lambda address: False)
    async with aclosing(HttpFiles(allow_private=False)) as files:
        assert (await files.fetch(f"{web.origin}/plain", max_bytes=5)).data == b"abc"
        found = await files.fetch(f"{web.origin}/inward", max_bytes=5)
    assert found == RemoteFile(problem="10.0.0.1 has an address that is not public")


async def test_ports_of_other_services_are_not_dialled() -> None:
    async with aclosing(HttpFiles(allow_private=False)) as files:
        found = await files.fetch("http://8.8.8.8:25/", max_bytes=5)
    assert found == RemoteFile(problem="port 25 is not one for HTTP")
