"""Who may connect, for how long, in which privacy, and how connections end."""

import asyncio
import resource
import socket
import ssl
from pathlib import Path

import aiosmtplib
import pytest
import trustme
from tests.ports.smtp_server import WAIT_S, connected, serving, start_mail

from pillarbox.edges import listener
from pillarbox.edges.listener import Capacity, Listener
from pillarbox.edges.smtp.limits import Limits
from pillarbox.edges.tls import self_signed, server_context


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def client_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


async def test_starttls_encrypts_the_rest_of_the_session(
    tmp_path: Path, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    async with serving(tmp_path, tls_context=server_tls) as server:
        client = aiosmtplib.SMTP(
            hostname="127.0.0.1",
            port=server.port,
            start_tls=True,
            tls_context=client_tls,
            local_hostname="client.test",
        )
        async with client:
            assert not client.supports_extension("starttls")
            await client.sendmail("a@client.test", ["b@pillarbox.test"], "Subject: x\r\n\r\nHi\r\n")
        envelope, raw = server.inboxes.mails[0]
    assert envelope.tls
    assert b"with ESMTPS id" in raw


async def test_a_connection_can_be_encrypted_from_its_first_octet(
    tmp_path: Path, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    async with serving(tmp_path, tls_context=server_tls, implicit_tls=True) as server:
        async with aiosmtplib.SMTP(
            hostname="127.0.0.1", port=server.port, use_tls=True, tls_context=client_tls
        ) as client:
            await client.sendmail("a@client.test", ["b@pillarbox.test"], "Hi\r\n")
        assert server.inboxes.mails[0][0].tls


async def test_a_failed_negotiation_frees_the_connection(tmp_path: Path, server_tls: ssl.SSLContext) -> None:
    async with serving(tmp_path, tls_context=server_tls) as server:
        async with connected(server.port) as client:
            await client.reply()
            await client.say("EHLO client.test")
            assert (await client.say("STARTTLS")).startswith("220 ")
            await client.send(b"MAIL FROM:<this is not TLS>\r\n")
            await asyncio.wait_for(client.reader.read(), WAIT_S)
        await server.listener.stop(WAIT_S)
        assert server.listener.connections == 0


def test_a_self_signed_certificate_is_made_once_and_is_private(tmp_path: Path) -> None:
    certificate, key = self_signed("mx.pillarbox.test", tmp_path, now_ms=1_700_000_000_000)
    first = certificate.read_bytes(), key.read_bytes()
    assert key.stat().st_mode & 0o077 == 0
    self_signed("mx.pillarbox.test", tmp_path, now_ms=1_800_000_000_000)
    assert (certificate.read_bytes(), key.read_bytes()) == first
    assert server_context(certificate, key).minimum_version == ssl.TLSVersion.TLSv1_2


async def test_a_client_that_speaks_before_the_greeting_is_refused(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(b"EHLO client.test\r\n")  # the server cannot greet before this function waits
            client.setblocking(False)
            heard = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(client, 1000), WAIT_S)
        assert heard.startswith(b"554 5.5.0 ")


async def test_a_full_server_says_so_and_takes_the_next_once_one_has_left(tmp_path: Path) -> None:
    async with serving(tmp_path, capacity=Capacity(connections=1)) as server:
        async with connected(server.port) as first, connected(server.port) as second:
            assert (await first.reply()).startswith("220 ")
            assert await second.reply() == "421 4.7.0 Too many connections, try again later"
            assert await second.reply() == ""
            assert await first.say("QUIT") == "221 2.0.0 Bye"
            assert await first.reply() == ""
            first.writer.close()
            await asyncio.wait_for(first.writer.wait_closed(), WAIT_S)
            await server.listener.stop(WAIT_S)
        assert server.listener.connections == 0


async def test_a_server_that_finds_no_room_for_a_client_takes_it_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "_REST_S", 0.1)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    async with serving(tmp_path) as server:
        with socket.socket() as client:
            client.setblocking(False)
            loop = asyncio.get_running_loop()
            connecting = loop.sock_connect(client, ("127.0.0.1", server.port))
            resource.setrlimit(resource.RLIMIT_NOFILE, (1, hard))
            try:
                await connecting
                await asyncio.sleep(0.05)
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            heard = await asyncio.wait_for(loop.sock_recv(client, 1000), WAIT_S)
        assert heard.startswith(b"220 ")


class Visitor:
    """A connection without a network."""

    def drain(self) -> None: ...

    def abort(self) -> None: ...


async def test_one_address_cannot_take_all_connections() -> None:
    counted = Listener(Capacity(connections=10, connections_per_address=1))
    visitors = [Visitor() for _ in range(8)]
    assert counted.admit(visitors[0], "192.0.2.1")
    assert not counted.admit(visitors[1], "192.0.2.1")
    assert counted.admit(visitors[2], "192.0.2.2")
    assert counted.admit(visitors[3], "2001:db8:1:1::1")
    assert not counted.admit(visitors[4], "2001:db8:1:1::2")
    assert counted.admit(visitors[5], "2001:db8:1:2::1")
    assert all(counted.admit(visitor, "127.0.0.1") for visitor in visitors[6:])
    counted.leave(visitors[1])
    assert not counted.admit(visitors[1], "192.0.2.1")
    counted.leave(visitors[0])
    assert counted.admit(visitors[1], "192.0.2.1")


async def test_a_connection_that_does_not_end_does_not_keep_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listener, "_CUT_WITHIN_S", 0.01)
    counted = Listener()
    assert counted.admit(Visitor(), "192.0.2.1")
    await asyncio.wait_for(counted.stop(grace_s=0), WAIT_S)
    assert counted.connections == 1
    assert not counted.admit(Visitor(), "192.0.2.1")


