"""Mail with a restricted label: who sees it where."""

import pytest
from tests.conftest import FixedClock
from tests.ports.tenant import ANY, EVERYTHING, Tenant, mail, receive, seeing

from pillarbox.domain.access import Permission
from pillarbox.domain.errors import NotFound
from pillarbox.domain.labels import ALL_HIDDEN, Hidden
from pillarbox.ports import Ports
from pillarbox.services import downloads, messages, outbound, replies, threads
from pillarbox.services.messages import LabelChange, shown_in_lists
from pillarbox.tables.filters import MessageFilter

ADA = "ada@x.test"
LABELS = [(bit.name.lower(), bit) for bit in Hidden]


@pytest.fixture(autouse=True)
async def thread(ports: Ports, clock: FixedClock, tenant: Tenant) -> None:
    """A thread of two mails."""
    await tenant.inbox("ada")
    await receive(ports, mail("<1@y>"))
    clock.ms += 1000
    await receive(ports, mail("<2@y>", subject="Secret", sender="eve@y.test", in_reply_to="<1@y>"))


async def hide(tenant: Tenant, label: str, message_id: str = "<2@y>") -> None:
    change = LabelChange(add=[label, "mine"], remove=[])
    await messages.update_labels(tenant.ports, tenant.caller(ADA), message_id, change)


def blind(tenant: Tenant, label: str) -> Tenant:
    """The tenant with a key that may do everything but see this label."""
    return tenant.restricted(*(flag for flag in Permission if flag != f"label_{label}_read"))


@pytest.mark.parametrize(("label", "bit"), LABELS)
async def test_a_list_shows_a_restricted_label_when_it_is_asked_for(
    tenant: Tenant, label: str, bit: Hidden
) -> None:
    await hide(tenant, label)
    assert [message.message_id for message in await tenant.listed(ADA)] == ["<1@y>"]
    assert await tenant.listed(ADA, seeing(0, label)) == []
    assert len(await tenant.listed(ADA, seeing(bit))) == 2
    assert [message.message_id for message in await tenant.listed(ADA, seeing(bit, label))] == ["<2@y>"]


async def test_all_restricted_labels_of_a_mail_must_be_asked_for(tenant: Tenant) -> None:
    await hide(tenant, "spam")
    await hide(tenant, "trash")
    assert len(await tenant.listed(ADA, seeing(Hidden.SPAM))) == 1
    assert len(await tenant.listed(ADA, seeing(Hidden.SPAM | Hidden.TRASH))) == 2
    (thread,) = await tenant.threads(ADA, seeing(Hidden.TRASH))
    assert thread.message_count == 1


@pytest.mark.parametrize(("label", "bit"), LABELS)
def test_asking_for_a_label_one_may_not_see_is_ignored(tenant: Tenant, label: str, bit: Hidden) -> None:
    assert shown_in_lists(tenant.caller(), ALL_HIDDEN) == ALL_HIDDEN
    assert shown_in_lists(blind(tenant, label).caller(), ALL_HIDDEN) == ALL_HIDDEN & ~bit


@pytest.mark.parametrize(("label", "bit"), LABELS)
async def test_mail_is_got_by_its_id_with_the_permission_alone(
    ports: Ports, tenant: Tenant, label: str, bit: Hidden
) -> None:
    await hide(tenant, label)
    caller = tenant.caller(ADA)
    assert (await messages.get_message(ports, caller, "<2@y>")).message.subject == "Secret"
    assert len(await messages.batch_get(ports, caller, ["<2@y>", "<1@y>", "<2@y>"])) == 3
    await downloads.link_raw(ports, caller, "<2@y>")


