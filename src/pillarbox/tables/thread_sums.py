"""What a thread's row says of its messages, computed whole or one message at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar, cast

from pillarbox.domain.ids import MessageId
from pillarbox.domain.labels import HiddenMask, Label, hidden_mask, visible_combinations
from pillarbox.domain.messages import Attachment, Letter, Thread
from pillarbox.ports import Row, Tx, Value
from pillarbox.tables import json_text
from pillarbox.tables.filters import may_show
from pillarbox.tables.values import listed

T = TypeVar("T")
_SUMMED = """
    SELECT thread_no, labels, hidden, timestamp, sender, recipients_to, recipients_cc, recipients_bcc,
           subject, preview, message_id, size_bytes, attachments, message_no
    FROM messages
"""
_MAX_ADDRESSES_CHARS = 16_384
_MAX_ATTACHMENTS_CHARS = 32_768
_ATTACHMENT_CHARS = 200  # without its names


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The derived columns of a thread. Senders, recipients and attachments past what a row has room for are
    not among them, so that strangers cannot make each mail of a thread cost more than the one before."""

    labels: tuple[str, ...]
    combinations: int
    timestamp: int
    received_timestamp: int | None
    sent_timestamp: int | None
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    subject: str | None
    preview: str | None
    last_message_id: MessageId
    message_count: int
    size_bytes: int
    attachments: tuple[Attachment, ...]

    @property
    def fields(self) -> dict[str, Any]:
        """The values by the names they have in `Thread`."""
        return {name: getattr(self, name) for name in _SUMMED_FIELDS}


_SUMMED_FIELDS = tuple(field.name for field in fields(Sums))


def columns(sums: Sums | Thread) -> dict[str, Value]:
    """The values to store, with the folded copies that substring filters read."""
    return {
        "labels": json_text.encode(sums.labels),
        "combinations": sums.combinations,
        "timestamp": sums.timestamp,
        "received_timestamp": sums.received_timestamp,
        "sent_timestamp": sums.sent_timestamp,
        "senders": json_text.encode(sums.senders),
        "recipients": json_text.encode(sums.recipients),
        "subject": sums.subject,
        "preview": sums.preview,
        "last_message_id": sums.last_message_id,
        "message_count": sums.message_count,
        "size_bytes": sums.size_bytes,
        "attachments": json_text.encode(sums.attachments),
        "folded_senders": _folded(sums.senders),
        "folded_recipients": _folded(sums.recipients),
        "folded_subject": (sums.subject or "").casefold(),
    }


def first(letter: Letter, labels: Sequence[str], timestamp: int) -> Sums:
    """The sums of a thread with one message."""
    return Sums(
        labels=tuple(labels),
        combinations=1 << hidden_mask(labels),
        timestamp=timestamp,
        received_timestamp=timestamp if Label.RECEIVED in labels else None,
        sent_timestamp=timestamp if Label.SENT in labels else None,
        senders=_addresses((letter.from_,)),
        recipients=_addresses(letter.recipients),
        subject=letter.subject,
        preview=letter.preview,
        last_message_id=letter.message_id,
        message_count=1,
        size_bytes=letter.size_bytes,
        attachments=_attachments(letter.attachments),
    )


def plus(thread: Thread, letter: Letter, labels: Sequence[str], timestamp: int) -> Sums:
    """The sums of `thread` with one message more."""
    newest = timestamp >= thread.timestamp
    return Sums(
        labels=tuple(dict.fromkeys((*thread.labels, *labels))),
        combinations=thread.combinations | 1 << hidden_mask(labels),
        timestamp=max(timestamp, thread.timestamp),
        received_timestamp=_latest(thread.received_timestamp, timestamp, Label.RECEIVED in labels),
        sent_timestamp=_latest(thread.sent_timestamp, timestamp, Label.SENT in labels),
        senders=_addresses((*thread.senders, letter.from_)),
        recipients=_addresses((*thread.recipients, *letter.recipients)),
        subject=thread.subject,
        preview=letter.preview if newest else thread.preview,
        last_message_id=letter.message_id if newest else thread.last_message_id,
        message_count=thread.message_count + 1,
        size_bytes=thread.size_bytes + letter.size_bytes,
        attachments=_attachments((*thread.attachments, *letter.attachments)),
    )


