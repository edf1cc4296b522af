"""What a thread's row says of its messages, computed whole or one message at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, cast

from pillarbox.domain.ids import MessageId
from pillarbox.domain.labels import HiddenMask, Label, hidden_mask, visible_combinations
from pillarbox.domain.messages import Attachment, Letter, Thread
from pillarbox.ports import Row, Tx, Value
from pillarbox.tables import json_text
from pillarbox.tables.filters import may_show
from pillarbox.tables.values import listed

_SUMMED = """
    SELECT thread_no, labels, hidden, timestamp, sender, recipients_to, recipients_cc, recipients_bcc,
           subject, preview, message_id, size_bytes, attachments, message_no
    FROM messages
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The derived columns of a thread."""

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
        senders=(letter.from_,),
        recipients=_union((), letter.recipients),
        subject=letter.subject,
        preview=letter.preview,
        last_message_id=letter.message_id,
        message_count=1,
        size_bytes=letter.size_bytes,
        attachments=letter.attachments,
    )


def plus(thread: Thread, letter: Letter, labels: Sequence[str], timestamp: int) -> Sums:
    """The sums of `thread` with one message more."""
    newest = timestamp >= thread.timestamp
    return Sums(
        labels=_union(thread.labels, labels),
        combinations=thread.combinations | 1 << hidden_mask(labels),
        timestamp=max(timestamp, thread.timestamp),
        received_timestamp=_latest(thread.received_timestamp, timestamp, Label.RECEIVED in labels),
        sent_timestamp=_latest(thread.sent_timestamp, timestamp, Label.SENT in labels),
        senders=_union(thread.senders, (letter.from_,)),
        recipients=_union(thread.recipients, letter.recipients),
        subject=thread.subject,
        preview=letter.preview if newest else thread.preview,
        last_message_id=letter.message_id if newest else thread.last_message_id,
        message_count=thread.message_count + 1,
        size_bytes=thread.size_bytes + letter.size_bytes,
        attachments=(*thread.attachments, *letter.attachments),
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
    senders: dict[str, None] = {}
    recipients: dict[str, None] = {}
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
        senders[cast("str", row[4])] = None
        for column in (5, 6, 7):
            recipients.update(dict.fromkeys(json_text.strings(row[column])))
        size_bytes += cast("int", row[11])
        attachments.extend(json_text.attachments(row[12]))
    newest = max(rows, key=lambda row: (cast("int", row[3]), cast("int", row[13])))
    return Sums(
        labels=tuple(labels),
        combinations=combinations,
        timestamp=cast("int", newest[3]),
        received_timestamp=received,
        sent_timestamp=sent,
        senders=tuple(senders),
        recipients=tuple(recipients),
        subject=cast("str | None", rows[0][8]),
        preview=cast("str | None", newest[9]),
        last_message_id=MessageId(cast("str", newest[10])),
        message_count=len(rows),
        size_bytes=size_bytes,
        attachments=tuple(attachments),
    )


def _union(seen: Iterable[str], new: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*seen, *new)))


def _latest(known: int | None, timestamp: int, applies: bool) -> int | None:
    if not applies:
        return known
    return timestamp if known is None else max(known, timestamp)


def _folded(addresses: Iterable[str]) -> str:
    return "\n".join(addresses).casefold()
