"""Sending. Every way to send ends in `submit`, which records the message, its event and its deliveries in
one transaction; nothing is sent before that."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pillarbox.domain.access import Caller
from pillarbox.domain.address import Mailbox, domain_of
from pillarbox.domain.errors import Conflict, InboxPaused, ValidationFailed, invalid
from pillarbox.domain.events import EVENTS_TOPIC
from pillarbox.domain.ids import MessageId, ThreadId, new_message_id
from pillarbox.domain.jobs import JOBS_TOPIC, JobKind
from pillarbox.domain.labels import Label, normalize_labels
from pillarbox.domain.messages import Bodies, Filing, Letter
from pillarbox.domain.policy import MAX_FILES_BYTES, MAX_RECIPIENTS
from pillarbox.domain.tenants import Inbox, InboxStatus
from pillarbox.mail.compose.addresses import InvalidAddress, parse_mailbox_list
from pillarbox.mail.compose.allowed_headers import InvalidHeader, check_subject
from pillarbox.mail.compose.attachments import OutgoingAttachment
from pillarbox.mail.compose.message import OutgoingMail, compose
from pillarbox.ports import Ports, Tx
from pillarbox.services import access, domains, events, filing, lists, unverified
from pillarbox.services.letters import INLINE_CPU_BYTES, read_letter
from pillarbox.services.linked_files import GivenFile, fetched
from pillarbox.tables import idempotency
from pillarbox.tables.idempotency import RememberedSend
from pillarbox.tables.jobs import NewJob, enqueue_jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a caller wants to send, as given: addresses are unparsed text."""

    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    reply_to: Sequence[str] = ()
    subject: str | None = None
    text: str | None = None
    html: str | None = None
    labels: Sequence[str] = ()
    attachments: Sequence[GivenFile] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotencyKey:
    """A caller's key for one send, with a digest of everything the send depends on."""

    key: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    message_id: MessageId
    thread_id: ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A mail ready to be composed: everything but its sender, id and date.

    `own_words` is the caller's part of the bodies, before quotes were added. `originals` are the files of the
    message it forwards; they come before its own. `thread_no` files the mail in the thread it answers.
    """

    to: Sequence[Mailbox]
    cc: Sequence[Mailbox]
    bcc: Sequence[Mailbox]
    reply_to: Sequence[Mailbox]
    subject: str
    text: str | None
    html: str | None
    own_words: Bodies
    labels: Sequence[str]
    attachments: Sequence[GivenFile]
    originals: Sequence[OutgoingAttachment] = ()
    headers: Mapping[str, str]
    in_reply_to: MessageId | None = None
    references: Sequence[str] = ()
    thread_no: int | None = None

    @property
    def envelope_recipients(self) -> list[str]:
        """Every address once, in the order given."""
        first: dict[str, str] = {}
        for mailbox in (*self.to, *self.cc, *self.bcc):
            first.setdefault(mailbox.address.lower(), mailbox.address)
        return list(first.values())


async def send(
    ports: Ports, caller: Caller, submission: Submission, idempotency_key: IdempotencyKey | None = None
) -> Sent:
    """Send a new message.

    Raises `NotFound`, `ValidationFailed`, `InboxPaused`, `DomainNotVerified`, `Conflict`, `RateLimited` (for
    an unverified organization), and `MessageRejected` for a recipient that may not be written to or a file
    that cannot be fetched.
    """
    repeated = await remembered(ports, caller, idempotency_key)
    if repeated is not None:
        return repeated
    outgoing = Outgoing(
        to=recipients(submission.to, "to"),
        cc=recipients(submission.cc, "cc"),
        bcc=recipients(submission.bcc, "bcc"),
        reply_to=recipients(submission.reply_to, "reply_to"),
        subject=submission.subject or "",
        text=submission.text,
        html=submission.html,
        own_words=Bodies(text=submission.text, html=submission.html),
        labels=normalize_labels(submission.labels, "labels"),
        attachments=submission.attachments,
        headers=submission.headers,
    )
    return await submit(ports, caller, outgoing, idempotency_key)


async def submit(
    ports: Ports,
    caller: Caller,
    outgoing: Outgoing,
    idempotency_key: IdempotencyKey | None,
    *,
    on_record: Callable[[Tx], None] | None = None,
) -> Sent:
    """Compose and record a mail and queue its deliveries. Raises like `send`.

    `on_record` runs once in the transaction that records the mail, under the lock of its inbox; what it
    raises undoes both.
    """
    addressed = outgoing.envelope_recipients
    if not addressed:
        raise invalid("to, cc, or bcc must be specified")
    if len(addressed) > MAX_RECIPIENTS:
        raise too_many_recipients()
    check_writable_subject(outgoing.subject)
    inbox = await ports.database.read(lambda tx: _active(access.resolve_inbox(tx, caller)))
    room = MAX_FILES_BYTES - sum(len(file.data) for file in outgoing.originals)
    given = await fetched(ports, outgoing.attachments, "attachments", max_bytes=room)
    now = ports.clock.now_ms()
    raw, letter = await _composed(ports, inbox, outgoing, [*outgoing.originals, *given], now)
    blob_id = filing.new_blob_id(now)
    labels = list(dict.fromkeys([Label.SENT.value, *outgoing.labels]))
    scope = access.scope_of(inbox)

    def work(tx: Tx) -> Sent:
        if idempotency_key is not None:
            tx.lock("idempotency", scope.organization_no)
            known = find_sent(tx, scope.organization_no, idempotency_key, now)
            if known is not None:
                return known
        tx.lock("inbox", inbox.inbox_no)
        _active(access.find_inbox(tx, scope, inbox.inbox_id))
        domains.check_sender(tx, ports.policy, inbox)
        lists.check_recipients(tx, inbox, addressed)
        unverified.count_sends(tx, inbox.organization_no, addressed, now)
        if on_record is not None:
            on_record(tx)
        (filed,) = filing.file_letters(
            tx,
            [
                Filing(
                    inbox=inbox,
                    letter=letter,
                    labels=labels,
                    blob_id=blob_id,
                    timestamp=now,
                    now=now,
                    thread_no=outgoing.thread_no,
                )
            ],
        )
        assert filed is not None
        ports.blobs.put(tx, blob_id, raw)
        events.append_sent(tx, inbox, filed, addressed, now)
        enqueue_jobs(tx, _deliveries(inbox, filed.message.message_no, addressed, now), now)
        sent = Sent(message_id=filed.message.message_id, thread_id=filed.message.thread_id)
        if idempotency_key is not None:
            answer = RememberedSend(
                fingerprint=idempotency_key.fingerprint,
                message_id=sent.message_id,
                thread_id=sent.thread_id,
            )
            idempotency.remember_send(tx, scope.organization_no, idempotency_key.key, answer, now)
        return sent

    sent = await ports.database.write(work)
    ports.bus.publish(EVENTS_TOPIC)
    ports.bus.publish(JOBS_TOPIC)
    return sent


def _active(inbox: Inbox) -> Inbox:
    """The inbox, which may send. Raises `InboxPaused`."""
    if inbox.status is InboxStatus.PAUSED:
        raise InboxPaused("Inbox is paused", fix="Set the inbox's status to active.")
    return inbox


async def remembered(ports: Ports, caller: Caller, idempotency_key: IdempotencyKey | None) -> Sent | None:
    """The answer given under this key before. Raises `Conflict` when it was for another request, and
    `NotFound` when the inbox is out of the caller's scope."""
    if idempotency_key is None:
        return None
    now = ports.clock.now_ms()

    def work(tx: Tx) -> Sent | None:
        return find_sent(tx, access.resolve(tx, caller).organization_no, idempotency_key, now)

    return await ports.database.read(work)


