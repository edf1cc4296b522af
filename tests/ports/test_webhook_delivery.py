"""Sending events to webhooks: signed, each at least once, to those whom they concern alone."""

from collections.abc import AsyncIterator

import pytest
from standardwebhooks import WebhookVerificationError
from tests.conftest import FixedClock
from tests.ports.tenant import EVERYTHING, OUTSIDE, Tenant, mail, receive
from tests.ports.webhook_world import ADA, BEN, World, open_world, set_verifiers

from pillarbox.domain.events import EventType
from pillarbox.domain.webhooks import SECRET_OVERLAP_MS, DeliveryState
from pillarbox.ports import Ports, Tx
from pillarbox.services import inboxes, messages, webhooks
from pillarbox.services.webhook_delivery import LEASE_MS
from pillarbox.services.webhooks import WebhookChange
from pillarbox.tables import webhook_deliveries


@pytest.fixture
async def world(
    ports: Ports, clock: FixedClock, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    set_verifiers(clock, monkeypatch)
    async with open_world(ports, clock, tenant) as world:
        yield world


async def test_an_event_is_sent_signed_as_the_official_libraries_verify(world: World) -> None:
    webhook = await world.webhook("/hook?a=%20b")
    await webhooks.update_headers(
        world.ports, world.tenant.caller(), webhook.webhook_id, {"X-Token": "a b"}, []
    )
    await world.mail("<1@y.test>", text="Yes.\n")
    async with world.sending():
        delivery = await world.receiver.anext()
        logged = await world.settled(webhook, DeliveryState.DELIVERED)
    delivery.verify(webhook.secret)
    assert delivery.path == "/hook?a=%20b"
    assert delivery.headers["x-token"] == "a b"
    assert delivery.headers["content-type"] == "application/json"
    assert delivery.headers["user-agent"].startswith("Pillarbox-Webhooks/")
    for name in ("id", "timestamp", "signature"):
        assert delivery.headers[f"svix-{name}"] == delivery.headers[f"webhook-{name}"]
    event = delivery.event
    assert delivery.headers["svix-id"] == f"msg_{event['event_id']}" == logged.delivery_id
    assert (event["type"], event["event_type"]) == ("event", "message.received")
    assert (event["message"]["text"], event["message"]["from_"]) == ("Yes.\n", "Ann <ann@y.test>")
    assert event["thread"]["message_count"] == 1
    assert [attempt.status for attempt in logged.attempts] == [204]


async def test_a_body_that_was_changed_does_not_verify(world: World) -> None:
    webhook = await world.webhook()
    await world.mail("<1@y.test>")
    async with world.sending():
        delivery = await world.receiver.anext()
    object.__setattr__(delivery, "body", delivery.body.replace(b"Hello", b"Hallo"))
    with pytest.raises(WebhookVerificationError):
        delivery.verify(webhook.secret)


async def test_a_new_secret_signs_at_once_and_the_old_one_for_a_day_more(world: World) -> None:
    old = await world.webhook()
    new = await webhooks.rotate_secret(world.ports, world.tenant.caller(), old.webhook_id)
    assert new.secret != old.secret
    await world.mail("<1@y.test>")
    async with world.sending():
        delivery = await world.receiver.anext()
        delivery.verify(new.secret)
        delivery.verify(old.secret)
        world.pass_time(world.clock.ms + SECRET_OVERLAP_MS)
        await world.mail("<2@y.test>")
        delivery = await world.receiver.anext()
    delivery.verify(new.secret)
    with pytest.raises(WebhookVerificationError):
        delivery.verify(old.secret)


async def test_a_webhook_hears_the_types_it_asked_for(world: World) -> None:
    await world.webhook("/all")
    await world.webhook("/spam", event_types=[EventType.MESSAGE_RECEIVED_UNAUTHENTICATED])
    async with world.sending():
        await receive(world.ports, mail("<1@y.test>"), client_address=OUTSIDE)
        unauthenticated = await world.receiver.anext()
        await world.mail("<2@y.test>")
        received = await world.receiver.anext()
    assert (unauthenticated.path, unauthenticated.event["event_type"]) == (
        "/spam",
        "message.received.unauthenticated",
    )
    assert (received.path, received.event["event_type"]) == ("/all", "message.received")
    assert world.receiver.rest() == []


async def test_a_webhook_hears_of_its_own_inbox_or_of_those_it_lists(world: World) -> None:
    await world.webhook("/own", inbox_id=BEN)
    await world.webhook("/listed", inbox_ids=[BEN])
    await world.webhook("/both", inbox_ids=[ADA], pod_ids=[world.tenant.principal.organization_id])
    async with world.sending():
        await world.mail("<1@y.test>", ADA)
        assert (await world.receiver.anext()).path == "/both"
        await world.mail("<2@y.test>", BEN)
        heard = sorted([(await world.receiver.anext()).path for _ in range(3)])
    assert heard == ["/both", "/listed", "/own"]
    assert world.receiver.rest() == []


async def test_strangers_hear_nothing(world: World) -> None:
    stranger = await Tenant.create(world.ports)
    await webhooks.create_webhook(
        world.ports,
        stranger.caller(),
        url=world.receiver.url("/stranger"),
        listening=webhooks.Listening(),
        client_id=None,
        headers={},
    )
    await world.webhook("/own")
    async with world.sending():
        await world.mail("<1@y.test>")
        assert (await world.receiver.anext()).path == "/own"
    assert world.receiver.rest() == []


async def test_a_disabled_webhook_is_sent_nothing_of_what_happens_meanwhile(world: World) -> None:
    webhook = await world.webhook()
    caller = world.tenant.caller()

    async def enable(enabled: bool) -> None:
        await webhooks.update_webhook(world.ports, caller, webhook.webhook_id, WebhookChange(enabled=enabled))

    await enable(False)
    await world.mail("<1@y.test>")
    await enable(True)
    await world.mail("<2@y.test>")
    await world.mail("<3@y.test>")
    async with world.sending():
        assert await world.subject() == "<2@y.test>"
        assert await world.subject() == "<3@y.test>"
        await enable(False)
        await world.mail("<4@y.test>")
    assert len(await world.log(webhook)) == 2


async def test_what_waits_for_a_webhook_that_is_disabled_or_deleted_is_not_sent(world: World) -> None:
    disabled, deleted = await world.webhook("/disabled"), await world.webhook("/deleted")
    caller = world.tenant.caller()
    await world.mail("<1@y.test>")
    await webhooks.update_webhook(world.ports, caller, disabled.webhook_id, WebhookChange(enabled=False))
    await webhooks.delete_webhook(world.ports, caller, deleted.webhook_id)
    async with world.sending():
        await world.settled(disabled, DeliveryState.CANCELLED, 0)
        await nothing_waits(world)
    assert world.receiver.rest() == []


async def test_what_was_deleted_meanwhile_is_not_sent(world: World) -> None:
    webhook = await world.webhook()
    await world.mail("<1@y.test>", ADA)
    await world.mail("<2@y.test>", BEN)
    await messages.delete_message(world.ports, world.tenant.caller(ADA), "<1@y.test>")
    await inboxes.delete_inbox(world.ports, world.tenant.caller(BEN))
    async with world.sending():
        await nothing_waits(world)
    assert {delivery.state for delivery in await world.log(webhook)} == {DeliveryState.CANCELLED}
    assert world.receiver.rest() == []


async def nothing_waits(world: World) -> None:
    """Return when no delivery waits for anyone."""
    while await anything_waits(world):
        pass


async def anything_waits(world: World) -> bool:
    """Whether a delivery waits for anyone."""
    return bool(
        await world.ports.database.read(lambda tx: webhook_deliveries.waiting_lines(tx, world.clock.ms))
    )


async def test_the_webhooks_of_an_inbox_go_with_it(world: World) -> None:
    own, listing = await world.webhook(inbox_id=BEN), await world.webhook(inbox_ids=[ADA, BEN])
    await inboxes.delete_inbox(world.ports, world.tenant.caller(BEN))
    left = await webhooks.list_webhooks(world.ports, world.tenant.caller(), EVERYTHING)
    assert [webhook.webhook_id for webhook in left.items] == [listing.webhook_id]
    assert left.items[0].inbox_ids == [ADA]
    assert own.webhook_id != listing.webhook_id


async def test_bodies_too_large_for_a_webhook_are_left_out(world: World) -> None:
    await world.webhook()
    await world.mail("<1@y.test>", text="A line of text.\n" * 70_000)
    async with world.sending():
        delivery = await world.receiver.anext()
    message = delivery.event["message"]
    assert len(delivery.body) < 1_000_000
    assert message["message_id"] == "<1@y.test>"
    assert not {"text", "html", "extracted_text", "extracted_html"} & message.keys()


async def test_a_worker_ends_when_told_to_with_a_whole_thread_under_way(world: World) -> None:
    await world.webhook(world.receiver.held_path)
    await world.mail("<1@y.test>")
    for number in (2, 3):
        await world.mail(f"<{number}@y.test>", in_reply_to="<1@y.test>")
    async with world.sending():
        assert await world.subject() == "<1@y.test>"


async def test_what_a_dead_worker_held_is_sent_again(world: World) -> None:
    webhook = await world.webhook()
    await world.mail("<1@y.test>")

    def die(tx: Tx) -> None:
        (line,) = webhook_deliveries.waiting_lines(tx, world.clock.ms)
        claimed = webhook_deliveries.claim_deliveries(
            tx, {line.webhook_no: 4}, now=world.clock.ms, lease_ms=LEASE_MS
        )
        assert len(claimed) == 1

    await world.ports.database.write(die)
    async with world.sending():
        if world.ports.database.dialect == "postgres":  # where another worker might still be at it
            world.pass_time(world.clock.ms + LEASE_MS)
        assert await world.subject() == "<1@y.test>"
        await world.settled(webhook, DeliveryState.DELIVERED)
    assert world.receiver.rest() == []


async def test_events_that_nobody_asked_for_are_not_queued(world: World) -> None:
    await world.webhook(event_types=[EventType.MESSAGE_BOUNCED])
    await world.mail("<1@y.test>")
    assert not await anything_waits(world)
