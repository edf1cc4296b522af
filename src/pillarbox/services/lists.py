"""Allow and block lists: their entries, and what they decide about mail in and out."""

from collections.abc import Sequence

from pillarbox.domain.access import Caller, Scope
from pillarbox.domain.errors import Forbidden, MessageRejected, NotFound, ValidationFailed, invalid
from pillarbox.domain.labels import Label
from pillarbox.domain.lists import Direction, ListEntry, ListType
from pillarbox.domain.messages import Letter
from pillarbox.domain.tenants import Inbox
from pillarbox.mail.compose.addresses import InvalidAddress, parse_mailbox
from pillarbox.mail.mime.addresses import parse_addresses
from pillarbox.ports import Ports, Tx
from pillarbox.services import access, unverified
from pillarbox.tables import lists, messages
from pillarbox.tables.paging import Page, PageRequest

_MAX_REASON_CHARS = 1024


async def add_entry(
    ports: Ports, caller: Caller, direction: Direction, list_type: ListType, entry: str, reason: str | None
) -> ListEntry:
    """The entry, made now or before. Raises `ValidationFailed` unless it is an address or a domain."""
    checked = check_entry(entry)
    if reason is not None and len(reason) > _MAX_REASON_CHARS:
        raise invalid(f"A reason has at most {_MAX_REASON_CHARS} characters", ["reason"])
    now = ports.clock.now_ms()

    def work(tx: Tx) -> ListEntry:
        scope = access.hold(tx, caller)
        if direction is Direction.SEND:
            unverified.check_verified(tx, scope.organization_no, "change whom it may write to")
        lists.add_entry(
            tx, scope, direction, list_type, entry=checked, reason=reason, read_only=False, now=now
        )
        return _entry(tx, scope, direction, list_type, checked)

    return await ports.database.write(work)


async def get_entry(
    ports: Ports, caller: Caller, direction: Direction, list_type: ListType, entry: str
) -> ListEntry:
    """Raises `NotFound`."""
    return await ports.database.read(
        lambda tx: _entry(tx, access.resolve(tx, caller), direction, list_type, entry)
    )


async def list_entries(
    ports: Ports, caller: Caller, direction: Direction, list_type: ListType, page: PageRequest
) -> Page[ListEntry]:
    """The entries of the mount's own list, in alphabetical order."""
    return await ports.database.read(
        lambda tx: lists.list_entries(tx, access.resolve(tx, caller), direction, list_type, page)
    )


async def delete_entry(
    ports: Ports, caller: Caller, direction: Direction, list_type: ListType, entry: str
) -> None:
    """Raises `NotFound`, and `Forbidden` for an entry that the server made."""

    def work(tx: Tx) -> None:
        found = _entry(tx, access.resolve(tx, caller), direction, list_type, entry)
        if found.read_only:
            raise Forbidden(
                "Entry is read-only", fix="It was made by a bounce, complaint or unsubscribe and stays."
            )
        lists.delete_entry(tx, found.entry_no)

    await ports.database.write(work)


def check_entry(entry: str) -> str:
    """The address or domain in lowercase. Raises `ValidationFailed`."""
    lowered = entry.strip().lower()
    try:
        address = parse_mailbox(lowered if "@" in lowered else f"postmaster@{lowered}").address
    except InvalidAddress as error:
        raise invalid(f"Not an address or domain: {error}", ["entry"]) from error
    return address if "@" in lowered else address.removeprefix("postmaster@")


def check_recipients(tx: Tx, inbox: Inbox, recipients: Sequence[str]) -> None:
    """Raises `MessageRejected`, naming the entry, when a send list refuses any of the recipients."""
    if not lists.organizations_with_entries(tx, [inbox.organization_no]):
        return
    rules = lists.find_rules(tx, inbox, Direction.SEND, recipients)
    for recipient in recipients:
        blocking = rules.blocking(recipient)
        if blocking is not None:
            raise MessageRejected(
                f"Recipient {recipient} is on a send block list",
                fix=f"Leave the recipient out, or DELETE {blocking.path}.",
            )
        if rules.refuses(recipient):
            raise MessageRejected(
                f"Recipient {recipient} is not on the send allow list",
                fix="Leave the recipient out, or add it with POST …/lists/send/allow.",
            )


def blocks_arrival(tx: Tx, inbox: Inbox, letter: Letter, return_path: str, *, trusted: bool) -> bool:
    """Whether the inbox's lists refuse a mail that comes in.

    An answer to a message that this inbox sent, from someone it was sent to and who is known to be that
    sender, is judged by the reply lists; everything else by the receive lists. Block entries look at the
    From address and at the envelope sender, allow entries at From alone.
    """
    senders = [mailbox.address for mailbox in parse_addresses(letter.from_)][:1]
    answers_us = trusted and bool(senders) and _answers(tx, inbox, letter, senders[0])
    direction = Direction.REPLY if answers_us else Direction.RECEIVE
    rules = lists.find_rules(tx, inbox, direction, [*senders, return_path])
    if return_path and rules.blocking(return_path) is not None:
        return True
    return rules.refuses(senders[0] if senders else "")


def _answers(tx: Tx, inbox: Inbox, letter: Letter, sender: str) -> bool:
    if letter.in_reply_to is None:
        return False
    asked = messages.find_filed(tx, inbox.inbox_no, letter.in_reply_to)
    if asked is None or Label.SENT not in asked.labels:
        return False
    recipients = (mailbox for text in asked.recipients for mailbox in parse_addresses(text))
    return sender.lower() in (mailbox.address.lower() for mailbox in recipients)


def _entry(tx: Tx, scope: Scope, direction: Direction, list_type: ListType, entry: str) -> ListEntry:
    try:
        found = lists.find_entry(tx, scope, direction, list_type, check_entry(entry))
    except ValidationFailed:
        found = None
    if found is None:
        raise NotFound("List entry not found", fix="List the entries to see which there are.")
    return found
