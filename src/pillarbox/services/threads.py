"""Reading, labelling and deleting threads, on the organization, pod and inbox mounts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pillarbox.domain.access import Caller, Scope
from pillarbox.domain.errors import NotFound, Unprocessable
from pillarbox.domain.labels import ALL_HIDDEN, Label
from pillarbox.domain.messages import Message, Thread
from pillarbox.domain.policy import MAX_THREAD_LABEL_MESSAGES
from pillarbox.ports import Ports, Tx
from pillarbox.services import access, filing
from pillarbox.services.messages import FullMessage, LabelChange, apply_labels
from pillarbox.tables import bodies, messages, thread_sums, threads
from pillarbox.tables.filters import MessageFilter
from pillarbox.tables.paging import Page, PageRequest, Position

_AT_ONCE = PageRequest(limit=500, ascending=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """A thread with some of its messages, oldest first."""

    thread: Thread
    messages: Sequence[FullMessage]
    page: Page[Message]


async def list_threads(
    ports: Ports, caller: Caller, wanted: MessageFilter, page: PageRequest
) -> Page[Thread]:
    """Threads with at least one visible message, each summed up over its visible messages."""

    def work(tx: Tx) -> Page[Thread]:
        found = threads.list_threads(tx, access.resolve(tx, caller), wanted, page)
        shown = thread_sums.visible_only(tx, found.items, wanted.visible)
        return Page(items=shown, next_position=found.next_position)

    return await ports.database.read(work)


async def get_thread(ports: Ports, caller: Caller, thread_id: str, page: PageRequest) -> ThreadPage:
    """The thread and a page of its visible messages: the first page holds the newest, each page runs from
    old to new. Raises `NotFound`."""

    def work(tx: Tx) -> ThreadPage:
        scope = access.resolve(tx, caller)
        thread = _visible_thread(tx, caller, scope, thread_id)
        found = messages.messages_of_thread(tx, scope, thread.thread_no, caller.principal.visible, page)
        contents = bodies.get_bodies(tx, [message.message_no for message in found.items])
        shown = [
            FullMessage(message=message, bodies=contents[message.message_no])
            for message in reversed(found.items)
        ]
        return ThreadPage(thread=thread, messages=shown, page=found)

    return await ports.database.read(work)


async def update_labels(ports: Ports, caller: Caller, thread_id: str, change: LabelChange) -> Thread:
    """The thread after every visible message of it was changed. Raises `NotFound`, and `Unprocessable` for a
    thread of 100 messages or more."""

    def work(tx: Tx) -> Thread:
        scope = access.resolve(tx, caller)
        thread = _locked_thread(tx, caller, scope, thread_id)
        if thread.message_count >= MAX_THREAD_LABEL_MESSAGES:
            raise Unprocessable(
                f"A thread of {MAX_THREAD_LABEL_MESSAGES} messages or more cannot be labelled as a whole",
                fix="Label its messages with POST …/messages/batch-update.",
            )
        found = list(thread_messages(tx, caller, scope, thread_id))
        apply_labels(tx, found, change, ports.clock.now_ms())
        after = threads.get_thread(tx, thread.thread_no)
        return next(iter(thread_sums.visible_only(tx, [after], caller.principal.visible)), after)

    return await ports.database.write(work)


async def delete_thread(ports: Ports, caller: Caller, thread_id: str) -> None:
    """Delete a thread with all its messages for good, some at a time so that others can write in between.
    Raises `NotFound`."""
    now = ports.clock.now_ms()

    def find(tx: Tx) -> tuple[Scope, int, int]:
        scope = access.resolve(tx, caller)
        thread = _visible_thread(tx, caller, scope, thread_id)
        return scope, thread.thread_no, threads.inbox_of(tx, thread.thread_no)

    scope, thread_no, inbox_no = await ports.database.read(find)

    def delete_some(tx: Tx) -> bool:
        tx.lock("inbox", inbox_no)
        found = messages.messages_of_thread(tx, scope, thread_no, ALL_HIDDEN, _AT_ONCE)
        filing.remove_messages(tx, ports.blobs, found.items, now)
        return found.next_position is not None

    while await ports.database.write(delete_some):
        pass


async def trash_thread(ports: Ports, caller: Caller, thread_id: str) -> None:
    """Label every visible message of a thread `trash`, as older clients mean by deleting, some at a time.
    Raises `NotFound`."""
    to_trash = LabelChange(add=[Label.TRASH.value], remove=[])
    page = _AT_ONCE

    def trash_some(tx: Tx) -> Position | None:
        scope = access.resolve(tx, caller)
        thread = _locked_thread(tx, caller, scope, thread_id)
        visible = caller.principal.visible
        found = messages.messages_of_thread(tx, scope, thread.thread_no, visible, page)
        apply_labels(tx, found.items, to_trash, ports.clock.now_ms())
        return found.next_position

    while (position := await ports.database.write(trash_some)) is not None:
        page = replace(_AT_ONCE, after=position)


def thread_messages(tx: Tx, caller: Caller, scope: Scope, thread_id: str) -> Iterator[Message]:
    """The visible messages of a thread, oldest first, read as far as the caller goes. Raises `NotFound`."""
    thread = _visible_thread(tx, caller, scope, thread_id)
    page: PageRequest | None = _AT_ONCE
    while page is not None:
        found = messages.messages_of_thread(tx, scope, thread.thread_no, caller.principal.visible, page)
        yield from found.items
        page = None if found.next_position is None else replace(_AT_ONCE, after=found.next_position)


def _visible_thread(tx: Tx, caller: Caller, scope: Scope, thread_id: str) -> Thread:
    thread = threads.find_thread(tx, scope, thread_id)
    shown = [] if thread is None else thread_sums.visible_only(tx, [thread], caller.principal.visible)
    if not shown:
        raise NotFound("Thread not found", fix="List the threads to find the id.")
    return shown[0]


def _locked_thread(tx: Tx, caller: Caller, scope: Scope, thread_id: str) -> Thread:
    thread = _visible_thread(tx, caller, scope, thread_id)
    tx.lock("inbox", threads.inbox_of(tx, thread.thread_no))
    return _visible_thread(tx, caller, scope, thread_id)