def compute(tx: Tx, thread_no: int) -> Sums | None:
    """The sums over all messages of a thread; None when there is none."""
    rows = tx.all(f"{_SUMMED} WHERE thread_no = :thread_no ORDER BY message_no", {"thread_no": thread_no})
    return _sum(rows) if rows else None


def visible_only(tx: Tx, threads: Sequence[Thread], visible: HiddenMask) -> list[Thread]:
    """`threads` as a viewer of `visible` may see them: summed up over visible messages only, and without
    those of which nothing is visible. One query for all that hide something."""
    seen = visible_combinations(visible)
    mixed = [thread for thread in threads if thread.combinations & ~seen]
    if not mixed:
        return list(threads)
    numbers, parameters = listed([thread.thread_no for thread in mixed])
    rows = tx.all(
        f"""{_SUMMED}
        WHERE thread_no IN ({numbers}) AND {may_show("hidden", visible)}
        ORDER BY message_no
        """,
        parameters,
    )
    by_thread: dict[int, list[Row]] = {}
    for row in rows:
        by_thread.setdefault(cast("int", row[0]), []).append(row)
    shown = []
    for thread in threads:
        if not thread.combinations & ~seen:
            shown.append(thread)
        elif thread.thread_no in by_thread:
            shown.append(replace(thread, **_sum(by_thread[thread.thread_no]).fields))
    return shown


def _sum(rows: Sequence[Row]) -> Sums:
    """The sums over rows in the order in which their messages were filed, like `plus` one after another."""
    labels: dict[str, None] = {}
    senders: list[str] = []
    recipients: list[str] = []
    attachments: list[Attachment] = []
    received: int | None = None
    sent: int | None = None
    combinations = size_bytes = 0
    for row in rows:
        own = json_text.strings(row[1])
        timestamp = cast("int", row[3])
        labels.update(dict.fromkeys(own))
        combinations |= 1 << cast("int", row[2])
        received = _latest(received, timestamp, Label.RECEIVED in own)
        sent = _latest(sent, timestamp, Label.SENT in own)
        senders.append(cast("str", row[4]))
        for column in (5, 6, 7):
            recipients += json_text.strings(row[column])
        size_bytes += cast("int", row[11])
        attachments.extend(json_text.attachments(row[12]))
    newest = max(rows, key=lambda row: (cast("int", row[3]), cast("int", row[13])))
    return Sums(
        labels=tuple(labels),
        combinations=combinations,
        timestamp=cast("int", newest[3]),
        received_timestamp=received,
        sent_timestamp=sent,
        senders=_addresses(senders),
        recipients=_addresses(recipients),
        subject=cast("str | None", rows[0][8]),
        preview=cast("str | None", newest[9]),
        last_message_id=MessageId(cast("str", newest[10])),
        message_count=len(rows),
        size_bytes=size_bytes,
        attachments=_attachments(attachments),
    )


def _addresses(found: Iterable[str]) -> tuple[str, ...]:
    """Each address once, as far as there is room."""
    return tuple(_fitting(dict.fromkeys(found), len, _MAX_ADDRESSES_CHARS))


def _attachments(found: Iterable[Attachment]) -> tuple[Attachment, ...]:
    return tuple(_fitting(found, _chars_of, _MAX_ATTACHMENTS_CHARS))


def _chars_of(attachment: Attachment) -> int:
    names = (attachment.filename, attachment.content_type, attachment.content_id)
    return _ATTACHMENT_CHARS + sum(len(name) for name in names if name)


def _fitting(items: Iterable[T], size: Callable[[T], int], room: int) -> Iterator[T]:
    """Those for which there is room, one after another. Which they are does not depend on whether they come
    all at once or a few at a time after those that were taken."""
    for item in items:
        if (left := room - size(item)) >= 0:
            room = left
            yield item


def _latest(known: int | None, timestamp: int, applies: bool) -> int | None:
    if not applies:
        return known
    return timestamp if known is None else max(known, timestamp)


def _folded(addresses: Iterable[str]) -> str:
    return "\n".join(addresses).casefold()
