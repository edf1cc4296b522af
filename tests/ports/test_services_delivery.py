"""Deliveries: between own inboxes once, to the outside into the captured world, to nobody as bounces."""

from collections.abc import Callable
from typing import TypeVar

import msgspec
import pytest
from tests.conftest import FixedClock
from tests.ports.tenant import DOMAIN, EVERYTHING, Tenant, mail, receive

from pillarbox.domain.errors import StorageUnavailable
from pillarbox.domain.jobs import Lane
from pillarbox.domain.tenants import InboxStatus
from pillarbox.ports import Database, Dialect, Ports, Tx
from pillarbox.services import inboxes, messages, outbound, world
from pillarbox.services.delivery import deliver
from pillarbox.services.inbound import Inbound
from pillarbox.services.inboxes import InboxChange
from pillarbox.services.outbound import Submission
from pillarbox.tables import jobs
from pillarbox.tables.events import START, read_events
from pillarbox.tables.jobs import Job

T = TypeVar("T")
ADA, BEN, NOBODY = f"ada@{DOMAIN}", f"ben@{DOMAIN}", f"nobody@{DOMAIN}"


@pytest.fixture(autouse=True)
async def own_inboxes(tenant: Tenant) -> None:
    await tenant.inbox("ada")
    await tenant.inbox("ben")


async def send(tenant: Tenant, *to: str) -> str:
    submission = Submission(to=to, subject="Plans", text="Hello\n")
    return (await outbound.send(tenant.ports, tenant.caller(ADA), submission)).message_id


async def claim(ports: Ports) -> list[Job]:
    now = ports.clock.now_ms()
    return await ports.database.write(
        lambda tx: jobs.claim_jobs(tx, Lane.MAIL, now=now, lease_ms=60_000, limit=50)
    )


async def run_jobs(ports: Ports) -> None:
    for job in await claim(ports):
        await deliver(ports, Inbound(ports), job)


async def told(ports: Ports) -> list[tuple[str, object]]:
    """Type and recipients of every event."""
    found: list[tuple[str, object]] = []
    for event in await ports.database.read(lambda tx: read_events(tx, START, 100)):
        payload = msgspec.json.decode(event.payload)
        told_of = payload.get("send") or payload.get("delivery") or payload.get("bounce") or {}
        found.append((event.event_type.value, told_of.get("recipients", [])))
    return found


async def test_mail_between_own_inboxes_arrives_as_it_was_sent(ports: Ports, tenant: Tenant) -> None:
    message_id = await send(tenant, BEN)
    await run_jobs(ports)
    there = await messages.get_message(ports, tenant.caller(BEN), message_id)
    assert (there.message.from_, there.message.labels) == (ADA, ("received", "unread"))
    assert there.bodies.text == "Hello\n"
    assert await told(ports) == [
        ("message.sent", [BEN]),
        ("message.received", []),
        ("message.delivered", [BEN]),
    ]
    assert await claim(ports) == []


async def test_a_delivery_that_runs_twice_delivers_once(ports: Ports, tenant: Tenant) -> None:
    await send(tenant, BEN)
    (job,) = await claim(ports)
    await deliver(ports, Inbound(ports), job)
    await deliver(ports, Inbound(ports), job)
    assert len(await tenant.listed(BEN)) == 1
    assert [kind for kind, _ in await told(ports)].count("message.delivered") == 1


async def test_a_note_to_oneself_is_kept_once_as_sent(ports: Ports, tenant: Tenant) -> None:
    await send(tenant, ADA)
    await run_jobs(ports)
    assert [message.labels for message in await tenant.listed(ADA)] == [("sent",)]
    assert "message.received" not in [kind for kind, _ in await told(ports)]


async def test_an_address_without_an_inbox_bounces(ports: Ports, tenant: Tenant) -> None:
    message_id = await send(tenant, BEN, NOBODY)
    await run_jobs(ports)
    assert len(await tenant.listed(BEN)) == 1
    sent = await messages.get_message(ports, tenant.caller(ADA), message_id)
    assert sent.message.labels == ("sent", "bounced")
    assert ("message.delivered", [BEN]) in await told(ports)
    assert ("message.bounced", [{"address": NOBODY, "status": "bounced"}]) in await told(ports)
    (thread,) = await tenant.threads(ADA)
    assert thread.labels == ("sent", "bounced")


