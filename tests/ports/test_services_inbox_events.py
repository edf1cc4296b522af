"""The log of label changes: what it tells, in which order, to whom, and for how long."""

import pytest
from tests.conftest import FixedClock
from tests.ports.tenant import EVERYTHING, OUTSIDE, Tenant, mail, receive

from pillarbox.domain.access import Permission
from pillarbox.domain.errors import NotFound
from pillarbox.domain.inbox_events import InboxEvent
from pillarbox.domain.jobs import JobKind, Lane
from pillarbox.domain.tenants import Inbox
from pillarbox.ports import Ports, Row
from pillarbox.services import inbox_events, inboxes, messages, outbound, retention, threads
from pillarbox.services.messages import LabelChange
from pillarbox.services.outbound import Submission
from pillarbox.tables import jobs
from pillarbox.tables.jobs import Job
from pillarbox.tables.paging import PageRequest

ADA = "ada@x.test"
OLDEST_FIRST = PageRequest(limit=1000, ascending=True)
DAY_MS = 24 * 3600 * 1000
Change = tuple[str, str, str]


@pytest.fixture(autouse=True)
async def ada(tenant: Tenant) -> Inbox:
    return await tenant.inbox("ada")


async def logged(tenant: Tenant, page: PageRequest = OLDEST_FIRST) -> list[InboxEvent]:
    found = await inbox_events.list_inbox_events(tenant.ports, tenant.caller(ADA), page)
    return list(found.items)


async def changes(tenant: Tenant) -> list[Change]:
    """Message, kind and label of each change, oldest first."""
    return [
        (event.message_id, event.event_type.value.removeprefix("label."), event.label)
        for event in await logged(tenant)
    ]


async def relabel(tenant: Tenant, message_id: str, add: list[str], remove: list[str]) -> None:
    await messages.update_labels(
        tenant.ports, tenant.caller(ADA), message_id, LabelChange(add=add, remove=remove)
    )


async def test_the_labels_a_message_arrives_with_are_logged(ports: Ports, tenant: Tenant, ada: Inbox) -> None:
    await receive(ports, mail("<1@y>"))
    assert await changes(tenant) == [("<1@y>", "added", "received"), ("<1@y>", "added", "unread")]
    event = (await logged(tenant))[0]
    assert (event.organization_id, event.pod_id, event.inbox_id) == (
        ada.organization_id,
        ada.pod_id,
        ada.inbox_id,
    )
    assert event.created_at == ports.clock.now_ms()


async def test_the_labels_of_a_sent_message_are_logged(ports: Ports, tenant: Tenant) -> None:
    wanted = Submission(to=["ann@y.test"], text="?", labels=["work"])
    sent = await outbound.send(ports, tenant.caller(ADA), wanted)
    assert await changes(tenant) == [(sent.message_id, "added", "sent"), (sent.message_id, "added", "work")]


async def test_only_labels_that_change_are_logged(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"))
    await relabel(tenant, "<1@y>", ["read", "work", "received"], ["unread", "never-there"])
    await relabel(tenant, "<1@y>", ["work"], [])
    assert (await changes(tenant))[2:] == [
        ("<1@y>", "removed", "unread"),
        ("<1@y>", "added", "read"),
        ("<1@y>", "added", "work"),
    ]


async def test_a_change_of_a_thread_is_logged_for_each_message(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"))
    await receive(ports, mail("<2@y>", in_reply_to="<1@y>"))
    (thread,) = await tenant.threads(ADA)
    change = LabelChange(add=["work"], remove=[])
    await threads.update_labels(ports, tenant.caller(ADA), thread.thread_id, change)
    added = [message_id for message_id, _, label in await changes(tenant) if label == "work"]
    assert sorted(added) == ["<1@y>", "<2@y>"]


async def test_a_deleted_message_loses_its_labels_in_the_log(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"))
    await messages.delete_message(ports, tenant.caller(ADA), "<1@y>")
    assert (await changes(tenant))[2:] == [("<1@y>", "removed", "received"), ("<1@y>", "removed", "unread")]


async def test_event_ids_sort_like_the_events(ports: Ports, tenant: Tenant, clock: FixedClock) -> None:
    for number in range(20):
        clock.ms += number % 3 - 1
        await receive(ports, mail(f"<{number}@y>"))
    ids = [event.event_id for event in await logged(tenant)]
    assert ids == sorted(set(ids))
    newest_first = await logged(tenant, EVERYTHING)
    assert [event.event_id for event in newest_first] == ids[::-1]


@pytest.mark.parametrize("ascending", [False, True])
async def test_pages_hold_every_event_once(ports: Ports, tenant: Tenant, ascending: bool) -> None:
    for number in range(4):
        await receive(ports, mail(f"<{number}@y>"))
    whole = await logged(tenant, PageRequest(limit=1000, ascending=ascending))
    seen: list[InboxEvent] = []
    position = None
    while True:
        asked = PageRequest(limit=3, after=position, ascending=ascending)
        page = await inbox_events.list_inbox_events(ports, tenant.caller(ADA), asked)
        seen += page.items
        position = page.next_position
        if position is None:
            break
    assert seen == whole
    assert len(whole) == 8


async def test_what_a_label_hides_is_hidden_in_the_log_too(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"), client_address=OUTSIDE)
    await receive(ports, mail("<2@y>"))
    await relabel(tenant, "<2@y>", ["trash"], [])
    reader = tenant.restricted(Permission.INBOX_READ)
    assert await changes(reader) == [("<2@y>", "added", "received"), ("<2@y>", "added", "unread")]
    assert len(await changes(tenant)) == 6


async def test_no_other_tenant_reads_the_log(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"))
    await tenant.inbox("eve")
    stranger = await Tenant.create(ports)
    with pytest.raises(NotFound):
        await inbox_events.list_inbox_events(ports, stranger.caller(ADA), EVERYTHING)
    others = await inbox_events.list_inbox_events(ports, tenant.caller("eve@x.test"), EVERYTHING)
    assert list(others.items) == []


async def test_the_log_goes_with_its_inbox(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"))
    await inboxes.delete_inbox(ports, tenant.caller(ADA))
    await tenant.inbox("ada")
    assert await changes(tenant) == []
    assert await rows(ports) == []


async def test_the_log_is_kept_for_ninety_days(ports: Ports, tenant: Tenant, clock: FixedClock) -> None:
    job = await retention_job(ports)
    await receive(ports, mail("<1@y>"))
    clock.ms += 45 * DAY_MS
    await receive(ports, mail("<2@y>"))
    clock.ms += 45 * DAY_MS
    await retention.forget(ports, job)
    assert {message_id for message_id, _, _ in await changes(tenant)} == {"<1@y>", "<2@y>"}
    clock.ms += 1
    await retention.forget(ports, job)
    assert {message_id for message_id, _, _ in await changes(tenant)} == {"<2@y>"}


async def retention_job(ports: Ports) -> Job:
    await retention.schedule(ports)
    claimed = await ports.database.write(
        lambda tx: jobs.claim_jobs(tx, Lane.CHORES, now=ports.clock.now_ms(), lease_ms=1, limit=10)
    )
    (job,) = [job for job in claimed if job.kind is JobKind.RETENTION]
    return job


async def rows(ports: Ports) -> list[Row]:
    return await ports.database.read(lambda tx: tx.all("SELECT event_no FROM inbox_events"))
