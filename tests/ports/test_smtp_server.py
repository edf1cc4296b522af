"""SMTP over real sockets: clients of others, the order of replies, spooling, failures of the services."""

import asyncio
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest
from tests.ports.smtp_server import WAIT_S, connected, serving, start_mail

from pillarbox.edges.smtp.limits import Limits
from pillarbox.edges.smtp.spool import SpooledContent

NAMES = ("known", "nobody", "b")


def message(text: str = "Hi there\n") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@client.test", "b@pillarbox.test", "Hello"
    mail.set_content(text)
    return mail


async def test_a_mail_from_aiosmtplib_arrives_with_its_trace_header(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        await aiosmtplib.send(
            message(".dot\n"), hostname="127.0.0.1", port=server.port, local_hostname="client.test"
        )
        envelope, raw = server.inboxes.mails[0]
    assert (envelope.return_path, envelope.recipients) == ("a@client.test", ("b@pillarbox.test",))
    assert (envelope.client_address, envelope.helo, envelope.tls) == ("127.0.0.1", "client.test", False)
    assert raw.startswith(
        b"Received: from client.test ([127.0.0.1])\r\n\tby mx.pillarbox.test with ESMTP id "
    )
    assert b"\r\n\tfor <b@pillarbox.test>;\r\n\tTue, 14 Nov 2023 22:13:20 -0000\r\nFrom: a@client" in raw
    assert raw.endswith(b"\r\n\r\n.dot\r\n")


async def test_a_refused_recipient_is_named_to_the_client(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refusal:
            await aiosmtplib.send(
                message(), recipients=["nobody@pillarbox.test"], hostname="127.0.0.1", port=server.port
            )
    assert refusal.value.recipients[0].code == 550
    assert server.inboxes.mails == []


async def test_a_small_mail_is_handed_over_as_bytes_and_a_large_one_as_a_map(tmp_path: Path) -> None:
    large = b"Subject: x\r\n\r\n" + b"0123456789abcdef" * 64 + b"\r\n"
    async with serving(tmp_path) as server:
        for content in (b"small\r\n", large * 1000):
            async with connected(server.port) as client:
                await start_mail(client)
                await client.send(content + b".\r\n")
                assert (await client.reply()).startswith("250 ")
        assert server.inboxes.kinds == [bytes, SpooledContent]
        assert server.inboxes.mails[1][1].endswith(b"\r\n" + large * 1000)
        assert (server.spool.memory_bytes, server.spool.disk_bytes) == (0, 0)
        assert server.inboxes.mails[0][1].endswith(b"small\r\n")


async def test_a_full_spool_is_a_temporary_refusal(tmp_path: Path) -> None:
    limits = Limits(memory_bytes_per_mail=1000, spool_bytes=3000)
    async with serving(tmp_path, limits=limits) as server, connected(server.port) as client:
        await start_mail(client)
        await client.send(b"x" * 5000 + b"\r\n.\r\n")
        assert await client.reply() == "452 4.3.1 Not enough storage, try again later"
        assert (server.spool.memory_bytes, server.spool.disk_bytes) == (0, 0)


async def test_a_missing_spool_directory_is_a_temporary_refusal(tmp_path: Path) -> None:
    limits = Limits(memory_bytes_per_mail=1000)
    async with serving(tmp_path / "gone", limits=limits) as server, connected(server.port) as client:
        await start_mail(client)
        await client.send(b"x" * 5000 + b"\r\n.\r\n")
        assert (await client.reply()).startswith("452 4.3.1 ")
        assert (await client.say("NOOP")).startswith("250 ")


@pytest.mark.parametrize("recipient", ["doom", "unlucky"])
async def test_a_service_that_raises_makes_a_temporary_failure(tmp_path: Path, recipient: str) -> None:
    async with serving(tmp_path) as server, connected(server.port) as client:
        await client.reply()
        await client.say("HELO client.test")
        await client.say("MAIL FROM:<a@client.test>")
        answer = await client.say(f"RCPT TO:<{recipient}@pillarbox.test>")
        if recipient == "doom":
            await client.say("DATA")
            answer = await client.say("Hi\r\n.")
        assert answer == "451 4.3.0 Temporary failure, try again later"
        assert (await client.say("NOOP")).startswith("250 ")
        assert server.inboxes.mails == []


async def test_a_slow_mail_holds_up_its_own_session_only(tmp_path: Path) -> None:
    async with serving(tmp_path) as server, connected(server.port) as slow, connected(server.port) as quick:
        await start_mail(slow, "slow@pillarbox.test")
        await slow.send(b"Hi\r\n.\r\nNOOP\r\n")
        await asyncio.wait_for(server.inboxes.held.wait(), WAIT_S)
        await start_mail(quick)
        assert (await quick.say("Hi\r\n.")).startswith("250 ")
        assert [mail.recipients for mail, _ in server.inboxes.mails] == [("b@pillarbox.test",)]
        server.inboxes.gate.set()
        assert await slow.reply() == "250 2.0.0 Stored"
        assert await slow.reply() == "250 2.0.0 Ok"


async def test_a_client_that_leaves_too_soon_does_not_undo_its_mail(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        async with connected(server.port) as client:
            await start_mail(client, "slow@pillarbox.test")
            await client.send(b"Hi\r\n.\r\n")
            await asyncio.wait_for(server.inboxes.held.wait(), WAIT_S)
        server.inboxes.gate.set()
        await server.listener.stop(WAIT_S)
        assert len(server.inboxes.mails) == 1


async def test_a_mail_cut_off_before_its_end_is_forgotten(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        async with connected(server.port) as client:
            await start_mail(client)
            await client.send(b"x" * 300_000)
        await server.listener.stop(WAIT_S)
        assert server.inboxes.mails == []
        assert (server.spool.memory_bytes, server.spool.disk_bytes) == (0, 0)


async def test_a_half_closed_connection_gets_its_last_reply(tmp_path: Path) -> None:
    async with serving(tmp_path) as server, connected(server.port) as client:
        await start_mail(client, "slow@pillarbox.test")
        await client.send(b"Hi\r\n.\r\nQUIT\r\n")
        client.writer.write_eof()
        await asyncio.wait_for(server.inboxes.held.wait(), WAIT_S)
        server.inboxes.gate.set()
        assert [await client.reply() for _ in range(3)] == ["250 2.0.0 Stored", "221 2.0.0 Bye", ""]


async def test_input_behind_an_open_question_stays_in_the_client(tmp_path: Path) -> None:
    noops = 200_000
    async with (
        serving(tmp_path, limits=Limits(commands_per_mail=noops)) as server,
        connected(server.port) as client,
    ):
        await start_mail(client, "slow@pillarbox.test")
        client.writer.write(b"Hi\r\n.\r\n" + b"NOOP\r\n" * noops)
        await asyncio.wait_for(server.inboxes.held.wait(), WAIT_S)
        server.inboxes.gate.set()
        assert await client.reply() == "250 2.0.0 Stored"
        answers = await asyncio.wait_for(client.reader.readexactly(len("250 2.0.0 Ok\r\n") * noops), WAIT_S)
        assert answers == b"250 2.0.0 Ok\r\n" * noops


async def test_recipients_that_are_known_and_others_are_answered_in_order(tmp_path: Path) -> None:
    limits = Limits(refused_recipients=1000, commands_per_mail=10_000)
    async with serving(tmp_path, limits=limits) as server, connected(server.port) as client:
        await client.reply()
        await client.say("HELO client.test")
        mail = ["MAIL FROM:<a@client.test>", *(f"RCPT TO:<{name}@pillarbox.test>" for name in NAMES), "RSET"]
        rounds = 500  # far more than calls may be nested
        await client.send("".join(f"{line}\r\n" for line in mail * rounds).encode())
        for _ in range(rounds):
            replies = [(await client.reply())[:9] for _ in mail]
            assert replies == ["250 2.1.0", "250 2.1.5", "550 5.1.1", "250 2.1.5", "250 2.0.0"]
