"""Every list, page by page: nothing lost, nothing twice, whatever comes in meanwhile."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from tests.conftest import FixedClock
from tests.ports.tenant import ANY, Tenant, mail, receive

from pillarbox.domain.jobs import Lane
from pillarbox.services import inboxes, messages, outbound, tenants, threads, world
from pillarbox.services.delivery import deliver
from pillarbox.services.inbound import Inbound
from pillarbox.tables import jobs
from pillarbox.tables.filters import MessageFilter
from pillarbox.tables.paging import Page, PageRequest

T = TypeVar("T")
Add = Callable[[Tenant, str], Awaitable[object]]
List = Callable[[Tenant, PageRequest], Awaitable[Page[str]]]

ADA = "ada@x.test"
NAMES = ["delta", "alpha", "echo", "bravo", "charlie", "golf", "foxtrot"]
"""In an order that is neither that of the alphabet nor its reverse."""

STEPS_MS = [1000, 0, 5, 0, 0, 7, 0]
"""Some of the things listed have equal times."""


def named(page: Page[T], name: Callable[[T], str | None]) -> Page[str]:
    return Page(items=[name(item) or "" for item in page.items], next_position=page.next_position)


async def list_inboxes(tenant: Tenant, page: PageRequest) -> Page[str]:
    found = await inboxes.list_inboxes(tenant.ports, tenant.caller(), page)
    return named(found, lambda inbox: inbox.inbox_id.partition("@")[0])


async def search_inboxes(tenant: Tenant, page: PageRequest) -> Page[str]:
    found = await inboxes.search_inboxes(tenant.ports, tenant.caller(), "x te", page)
    return named(found, lambda inbox: inbox.inbox_id.partition("@")[0])


async def add_pod(tenant: Tenant, name: str) -> None:
    await tenants.create_pod(tenant.ports, tenant.caller(), name=name, client_id=None)


async def list_pods(tenant: Tenant, page: PageRequest) -> Page[str]:
    return named(await tenants.list_pods(tenant.ports, tenant.caller(), page), lambda pod: pod.name)


async def add_key(tenant: Tenant, name: str) -> None:
    await tenants.create_api_key(tenant.ports, tenant.caller(), name=name, permissions=None, expires_at=None)


async def list_keys(tenant: Tenant, page: PageRequest) -> Page[str]:
    return named(await tenants.list_api_keys(tenant.ports, tenant.caller(), page), lambda key: key.name)


async def add_mail(tenant: Tenant, name: str) -> None:
    await receive(tenant.ports, mail(f"<{name}@y>", subject=name))


async def add_answer(tenant: Tenant, name: str) -> None:
    await receive(tenant.ports, mail(f"<{name}@y>", subject=name, in_reply_to=f"<{NAMES[0]}@y>"))


def list_messages(wanted: MessageFilter) -> List:
    async def listed(tenant: Tenant, page: PageRequest) -> Page[str]:
        found = await messages.list_messages(tenant.ports, tenant.caller(ADA), wanted, page)
        return named(found, lambda message: message.subject)

    return listed


def list_threads(wanted: MessageFilter, inbox_id: str | None) -> List:
    async def listed(tenant: Tenant, page: PageRequest) -> Page[str]:
        found = await threads.list_threads(tenant.ports, tenant.caller(inbox_id), wanted, page)
        return named(found, lambda thread: thread.subject)

    return listed


async def list_thread(tenant: Tenant, page: PageRequest) -> Page[str]:
    (thread,) = await tenant.threads(ADA)
    found = await threads.get_thread(tenant.ports, tenant.caller(), thread.thread_id, page)
    return named(found.page, lambda message: message.subject)


async def add_captured(tenant: Tenant, name: str) -> None:
    submission = outbound.Submission(to=["Bob@Y.test"], subject=name)
    await outbound.send(tenant.ports, tenant.caller(ADA), submission)
    now = tenant.ports.clock.now_ms()
    (job,) = await tenant.ports.database.write(
        lambda tx: jobs.claim_jobs(tx, Lane.MAIL, now=now, lease_ms=1000, limit=10)
    )
    await deliver(tenant.ports, Inbound(tenant.ports), job)


def list_captured(recipient: str | None) -> List:
    async def listed(tenant: Tenant, page: PageRequest) -> Page[str]:
        found = await world.list_captured(tenant.ports, tenant.caller(), recipient, page)
        return named(found, lambda mail: mail.subject)

    return listed


LABELLED = replace(ANY, labels=("received",))
NARROW = replace(ANY, labels=("received", "unread"), senders=("ANN",), recipients=("a", "x"), after=0)
LISTS: dict[str, tuple[Add, List, list[str]]] = {
    "inboxes": (Tenant.inbox, list_inboxes, ["ada"]),
    "inboxes found": (Tenant.inbox, search_inboxes, ["ada"]),
    "pods": (add_pod, list_pods, ["Default Pod"]),
    "api keys": (add_key, list_keys, []),
    "messages": (add_mail, list_messages(ANY), []),
    "messages with a label": (add_mail, list_messages(LABELLED), []),
    "messages narrowly": (add_mail, list_messages(NARROW), []),
    "messages of a thread": (add_answer, list_thread, []),
    "threads of the organization": (add_mail, list_threads(ANY, None), []),
    "threads of an inbox": (add_mail, list_threads(ANY, ADA), []),
    "threads narrowly": (add_mail, list_threads(NARROW, ADA), []),
    "captured mail": (add_captured, list_captured(None), []),
    "captured mail of one recipient": (add_captured, list_captured("bob@y.TEST"), []),
}
"""How to add to each list, how to read it, and what it holds from the start."""


async def walk(tenant: Tenant, list_page: List, add: Add, request: PageRequest) -> list[str]:
    """What all pages hold together. Something is added after each of them but the last."""
    found: list[str] = []
    while True:
        page = await list_page(tenant, request)
        assert len(page.items) <= request.limit
        found += page.items
        if page.next_position is None:
            return found
        await add(tenant, f"late{len(found)}{request.ascending}".lower())
        request = replace(request, after=page.next_position)


@pytest.mark.parametrize("limit", [1, 3, 50])
@pytest.mark.parametrize("name", LISTS)
async def test_pages_hold_everything_once_in_order(
    tenant: Tenant, clock: FixedClock, name: str, limit: int
) -> None:
    await tenant.inbox("ada")
    add, list_page, first = LISTS[name]
    for each, step_ms in zip(NAMES, STEPS_MS, strict=True):
        clock.ms += step_ms
        await add(tenant, each)
    newest_first = await walk(tenant, list_page, add, PageRequest(limit=limit))
    assert newest_first == [*first, *NAMES][::-1]
    clock.ms -= 5000  # what is added now is older than what was there
    oldest_first = await walk(tenant, list_page, add, PageRequest(limit=limit, ascending=True))
    assert [each for each in oldest_first if not each.startswith("late")] == [*first, *NAMES]
    assert len(set(oldest_first)) == len(oldest_first)


@pytest.mark.parametrize("name", LISTS)
async def test_what_comes_in_meanwhile_is_at_the_end_of_an_ascending_list(
    tenant: Tenant, clock: FixedClock, name: str
) -> None:
    await tenant.inbox("ada")
    add, list_page, first = LISTS[name]
    for each in ("delta", "alpha"):
        await add(tenant, each)
    page = await list_page(tenant, PageRequest(limit=len(first) + 1, ascending=True))
    assert list(page.items) == [*first, "delta"]
    await add(tenant, "late")
    rest = await list_page(tenant, PageRequest(limit=9, ascending=True, after=page.next_position))
    assert list(rest.items) == ["alpha", "late"]
