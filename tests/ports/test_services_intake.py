"""Mails that come at once are filed together, and end up as if they had come one by one."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from tests.ports.tenant import DOMAIN, Tenant, mail

from pillarbox.backends.blobs import TableBlobs
from pillarbox.domain.envelope import Envelope, Reply
from pillarbox.ports import Ports, Tx
from pillarbox.services.filing import new_blob_id
from pillarbox.services.inbound import Inbound
from pillarbox.services.intake import Arrival, file_arrivals
from pillarbox.services.letters import read_letter

ADA, BOB = f"ada@{DOMAIN}", f"bob@{DOMAIN}"


async def receive_at_once(ports: Ports, mails: Sequence[tuple[bytes, str]]) -> list[Reply | BaseException]:
    inbound = Inbound(ports)
    return await asyncio.gather(
        *(inbound.accept(envelope(ports, recipient), raw) for raw, recipient in mails), return_exceptions=True
    )


def envelope(ports: Ports, recipient: str) -> Envelope:
    return Envelope(
        return_path="ann@y.test",
        recipients=(recipient,),
        client_address="127.0.0.1",
        helo="y.test",
        tls=False,
        smtputf8=False,
        received_at_ms=ports.clock.now_ms(),
    )


async def test_a_crowd_is_filed_each_in_its_own_inbox(ports: Ports, tenant: Tenant) -> None:
    await tenant.inbox("ada")
    await tenant.inbox("bob")
    mails = [(mail(f"<{number}@y>"), (ADA, BOB)[number % 2]) for number in range(150)]
    answers = await receive_at_once(ports, mails)
    assert all(isinstance(answer, Reply) and answer.positive for answer in answers)
    for parity, address in enumerate((ADA, BOB)):
        listed = await tenant.listed(address)
        assert {message.message_id for message in listed} == {f"<{n}@y>" for n in range(parity, 150, 2)}
        assert len(await tenant.threads(address)) == 75


async def test_an_answer_joins_the_mail_it_is_filed_together_with(ports: Ports, tenant: Tenant) -> None:
    await tenant.inbox("ada")
    raws = [mail("<0@y>", text="Begin")]
    raws += [mail(f"<{n}@y>", in_reply_to=f"<{n - 1}@y>", text=f"Part {n}") for n in range(1, 20)]
    arrivals = [arrival(ports, raw) for raw in raws]
    assert all(await ports.database.write(partial(file_arrivals, ports, arrivals)))
    (thread,) = await tenant.threads(ADA)
    assert thread.message_count == 20
    assert thread.size_bytes == sum(map(len, raws))
    assert {message.thread_no for message in await tenant.listed(ADA)} == {thread.thread_no}


def arrival(ports: Ports, raw: bytes) -> Arrival:
    now = ports.clock.now_ms()
    return Arrival(
        raw=raw,
        letter=read_letter(raw, return_path="ann@y.test", domain=DOMAIN),
        versions={},
        addresses=[ADA],
        return_path="ann@y.test",
        trusted=True,
        blob_id=new_blob_id(now),
        now=now,
    )


async def test_of_mails_with_one_id_the_first_stays_in_each_inbox(ports: Ports, tenant: Tenant) -> None:
    await tenant.inbox("ada")
    await tenant.inbox("bob")
    mails = [(mail("<same@y>", subject=f"Number {number}"), ADA) for number in range(10)]
    answers = await receive_at_once(ports, [*mails, (mail("<same@y>"), BOB)])
    assert all(isinstance(answer, Reply) and answer.positive for answer in answers)
    assert [message.subject for message in await tenant.listed(ADA)] == ["Number 0"]
    assert len(await tenant.listed(BOB)) == 1


async def test_an_unknown_recipient_in_a_crowd_is_refused_alone(ports: Ports, tenant: Tenant) -> None:
    await tenant.inbox("ada")
    mails = [(mail(f"<{n}@y>"), ADA if n % 5 else f"nobody@{DOMAIN}") for n in range(20)]
    answers = await receive_at_once(ports, mails)
    codes = [answer.code for answer in answers if isinstance(answer, Reply)]
    assert codes == [250 if n % 5 else 550 for n in range(20)]


class Choking(TableBlobs):
    """Blobs that cannot take one mail."""

    def put(self, tx: Tx, blob_id: str, data: bytes | memoryview) -> None:
        if b"choke" in bytes(data):
            raise ValueError("choked")
        super().put(tx, blob_id, data)


async def test_a_mail_that_cannot_be_filed_takes_no_other_with_it(ports: Ports, tenant: Tenant) -> None:
    await tenant.inbox("ada")
    choking = replace(ports, blobs=Choking(ports.database))
    mails = [(mail(f"<{n}@y>", text="choke" if n == 17 else "Hello"), ADA) for n in range(40)]
    answers = await receive_at_once(choking, mails)
    assert [n for n, answer in enumerate(answers) if isinstance(answer, ValueError)] == [17]
    assert len(await tenant.listed(ADA)) == 39
    assert sum(thread.message_count for thread in await tenant.threads(ADA)) == 39
