"""How a message comes into an inbox and how it leaves, inside a transaction. Mail coming in, mail sent and
mail between our own inboxes all pass here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pillarbox.domain.ids import MessageId, ThreadId, new_uuid
from pillarbox.domain.jobs import JobKind
from pillarbox.domain.messages import Filing, Letter, Message, Thread, nearest_and_root
from pillarbox.domain.metrics import Growth
from pillarbox.domain.tenants import Inbox
from pillarbox.mail.attachment_text.extract import text_kind
from pillarbox.ports import Blobs, Tx
from pillarbox.tables import bodies, messages, metrics, purge, search_index, threads
from pillarbox.tables.jobs import NewJob, enqueue_jobs

_MAX_ANCESTORS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A message and its thread as they stood right after filing."""

    message: Message
    thread: Thread

    @property
    def growth(self) -> Growth:
        """What filing the message added to the inbox."""
        opened = int(self.thread.message_count == 1)
        return Growth(messages=1, threads=opened, size_bytes=self.message.size_bytes)


def file_letters(tx: Tx, filings: Sequence[Filing]) -> list[Filed | None]:
    """File letters in order, each in its `thread_no` if that remains, else in the thread of its first known
    ancestor (In-Reply-To and References, never the subject: RFC 5322 §3.6.4) or in a new one.

    None for each whose inbox already holds a message with its id: the first one stays. However many there
    are, they take a few statements.
    """
    for inbox_no in sorted({filing.inbox.inbox_no for filing in filings}):
        tx.lock("inbox", inbox_no)
    conversations = _Conversations(tx, filings)
    placed = [conversations.place(filing) for filing in filings]
    numbers = threads.store_threads(tx, conversations.grown)
    inserted = iter(
        messages.insert_messages(
            tx,
            [
                (filing, numbers[thread.thread_id], thread.thread_id)
                for filing, thread in zip(filings, placed, strict=True)
                if thread is not None
            ],
        )
    )
    filed: list[Filed | None] = []
    for filing, thread in zip(filings, placed, strict=True):
        if thread is None:
            filed.append(None)
            continue
        message = next(inserted)
        filed.append(Filed(message=message, thread=replace(thread, thread_no=message.thread_no)))
        bodies.insert_bodies(tx, message.message_no, filing.letter.bodies)
        search_index.index_message(tx, filing.inbox, message, filing.letter)
        if has_attachment_text(filing.letter):
            enqueue_jobs(tx, [_text_job(filing, message)], filing.now)
    return filed


class _Conversations:
    """The threads that letters of one transaction go to, as they grow."""

    def __init__(self, tx: Tx, filings: Iterable[Filing]) -> None:
        wanted = {(filing.inbox.inbox_no, id_) for filing in filings for id_ in _named(filing.letter)}
        known = messages.find_threads_of(tx, wanted)
        given = {filing.thread_no for filing in filings if filing.thread_no is not None}
        stored = threads.get_threads(tx, given.union(known.values()))
        self._thread_ids = {number: thread.thread_id for number, thread in stored.items()}
        self._by_message = {key: self._thread_ids[number] for key, number in known.items()}
        self._threads = {thread.thread_id: thread for thread in stored.values()}
        self._grown: dict[ThreadId, Inbox] = {}

    @property
    def grown(self) -> list[tuple[Inbox, Thread]]:
        """Every thread that a letter was placed in, with its inbox."""
        return [(inbox, self._threads[thread_id]) for thread_id, inbox in self._grown.items()]

    def place(self, filing: Filing) -> Thread | None:
        """The letter's thread as it stands with the letter; None when the letter is already there."""
        inbox_no, letter = filing.inbox.inbox_no, filing.letter
        if (inbox_no, letter.message_id) in self._by_message:
            return None
        thread_id = self._thread_ids.get(filing.thread_no) if filing.thread_no is not None else None
        for ancestor in _ancestors(letter) if thread_id is None else ():
            thread_id = self._by_message.get((inbox_no, ancestor))
            if thread_id is not None:
                break
        if thread_id is None:
            thread = threads.begin_thread(filing)
        else:
            thread = threads.grow_thread(self._threads[thread_id], filing)
        self._by_message[inbox_no, letter.message_id] = thread.thread_id
        self._threads[thread.thread_id] = thread
        self._grown[thread.thread_id] = filing.inbox
        return thread


def _named(letter: Letter) -> Iterable[MessageId]:
    """The letter's own id and those that may name its thread."""
    return (letter.message_id, *_ancestors(letter))


def _ancestors(letter: Letter) -> Sequence[MessageId]:
    return nearest_and_root(letter.ancestors, _MAX_ANCESTORS)


def _text_job(filing: Filing, message: Message) -> NewJob:
    return NewJob(
        organization_no=filing.inbox.organization_no,
        kind=JobKind.EXTRACT_TEXTS,
        due_at=filing.now,
        payload={"message_no": message.message_no},
    )


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