@pytest.mark.parametrize(("label", "bit"), LABELS)
async def test_without_the_permission_the_mail_is_not_there(
    ports: Ports, tenant: Tenant, label: str, bit: Hidden
) -> None:
    await hide(tenant, label)
    caller = blind(tenant, label).caller(ADA)
    change = LabelChange(add=["seen"], remove=[])
    answer = outbound.Submission(to=["bob@y.test"], text="Hi")
    for attempt in (
        messages.get_message(ports, caller, "<2@y>"),
        messages.update_labels(ports, caller, "<2@y>", change),
        messages.delete_message(ports, caller, "<2@y>"),
        downloads.link_raw(ports, caller, "<2@y>"),
        replies.reply(ports, caller, "<2@y>", answer, reply_all=False),
        replies.forward(ports, caller, "<2@y>", answer),
    ):
        with pytest.raises(NotFound):
            await attempt
    found = await messages.batch_get(ports, caller, ["<2@y>", "<1@y>"])
    assert [message.message_id for message in found] == ["<1@y>"]
    changed = await messages.batch_update(ports, caller, ["<2@y>", "<1@y>"], change)
    assert [message.message_id for message in changed] == ["<1@y>"]


async def test_a_thread_shows_the_messages_one_may_see(ports: Ports, tenant: Tenant) -> None:
    await hide(tenant, "spam")
    (listed,) = await tenant.threads(ADA)
    caller = blind(tenant, "spam").caller(ADA)
    page = await threads.get_thread(ports, caller, listed.thread_id, EVERYTHING)
    assert [full.message.message_id for full in page.messages] == ["<1@y>"]
    assert (page.thread.message_count, page.thread.labels) == (1, ("received", "unread"))
    whole = await threads.get_thread(ports, tenant.caller(), listed.thread_id, EVERYTHING)
    assert (len(whole.messages), whole.thread.message_count) == (2, 2)


async def test_a_thread_of_which_nothing_may_be_seen_is_not_there(ports: Ports, tenant: Tenant) -> None:
    (listed,) = await tenant.threads(ADA)
    await hide(tenant, "spam", "<1@y>")
    await hide(tenant, "spam", "<2@y>")
    caller = blind(tenant, "spam").caller(ADA)
    for attempt in (
        threads.get_thread(ports, caller, listed.thread_id, EVERYTHING),
        threads.update_labels(ports, caller, listed.thread_id, LabelChange(add=["a"], remove=[])),
        threads.delete_thread(ports, caller, listed.thread_id),
    ):
        with pytest.raises(NotFound):
            await attempt


@pytest.mark.parametrize(
    "wanted",
    [
        MessageFilter(visible=ANY.visible, labels=("spam",)),
        MessageFilter(visible=ANY.visible, labels=("mine",)),
        MessageFilter(visible=ANY.visible, senders=("eve",)),
        MessageFilter(visible=ANY.visible, subjects=("secret",)),
        MessageFilter(visible=ANY.visible, recipients=("carol",)),
    ],
    ids=["restricted label", "label", "sender", "subject", "recipient"],
)
async def test_a_filter_finds_no_thread_by_what_is_hidden(
    ports: Ports, tenant: Tenant, wanted: MessageFilter
) -> None:
    await receive(
        ports, mail("<3@y>", subject="Secret", sender="eve@y.test", to="carol@x.test", in_reply_to="<1@y>")
    )
    await hide(tenant, "spam", "<2@y>")
    await hide(tenant, "spam", "<3@y>")
    assert await tenant.threads(ADA, wanted) == []
    assert len(await tenant.threads(ADA, MessageFilter(visible=ANY.visible, senders=("ann",)))) == 1


async def test_an_untrusted_client_makes_mail_unauthenticated(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<3@y>"), client_address="192.0.2.7")
    assert "<3@y>" not in {message.message_id for message in await tenant.listed(ADA)}
    shown = await tenant.listed(ADA, seeing(Hidden.UNAUTHENTICATED, "unauthenticated"))
    assert [message.labels for message in shown] == [("received", "unread", "unauthenticated")]


@pytest.mark.parametrize("client_address", ["", "127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
async def test_a_local_client_is_trusted(ports: Ports, tenant: Tenant, client_address: str) -> None:
    await receive(ports, mail("<3@y>"), client_address=client_address)
    assert len(await tenant.listed(ADA)) == 3
