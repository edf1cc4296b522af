"""Which thread a mail joins (RFC 5322 §3.6.4), and what a thread says of its messages."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest
from tests.conftest import FixedClock
from tests.ports.tenant import ANY, EVERYTHING, Tenant, mail, receive, seeing

from pillarbox.domain.errors import NotFound
from pillarbox.domain.labels import ALL_HIDDEN, Hidden
from pillarbox.domain.messages import Message, Thread
from pillarbox.ports import Blobs, Ports, Tx
from pillarbox.services import filing, messages, threads
from pillarbox.services.filing import remove_messages
from pillarbox.services.messages import LabelChange
from pillarbox.tables import thread_sums
from pillarbox.tables import threads as thread_table

ADA = "ada@x.test"
BEN = "ben@x.test"
FILES = {"MIME-Version": "1.0", "Content-Type": "multipart/mixed; boundary=b"}
FILE = b"--b\r\nContent-Type: application/x-y; name=" + b"n" * 900 + b"\r\n\r\nx\r\n"


@pytest.fixture(autouse=True)
async def inboxes(tenant: Tenant) -> None:
    await tenant.inbox("ada")
    await tenant.inbox("ben")


async def conversations(tenant: Tenant, inbox_id: str = ADA) -> list[set[str]]:
    """The ids of the messages of each thread, oldest thread first."""
    by_thread: dict[int, set[str]] = {}
    for message in reversed(await tenant.listed(inbox_id)):
        by_thread.setdefault(message.thread_no, set()).add(message.message_id)
    return list(by_thread.values())


async def test_a_mail_joins_the_thread_its_in_reply_to_names(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"))
    await receive(ports, mail("<2@y>", subject="Other words", in_reply_to="<1@y>"))
    assert await conversations(tenant) == [{"<1@y>", "<2@y>"}]


async def test_in_reply_to_counts_before_references(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"))
    await receive(ports, mail("<2@y>"))
    await receive(ports, mail("<3@y>", in_reply_to="<1@y>", references="<2@y>"))
    assert await conversations(tenant) == [{"<1@y>", "<3@y>"}, {"<2@y>"}]


async def test_the_last_known_reference_counts(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"))
    await receive(ports, mail("<2@y>"))
    await receive(ports, mail("<3@y>", in_reply_to="<no@y>", references="<1@y> <2@y> <gone@y>"))
    assert await conversations(tenant) == [{"<1@y>"}, {"<2@y>", "<3@y>"}]


async def test_an_id_without_brackets_names_its_message(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"))
    await receive(ports, mail("<2@y>", in_reply_to="1@y"))
    assert await conversations(tenant) == [{"<1@y>", "<2@y>"}]


@pytest.mark.parametrize("subject", ["Plans", "Re: Plans", "AW: Plans", "[list] Plans"])
async def test_an_equal_subject_opens_a_thread_of_its_own(ports: Ports, tenant: Tenant, subject: str) -> None:
    await receive(ports, mail("<1@y>"))
    await receive(ports, mail("<2@y>", subject=subject))
    assert await conversations(tenant) == [{"<1@y>"}, {"<2@y>"}]


async def test_a_parent_that_comes_later_gathers_nobody(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<2@y>", in_reply_to="<1@y>"))
    await receive(ports, mail("<1@y>"))
    assert await conversations(tenant) == [{"<2@y>"}, {"<1@y>"}]
    await receive(ports, mail("<3@y>", in_reply_to="<2@y>", references="<1@y> <2@y>"))
    assert await conversations(tenant) == [{"<2@y>", "<3@y>"}, {"<1@y>"}]


async def test_each_inbox_has_its_own_threads(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"), ADA)
    await receive(ports, mail("<2@y>", in_reply_to="<1@y>"), ADA, BEN)
    (here,) = await tenant.threads(ADA)
    (there,) = await tenant.threads(BEN)
    assert (here.message_count, there.message_count) == (2, 1)
    assert here.thread_id != there.thread_id


async def test_a_second_mail_with_the_same_id_is_dropped(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>", text="First\n"))
    await receive(ports, mail("<1@y>", text="Second\n"))
    full = await messages.get_message(ports, tenant.caller(ADA), "<1@y>")
    assert full.bodies.text == "First\n"
    assert [thread.message_count for thread in await tenant.threads(ADA)] == [1]


async def test_a_mail_without_an_id_is_given_one(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail(""))
    await receive(ports, mail(""))
    ids = {message.message_id for message in await tenant.listed(ADA)}
    assert len(ids) == 2
    assert all(message_id.endswith("@x.test>") for message_id in ids)


async def test_an_endless_id_is_replaced(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<" + "é7k" * 3000 + "@y>"))
    (message,) = await tenant.listed(ADA)
    assert message.message_id.endswith("@x.test>")


async def some_thread(ports: Ports, clock: FixedClock, tenant: Tenant) -> Thread:
    """Three mails of two people, the last of them spam."""
    await receive(ports, mail("<1@y>", text="One\n"))
    clock.ms += 1000
    await receive(ports, mail("<2@y>", sender="bob@y.test", in_reply_to="<1@y>", text="Two\n", Cc="c@y.test"))
    clock.ms += 1000
    await receive(ports, mail("<3@y>", sender="eve@y.test", in_reply_to="<1@y>", text="Three\n"))
    await label(ports, tenant, "<3@y>", add="spam")
    (thread,) = await tenant.threads(ADA, seeing(ALL_HIDDEN))
    return thread


async def label(ports: Ports, tenant: Tenant, message_id: str, *, add: str = "", remove: str = "") -> None:
    change = LabelChange(add=[add] if add else [], remove=[remove] if remove else [])
    await messages.update_labels(ports, tenant.caller(ADA), message_id, change)


async def test_a_thread_sums_up_its_messages(ports: Ports, clock: FixedClock, tenant: Tenant) -> None:
    started = clock.ms
    thread = await some_thread(ports, clock, tenant)
    listed = await tenant.listed(ADA, seeing(ALL_HIDDEN))
    assert thread.labels == ("received", "unread", "spam")
    assert (thread.subject, thread.preview) == ("Plans", "Three\n")
    assert thread.senders == ("Ann <ann@y.test>", "bob@y.test", "eve@y.test")
    assert thread.recipients == (ADA, "c@y.test")
    assert (thread.timestamp, thread.received_timestamp) == (started + 2000, started + 2000)
    assert thread.sent_timestamp is None
    assert (thread.last_message_id, thread.message_count) == ("<3@y>", 3)
    assert thread.size_bytes == sum(message.size_bytes for message in listed)
    assert thread.created_at == started


async def test_a_viewer_sees_the_sums_of_what_it_may_see(
    ports: Ports, clock: FixedClock, tenant: Tenant
) -> None:
    started = clock.ms
    await some_thread(ports, clock, tenant)
    (thread,) = await tenant.threads(ADA)
    assert thread.labels == ("received", "unread")
    assert (thread.last_message_id, thread.message_count, thread.preview) == ("<2@y>", 2, "Two\n")
    assert (thread.timestamp, thread.received_timestamp) == (started + 1000, started + 1000)
    assert "eve@y.test" not in thread.senders


async def test_a_label_that_goes_leaves_the_thread_too(
    ports: Ports, clock: FixedClock, tenant: Tenant
) -> None:
    await some_thread(ports, clock, tenant)
    await label(ports, tenant, "<3@y>", remove="spam")
    (thread,) = await tenant.threads(ADA)
    assert (thread.labels, thread.message_count) == (("received", "unread"), 3)


async def test_a_thread_forgets_a_deleted_message_and_goes_with_the_last(
    ports: Ports, clock: FixedClock, tenant: Tenant
) -> None:
    await some_thread(ports, clock, tenant)
    await messages.delete_message(ports, tenant.caller(ADA), "<1@y>")
    (thread,) = await tenant.threads(ADA)
    assert (thread.message_count, thread.senders) == (1, ("bob@y.test",))
    await messages.delete_message(ports, tenant.caller(ADA), "<2@y>")
    assert await tenant.threads(ADA) == []
    await messages.delete_message(ports, tenant.caller(ADA), "<3@y>")
    assert await tenant.threads(ADA, seeing(ALL_HIDDEN)) == []
    with pytest.raises(NotFound):
        await threads.get_thread(ports, tenant.caller(), thread.thread_id, EVERYTHING)


async def test_sums_kept_one_by_one_are_those_computed_whole(
    ports: Ports, clock: FixedClock, tenant: Tenant
) -> None:
    await receive(ports, mail("<1@y>"))
    for number, step_ms in enumerate((1000, -3000, 0, 2500, -100), start=2):
        clock.ms += step_ms
        raw = mail(f"<{number}@y>", sender=f"s{number % 3}@y.test", in_reply_to="<1@y>", text=f"{number}\n")
        await receive(ports, raw, client_address="192.0.2.7" if number == 4 else "")
    (kept,) = await tenant.threads(ADA, seeing(ALL_HIDDEN))
    computed = await ports.database.read(lambda tx: thread_sums.compute(tx, kept.thread_no))
    assert computed is not None
    assert computed.fields == {name: getattr(kept, name) for name in computed.fields}


async def test_strangers_cannot_make_the_mail_of_a_thread_dearer_and_dearer(
    ports: Ports, tenant: Tenant
) -> None:
    for number in range(5):
        crowd = ", ".join(f"u{number}-{other}@long-name-of-a-domain.test" for other in range(400))
        raw = mail(f"<{number}@y>", to=crowd, in_reply_to="<0@y>", **FILES)
        await receive(ports, raw + 20 * FILE + b"--b--\r\n")
    (thread,) = await tenant.threads(ADA)
    assert thread.message_count == 5
    assert 400 < len(thread.recipients) < 600
    assert 20 < len(thread.attachments) < 100
    computed = await ports.database.read(lambda tx: thread_sums.compute(tx, thread.thread_no))
    assert computed is not None
    assert (computed.recipients, computed.attachments) == (thread.recipients, thread.attachments)
    logged = await ports.database.read(lambda tx: tx.all("SELECT payload FROM events ORDER BY event_no"))
    largest = max(len(message.recipients) for message in await tenant.listed(ADA))
    assert largest == 400
    first, last = (len(cast("bytes", row[0])) for row in (logged[0], logged[-1]))
    assert last < 2 * first


async def test_a_label_change_that_changes_nothing_leaves_the_times(
    ports: Ports, clock: FixedClock, tenant: Tenant
) -> None:
    before = await some_thread(ports, clock, tenant)
    clock.ms += 1000
    await label(ports, tenant, "<1@y>", add="unread", remove="absent")
    (after,) = await tenant.threads(ADA, seeing(ALL_HIDDEN))
    assert after == before


async def test_labelling_a_thread_labels_what_the_caller_sees_of_it(
    ports: Ports, clock: FixedClock, tenant: Tenant
) -> None:
    thread = await some_thread(ports, clock, tenant)
    change = LabelChange(add=["todo"], remove=["unread"])
    after = await threads.update_labels(ports, tenant.caller(), thread.thread_id, change)
    assert after.labels == ("received", "todo", "spam")
    assert {message.labels for message in await tenant.listed(ADA)} == {("received", "todo")}


async def test_deleting_a_thread_deletes_all_of_it(ports: Ports, clock: FixedClock, tenant: Tenant) -> None:
    thread = await some_thread(ports, clock, tenant)
    await threads.delete_thread(ports, tenant.caller(), thread.thread_id)
    assert await tenant.listed(ADA, seeing(ALL_HIDDEN)) == []
    left = await ports.database.read(
        lambda tx: tx.all("SELECT 1 FROM message_bodies UNION SELECT 2 FROM blobs")
    )
    assert left == []
    assert not await ports.database.read(lambda tx: thread_table.thread_remains(tx, thread.thread_no))


@pytest.mark.parametrize("bit", list(Hidden))
async def test_a_thread_of_hidden_messages_is_hidden(ports: Ports, tenant: Tenant, bit: Hidden) -> None:
    await receive(ports, mail("<1@y>"))
    await label(ports, tenant, "<1@y>", add=bit.name.lower())
    assert await tenant.threads(ADA, ANY) == []
    assert await tenant.threads(ADA, seeing(ALL_HIDDEN & ~bit)) == []
    assert len(await tenant.threads(ADA, seeing(bit))) == 1


async def test_a_long_thread_is_deleted_a_piece_at_a_time(
    ports: Ports, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        await receive(ports, mail(f"<{number}@y>", in_reply_to="<0@y>"))
    await receive(ports, mail("<other@y>"))
    sizes: list[int] = []

    def noted(tx: Tx, blobs: Blobs, gone: Sequence[Message], now: int) -> None:
        sizes.append(len(gone))
        remove_messages(tx, blobs, gone, now)

    monkeypatch.setattr(threads, "_AT_ONCE", replace(EVERYTHING, limit=2, ascending=True))
    monkeypatch.setattr(filing, "remove_messages", noted)
    thread = (await tenant.threads(ADA))[-1]
    await threads.delete_thread(ports, tenant.caller(ADA), thread.thread_id)
    assert sizes == [2, 2, 1]
    assert await conversations(tenant) == [{"<other@y>"}]
    with pytest.raises(NotFound):
        await threads.delete_thread(ports, tenant.caller(ADA), thread.thread_id)


async def test_a_long_thread_is_put_into_the_trash_as_a_whole(
    ports: Ports, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "_AT_ONCE", replace(EVERYTHING, limit=3, ascending=True))
    for number in range(8):
        await receive(ports, mail(f"<{number}@y>", in_reply_to="<0@y>"))
    (thread,) = await tenant.threads(ADA)
    await threads.trash_thread(ports, tenant.caller(ADA), thread.thread_id)
    assert await tenant.threads(ADA) == []
    assert len(await tenant.listed(ADA, seeing(ALL_HIDDEN))) == 8
