"""How a message comes into an inbox and how it leaves, inside a transaction. Mail coming in, mail sent and
mail between our own inboxes all pass here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pillarbox.domain.ids import new_uuid
from pillarbox.domain.jobs import JobKind
from pillarbox.domain.messages import Letter, Message, Thread
from pillarbox.domain.metrics import Growth
from pillarbox.domain.tenants import Inbox
from pillarbox.mail.attachment_text.extract import text_kind
from pillarbox.ports import Blobs, Tx
from pillarbox.tables import bodies, messages, metrics, purge, search_index, threads
from pillarbox.tables.jobs import NewJob, enqueue_jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A message and its thread as they stand right after filing."""

    message: Message
    thread: Thread

    @property
    def growth(self) -> Growth:
        """What filing the message added to the inbox."""
        opened = int(self.thread.message_count == 1)
        return Growth(messages=1, threads=opened, size_bytes=self.message.size_bytes)


def file_letter(
    tx: Tx,
    inbox: Inbox,
    letter: Letter,
    *,
    labels: Sequence[str],
    blob_id: str,
    timestamp: int,
    now: int,
    thread_no: int | None = None,
) -> Filed | None:
    """The filed message, in `thread_no` if that thread remains, else in the thread of its first known
    ancestor or in a new one.

    None when the inbox already holds a message with this id: the first one stays.
    """
    tx.lock("inbox", inbox.inbox_no)
    if messages.message_exists(tx, inbox.inbox_no, letter.message_id):
        return None
    if thread_no is None or not threads.thread_remains(tx, thread_no):
        thread_no = threads.find_thread_of(tx, inbox.inbox_no, letter.ancestors)
    if thread_no is None:
        thread = threads.open_thread(tx, inbox, letter, labels=labels, timestamp=timestamp, now=now)
    else:
        thread = threads.add_to_thread(tx, thread_no, letter, labels=labels, timestamp=timestamp, now=now)
    message = messages.insert_message(
        tx, inbox, letter, thread=thread, labels=labels, timestamp=timestamp, blob_id=blob_id, now=now
    )
    bodies.put_bodies(tx, message.message_no, letter.bodies)
    search_index.index_message(tx, inbox, message, letter)
    if has_attachment_text(letter):
        job = NewJob(
            organization_no=inbox.organization_no,
            kind=JobKind.EXTRACT_TEXTS,
            due_at=now,
            payload={"message_no": message.message_no},
        )
        enqueue_jobs(tx, [job], now)
    return Filed(message=message, thread=thread)


def has_attachment_text(letter: Letter) -> bool:
    """Whether there is an attachment whose text a job will read: tell `JOBS_TOPIC`."""
    return any(text_kind(found.content_type, found.filename) is not None for found in letter.attachments)


def remove_messages(tx: Tx, blobs: Blobs, gone: Iterable[Message], now: int) -> None:
    """Delete messages for good, with their blobs, and sum up the threads they leave."""
    left: dict[int, int] = {}
    for message in gone:
        messages.delete_message(tx, message, now)
        search_index.unindex_messages(tx, message.inbox_no, [message.message_no])
        if not purge.blob_in_use(tx, message.blob_id):
            blobs.delete(tx, [message.blob_id])
        metrics.note_growth(tx, message.inbox_no, Growth(messages=-1, size_bytes=-message.size_bytes), now)
        left[message.thread_no] = message.inbox_no
    for thread_no, inbox_no in left.items():
        threads.sum_up(tx, thread_no, now)
        if not threads.thread_remains(tx, thread_no):
            metrics.note_growth(tx, inbox_no, Growth(threads=-1), now)


def new_blob_id(now: int) -> str:
    """A fresh blob id. It begins with the time, so that indexes grow at their end."""
    return f"{now:012x}{new_uuid()[:13]}"
