"""Sending, replying and forwarding: what is recorded, what is refused, and that a refusal leaves nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from tests.conftest import FixedClock
from tests.ports.tenant import Tenant, mail, receive

from pillarbox.domain.errors import Conflict, InboxPaused, NotFound, PillarboxError, ValidationFailed
from pillarbox.domain.ids import new_uuid
from pillarbox.domain.jobs import Lane
from pillarbox.domain.messages import Bodies
from pillarbox.domain.tenants import InboxStatus
from pillarbox.mail.compose.attachments import OutgoingAttachment
from pillarbox.ports import Ports, Tx
from pillarbox.services import inboxes, messages, outbound, replies
from pillarbox.services.inboxes import InboxChange
from pillarbox.services.messages import FullMessage
from pillarbox.services.outbound import IdempotencyKey, Sent, Submission
from pillarbox.tables import jobs

ADA = "ada@x.test"


@pytest.fixture(autouse=True)
async def ada(tenant: Tenant) -> None:
    await tenant.inbox("ada")


async def send(tenant: Tenant, **words: Any) -> Sent:
    submission = Submission(**{"to": ["bob@y.test"], **words})
    return await outbound.send(tenant.ports, tenant.caller(ADA), submission)


async def sent_message(tenant: Tenant, sent: Sent) -> FullMessage:
    return await messages.get_message(tenant.ports, tenant.caller(ADA), sent.message_id)


async def queued(ports: Ports, clock: FixedClock) -> list[list[str]]:
    """The recipients of each delivery job."""
    claimed = await ports.database.write(
        lambda tx: jobs.claim_jobs(tx, Lane.MAIL, now=clock.ms, lease_ms=1, limit=99)
    )
    return [list(map(str, _recipients(job))) for job in claimed]


def _recipients(job: jobs.Job) -> Sequence[object]:
    recipients = job.payload["recipients"]
    assert isinstance(recipients, list)
    return recipients


async def reply_to(
    ports: Ports, tenant: Tenant, source: str, *, reply_all: bool = False, **words: Any
) -> FullMessage:
    submission = Submission(**{"text": "Yes\n", **words})
    sent = await replies.reply(ports, tenant.caller(ADA), source, submission, reply_all=reply_all)
    return await sent_message(tenant, sent)


def count_rows(tx: Tx) -> dict[str, object]:
    tables = ("messages", "threads", "events", "jobs", "blobs", "idempotency_keys", "message_bodies")
    return {table: (tx.one(f"SELECT count(*) FROM {table}") or (0,))[0] for table in tables}


async def test_a_sent_message_is_kept_with_its_labels_thread_and_copies(
    ports: Ports, tenant: Tenant, clock: FixedClock
) -> None:
    sent = await send(
        tenant,
        to=["Bob <bob@y.test>, carol@z.test"],
        cc=["BOB@y.test"],
        bcc=["dan@y.test"],
        reply_to=["desk@x.test"],
        subject="Plans",
        text="Hello\n",
        labels=[" Outreach "],
    )
    full = await sent_message(tenant, sent)
    message = full.message
    assert (message.thread_id, message.from_) == (sent.thread_id, ADA)
    assert message.to == ("Bob <bob@y.test>", "carol@z.test")
    assert (message.cc, message.bcc, message.reply_to) == (("BOB@y.test",), ("dan@y.test",), ("desk@x.test",))
    assert message.labels == ("sent", "outreach")
    assert (full.bodies.text, full.bodies.extracted_text) == ("Hello\n", "Hello\n")
    raw = await ports.database.read(lambda tx: ports.blobs.load(tx, message.blob_id))
    assert b"dan@y.test" not in raw
    assert await queued(ports, clock) == [["bob@y.test", "dan@y.test"], ["carol@z.test"]]


async def test_a_message_is_from_the_display_name_of_its_inbox(ports: Ports, tenant: Tenant) -> None:
    await inboxes.update_inbox(ports, tenant.caller(ADA), InboxChange(display_name="Ada, Ltd"))
    assert (await sent_message(tenant, await send(tenant))).message.from_ == '"Ada, Ltd" <ada@x.test>'


async def test_two_sends_open_two_threads(tenant: Tenant) -> None:
    assert (await send(tenant)).thread_id != (await send(tenant)).thread_id


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ({"to": []}, []),
        ({"to": ["nobody"]}, ["to", 0]),
        ({"cc": ["a@y.test", "b@y.test\r\nBcc: c@y.test"]}, ["cc", 1]),
        ({"to": [f"u{number}@y.test" for number in range(51)]}, ["to"]),
        ({"subject": "Hi\r\nBcc: eve@y.test"}, ["subject"]),
        ({"headers": {"X-Note": "a\nBcc: eve@y.test"}}, ["headers"]),
        ({"headers": {"X-Note: a\r\nBcc": "eve@y.test"}}, ["headers"]),
        ({"headers": {"Message-ID": "<forged@y.test>"}}, ["headers"]),
        ({"labels": ["sent"]}, ["labels", 0]),
        ({"labels": ["fine", "  "]}, ["labels", 1]),
        ({"labels": ["a\0b"]}, ["labels", 0]),
    ],
)
async def test_a_send_that_is_refused_leaves_nothing(
    ports: Ports, tenant: Tenant, words: dict[str, Any], path: list[str | int]
) -> None:
    before = await ports.database.read(count_rows)
    with pytest.raises(ValidationFailed) as refused:
        await send(tenant, **words)
    assert refused.value.errors[0]["path"] == path
    assert await ports.database.read(count_rows) == before


async def test_fifty_recipients_are_taken_and_repeated_ones_count_once(
    ports: Ports, tenant: Tenant, clock: FixedClock
) -> None:
    addresses = [f"u{number}@y.test" for number in range(50)]
    await send(tenant, to=addresses, cc=[addresses[0].upper()])
    assert await queued(ports, clock) == [addresses]


async def test_a_paused_inbox_does_not_send(ports: Ports, tenant: Tenant) -> None:
    await inboxes.update_inbox(ports, tenant.caller(ADA), InboxChange(status=InboxStatus.PAUSED))
    before = await ports.database.read(count_rows)
    with pytest.raises(InboxPaused):
        await send(tenant)
    assert await ports.database.read(count_rows) == before


async def test_a_reply_goes_to_the_sender_in_the_thread(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>", references="<0@y>"))
    full = await reply_to(ports, tenant, "<1@y>")
    message = full.message
    (thread,) = await tenant.threads(ADA)
    assert (message.to, message.subject) == (("Ann <ann@y.test>",), "Re: Plans")
    assert (message.in_reply_to, message.references) == ("<1@y>", ("<0@y>", "<1@y>"))
    assert (message.thread_id, thread.message_count) == (thread.thread_id, 2)
    assert full.bodies.extracted_text == "Yes\n"
    assert full.bodies.text is not None
    assert full.bodies.text.startswith("Yes\n")
    assert "> Hello" in full.bodies.text


@pytest.mark.parametrize("subject", ["Re: Plans", "RE: Plans", "re: Plans"])
async def test_re_is_not_doubled(ports: Ports, tenant: Tenant, subject: str) -> None:
    await receive(ports, mail("<1@y>", subject=subject))
    assert (await reply_to(ports, tenant, "<1@y>")).message.subject == subject


async def test_reply_to_counts_before_from_and_given_recipients_before_both(
    ports: Ports, tenant: Tenant
) -> None:
    await receive(ports, mail("<1@y>", **{"Reply-To": "desk@y.test"}))
    assert (await reply_to(ports, tenant, "<1@y>")).message.to == ("desk@y.test",)
    given = await reply_to(ports, tenant, "<1@y>", to=["eve@y.test"], cc=["fay@y.test"])
    assert (given.message.to, given.message.cc) == (("eve@y.test",), ("fay@y.test",))


async def test_a_reply_to_an_own_message_goes_to_whom_it_went(ports: Ports, tenant: Tenant) -> None:
    sent = await send(tenant, to=["bob@y.test"], subject="Plans")
    again = (await reply_to(ports, tenant, sent.message_id)).message
    assert (again.to, again.thread_id) == (("bob@y.test",), sent.thread_id)


async def test_a_reply_to_all_leaves_out_the_inbox_and_repeats_nobody(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>", to="ADA@x.test, bob@y.test, ann@Y.test", Cc="Bob@y.test, cy@y.test"))
    message = (await reply_to(ports, tenant, "<1@y>", reply_all=True)).message
    assert (message.to, message.cc) == (("Ann <ann@y.test>", "bob@y.test"), ("cy@y.test",))


async def test_a_reply_to_all_leaves_out_whom_no_mail_can_reach(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>", to="ada@x.test, x@[192.0.2.1], bob@y.test", Cc="a..b@y.test"))
    message = (await reply_to(ports, tenant, "<1@y>", reply_all=True)).message
    assert (message.to, message.cc) == (("Ann <ann@y.test>", "bob@y.test"), ())


async def test_a_reply_to_all_takes_no_recipients(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"))
    for given in ({"to": ["a@y.test"]}, {"cc": ["a@y.test"]}, {"bcc": ["a@y.test"]}):
        with pytest.raises(ValidationFailed):
            await reply_to(ports, tenant, "<1@y>", reply_all=True, **given)


async def test_a_reply_to_all_of_a_note_to_oneself_goes_to_oneself(ports: Ports, tenant: Tenant) -> None:
    sent = await send(tenant, to=[ADA])
    assert (await reply_to(ports, tenant, sent.message_id, reply_all=True)).message.to == (ADA,)


async def test_quotes_can_be_switched_off(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"))
    plain = replace(ports, policy=replace(ports.policy, quote_replies=False))
    assert (await reply_to(plain, tenant, "<1@y>")).bodies.text == "Yes\n"


async def test_a_forward_carries_the_message_and_its_attachments(ports: Ports, tenant: Tenant) -> None:
    sent = await send(
        tenant,
        subject="Plans",
        text="Look\n",
        attachments=[OutgoingAttachment(data=b"\x00\xff bytes", filename="a.bin")],
    )
    forwarded = await replies.forward(
        ports, tenant.caller(ADA), sent.message_id, Submission(to=["eve@y.test"], text="See below\n")
    )
    full = await sent_message(tenant, forwarded)
    assert (full.message.subject, full.message.thread_id) == ("Fwd: Plans", sent.thread_id)
    assert full.message.in_reply_to == sent.message_id
    assert [attachment.filename for attachment in full.message.attachments] == ["a.bin"]
    assert full.bodies.text is not None
    assert full.bodies.text.index("See below") < full.bodies.text.index("Look")
    assert full.bodies.extracted_text == "See below\n"


async def test_a_reply_to_a_message_that_is_not_there_leaves_nothing(ports: Ports, tenant: Tenant) -> None:
    before = await ports.database.read(count_rows)
    with pytest.raises(NotFound):
        await reply_to(ports, tenant, "<gone@y>")
    assert await ports.database.read(count_rows) == before


async def test_a_reply_whose_thread_goes_meanwhile_opens_a_new_one(ports: Ports, tenant: Tenant) -> None:
    outgoing = outbound.Outgoing(
        to=outbound.recipients(["bob@y.test"], "to"),
        cc=(),
        bcc=(),
        reply_to=(),
        subject="Re: Plans",
        text="Yes",
        html=None,
        own_words=Bodies(text="Yes"),
        labels=(),
        attachments=(),
        headers={},
        thread_no=77,
    )
    sent = await outbound.submit(ports, tenant.caller(ADA), outgoing, None)
    assert [thread.thread_id for thread in await tenant.threads(ADA)] == [sent.thread_id]


def key(name: str = "order-1", fingerprint: bytes = b"a") -> IdempotencyKey:
    return IdempotencyKey(key=name, fingerprint=fingerprint)


async def send_once(tenant: Tenant, idempotency_key: IdempotencyKey) -> Sent:
    submission = Submission(to=["bob@y.test"], subject="Once")
    return await outbound.send(tenant.ports, tenant.caller(ADA), submission, idempotency_key)


async def test_a_repeated_key_is_answered_as_before(ports: Ports, tenant: Tenant, clock: FixedClock) -> None:
    first = await send_once(tenant, key())
    clock.ms += 24 * 3600 * 1000 - 1
    assert await send_once(tenant, key()) == first
    assert len(await tenant.listed(ADA)) == 1
    clock.ms += 1
    assert await send_once(tenant, key()) != first


async def test_a_key_is_for_one_request(tenant: Tenant) -> None:
    await send_once(tenant, key())
    with pytest.raises(Conflict):
        await send_once(tenant, key(fingerprint=b"b"))
    await send_once(tenant, key(name="order-2", fingerprint=b"b"))


async def test_a_key_used_twice_at_once_sends_once(tenant: Tenant) -> None:
    sent = await asyncio.gather(*(send_once(tenant, key()) for _ in range(8)))
    assert len(set(sent)) == 1
    assert len(await tenant.listed(ADA)) == 1


async def test_a_send_that_failed_frees_its_key(ports: Ports, tenant: Tenant) -> None:
    with pytest.raises(PillarboxError):
        await outbound.send(ports, tenant.caller(ADA), Submission(), key())
    await send_once(tenant, key(fingerprint=b"b"))


async def test_another_organization_has_keys_of_its_own(ports: Ports, tenant: Tenant) -> None:
    other = await Tenant.create(ports)
    name = f"o{new_uuid()}"
    await other.inbox(name)
    first = await send_once(tenant, key())
    submission = Submission(to=["bob@y.test"])
    second = await outbound.send(ports, other.caller(f"{name}@x.test"), submission, key(fingerprint=b"c"))
    assert second.message_id != first.message_id
