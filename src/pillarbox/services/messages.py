"""Reading and labelling the messages of an inbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from pillarbox.domain.access import Caller, Scope
from pillarbox.domain.errors import NotFound, invalid
from pillarbox.domain.labels import HiddenMask, changed_labels, normalize_labels
from pillarbox.domain.messages import Bodies, Message
from pillarbox.domain.policy import MAX_BATCH_GET, MAX_BATCH_UPDATE
from pillarbox.ports import Ports, Tx
from pillarbox.services import access, filing
from pillarbox.tables import bodies, messages, threads
from pillarbox.tables.filters import MessageFilter
from pillarbox.tables.paging import Page, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class FullMessage:
    message: Message
    bodies: Bodies


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelChange:
    """Labels to add and remove, checked. A label in both ends up removed."""

    add: Sequence[str]
    remove: Sequence[str]

    @classmethod
    def checked(cls, add: Sequence[str], remove: Sequence[str]) -> "LabelChange":
        """Raises `ValidationFailed` for an empty, overlong or system label."""
        return cls(add=normalize_labels(add, "add_labels"), remove=normalize_labels(remove, "remove_labels"))


def shown_in_lists(caller: Caller, included: HiddenMask) -> HiddenMask:
    """What a list may show: restricted labels that were asked for and that the caller may see."""
    return HiddenMask(included & caller.principal.visible)


async def list_messages(
    ports: Ports, caller: Caller, wanted: MessageFilter, page: PageRequest
) -> Page[Message]:
    """Messages of the inbox, without bodies. Raises `NotFound`."""
    return await ports.database.read(
        lambda tx: messages.list_messages(tx, access.resolve(tx, caller), wanted, page)
    )


async def get_message(ports: Ports, caller: Caller, message_id: str) -> FullMessage:
    """Raises `NotFound`."""

    def work(tx: Tx) -> FullMessage:
        message = find_message(tx, caller, message_id)
        found = bodies.get_bodies(tx, [message.message_no])
        return FullMessage(message=message, bodies=found[message.message_no])

    return await ports.database.read(work)


async def batch_get(ports: Ports, caller: Caller, message_ids: Sequence[str]) -> list[Message]:
    """Those of 1 to 500 messages that exist and are visible, in the order asked for, without bodies."""
    _check_batch(message_ids, MAX_BATCH_GET)
    return await ports.database.read(
        lambda tx: messages.find_messages(
            tx, access.resolve(tx, caller), message_ids, caller.principal.visible
        )
    )


async def update_labels(ports: Ports, caller: Caller, message_id: str, change: LabelChange) -> Message:
    """The message with its new labels. Raises `NotFound`."""

    def work(tx: Tx) -> Message:
        lock_inbox(tx, caller)
        message = find_message(tx, caller, message_id)
        return apply_labels(tx, [message], change, ports.clock.now_ms())[0]

    return await ports.database.write(work)


async def batch_update(
    ports: Ports, caller: Caller, message_ids: Sequence[str], change: LabelChange
) -> list[Message]:
    """The found ones of 1 to 50 messages with their new labels: all of them changed, or none."""
    _check_batch(message_ids, MAX_BATCH_UPDATE)
    if len(set(message_ids)) != len(message_ids):
        raise invalid("message_ids must not repeat", ["message_ids"])
    if not change.add and not change.remove:
        raise invalid("add_labels or remove_labels must be specified")

    def work(tx: Tx) -> list[Message]:
        scope = lock_inbox(tx, caller)
        named = messages.find_messages(tx, scope, message_ids, caller.principal.visible)
        found = list({message.message_no: message for message in named}.values())
        return apply_labels(tx, found, change, ports.clock.now_ms())

    return await ports.database.write(work)


async def delete_message(ports: Ports, caller: Caller, message_id: str) -> None:
    """Delete for good. Raises `NotFound`."""

    def work(tx: Tx) -> None:
        lock_inbox(tx, caller)
        message = find_message(tx, caller, message_id)
        filing.remove_messages(tx, ports.blobs, [message], ports.clock.now_ms())

    await ports.database.write(work)


def lock_inbox(tx: Tx, caller: Caller) -> Scope:
    """The scope of an inbox mount, whose mail only this transaction changes from now on."""
    scope = access.hold(tx, caller)
    assert scope.inbox_no is not None
    return scope


def find_message(tx: Tx, caller: Caller, message_id: str) -> Message:
    """The message on the caller's inbox mount. Raises `NotFound`, also when a label hides it."""
    scope = access.resolve(tx, caller)
    message = messages.find_message(tx, scope, message_id, caller.principal.visible)
    if message is None:
        raise NotFound("Message not found", fix="List the messages of the inbox to find the id.")
    return message


def apply_labels(tx: Tx, found: Sequence[Message], change: LabelChange, now: int) -> list[Message]:
    """The messages with their labels changed and their threads summed up again; what has its labels already
    stays as it is. The caller holds the lock of their inbox."""
    touched: dict[int, None] = {}
    after = []
    for message in found:
        labels = changed_labels(message.labels, change.add, change.remove)
        if tuple(labels) != message.labels:
            messages.set_labels(tx, message, labels, now)
            touched[message.thread_no] = None
        after.append(messages.get_message(tx, message.message_no))
    for thread_no in touched:
        threads.sum_up(tx, thread_no, now)
    return after


def _check_batch(message_ids: Sequence[str], most: int) -> None:
    if not 1 <= len(message_ids) <= most:
        raise invalid(f"message_ids must have 1 to {most} entries", ["message_ids"])
