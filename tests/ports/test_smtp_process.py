"""Connections served in the SMTP process: the same service, and nothing promised that was not stored."""

import asyncio
import mmap
import os
import resource
import signal
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from tests.conftest import FixedClock
from tests.ports.smtp_server import HOST, WAIT_S, Inboxes, RawClient, connected
from tests.processes import becomes, children

from pillarbox.edges.listener import Capacity, Listener
from pillarbox.edges.smtp.limits import Limits
from pillarbox.edges.smtp.mx import MxConnection
from pillarbox.edges.smtp.setup import SmtpSetup
from pillarbox.edges.tls import self_signed
from pillarbox.processes import helper
from pillarbox.processes.smtp.messages import Setup
from pillarbox.processes.smtp.process import SmtpProcess

CROWD = 2
CAPACITY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server with its SMTP process running."""

    port: int
    inboxes: Inboxes
    listener: Listener
    process: SmtpProcess


@asynccontextmanager
async def serving(
    directory: Path, limits: Limits | None = None, *, idle_s: float = 60
) -> AsyncIterator[Served]:
    certificate, key = self_signed(HOST, directory, now_ms=1_700_000_000_000)
    setup = SmtpSetup(
        host=HOST,
        limits=limits or Limits(),
        spool_directory=str(directory),
        certificate=str(certificate),
        key=str(key),
    )
    inboxes, listener = Inboxes(), Listener(Capacity(connections=CAPACITY))
    whole = Setup(
        smtp=setup, domain="pillarbox.test", name_signatures=False, log_format="console", log_level="error"
    )
    process = SmtpProcess(
        whole, inboxes, listener, crowded=lambda: listener.connections > CROWD, idle_s=idle_s
    )
    await process.start()
    server, tls = setup.server(FixedClock()), setup.tls_context()
    _, port = listener.start(
        lambda: MxConnection(server, inboxes, listener, tls, mover=process), "127.0.0.1", 0, taker=process
    )
    try:
        yield Served(port=port, inboxes=inboxes, listener=listener, process=process)
    finally:
        await listener.stop(grace_s=0)
        await process.aclose()


@asynccontextmanager
async def crowd(served: Served, count: int = CROWD + 1) -> AsyncIterator[list[RawClient]]:
    """Greeted clients, of which the last has moved to the process."""
    async with AsyncExitStack() as stack:
        clients = []
        for _ in range(count):
            client = await stack.enter_async_context(connected(served.port))
            assert (await client.reply()).startswith(f"220 {HOST} ")
            clients.append(client)
        await becomes(lambda: served.process.connections == count - CROWD)
        yield clients


async def send(client: RawClient, content: str = "Subject: Hi\r\n\r\nHello.\r\n", to: str = "b") -> str:
    """The reply to a mail."""
    begun = await client.say("MAIL FROM:<a@client.test>", f"RCPT TO:<{to}@pillarbox.test>", "DATA")
    if not begun.startswith("354 "):
        return begun
    await client.send(content.encode() + b".\r\n")
    return await client.reply()


async def test_only_a_crowd_moves(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, connected(served.port) as first, connected(served.port) as second:
        for client in (first, second):
            await client.reply()
            await client.say("HELO client.test")
            assert await send(client) == "250 2.0.0 Stored"
        assert (served.process.connections, served.listener.connections) == (0, 2)
        async with connected(served.port) as third:
            await third.reply()
            await third.say("EHLO client.test")
            assert await send(third) == "250 2.0.0 Stored"
            assert served.process.connections == 1
            assert (
                await send(first) == "250 2.0.0 Stored"
            )  # and goes on elsewhere, in the middle of its session
            await becomes(lambda: served.process.connections == 2)
            assert await send(first) == "250 2.0.0 Stored"
            assert served.listener.connections == 3
        await becomes(lambda: served.listener.connections == 2)
        assert served.process.connections == 1


async def test_mail_comes_read_and_with_its_envelope(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, crowd(served) as clients:
        await clients[-1].say("EHLO client.test")
        assert await send(clients[-1]) == "250 2.0.0 Stored"
        ((envelope, raw),) = served.inboxes.mails
        (letter,) = served.inboxes.letters
    assert envelope.recipients == ("b@pillarbox.test",)
    assert (envelope.helo, envelope.client_address, envelope.tls) == ("client.test", "127.0.0.1", False)
    assert raw.startswith(b"Received: from client.test") and raw.endswith(b"\r\n\r\nHello.\r\n")
    assert letter is not None
    assert (letter.subject, letter.bodies.text, letter.bodies.extracted_text) == ("Hi", "Hello.\n", "Hello.")


async def test_those_in_the_process_count_like_others(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, crowd(served, CAPACITY) as clients:
        async with connected(served.port) as refused:
            assert await refused.reply() == "421 4.7.0 Too many connections, try again later"
        assert await clients[-1].say("QUIT") == "221 2.0.0 Bye"
        clients[-1].writer.close()
        await becomes(lambda: served.listener.connections == CAPACITY - 1)
        async with connected(served.port) as taken:
            assert (await taken.reply()).startswith("220 ")
            assert served.process.connections == CAPACITY - CROWD


async def test_large_mail_comes_whole_and_unread(tmp_path: Path) -> None:
    line = "x" * 998 + "\r\n"
    contents = ["\r\n" + line * 100, "\r\n" + line * 1000]
    async with serving(tmp_path) as served, crowd(served) as clients:
        await clients[-1].say("EHLO client.test")
        for content in contents:
            assert await send(clients[-1], content) == "250 2.0.0 Stored"
        assert [raw.partition(b"\r\n\r\n")[2].decode() for _, raw in served.inboxes.mails] == [
            content.removeprefix("\r\n") for content in contents
        ]
        assert served.inboxes.kinds == [bytes, mmap.mmap]
        assert served.inboxes.letters == [None, None]


async def test_a_large_attachment_is_no_reason_not_to_read_a_mail(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Figures"
    mail.set_content("See attached.\n")
    mail.add_attachment(bytes(100_000), maintype="application", subtype="pdf", filename="f.pdf")
    async with serving(tmp_path) as served, crowd(served) as clients:
        await clients[-1].say("EHLO client.test")
        assert await send(clients[-1], mail.as_bytes(policy=SMTP).decode()) == "250 2.0.0 Stored"
        (letter,) = served.inboxes.letters
    assert letter is not None
    assert (letter.bodies.text, [found.size_bytes for found in letter.attachments]) == (
        "See attached.\n",
        [100_000],
    )


async def test_refusals_come_from_the_server(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, crowd(served) as clients:
        await clients[-1].say("EHLO client.test")
        assert (await send(clients[-1], to="nobody")).startswith("554 5.5.1 ")
        assert (await clients[-1].say("RCPT TO:<nobody@pillarbox.test>")).startswith("550 5.1.1 ")
        assert (await clients[-1].say("RCPT TO:<unlucky@pillarbox.test>")).startswith("451 4.3.0 ")
        await clients[-1].say("RSET")
        assert (await send(clients[-1], to="doom")).startswith("451 4.3.0 ")


async def test_a_session_goes_on_where_it_stood(tmp_path: Path) -> None:
    limits = Limits(errors=3)
    async with serving(tmp_path, limits) as served, crowd(served, CROWD) as (client, _):
        await client.say("EHLO client.test")
        for _ in range(3):
            assert (await client.say("NONSENSE")).startswith("500 ")
        async with connected(served.port) as third:
            await third.reply()
            assert await send(client) == "250 2.0.0 Stored"
            await becomes(lambda: served.process.connections == 2)
            assert (await client.say("NONSENSE")).startswith("421 ")


async def test_commands_without_a_mail_are_counted_on(tmp_path: Path) -> None:
    limits = Limits(commands_per_mail=6)
    async with serving(tmp_path, limits) as served, crowd(served, CROWD) as (client, _):
        await client.say("EHLO client.test")
        await client.say("NOOP", "NOOP")
        async with connected(served.port) as third:
            await third.reply()
            assert (await send(client, to="doom")).startswith("451 ")
            await becomes(lambda: served.process.connections == 2)
            assert (await client.say("NOOP", "NOOP")).startswith("250 ")
            assert (await client.say("NOOP")).startswith("421 4.7.0 Too many commands ")


async def test_who_is_in_the_middle_of_a_line_stays(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, crowd(served, CROWD) as (client, _):
        await start_mail_here(client)
        async with connected(served.port) as third:
            await third.reply()
            await client.send(b"Hi\r\n.\r\n" + b"x" * 3000)
            assert await client.reply() == "250 2.0.0 Stored"
            assert await client.say("NOOP") == "500 5.5.2 Command line too long"
            assert served.process.connections == 1


async def test_who_leaves_the_process_while_tls_is_negotiated_is_counted_no_more(tmp_path: Path) -> None:
    async with serving(tmp_path, idle_s=0.05) as served, crowd(served) as clients:
        client = clients[-1]
        await client.say("EHLO client.test")
        assert (await client.say("STARTTLS")).startswith("220 ")
        client.reset()
        await becomes(lambda: (served.process.connections, served.listener.connections) == (0, CROWD))
        await asyncio.wait_for(served.process.wait_ended(), WAIT_S)


async def test_who_negotiates_tls_in_the_process_does_not_hold_up_a_stop(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, crowd(served) as clients:
        await clients[-1].say("EHLO client.test")
        assert (await clients[-1].say("STARTTLS")).startswith("220 ")
        stopping = asyncio.create_task(served.listener.stop(10 * WAIT_S))
        await becomes(lambda: served.process.connections == 0)
        for client in clients:
            client.writer.close()
        await asyncio.wait_for(stopping, WAIT_S)


async def test_clients_beyond_the_files_of_the_process_stay_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(tmp_path) as served:
        monkeypatch.setattr(resource, "getrlimit", lambda _: (4, 4))
        async with crowd(served, CROWD + 2), connected(served.port) as client:
            assert (await client.reply()).startswith("220 ")
            await client.say("HELO client.test")
            assert await send(client) == "250 2.0.0 Stored"
            assert (served.process.connections, served.listener.connections) == (2, CROWD + 3)


async def test_a_process_that_cannot_use_its_certificate_is_done_without(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere.pem")
    setup = SmtpSetup(
        host=HOST, limits=Limits(), spool_directory=str(tmp_path), certificate=nowhere, key=nowhere
    )
    whole = Setup(
        smtp=setup, domain="pillarbox.test", name_signatures=False, log_format="console", log_level="critical"
    )
    process = SmtpProcess(whole, Inboxes(), Listener(), crowded=lambda: True)
    with capture_logs() as logs:
        await asyncio.wait_for(process.start(), WAIT_S)
        await asyncio.wait_for(process.wait_ended(), WAIT_S)
    assert process.channel is None
    assert [line["problem"] for line in logs] == ["it ended with 1"]
    await process.aclose()


async def test_a_client_in_the_process_can_start_tls(tmp_path: Path) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    async with serving(tmp_path) as served, crowd(served) as clients:
        client = clients[-1]
        assert "STARTTLS" in await client.say("EHLO client.test")
        assert (await client.say("STARTTLS")).startswith("220 ")
        await asyncio.wait_for(client.writer.start_tls(context), WAIT_S)
        await client.say("EHLO client.test")
        assert await send(client) == "250 2.0.0 Stored"
        assert served.inboxes.mails[0][0].tls


async def test_mail_in_progress_is_finished_at_the_end(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, crowd(served, CROWD + 2) as clients:
        sending, silent = clients[-2:]
        await sending.say("EHLO client.test")
        await sending.say("MAIL FROM:<a@client.test>", "RCPT TO:<slow@pillarbox.test>", "DATA")
        await sending.send(b"\r\nHello.\r\n.\r\n")
        await served.inboxes.held.wait()
        stopping = asyncio.create_task(served.listener.stop(WAIT_S))
        assert (await silent.reply()).startswith("421 ")
        served.inboxes.gate.set()
        assert await sending.reply() == "250 2.0.0 Stored"
        assert (await sending.reply()).startswith("421 ")
        for client in clients:
            client.writer.close()
        await asyncio.wait_for(stopping, WAIT_S)
        assert served.listener.connections == 0


async def test_a_client_that_stays_is_cut(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, crowd(served) as clients:
        await start_mail_here(clients[-1])
        await served.listener.stop(grace_s=0)
        assert await clients[-1].reader.read() == b""


async def start_mail_here(client: RawClient) -> None:
    await client.say("HELO client.test")
    wanted = await client.say("MAIL FROM:<a@client.test>", "RCPT TO:<b@pillarbox.test>", "DATA")
    assert wanted.startswith("354 ")


async def test_when_the_process_dies_its_clients_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helper, "_REST_S", 0)
    before = children()
    async with serving(tmp_path) as served:
        (pid,) = children() - before
        async with crowd(served) as clients:
            await clients[-1].say("EHLO client.test")
            await clients[-1].say("MAIL FROM:<a@client.test>", "RCPT TO:<slow@pillarbox.test>", "DATA")
            await clients[-1].send(b"\r\nHello.\r\n.\r\n")
            await served.inboxes.held.wait()
            os.kill(pid, signal.SIGKILL)
            assert await clients[-1].reply() == ""
            await becomes(lambda: served.listener.connections == CROWD)
            served.inboxes.gate.set()
            await served.process.wait_ended()
            async with connected(served.port) as again:
                assert (await again.reply()).startswith("220 ")
                await again.say("EHLO client.test")
                assert await send(again) == "250 2.0.0 Stored"
                await becomes(lambda: children() - before != set())
                await served.process.start()
                assert await send(again) == "250 2.0.0 Stored"
                await becomes(lambda: served.process.connections == 1)
    assert children() == before


async def test_a_process_without_clients_ends(tmp_path: Path) -> None:
    async with serving(tmp_path, idle_s=0.05) as served:
        async with crowd(served):
            await asyncio.sleep(0.2)
            assert served.process.connections == 1
        await asyncio.wait_for(served.process.wait_ended(), WAIT_S)