async def test_a_silent_client_is_told_and_hung_up_on(tmp_path: Path) -> None:
    limits = Limits(idle_s=0.05, linger_s=0.05)
    async with serving(tmp_path, limits=limits) as server, connected(server.port) as client:
        assert (await client.reply()).startswith("220 ")
        await client.send(b"NOO")
        assert await client.reply() == "421 4.4.2 Timeout, closing the connection"
        assert await client.reply() == ""


async def test_a_command_that_trickles_in_is_silence(tmp_path: Path) -> None:
    async with serving(tmp_path, limits=Limits(idle_s=0.05)) as server, connected(server.port) as client:
        assert (await client.reply()).startswith("220 ")
        answer = asyncio.create_task(client.reply())
        async with asyncio.timeout(WAIT_S):
            while not answer.done():
                await client.send(b"x")
                await asyncio.wait({answer}, timeout=0.01)
        assert await answer == "421 4.4.2 Timeout, closing the connection"


async def test_content_has_a_time_of_its_own(tmp_path: Path) -> None:
    limits = Limits(content_s=0.05, linger_s=0.05)
    async with serving(tmp_path, limits=limits) as server, connected(server.port) as client:
        await start_mail(client)
        await client.send(b"x")
        assert await client.reply() == "421 4.4.2 Timeout, closing the connection"


async def test_a_service_that_never_answers_makes_a_temporary_failure(tmp_path: Path) -> None:
    async with serving(tmp_path, limits=Limits(answer_s=0.05)) as server:
        async with connected(server.port) as client:
            await start_mail(client, "slow@pillarbox.test")
            assert await client.say("Hi\r\n.") == "451 4.3.0 Temporary failure, try again later"
            assert await client.say("NOOP") == "250 2.0.0 Ok"
        assert server.inboxes.mails == []


async def test_a_mail_in_progress_is_finished_before_the_server_stops(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        async with connected(server.port) as busy, connected(server.port) as idle:
            await start_mail(busy)
            assert (await idle.reply()).startswith("220 ")
            stopping = asyncio.create_task(server.listener.stop(WAIT_S))
            assert await idle.reply() == "421 4.3.2 Shutting down, try again later"
            assert await idle.reply() == ""
            idle.writer.close()
            assert await busy.say("Hi\r\n.") == "250 2.0.0 Stored"
            assert await busy.reply() == "421 4.3.2 Shutting down, try again later"
            assert await busy.reply() == ""
            busy.writer.close()
            await asyncio.wait_for(stopping, WAIT_S)
        assert len(server.inboxes.mails) == 1


async def test_a_mail_that_takes_too_long_does_not_keep_the_server_from_stopping(tmp_path: Path) -> None:
    async with serving(tmp_path) as server, connected(server.port) as client:
        await start_mail(client, "slow@pillarbox.test")
        await client.send(b"Hi\r\n.\r\n")
        await asyncio.wait_for(server.inboxes.held.wait(), WAIT_S)
        await asyncio.wait_for(server.listener.stop(grace_s=0), WAIT_S)
        server.inboxes.gate.set()
        assert server.inboxes.mails == []


async def test_a_stopped_server_takes_no_connection(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        await server.listener.stop(WAIT_S)
        with pytest.raises(OSError):
            await asyncio.open_connection("127.0.0.1", server.port)