async def test_mail_for_the_outside_is_captured_once_for_each_recipient(ports: Ports, tenant: Tenant) -> None:
    await send(tenant, "Bob@y.test", "cy@y.test")
    (job,) = await claim(ports)
    await deliver(ports, Inbound(ports), job)
    await deliver(ports, Inbound(ports), job)
    captured = (await world.list_captured(ports, tenant.caller(), None, EVERYTHING)).items
    assert sorted(mail.recipient for mail in captured) == ["bob@y.test", "cy@y.test"]
    assert {(mail.return_path, mail.subject, mail.text) for mail in captured} == {(ADA, "Plans", "Hello\n")}
    assert ("message.delivered", ["Bob@y.test", "cy@y.test"]) in await told(ports)


async def test_a_captured_mail_outlives_its_message(ports: Ports, tenant: Tenant) -> None:
    message_id = await send(tenant, "bob@y.test")
    await run_jobs(ports)
    await messages.delete_message(ports, tenant.caller(ADA), message_id)
    (captured,) = (await world.list_captured(ports, tenant.caller(), None, EVERYTHING)).items
    raw = await ports.database.read(lambda tx: ports.blobs.load(tx, captured.blob_id))
    assert b"Subject: Plans" in raw


async def test_a_message_deleted_before_its_delivery_goes_nowhere(ports: Ports, tenant: Tenant) -> None:
    message_id = await send(tenant, BEN, "bob@y.test")
    await messages.delete_message(ports, tenant.caller(ADA), message_id)
    await receive(ports, mail("<secret@y>"))  # must not be taken for the deleted one
    await run_jobs(ports)
    assert await tenant.listed(BEN) == []
    assert (await world.list_captured(ports, tenant.caller(), None, EVERYTHING)).items == []
    assert await claim(ports) == []


async def test_a_paused_inbox_swallows_mail(ports: Ports, tenant: Tenant) -> None:
    await inboxes.update_inbox(ports, tenant.caller(BEN), InboxChange(status=InboxStatus.PAUSED))
    await send(tenant, BEN)
    await run_jobs(ports)
    assert await tenant.listed(BEN) == []
    assert ("message.delivered", [BEN]) in await told(ports)


class FailingReads:
    """A database whose reads fail while `down`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.down = False

    @property
    def dialect(self) -> Dialect:
        return self._database.dialect

    async def write(self, work: Callable[[Tx], T]) -> T:
        return await self._database.write(work)

    async def read(self, work: Callable[[Tx], T]) -> T:
        if self.down:
            raise StorageUnavailable
        return await self._database.read(work)


async def test_storage_that_is_down_postpones_and_never_bounces(ports: Ports, tenant: Tenant) -> None:
    message_id = await send(tenant, BEN)
    (job,) = await claim(ports)
    database = FailingReads(ports.database)
    failing = Ports(**{name: getattr(ports, name) for name in Ports.__slots__} | {"database": database})
    database.down = True
    with pytest.raises(StorageUnavailable):
        await deliver(failing, Inbound(failing), job)
    database.down = False
    await deliver(failing, Inbound(failing), job)
    assert len(await tenant.listed(BEN)) == 1
    sent = await messages.get_message(ports, tenant.caller(ADA), message_id)
    assert sent.message.labels == ("sent",)


@pytest.mark.parametrize("address", ["ada+news@x.test", "ADA+a+b@X.TEST", "aDa@x.test"])
async def test_a_sub_address_belongs_to_its_inbox(ports: Ports, tenant: Tenant, address: str) -> None:
    await receive(ports, mail("<1@y>"), address)
    assert len(await tenant.listed(ADA)) == 1


async def test_mail_for_plain_postmaster_is_filed(ports: Ports, tenant: Tenant) -> None:
    await tenant.inbox("postmaster")
    assert (await Inbound(ports).resolve("Postmaster")).positive
    await receive(ports, mail("<1@y>"), "Postmaster")
    assert len(await tenant.listed(f"postmaster@{DOMAIN}")) == 1


async def test_one_mail_for_two_inboxes_is_one_blob(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"), ADA, BEN)
    (here,), (there,) = await tenant.listed(ADA), await tenant.listed(BEN)
    assert here.blob_id == there.blob_id
    await messages.delete_message(ports, tenant.caller(ADA), "<1@y>")
    assert await ports.database.read(lambda tx: ports.blobs.load(tx, there.blob_id))
    await messages.delete_message(ports, tenant.caller(BEN), "<1@y>")
    assert await ports.database.read(lambda tx: tx.all("SELECT 1 FROM blobs")) == []


@pytest.mark.parametrize(
    ("address", "code"), [(NOBODY, 550), ("ada@elsewhere.test", 550), ("nonsense", 550), (ADA, 250)]
)
async def test_only_mail_for_own_inboxes_is_taken(
    ports: Ports, clock: FixedClock, address: str, code: int
) -> None:
    assert (await Inbound(ports).resolve(address)).code == code
