"""When a webhook does not answer well: it is tried again, given up in the end, and holds up nobody else."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.conftest import FixedClock
from tests.ports.tenant import Tenant
from tests.ports.webhook_world import ADA, BEN, World, open_world, set_verifiers

from pillarbox.domain.errors import Conflict
from pillarbox.domain.jobs import JobKind, Lane
from pillarbox.domain.webhooks import GIVE_UP_AFTER_MS, DeliveryState, Webhook
from pillarbox.ports import Ports
from pillarbox.services import retention, webhook_log, webhooks
from pillarbox.services.webhooks import WebhookChange
from pillarbox.tables import jobs

SECOND = 1_000
MINUTE, HOUR, DAY = 60 * SECOND, 3_600 * SECOND, 86_400 * SECOND
SCHEDULE = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR]
"""The delay after each failure, which is spread by a fifth."""


@pytest.fixture
async def world(
    ports: Ports, clock: FixedClock, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    set_verifiers(clock, monkeypatch)
    async with open_world(ports, clock, tenant) as world:
        yield world


async def reread(world: World, webhook: Webhook) -> Webhook:
    return await webhooks.get_webhook(world.ports, world.tenant.caller(), webhook.webhook_id)


async def test_a_failed_delivery_is_tried_again_on_schedule_and_given_up_after_the_eighth(
    world: World,
) -> None:
    webhook = await world.webhook()
    world.receiver.statuses.extend([500] * 8)
    await world.mail("<1@y.test>")
    async with world.sending():
        for attempt, delay in enumerate(SCHEDULE, 1):
            waiting = await world.settled(webhook, DeliveryState.PENDING, attempt)
            assert waiting.due_at is not None
            assert 0.8 * delay <= waiting.due_at - world.clock.ms <= 1.2 * delay
            world.pass_time(waiting.due_at)
        failed = await world.settled(webhook, DeliveryState.FAILED, 8)
    assert failed.due_at is None
    assert [attempt.status for attempt in failed.attempts] == [500] * 8
    assert len(world.receiver.rest()) == 8


async def test_every_attempt_has_the_same_id_and_a_fresh_signature(world: World) -> None:
    webhook = await world.webhook()
    world.receiver.statuses.append(503)
    await world.mail("<1@y.test>")
    async with world.sending():
        first = await world.receiver.anext()
        first.verify(webhook.secret)
        failed = await world.settled(webhook, DeliveryState.PENDING)
        world.pass_time(failed.due_at or 0)
        second = await world.receiver.anext()
        second.verify(webhook.secret)
        await world.settled(webhook, DeliveryState.DELIVERED, 2)
    assert first.headers["svix-id"] == second.headers["svix-id"]
    assert first.headers["svix-timestamp"] < second.headers["svix-timestamp"]
    assert first.body == second.body


@pytest.mark.parametrize("status", [302, 400, 404, 410, 429, 500])
async def test_only_success_is_success_and_redirects_are_not_followed(world: World, status: int) -> None:
    webhook = await world.webhook()
    world.receiver.statuses.append(status)
    await world.mail("<1@y.test>")
    async with world.sending():
        failed = await world.settled(webhook, DeliveryState.PENDING)
    assert [attempt.status for attempt in failed.attempts] == [status]
    assert [request.path for request in world.receiver.rest()] == ["/hook"]


async def test_a_receiver_that_is_not_there_is_a_failure_with_its_reason(world: World) -> None:
    webhook = await webhooks.create_webhook(
        world.ports,
        world.tenant.caller(),
        url="http://127.0.0.1:1/",
        listening=webhooks.Listening(),
        client_id=None,
        headers={},
    )
    await world.mail("<1@y.test>")
    async with world.sending():
        failed = await world.settled(webhook, DeliveryState.PENDING)
    assert failed.attempts[0].status is None
    assert "connection failed" in (failed.attempts[0].problem or "")


async def test_five_days_of_failure_disable_a_webhook(world: World) -> None:
    webhook = await world.webhook()
    world.receiver.status = 500
    began = world.clock.ms
    async with world.sending():
        await world.mail("<1@y.test>")
        await world.settled(webhook, DeliveryState.PENDING)
        world.clock.ms = began + GIVE_UP_AFTER_MS - 1
        await world.mail("<2@y.test>")
        await world.settled(webhook, DeliveryState.PENDING)
        assert (await reread(world, webhook)).enabled
        world.clock.ms = began + GIVE_UP_AFTER_MS
        await world.mail("<3@y.test>")
        await disabled(world, webhook)


async def disabled(world: World, webhook: Webhook) -> None:
    """Return when the webhook is disabled."""
    async with asyncio.timeout(20):
        while (await reread(world, webhook)).enabled:
            pass


async def test_a_success_ends_the_count_of_days_and_so_does_enabling(world: World) -> None:
    webhook = await world.webhook()
    began = world.clock.ms
    async with world.sending():
        for day, status in ((0, 500), (4, 204), (6, 500), (10, 500)):
            world.clock.ms = began + day * DAY
            world.receiver.status = status
            await world.mail(f"<{day}@y.test>")
            await world.settled(webhook, DeliveryState.DELIVERED if status == 204 else DeliveryState.PENDING)
            assert (await reread(world, webhook)).enabled
        world.clock.ms = began + 11 * DAY
        await world.mail("<11@y.test>")
        await disabled(world, webhook)
        await webhooks.update_webhook(
            world.ports, world.tenant.caller(), webhook.webhook_id, WebhookChange(enabled=True)
        )
        await world.mail("<after@y.test>")
        await world.settled(webhook, DeliveryState.PENDING)
    assert (await reread(world, webhook)).enabled


async def test_events_arrive_in_their_order_while_the_webhook_keeps_up(world: World) -> None:
    await world.webhook(inbox_ids=[ADA])
    names = [f"<{number}@y.test>" for number in range(20)]
    async with world.sending():
        for name in names:
            await world.mail(name)
        assert [await world.subject() for _ in names] == names


async def test_of_many_events_those_of_a_thread_still_arrive_in_their_order(world: World) -> None:
    await world.webhook(inbox_ids=[ADA])
    for number in range(40):
        for thread in ("a", "b", "c"):
            before = f"<{thread}{number - 1}@y.test>" if number else ""
            await world.mail(f"<{thread}{number}@y.test>", in_reply_to=before)
    async with world.sending():
        subjects = [str(await world.subject()) for _ in range(120)]
    for thread in ("a", "b", "c"):
        mine = [subject for subject in subjects if subject.startswith(f"<{thread}")]
        assert mine == [f"<{thread}{number}@y.test>" for number in range(40)]


async def test_many_events_go_side_by_side(world: World) -> None:
    await world.webhook(world.receiver.held_path)
    for number in range(40):
        await world.mail(f"<{number}@y.test>")
    async with world.sending():
        held = {str(await world.subject()) for _ in range(4)}
        world.receiver.release.set()
    assert held == {f"<{number}@y.test>" for number in range(4)}


async def test_a_failing_delivery_does_not_hold_up_those_behind_it(world: World) -> None:
    webhook = await world.webhook()
    world.receiver.statuses.append(500)
    async with world.sending():
        await world.mail("<1@y.test>")
        await world.settled(webhook, DeliveryState.PENDING)
        await world.mail("<2@y.test>", in_reply_to="<1@y.test>")
        await world.settled(webhook, DeliveryState.DELIVERED)
    assert [request.event["message"]["subject"] for request in world.receiver.rest()] == [
        "<1@y.test>",
        "<2@y.test>",
    ]


async def test_a_receiver_that_does_not_answer_holds_up_nobody_else(world: World) -> None:
    await world.webhook(world.receiver.held_path, inbox_ids=[BEN])
    quick = await world.webhook("/quick", inbox_ids=[ADA])
    for number in range(100):
        await world.mail(f"<{number}@y.test>", ADA, BEN)
    async with world.sending():
        await world.until(quick, lambda log: all(each.state is DeliveryState.DELIVERED for each in log))
        held = [request for request in world.receiver.rest() if request.path == world.receiver.held_path]
        assert len(held) <= 4
        world.receiver.release.set()


async def test_what_was_claimed_behind_a_failure_goes_back_unharmed(world: World) -> None:
    webhook = await world.webhook()
    for number in range(120):
        await world.mail(f"<{number}@y.test>")
    world.receiver.statuses.extend([204] * 40 + [500] * 4)
    async with world.sending():
        log = await world.until(
            webhook, lambda log: sum(each.state is DeliveryState.DELIVERED for each in log) == 116
        )
    assert sorted(len(each.attempts) for each in log) == [1] * 120
    assert sum(each.failures for each in log) == 4


async def test_a_delivery_can_be_sent_again_whatever_became_of_it(world: World) -> None:
    webhook = await world.webhook()
    world.receiver.status = 500
    caller = world.tenant.caller()
    await world.mail("<1@y.test>")
    async with world.sending():
        failed = await world.settled(webhook, DeliveryState.PENDING)
        world.receiver.status = 204
        await webhook_log.redeliver(world.ports, caller, webhook.webhook_id, failed.delivery_id)
        delivered = await world.settled(webhook, DeliveryState.DELIVERED, 2)
        await webhook_log.redeliver(world.ports, caller, webhook.webhook_id, delivered.delivery_id)
        await world.settled(webhook, DeliveryState.DELIVERED, 3)
    ids = {request.headers["svix-id"] for request in world.receiver.rest()}
    assert ids == {failed.delivery_id}
    await webhooks.update_webhook(world.ports, caller, webhook.webhook_id, WebhookChange(enabled=False))
    with pytest.raises(Conflict):
        await webhook_log.redeliver(world.ports, caller, webhook.webhook_id, failed.delivery_id)


async def test_a_test_call_is_signed_and_leaves_nothing_in_the_log(world: World) -> None:
    webhook = await world.webhook()
    world.receiver.statuses.extend([204, 500])
    caller = world.tenant.caller()
    delivery_id, attempt = await webhook_log.try_out(world.ports, caller, webhook.webhook_id)
    assert (attempt.succeeded, attempt.status) == (True, 204)
    delivery = await world.receiver.anext()
    delivery.verify(webhook.secret)
    assert delivery.headers["svix-id"] == delivery_id
    assert delivery.event["event_type"] == "message.received"
    _, attempt = await webhook_log.try_out(world.ports, caller, webhook.webhook_id)
    assert (attempt.succeeded, attempt.status) == (False, 500)
    assert await world.log(webhook) == []


async def test_the_log_is_kept_as_long_as_the_events(world: World) -> None:
    webhook = await world.webhook()
    await retention.schedule(world.ports)
    await world.mail("<old@y.test>")
    kept_ms = world.ports.policy.event_retention_days * DAY
    world.clock.ms += kept_ms // 2
    await world.mail("<new@y.test>")
    world.clock.ms += kept_ms // 2 + 1
    for job in await world.ports.database.write(
        lambda tx: jobs.claim_jobs(tx, Lane.CHORES, now=world.clock.ms, lease_ms=MINUTE, limit=10)
    ):
        if job.kind is JobKind.RETENTION:
            await retention.forget(world.ports, job)
    assert len(await world.log(webhook)) == 1
