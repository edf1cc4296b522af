"""Clients that send commands without end, and no mail."""

import asyncio
from pathlib import Path

import pytest
from tests.ports.smtp_server import STORED, WAIT_S, connected, serving

from pillarbox.edges.smtp.limits import Limits

MANY = 100_000
HUNG_UP = "421 4.7.0 Too many commands without a mail, closing the connection"


@pytest.mark.parametrize("line", ["NOOP", "RSET", "HELP", "VRFY b", "BDAT 0", "RCPT TO:<b@pillarbox.test>"])
async def test_a_client_that_only_talks_is_hung_up_on(tmp_path: Path, line: str) -> None:
    async with serving(tmp_path) as server, connected(server.port) as client:
        await client.reply()
        await client.say("HELO client.test")
        await client.say("MAIL FROM:<a@client.test>", "RCPT TO:<b@pillarbox.test>")
        client.writer.write(f"{line}\r\n".encode() * MANY)
        replies = [await client.reply()]
        while not replies[-1].startswith("421 "):
            replies.append(await client.reply())
        assert replies[-1] == HUNG_UP
        assert {reply[0] for reply in replies[:-1]} == {"2"}
        assert len(replies) == Limits().commands_per_mail - 1


async def test_a_client_that_sends_mail_may_talk(tmp_path: Path) -> None:
    mail = ["MAIL FROM:<a@client.test>", "RCPT TO:<b@pillarbox.test>", "BDAT 4 LAST\r\nHi"]
    async with (
        serving(tmp_path, limits=Limits(commands_per_mail=4)) as server,
        connected(server.port) as client,
    ):
        await client.reply()
        await client.say("HELO client.test")
        for _ in range(5):
            assert await client.say(*mail) == f"250 2.0.0 {STORED.text}"
            await client.say("RSET", "NOOP", "NOOP")
        assert len(server.inboxes.mails) == 5
        assert await client.say("NOOP", "NOOP") == HUNG_UP


async def test_mail_that_is_not_taken_gives_no_leave_to_talk(tmp_path: Path) -> None:
    mail = ["MAIL FROM:<a@client.test>", "RCPT TO:<doom@pillarbox.test>", "BDAT 4 LAST\r\nHi"]
    async with (
        serving(tmp_path, limits=Limits(commands_per_mail=3)) as server,
        connected(server.port) as client,
    ):
        await client.reply()
        await client.say("HELO client.test")
        for _ in range(2):
            assert (await client.say(*mail)).startswith("451 ")
        assert await client.say("NOOP") == HUNG_UP


async def test_pipelined_mails_and_many_commands_are_answered_in_order(tmp_path: Path) -> None:
    mail = b"MAIL FROM:<a@client.test>\r\nRCPT TO:<b@pillarbox.test>\r\nBDAT 4 LAST\r\nHi\r\n"
    limits = Limits(commands_per_mail=1000, commands_per_turn=7)
    async with serving(tmp_path, limits=limits) as server, connected(server.port) as client:
        await client.reply()
        await client.say("HELO client.test")
        client.writer.write((mail + b"NOOP\r\n" * 100) * 50 + b"QUIT\r\n")
        client.writer.write_eof()
        heard = await asyncio.wait_for(client.reader.read(), WAIT_S)
        assert heard.decode().splitlines() == [
            *["250 2.1.0 Sender ok", "250 2.1.5 Recipient ok", "250 2.0.0 Stored", *["250 2.0.0 Ok"] * 100]
            * 50,
            "221 2.0.0 Bye",
        ]
        assert len(server.inboxes.mails) == 50


async def test_a_client_that_reads_late_gets_all_replies(tmp_path: Path) -> None:
    helps = 20_000
    async with (
        serving(tmp_path, limits=Limits(commands_per_mail=helps)) as server,
        connected(server.port) as client,
    ):
        await client.reply()
        client.writer.write(b"HELP\r\n" * helps + b"QUIT\r\n")
        await asyncio.sleep(0.2)  # its reader takes little by itself
        heard = await asyncio.wait_for(client.reader.read(), WAIT_S)
    assert heard.count(b"214 2.0.0 EHLO") == helps
    assert heard.endswith(b"221 2.0.0 Bye\r\n")
