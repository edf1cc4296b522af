"""Allow and block lists: which entry decides, for mail in, replies and mail out."""

import pytest
from tests.conftest import FixedClock
from tests.ports.tenant import EVERYTHING, OUTSIDE, Tenant, mail, receive, seeing

from pillarbox.domain.errors import Forbidden, MessageRejected, NotFound, ValidationFailed
from pillarbox.domain.labels import ALL_HIDDEN, Hidden
from pillarbox.domain.lists import Direction, EntryType, ListType
from pillarbox.domain.tenants import Inbox
from pillarbox.ports import Ports
from pillarbox.services import inboxes, lists, outbound
from pillarbox.services.outbound import Submission
from pillarbox.tables import lists as list_tables
from pillarbox.tables.paging import PageRequest

ADA = "ada@x.test"
BLOCKED = seeing(Hidden.BLOCKED, "blocked")


@pytest.fixture(autouse=True)
async def ada(tenant: Tenant) -> Inbox:
    return await tenant.inbox("ada")


async def add(
    tenant: Tenant, direction: Direction, list_type: ListType, entry: str, inbox_id: str | None = None
) -> None:
    await lists.add_entry(tenant.ports, tenant.caller(inbox_id), direction, list_type, entry, None)


async def blocked(tenant: Tenant) -> list[str]:
    return [message.message_id for message in await tenant.listed(ADA, BLOCKED)]


async def test_an_entry_is_kept_in_lowercase_and_once(tenant: Tenant) -> None:
    caller = tenant.caller(ADA)
    first = await lists.add_entry(
        tenant.ports, caller, Direction.RECEIVE, ListType.BLOCK, " Eve@Y.Test ", "spam"
    )
    again = await lists.add_entry(tenant.ports, caller, Direction.RECEIVE, ListType.BLOCK, "eve@y.test", "no")
    assert first == again
    assert (first.entry, first.entry_type, first.reason) == ("eve@y.test", EntryType.EMAIL, "spam")


@pytest.mark.parametrize("entry", ["", "@", "two words", "eve@", "-bad-.test", "a@b@c", "x\r\ny.test"])
async def test_what_is_neither_an_address_nor_a_domain_is_refused(tenant: Tenant, entry: str) -> None:
    with pytest.raises(ValidationFailed):
        await add(tenant, Direction.SEND, ListType.BLOCK, entry)


async def test_entries_come_in_alphabetical_pages_of_their_own_list_only(tenant: Tenant) -> None:
    for entry in ("b.test", "a.test", "c@a.test", "Z.test", "d.test"):
        await add(tenant, Direction.SEND, ListType.ALLOW, entry)
    await add(tenant, Direction.SEND, ListType.BLOCK, "other.test")
    await add(tenant, Direction.SEND, ListType.ALLOW, "inner.test", ADA)
    seen: list[str] = []
    position = None
    while True:
        asked = PageRequest(limit=2, after=position, ascending=True)
        page = await lists.list_entries(tenant.ports, tenant.caller(), Direction.SEND, ListType.ALLOW, asked)
        seen += [entry.entry for entry in page.items]
        if (position := page.next_position) is None:
            break
    assert seen == ["a.test", "b.test", "c@a.test", "d.test", "z.test"]


async def test_a_blocked_sender_s_mail_is_stored_out_of_sight(ports: Ports, tenant: Tenant) -> None:
    await add(tenant, Direction.RECEIVE, ListType.BLOCK, "eve@y.test", ADA)
    await receive(ports, mail("<1@y>", sender="Eve <EVE@y.test>"))
    await receive(ports, mail("<2@y>"))
    assert await blocked(tenant) == ["<1@y>"]
    assert [message.message_id for message in await tenant.listed(ADA)] == ["<2@y>"]


async def test_a_blocked_envelope_sender_is_blocked_too(ports: Ports, tenant: Tenant) -> None:
    await add(tenant, Direction.RECEIVE, ListType.BLOCK, "bulk.test")
    await receive(ports, mail("<1@y>"), return_path="bounce@bulk.test")
    assert await blocked(tenant) == ["<1@y>"]


async def test_a_domain_does_not_stand_for_its_subdomains(ports: Ports, tenant: Tenant) -> None:
    await add(tenant, Direction.RECEIVE, ListType.BLOCK, "y.test")
    await receive(ports, mail("<1@y>", sender="a@sub.y.test"), return_path="a@sub.y.test")
    assert await blocked(tenant) == []


async def test_an_allow_list_keeps_everyone_else_out(ports: Ports, tenant: Tenant) -> None:
    await add(tenant, Direction.RECEIVE, ListType.ALLOW, "friend@y.test", ADA)
    await receive(ports, mail("<1@y>", sender="friend@y.test"))
    await receive(ports, mail("<2@y>", sender="stranger@y.test"))
    assert await blocked(tenant) == ["<2@y>"]


async def test_the_narrowest_scope_that_knows_the_sender_decides(ports: Ports, tenant: Tenant) -> None:
    await add(tenant, Direction.RECEIVE, ListType.BLOCK, "y.test")
    await add(tenant, Direction.RECEIVE, ListType.ALLOW, "ann@y.test", ADA)
    await receive(ports, mail("<1@y>", sender="ann@y.test"))
    await receive(ports, mail("<2@y>", sender="bob@y.test"))
    assert await blocked(tenant) == ["<2@y>"]


