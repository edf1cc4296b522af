"""Taking a sent message to its recipients: our own inboxes, and the captured world outside them."""

from dataclasses import dataclass

from pillarbox.domain.address import domain_of
from pillarbox.domain.envelope import Envelope
from pillarbox.domain.events import EVENTS_TOPIC
from pillarbox.domain.jobs import JobKind
from pillarbox.domain.labels import Label
from pillarbox.domain.messages import Message
from pillarbox.domain.tenants import Inbox
from pillarbox.ports import Ports, Tx
from pillarbox.services import domains, events
from pillarbox.services.inbound import Inbound
from pillarbox.tables import bodies, inboxes, messages, threads, world
from pillarbox.tables.jobs import Job, finish_job


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the recipients of one delivery."""

    delivered: list[str]
    bounced: list[str]


async def deliver(ports: Ports, inbound: Inbound, job: Job) -> None:
    """Carry out a delivery job: each recipient ends delivered or bounced, and the job is done.

    Safe to run again after a crash: a mailbox takes a message once, and what is settled is settled together
    with the end of the job. Raises `StorageUnavailable`; the job then comes due again.
    """
    assert job.kind is JobKind.DELIVERY
    message_no = job.payload["message_no"]
    recipients = job.payload["recipients"]
    assert isinstance(message_no, int)
    assert isinstance(recipients, list)
    here = await domains.is_here(ports, domain_of(recipients[0]).lower())
    if here:
        outcome = await _deliver_here(ports, inbound, message_no, recipients)
    else:
        outcome = Outcome(delivered=recipients, bounced=[])
    now = ports.clock.now_ms()

    def settle(tx: Tx) -> None:
        if not finish_job(tx, job.job_no):
            return
        message = _locked_message(tx, message_no)
        if message is None:
            return
        inbox = inboxes.find_recipients(tx, [message.inbox_id])[message.inbox_id]
        if not here:
            for address in outcome.delivered:
                _capture(tx, inbox, message, address, now)
        if outcome.delivered:
            events.append_delivered(tx, inbox, message, outcome.delivered, now)
        if outcome.bounced:
            _mark_bounced(tx, inbox, message, outcome.bounced, now)

    await ports.database.write(settle)
    ports.bus.publish(EVENTS_TOPIC)


async def _deliver_here(ports: Ports, inbound: Inbound, message_no: int, recipients: list[str]) -> Outcome:
    """Hand the message to our own inboxes, all at once; addresses without one bounce."""
    known = await inbound.known(recipients)
    bounced = [address for address in recipients if address not in known]
    if known:
        raw = await ports.database.read(lambda tx: _raw(ports, tx, message_no))
        if raw is None:
            return Outcome(delivered=[], bounced=[])
        envelope = Envelope(
            return_path=raw[0],
            recipients=tuple(known),
            client_address="",
            helo="",
            tls=False,
            smtputf8=False,
            received_at_ms=ports.clock.now_ms(),
        )
        await inbound.file(envelope, raw[1])
    return Outcome(delivered=known, bounced=bounced)


def _raw(ports: Ports, tx: Tx, message_no: int) -> tuple[str, bytes] | None:
    """Return path and bytes of a sent message; None when it was deleted meanwhile."""
    if not messages.message_remains(tx, message_no):
        return None
    message = messages.get_message(tx, message_no)
    return message.inbox_id, ports.blobs.load(tx, message.blob_id)


def _locked_message(tx: Tx, message_no: int) -> Message | None:
    """The message, which only this transaction changes from now on; None when it is gone."""
    if not messages.message_remains(tx, message_no):
        return None
    tx.lock("inbox", messages.get_message(tx, message_no).inbox_no)
    return messages.get_message(tx, message_no) if messages.message_remains(tx, message_no) else None


def _capture(tx: Tx, inbox: Inbox, message: Message, address: str, now: int) -> None:
    contents = bodies.get_bodies(tx, [message.message_no])[message.message_no]
    captured = world.CapturedMessage(
        world_no=0,
        recipient=address,
        return_path=inbox.inbox_id,
        message_id=message.message_id,
        blob_id=message.blob_id,
        sender=message.from_,
        recipients=(*message.to, *message.cc),
        subject=message.subject,
        text=contents.text,
        html=contents.html,
        size_bytes=message.size_bytes,
        created_at=now,
    )
    world.capture(tx, inbox.organization_no, inbox.inbox_no, captured)


def _mark_bounced(tx: Tx, inbox: Inbox, message: Message, recipients: list[str], now: int) -> None:
    if Label.BOUNCED not in message.labels:
        messages.set_labels(tx, message, [*message.labels, Label.BOUNCED.value], now)
        threads.sum_up(tx, message.thread_no, now)
    events.append_bounced(tx, inbox, message, recipients, now)
