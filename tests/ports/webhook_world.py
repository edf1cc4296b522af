"""A tenant with two inboxes, a receiver of webhooks on loopback, and the worker that sends to it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

import pytest
from tests.conftest import FixedClock
from tests.ports.tenant import DOMAIN, EVERYTHING, Tenant, mail, receive
from tests.webhook_receiver import Receiver, receiving

from pillarbox.domain.webhooks import WEBHOOKS_TOPIC, Delivery, DeliveryState, Webhook
from pillarbox.net.http import HttpClient
from pillarbox.ports import Ports
from pillarbox.services import webhook_log, webhooks
from pillarbox.services.webhook_delivery import WebhookRunner
from pillarbox.services.webhooks import Listening

ADA, BEN = f"ada@{DOMAIN}", f"ben@{DOMAIN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """`tenant` owns the inboxes ADA and BEN; `receiver` is where its webhooks lead."""

    ports: Ports
    clock: FixedClock
    tenant: Tenant
    receiver: Receiver

    async def webhook(self, path: str = "/hook", *, inbox_id: str | None = None, **listening: Any) -> Webhook:
        """A new webhook that leads to the receiver."""
        return await webhooks.create_webhook(
            self.ports,
            self.tenant.caller(inbox_id),
            url=self.receiver.url(path),
            listening=Listening(**listening),
            client_id=None,
            headers={},
        )

    async def mail(self, message_id: str, *recipients: str, **fields: str) -> None:
        """Let a mail come in, for ADA unless told otherwise; its subject is its id."""
        raw = mail(message_id, **{"subject": message_id, **fields})
        await receive(self.ports, raw, *(recipients or (ADA,)))

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """A worker that sends while the block runs, and ends when it is told to."""
        worker = asyncio.create_task(WebhookRunner(self.ports).run())
        try:
            yield
        finally:
            worker.cancel()
            await asyncio.wait([worker])
            assert worker.cancelled()

    async def subject(self) -> object:
        """The subject of the next mail the receiver is told of."""
        return (await self.receiver.anext()).event["message"]["subject"]

    async def log(self, webhook: Webhook) -> list[Delivery]:
        """All deliveries to the webhook, newest first."""
        found = await webhook_log.list_deliveries(
            self.ports, self.tenant.caller(), webhook.webhook_id, None, EVERYTHING
        )
        return list(found.items)

    async def until(self, webhook: Webhook, holds: Callable[[list[Delivery]], bool]) -> list[Delivery]:
        """The log of the webhook as soon as it is as wanted."""
        async with asyncio.timeout(20):
            while not holds(found := await self.log(webhook)):
                pass
        return found

    async def settled(self, webhook: Webhook, state: DeliveryState, attempts: int = 1) -> Delivery:
        """The newest delivery, once it is in that state after so many attempts."""
        wanted = (state, attempts)
        found = await self.until(
            webhook, lambda log: bool(log) and (log[0].state, len(log[0].attempts)) == wanted
        )
        return found[0]

    def pass_time(self, to_ms: int) -> None:
        """Let it be `to_ms`, and whoever waits notice."""
        self.clock.ms = to_ms
        self.ports.bus.publish(WEBHOOKS_TOPIC)


@asynccontextmanager
async def open_world(ports: Ports, clock: FixedClock, tenant: Tenant) -> AsyncIterator[World]:
    """Ports of the world have a real HTTP client, which may reach loopback."""
    await tenant.inbox("ada")
    await tenant.inbox("ben")
    with receiving() as receiver:
        async with aclosing(HttpClient(allow_private=True)) as http:
            reaching = replace(ports, http=http, policy=replace(ports.policy, private_webhooks=True))
            yield World(
                ports=reaching, clock=clock, tenant=replace(tenant, ports=reaching), receiver=receiver
            )


def set_verifiers(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the official libraries verify by the clock of the test."""

    class Now(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Now":
            return cls.fromtimestamp(clock.ms / 1000, tz or UTC)

    monkeypatch.setattr("standardwebhooks.webhooks.datetime", Now)
