"""Live events: who hears what, and that one slow listener harms nobody."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import msgspec
import pytest
from tests.conftest import FixedClock
from tests.ports.tenant import OUTSIDE, Tenant, mail, receive

from pillarbox.domain.access import Caller, Mount, Permission
from pillarbox.domain.errors import MissingPermission, NotFound, ValidationFailed
from pillarbox.ports import Ports
from pillarbox.services import messages, stream, tenants
from pillarbox.services.access import principal_of
from pillarbox.services.listening import EventFilter
from pillarbox.services.stream import Hub, Lagging, Revoked, Subscription

ADA, BEN = "ada@x.test", "ben@x.test"
EVERYTHING = EventFilter()
WAIT_S = 20


@pytest.fixture
async def hub(ports: Ports, tenant: Tenant) -> AsyncIterator[Hub]:
    """A hub at work, over the inboxes ada and ben."""
    await tenant.inbox("ada")
    await tenant.inbox("ben")
    hub = Hub(ports)
    tasks = [asyncio.create_task(hub.follow()), asyncio.create_task(hub.watch_keys())]
    yield hub
    for task in tasks:
        task.cancel()


class Listener:
    """A subscription and what it hears."""

    def __init__(self, hub: Hub, tenant: Tenant) -> None:
        self.subscription: Subscription = hub.subscribe(tenant.principal)
        self._hub = hub
        self._frames = self.subscription.frames()

    async def add(self, wanted: EventFilter) -> "Listener":
        caller = Caller(principal=self.subscription.principal, mount=Mount())
        self.subscription.start(await self._hub.check(caller, wanted))
        return self

    async def frame(self) -> bytes:
        frame = await asyncio.wait_for(anext(self._frames), WAIT_S)
        assert frame is not None
        return frame.body

    async def hear(self, count: int = 1) -> list[str]:
        """The ids of the messages that the next frames tell of."""
        told = [msgspec.json.decode(await self.frame()) for _ in range(count)]
        return [(each.get("message") or each.get("send"))["message_id"] for each in told]


async def listen(hub: Hub, tenant: Tenant, wanted: EventFilter = EVERYTHING) -> Listener:
    return await Listener(hub, tenant).add(wanted)


async def test_an_event_reaches_whoever_asked(ports: Ports, tenant: Tenant, hub: Hub) -> None:
    one, two = await listen(hub, tenant), await listen(hub, tenant)
    await receive(ports, mail("<1@y>"))
    await receive(ports, mail("<2@y>"))
    assert await one.hear(2) == await two.hear(2) == ["<1@y>", "<2@y>"]


async def test_nothing_is_missed_right_after_asking(ports: Ports, tenant: Tenant, hub: Hub) -> None:
    await receive(ports, mail("<before@y>"))
    for number in range(5):
        listener = await listen(hub, tenant)
        await receive(ports, mail(f"<{number}@y>"))
        assert await listener.hear() == [f"<{number}@y>"]
        hub.unsubscribe(listener.subscription)


async def test_nothing_is_heard_before_asking(ports: Ports, tenant: Tenant, hub: Hub) -> None:
    asking, silent = await listen(hub, tenant), Listener(hub, tenant)
    await receive(ports, mail("<1@y>"))
    await asking.hear()
    await silent.add(EVERYTHING)
    await receive(ports, mail("<2@y>"))
    assert await silent.hear() == ["<2@y>"]


async def test_a_deleted_event_does_not_hide_the_next(ports: Ports, tenant: Tenant, hub: Hub) -> None:
    listener = await listen(hub, tenant)
    await receive(ports, mail("<1@y>"))
    await listener.hear()
    await messages.delete_message(ports, tenant.caller(ADA), "<1@y>")
    await receive(ports, mail("<2@y>"))
    assert await listener.hear() == ["<2@y>"]


async def test_inboxes_and_pods_asked_for_are_heard_together(ports: Ports, tenant: Tenant, hub: Hub) -> None:
    pod = await tenants.create_pod(ports, tenant.caller(), name="Other", client_id="other")
    await tenant.inbox("cy", pod.pod_id)
    listener = await listen(hub, tenant, EventFilter(inbox_ids=["ADA@x.test"], pod_ids=["other"]))
    for number, recipient in enumerate((BEN, "cy@x.test", BEN, ADA)):
        await receive(ports, mail(f"<{number}@y>"), recipient)
    assert await listener.hear(2) == ["<1@y>", "<3@y>"]


async def test_a_second_subscribe_adds_and_an_event_comes_once(
    ports: Ports, tenant: Tenant, hub: Hub
) -> None:
    listener = await listen(hub, tenant, EventFilter(inbox_ids=[ADA]))
    await listener.add(EventFilter(inbox_ids=[BEN, ADA]))
    await receive(ports, mail("<1@y>"), ADA)
    await receive(ports, mail("<2@y>"), BEN)
    assert await listener.hear(2) == ["<1@y>", "<2@y>"]


async def test_restricted_types_are_heard_when_asked_for_by_name(
    ports: Ports, tenant: Tenant, hub: Hub
) -> None:
    named = EventFilter(event_types=["message.received.unauthenticated"])
    default, asking = await listen(hub, tenant), await listen(hub, tenant, named)
    await receive(ports, mail("<1@y>"), client_address=OUTSIDE)
    await receive(ports, mail("<2@y>"))
    assert await asking.hear() == ["<1@y>"]
    assert await default.hear() == ["<2@y>"]


async def test_what_one_may_not_hear_is_refused_and_the_place_stays(
    ports: Ports, tenant: Tenant, hub: Hub
) -> None:
    restricted = tenant.restricted(Permission.MESSAGE_READ)
    listener = Listener(hub, restricted)
    with pytest.raises(MissingPermission, match="label_spam_read is forbidden"):
        await listener.add(EventFilter(event_types=["message.received.spam"]))
    with pytest.raises(ValidationFailed):
        await listener.add(EventFilter(event_types=["message.teleported"]))
    for unknown in (EventFilter(inbox_ids=["no@x.test"]), EventFilter(pod_ids=["no"])):
        with pytest.raises(NotFound):
            await listener.add(unknown)
    await listener.add(EVERYTHING)
    await receive(ports, mail("<1@y>"))
    assert await listener.hear() == ["<1@y>"]


async def test_a_key_hears_its_own_scope_only(ports: Ports, tenant: Tenant, hub: Hub) -> None:
    other = await Tenant.create(ports)
    await other.inbox("eve")
    ben = await tenant.inbox("ben2")
    narrow = await listen(hub, tenant.keyed_to(ben))
    stranger = await listen(hub, other)
    with pytest.raises(NotFound):
        await narrow.add(EventFilter(inbox_ids=[ADA]))
    with pytest.raises(NotFound):
        await stranger.add(EventFilter(inbox_ids=[ADA]))
    for number, recipient in enumerate((ADA, ben.inbox_id, "eve@x.test")):
        await receive(ports, mail(f"<{number}@y>"), recipient)
    assert await narrow.hear() == ["<1@y>"]
    assert await stranger.hear() == ["<2@y>"]


async def test_a_slow_listener_is_told_and_others_hear_on(
    ports: Ports, tenant: Tenant, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "_MAX_WAITING_FRAMES", 2)
    slow, quick = await listen(hub, tenant), await listen(hub, tenant)
    for number in range(4):
        await receive(ports, mail(f"<{number}@y>"))
        assert await quick.hear() == [f"<{number}@y>"]
    with pytest.raises(Lagging):
        await slow.frame()


async def stored_key(ports: Ports, tenant: Tenant, expires_at: int | None = None) -> tuple[str, Tenant]:
    created = await tenants.create_api_key(
        ports, tenant.caller(), name="k", permissions=None, expires_at=expires_at
    )
    return created.key.api_key_id, replace(tenant, principal=principal_of(created.key))


async def test_a_deleted_key_ends_its_listener_and_no_other(ports: Ports, tenant: Tenant, hub: Hub) -> None:
    api_key_id, keyed = await stored_key(ports, tenant)
    _, other_key = await stored_key(ports, tenant)
    ended, staying = await listen(hub, keyed), await listen(hub, other_key)
    await tenants.delete_api_key(ports, tenant.caller(), api_key_id)
    with pytest.raises(Revoked):
        await ended.frame()
    await receive(ports, mail("<1@y>"))
    assert await staying.hear() == ["<1@y>"]


async def test_an_expired_key_ends_its_listener(
    ports: Ports, tenant: Tenant, hub: Hub, clock: FixedClock
) -> None:
    _, keyed = await stored_key(ports, tenant, expires_at=clock.ms + 1000)
    listener = await listen(hub, keyed)
    clock.ms += 1000
    ports.bus.publish("api_keys")
    with pytest.raises(Revoked):
        await listener.frame()


async def test_a_narrowed_key_hears_less(ports: Ports, tenant: Tenant, hub: Hub) -> None:
    api_key_id, keyed = await stored_key(ports, tenant)
    kinds = EventFilter(event_types=["message.received", "message.received.unauthenticated"])
    listener = await listen(hub, keyed, kinds)
    change = tenants.ApiKeyChange(permissions=frozenset({Permission.MESSAGE_READ}))
    await tenants.update_api_key(ports, tenant.caller(), api_key_id, change)
    for _ in range(2):  # once the second of these is ended, all listeners have been looked at
        other_id, other = await stored_key(ports, tenant)
        ended = await listen(hub, other)
        await tenants.delete_api_key(ports, tenant.caller(), other_id)
        with pytest.raises(Revoked):
            await ended.frame()
    await receive(ports, mail("<1@y>"), client_address=OUTSIDE)
    await receive(ports, mail("<2@y>"))
    assert await listener.hear() == ["<2@y>"]