def find_sent(tx: Tx, organization_no: int, wanted: IdempotencyKey, now: int) -> Sent | None:
    """The answer given under a key before. Raises `Conflict` when it was for another request."""
    known = idempotency.find_send(tx, organization_no, wanted.key, now)
    if known is None:
        return None
    if known.fingerprint != wanted.fingerprint:
        raise Conflict(
            "Idempotency-Key was used for a different request",
            fix="Use a new Idempotency-Key for each different request.",
        )
    return Sent(message_id=known.message_id, thread_id=known.thread_id)


def recipients(texts: Sequence[str], path: str) -> list[Mailbox]:
    """The addresses in `texts`, each of which may be a comma-separated list. Raises `ValidationFailed`, also
    for more than 50."""
    found: list[Mailbox] = []
    for index, text in enumerate(texts):
        try:
            found.extend(parse_mailbox_list(text))
        except InvalidAddress as error:
            raise invalid(str(error), [path, index]) from error
        if len(found) > MAX_RECIPIENTS:
            raise invalid(f"A field has at most {MAX_RECIPIENTS} addresses", [path])
    return found


def too_many_recipients() -> ValidationFailed:
    return invalid(f"A message has at most {MAX_RECIPIENTS} recipients over to, cc and bcc")


def check_writable_subject(subject: str) -> None:
    """Raises `ValidationFailed` for a subject that no mail can carry."""
    try:
        check_subject(subject)
    except InvalidHeader as error:
        raise invalid(str(error), ["subject"]) from error


async def _composed(
    ports: Ports, inbox: Inbox, outgoing: Outgoing, files: Sequence[OutgoingAttachment], now: int
) -> tuple[bytes, Letter]:
    sender = Mailbox(name=inbox.display_name or "", address=inbox.inbox_id)
    mail = OutgoingMail(
        from_=sender,
        to=outgoing.to,
        cc=outgoing.cc,
        bcc=outgoing.bcc,
        reply_to=outgoing.reply_to,
        subject=outgoing.subject,
        text=outgoing.text,
        html=outgoing.html,
        attachments=files,
        extra_headers=outgoing.headers,
        message_id=new_message_id(domain_of(inbox.inbox_id)),
        date_ms=now,
        in_reply_to=outgoing.in_reply_to,
        references=outgoing.references,
    )

    def compose_and_read() -> tuple[bytes, Letter]:
        raw = compose(mail)
        bcc = tuple(str(mailbox) for mailbox in outgoing.bcc)
        return raw, read_letter(raw, return_path=inbox.inbox_id, domain=ports.policy.domain, bcc=bcc)

    size = sum(len(file.data) for file in files)
    size += len(outgoing.text or "") + len(outgoing.html or "")
    try:
        if size > INLINE_CPU_BYTES:
            raw, letter = await asyncio.to_thread(compose_and_read)
        else:
            raw, letter = compose_and_read()
    except InvalidAddress as error:
        raise invalid(str(error), ["to"]) from error
    except InvalidHeader as error:
        raise invalid(str(error), ["headers"]) from error
    own = outgoing.own_words
    shown = replace(letter.bodies, extracted_text=own.text or None, extracted_html=own.html or None)
    return raw, replace(letter, bodies=shown)


def _deliveries(inbox: Inbox, message_no: int, addressed: Sequence[str], now: int) -> list[NewJob]:
    """One job for each recipient domain."""
    by_domain: dict[str, list[str]] = {}
    for address in addressed:
        by_domain.setdefault(domain_of(address).lower(), []).append(address)
    return [
        NewJob(
            organization_no=inbox.organization_no,
            kind=JobKind.DELIVERY,
            due_at=now,
            payload={"message_no": message_no, "recipients": addresses},
        )
        for addresses in by_domain.values()
    ]