async def test_within_a_scope_a_block_beats_an_allow(ports: Ports, tenant: Tenant) -> None:
    await add(tenant, Direction.RECEIVE, ListType.ALLOW, "y.test", ADA)
    await add(tenant, Direction.RECEIVE, ListType.BLOCK, "ann@y.test", ADA)
    await receive(ports, mail("<1@y>"))
    assert await blocked(tenant) == ["<1@y>"]


async def test_answers_to_our_mail_are_judged_by_the_reply_lists(ports: Ports, tenant: Tenant) -> None:
    sent = await outbound.send(ports, tenant.caller(ADA), Submission(to=["ann@y.test"], text="?"))
    await add(tenant, Direction.RECEIVE, ListType.BLOCK, "y.test", ADA)
    await receive(ports, mail("<1@y>", sender="ann@y.test", in_reply_to=sent.message_id))
    assert await blocked(tenant) == []
    await add(tenant, Direction.REPLY, ListType.BLOCK, "ann@y.test", ADA)
    await receive(ports, mail("<2@y>", sender="ann@y.test", in_reply_to=sent.message_id))
    assert await blocked(tenant) == ["<2@y>"]


async def test_naming_our_mail_opens_no_way_around_the_receive_lists(ports: Ports, tenant: Tenant) -> None:
    sent = await outbound.send(ports, tenant.caller(ADA), Submission(to=["ann@y.test"], text="?"))
    await add(tenant, Direction.RECEIVE, ListType.BLOCK, "y.test", ADA)
    await receive(ports, mail("<1@y>", sender="eve@y.test", in_reply_to=sent.message_id))
    await receive(
        ports, mail("<2@y>", sender="ann@y.test", in_reply_to=sent.message_id), client_address=OUTSIDE
    )
    everything = seeing(ALL_HIDDEN, "blocked")
    assert {message.message_id for message in await tenant.listed(ADA, everything)} == {"<1@y>", "<2@y>"}


async def test_one_blocked_recipient_refuses_the_whole_send(ports: Ports, tenant: Tenant) -> None:
    await add(tenant, Direction.SEND, ListType.BLOCK, "evil.test")
    wanted = Submission(to=["ann@y.test"], bcc=["Bob@EVIL.test"], text="?")
    with pytest.raises(MessageRejected) as refused:
        await outbound.send(ports, tenant.caller(ADA), wanted)
    assert "/v0/lists/send/block/evil.test" in (refused.value.fix or "")
    assert await tenant.listed(ADA) == []


async def test_a_send_allow_list_names_all_who_may_be_written_to(ports: Ports, tenant: Tenant) -> None:
    await add(tenant, Direction.SEND, ListType.ALLOW, "y.test", ADA)
    await outbound.send(ports, tenant.caller(ADA), Submission(to=["ann@y.test"], text="?"))
    with pytest.raises(MessageRejected):
        await outbound.send(ports, tenant.caller(ADA), Submission(to=["ann@z.test"], text="?"))


async def test_an_entry_of_another_scope_is_not_found(tenant: Tenant) -> None:
    await add(tenant, Direction.SEND, ListType.BLOCK, "evil.test", ADA)
    for caller in (tenant.caller(), (await Tenant.create(tenant.ports)).caller()):
        with pytest.raises(NotFound):
            await lists.get_entry(tenant.ports, caller, Direction.SEND, ListType.BLOCK, "evil.test")


async def test_a_deleted_entry_judges_no_more(ports: Ports, tenant: Tenant) -> None:
    await add(tenant, Direction.RECEIVE, ListType.BLOCK, "ann@y.test", ADA)
    await lists.delete_entry(ports, tenant.caller(ADA), Direction.RECEIVE, ListType.BLOCK, "ANN@y.test")
    await receive(ports, mail("<1@y>"))
    assert await blocked(tenant) == []
    with pytest.raises(NotFound):
        await lists.delete_entry(ports, tenant.caller(ADA), Direction.RECEIVE, ListType.BLOCK, "ann@y.test")


async def test_an_entry_that_the_server_made_stays(ports: Ports, tenant: Tenant, clock: FixedClock) -> None:
    await ports.database.write(
        lambda tx: list_tables.add_entry(
            tx,
            tenant.principal.scope,
            Direction.SEND,
            ListType.BLOCK,
            entry="gone@y.test",
            reason="bounced",
            read_only=True,
            now=clock.ms,
        )
    )
    with pytest.raises(Forbidden):
        await lists.delete_entry(ports, tenant.caller(), Direction.SEND, ListType.BLOCK, "gone@y.test")


async def test_a_new_inbox_at_an_old_address_starts_without_the_old_lists(
    ports: Ports, tenant: Tenant
) -> None:
    await add(tenant, Direction.RECEIVE, ListType.BLOCK, "ann@y.test", ADA)
    await inboxes.delete_inbox(ports, tenant.caller(ADA))
    await tenant.inbox("ada")
    page = await lists.list_entries(ports, tenant.caller(ADA), Direction.RECEIVE, ListType.BLOCK, EVERYTHING)
    assert list(page.items) == []
