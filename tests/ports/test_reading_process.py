"""Mail read in a process of its own: the same letters, and none lost whatever becomes of the process."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.ports.tenant import DOMAIN, Tenant, mail
from tests.processes import children

from pillarbox.domain.envelope import Envelope
from pillarbox.domain.ids import MessageId
from pillarbox.domain.messages import Letter
from pillarbox.ports import Ports
from pillarbox.processes.reading.process import ReadingProcess
from pillarbox.services.inbound import Inbound
from pillarbox.services.reading import read_mail

LARGE = "Word. " * 20_000
GOLDEN = [file.read_bytes() for file in (Path(__file__).resolve().parents[1] / "golden").glob("*.eml")]


@pytest.fixture
async def reader() -> AsyncIterator[ReadingProcess]:
    async with aclosing(ReadingProcess()) as reader:
        await reader.start()
        yield reader


async def read(reader: ReadingProcess, raw: bytes) -> Letter:
    return await reader.read(raw, return_path="ann@y.test", domain=DOMAIN, name_signatures=True)


def comparable(letter: Letter) -> Letter:
    """The letter without its random ids, its words in order."""
    words = " ".join(sorted(letter.lexemes.split()))
    attachments = tuple(replace(attachment, attachment_id="") for attachment in letter.attachments)
    return replace(letter, message_id=MessageId(""), attachments=attachments, lexemes=words)


async def test_a_letter_is_the_same_wherever_it_is_read(reader: ReadingProcess) -> None:
    assert GOLDEN
    for raw in GOLDEN:
        there = await read(reader, raw)
        here = read_mail(raw, return_path="ann@y.test", domain=DOMAIN, name_signatures=True)
        assert comparable(there) == comparable(here)
    assert reader.channel is not None


async def test_each_mail_gets_its_own_letter(reader: ReadingProcess) -> None:
    subjects = [f"number {number}" for number in range(200)]
    letters = await asyncio.gather(*(read(reader, mail("<a@y>", subject=subject)) for subject in subjects))
    assert [letter.subject for letter in letters] == subjects


async def test_mail_is_read_here_while_the_process_starts() -> None:
    async with aclosing(ReadingProcess()) as reader:
        letter = await read(reader, mail("<a@y>", subject="early"))
        assert (letter.subject, reader.channel) == ("early", None)


async def test_mail_the_process_dies_over_is_read_here() -> None:
    before = children()
    async with aclosing(ReadingProcess()) as reader:
        await reader.start()
        (pid,) = children() - before
        os.kill(pid, signal.SIGSTOP)
        reading = [asyncio.create_task(read(reader, mail("<a@y>", subject=str(n)))) for n in range(20)]
        await asyncio.sleep(0)
        os.kill(pid, signal.SIGKILL)
        assert [(await letter).subject for letter in reading] == [str(n) for n in range(20)]
        await reader.wait_ended()
        assert (await read(reader, mail("<a@y>", subject="next"))).subject == "next"


async def test_a_process_nobody_needs_ends() -> None:
    async with aclosing(ReadingProcess(idle_s=0.01)) as reader:
        await reader.start()
        await reader.wait_ended()


async def test_a_closed_process_is_gone() -> None:
    before = children()
    reader = ReadingProcess()
    await reader.start()
    await reader.aclose()
    assert children() == before
    assert reader.channel is None
    assert (await read(reader, mail("<a@y>", subject="late"))).subject == "late"


async def test_a_crowd_of_large_mails_is_filed_with_the_help_of_the_process(
    ports: Ports, tenant: Tenant, reader: ReadingProcess
) -> None:
    await tenant.inbox("ada")
    helped: list[int] = []

    class Counting:
        async def read(self, raw: bytes, *, return_path: str, domain: str, name_signatures: bool) -> Letter:
            helped.append(len(raw))
            return await reader.read(
                raw, return_path=return_path, domain=domain, name_signatures=name_signatures
            )

    inbound = Inbound(ports, Counting())
    replies = await asyncio.gather(
        *(inbound.accept(envelope(ports), mail(f"<{number}@y>", text=LARGE)) for number in range(20))
    )
    assert all(reply.positive for reply in replies)
    assert len(await tenant.listed("ada@x.test")) == 20
    assert helped


async def test_neither_a_single_mail_nor_many_small_ones_need_the_process(
    ports: Ports, tenant: Tenant
) -> None:
    await tenant.inbox("ada")

    class Unneeded:
        async def read(self, raw: bytes, *, return_path: str, domain: str, name_signatures: bool) -> Letter:
            raise AssertionError("asked")

    inbound = Inbound(ports, Unneeded())
    assert (await inbound.accept(envelope(ports), mail("<1@y>", text=LARGE))).positive
    small = (inbound.accept(envelope(ports), mail(f"<{number}@z>")) for number in range(20))
    assert all(reply.positive for reply in await asyncio.gather(*small))


def envelope(ports: Ports) -> Envelope:
    return Envelope(
        return_path="ann@y.test",
        recipients=("ada@x.test",),
        client_address="127.0.0.1",
        helo="y.test",
        tls=False,
        smtputf8=False,
        received_at_ms=ports.clock.now_ms(),
    )
