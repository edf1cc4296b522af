"""What `ports.Bus` promises."""

import asyncio

import pytest

from pillarbox.backends.embedded.bus import LocalBus


@pytest.fixture
def bus() -> LocalBus:
    return LocalBus()


async def test_a_publication_wakes_every_listener_of_its_topic(bus: LocalBus) -> None:
    waits = [asyncio.create_task(bus.subscribe("mail").wait(30)) for _ in range(3)]
    await asyncio.sleep(0)
    bus.publish("mail")
    assert await asyncio.gather(*waits) == [True, True, True]


async def test_a_publication_before_the_wait_counts_once(bus: LocalBus) -> None:
    wakeup = bus.subscribe("mail")
    bus.publish("mail")
    bus.publish("mail")
    assert await wakeup.wait(30)
    assert not await wakeup.wait(0)


async def test_a_publication_before_the_subscription_wakes_nobody(bus: LocalBus) -> None:
    bus.publish("mail")
    assert not await bus.subscribe("mail").wait(0)


async def test_another_topic_wakes_nobody(bus: LocalBus) -> None:
    wakeup = bus.subscribe("mail")
    bus.publish("jobs")
    assert not await wakeup.wait(0)


async def test_a_closed_listener_is_not_woken_and_others_still_are(bus: LocalBus) -> None:
    closed, other = bus.subscribe("mail"), bus.subscribe("mail")
    closed.close()
    closed.close()
    bus.publish("mail")
    assert not await closed.wait(0)
    assert await other.wait(0)
