"""Messages: filing, finding, listing. The thread they belong to is `tables/threads.py`."""

from collections.abc import Collection, Sequence
from typing import cast

from pillarbox.domain.access import Scope
from pillarbox.domain.ids import InboxId, MessageId, ThreadId
from pillarbox.domain.labels import HiddenMask, hidden_mask
from pillarbox.domain.messages import Ancestor, Filing, Message
from pillarbox.ports import Row, Tx, Value
from pillarbox.tables import inbox_events, json_text
from pillarbox.tables.filters import Conditions, MessageFilter, may_show
from pillarbox.tables.paging import Page, PageRequest, cut
from pillarbox.tables.past_events import forget_content
from pillarbox.tables.scopes import scope_parameters, within
from pillarbox.tables.values import in_parts

MESSAGE = """
    SELECT m.message_no, i.organization_id, i.pod_id, i.inbox_id, m.inbox_no, m.thread_no, t.thread_id,
           m.message_id, m.labels, m.timestamp, m.sender, m.recipients_to, m.recipients_cc, m.recipients_bcc,
           m.reply_to, m.subject, m.preview, m.in_reply_to, m.reference_ids, m.headers, m.attachments,
           m.size_bytes, m.blob_id, m.extraction, m.verification, m.created_at, m.updated_at
    FROM messages m
    JOIN inboxes i ON i.inbox_no = m.inbox_no AND i.status <> 'retired'
    JOIN threads t ON t.thread_no = m.thread_no
"""


def find_threads_of(tx: Tx, ids: Collection[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """The thread of each of these messages that is filed, given as inbox and Message-ID."""
    found: dict[tuple[int, str], int] = {}
    for values, parameters in in_parts(ids):
        rows = tx.all(
            f"""
            SELECT m.inbox_no, m.message_id, m.thread_no
            FROM ({values}) AS wanted CROSS JOIN messages m
            WHERE m.inbox_no = wanted.column1 AND m.message_id = wanted.column2
            """,
            parameters,
        )
        for inbox_no, message_id, thread_no in cast("list[tuple[int, str, int]]", rows):
            found[inbox_no, message_id] = thread_no
    return found


def insert_messages(tx: Tx, filings: Sequence[tuple[Filing, int, ThreadId]]) -> list[Message]:
    """The new messages, each in the thread of that number and id."""
    rows = tx.insert_returning(
        "messages",
        [_columns(filing, thread_no) for filing, thread_no, _ in filings],
        "inbox_no, message_id, message_no",
    )
    numbers = {(inbox_no, message_id): cast("int", number) for inbox_no, message_id, number in rows}
    inserted = []
    for filing, thread_no, thread_id in filings:
        inbox_no, message_id = filing.inbox.inbox_no, filing.letter.message_id
        message = _message(filing, numbers[inbox_no, message_id], thread_no, thread_id)
        insert_labels(
            tx, inbox_no, message.message_no, message.labels, filing.timestamp, hidden_mask(message.labels)
        )
        inbox_events.log_labels(tx, inbox_no, message_id, before=(), after=message.labels, now=filing.now)
        inserted.append(message)
    return inserted


def _columns(filing: Filing, thread_no: int) -> dict[str, Value]:
    inbox, letter = filing.inbox, filing.letter
    return {
        "organization_no": inbox.organization_no,
        "pod_no": inbox.pod_no,
        "inbox_no": inbox.inbox_no,
        "thread_no": thread_no,
        "message_id": letter.message_id,
        "labels": json_text.encode(filing.labels),
        "hidden": hidden_mask(filing.labels),
        "timestamp": filing.timestamp,
        "sender": letter.from_,
        "recipients_to": json_text.encode(letter.to),
        "recipients_cc": json_text.encode(letter.cc),
        "recipients_bcc": json_text.encode(letter.bcc),
        "reply_to": json_text.encode(letter.reply_to),
        "subject": letter.subject,
        "preview": letter.preview,
        "in_reply_to": letter.in_reply_to,
        "reference_ids": json_text.encode(letter.references),
        "headers": json_text.encode(letter.headers),
        "attachments": json_text.encode(letter.attachments),
        "extraction": json_text.encode_optional(letter.extraction),
        "verification": json_text.encode_optional(letter.verification),
        "engine_version": letter.engine_version,
        "size_bytes": letter.size_bytes,
        "blob_id": filing.blob_id,
        "folded_sender": letter.from_.casefold(),
        "folded_recipients": "\n".join(letter.recipients).casefold(),
        "folded_subject": (letter.subject or "").casefold(),
        "created_at": filing.now,
        "updated_at": filing.now,
    }


def _message(filing: Filing, message_no: int, thread_no: int, thread_id: ThreadId) -> Message:
    inbox, letter = filing.inbox, filing.letter
    return Message(
        message_no=message_no,
        organization_id=inbox.organization_id,
        pod_id=inbox.pod_id,
        inbox_id=inbox.inbox_id,
        inbox_no=inbox.inbox_no,
        thread_no=thread_no,
        thread_id=thread_id,
        message_id=letter.message_id,
        labels=tuple(filing.labels),
        timestamp=filing.timestamp,
        from_=letter.from_,
        to=letter.to,
        cc=letter.cc,
        bcc=letter.bcc,
        reply_to=letter.reply_to,
        subject=letter.subject,
        preview=letter.preview,
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        headers=letter.headers,
        attachments=letter.attachments,
        size_bytes=letter.size_bytes,
        blob_id=filing.blob_id,
        extraction=letter.extraction,
        verification=letter.verification,
        created_at=filing.now,
        updated_at=filing.now,
    )


def insert_labels(
    tx: Tx, inbox_no: int, message_no: int, labels: Sequence[str], timestamp: int, hidden: int
) -> None:
    for label in labels:
        tx.insert(
            "message_labels",
            {
                "inbox_no": inbox_no,
                "label": label,
                "timestamp": timestamp,
                "message_no": message_no,
                "hidden": hidden,
            },
        )


def find_message(tx: Tx, scope: Scope, message_id: str, visible: HiddenMask) -> Message | None:
    """The message with this id in the inbox of `scope`; ids without angle brackets are found too."""
    assert scope.inbox_no is not None
    for candidate in dict.fromkeys((message_id, f"<{message_id}>")):
        row = tx.one(
            f"""{MESSAGE}
            WHERE m.inbox_no = :inbox_no AND m.message_id = :message_id
              AND {may_show("m.hidden", visible)} AND {within(scope, "m")}
            """,
            {"message_id": candidate, **scope_parameters(scope)},
        )
        if row is not None:
            return read_message(row)
    return None


def find_messages(tx: Tx, scope: Scope, message_ids: Sequence[str], visible: HiddenMask) -> list[Message]:
    """Those of `message_ids` that exist and are visible, in the order asked for; ids without angle brackets
    are found too."""
    found = {}
    candidates = [form for message_id in message_ids for form in (message_id, f"<{message_id}>")]
    for values, parameters in in_parts([(candidate,) for candidate in candidates]):
        rows = tx.all(
            f"""{MESSAGE}
            WHERE {within(scope, "m")} AND {may_show("m.hidden", visible)} AND m.message_id IN ({values})
            """,
            {**parameters, **scope_parameters(scope)},
        )
        found.update({message.message_id: message for message in map(read_message, rows)})
    named = (found.get(MessageId(each)) or found.get(MessageId(f"<{each}>")) for each in message_ids)
    return [message for message in named if message is not None]


def find_filed(tx: Tx, inbox_no: int, message_id: MessageId) -> Message | None:
    """The message with exactly this id in an inbox, whatever its labels."""
    row = tx.one(
        f"{MESSAGE} WHERE m.inbox_no = :inbox_no AND m.message_id = :message_id",
        {"inbox_no": inbox_no, "message_id": message_id},
    )
    return None if row is None else read_message(row)


def find_ancestors(tx: Tx, inbox_no: int, message_ids: Sequence[MessageId]) -> list[Ancestor]:
    """Those of `message_ids` that the inbox holds, in the order given."""
    found = []
    for message_id in message_ids:
        row = tx.one(
            """
            SELECT message_no, sender, subject FROM messages
            WHERE inbox_no = :inbox_no AND message_id = :message_id
            """,
            {"inbox_no": inbox_no, "message_id": message_id},
        )
        if row is not None:
            message_no, sender, subject = row
            found.append(
                Ancestor(
                    message_no=cast("int", message_no),
                    from_=cast("str", sender),
                    subject=cast("str | None", subject),
                )
            )
    return found


def message_remains(tx: Tx, message_no: int) -> bool:
    """False once the message, or its inbox, is deleted."""
    return (
        tx.one(
            """
            SELECT 1 FROM messages m JOIN inboxes i ON i.inbox_no = m.inbox_no AND i.status <> 'retired'
            WHERE m.message_no = :message_no
            """,
            {"message_no": message_no},
        )
        is not None
    )


def get_message(tx: Tx, message_no: int) -> Message:
    """The message just written under this number."""
    row = tx.one(f"{MESSAGE} WHERE m.message_no = :message_no", {"message_no": message_no})
    assert row is not None
    return read_message(row)


def list_messages(tx: Tx, scope: Scope, wanted: MessageFilter, page: PageRequest) -> Page[Message]:
    """Messages of the inbox in `scope`, newest first."""
    conditions = Conditions()
    if wanted.labels:
        source = "JOIN message_labels l ON l.message_no = m.message_no"
        key, number = "l.timestamp", "l.message_no"
        conditions.add("l.inbox_no = :inbox_no AND l.label = :label_0", label_0=wanted.labels[0])
        conditions.add(may_show("l.hidden", wanted.visible))
        for index, label in enumerate(wanted.labels[1:], start=1):
            conditions.add(
                f"""EXISTS (SELECT 1 FROM message_labels l{index} WHERE l{index}.inbox_no = :inbox_no
                    AND l{index}.label = :label_{index} AND l{index}.timestamp = l.timestamp
                    AND l{index}.message_no = l.message_no)""",
                **{f"label_{index}": label},
            )
    else:
        source, key, number = "", "m.timestamp", "m.message_no"
        conditions.add(may_show("m.hidden", wanted.visible))
    conditions.between(key, wanted.after, wanted.before)
    conditions.contains("m.folded_sender", wanted.senders)
    conditions.contains("m.folded_recipients", wanted.recipients)
    conditions.contains("m.folded_subject", wanted.subjects)
    rows = tx.all(
        f"""{MESSAGE} {source}
        WHERE {within(scope, "m")} {conditions.sql} {page.clause(key, number)}
        {page.order(key, number)}
        """,
        {**scope_parameters(scope), **conditions.parameters, **page.parameters},
    )
    return cut(
        [read_message(row) for row in rows], page, lambda message: (message.timestamp, message.message_no)
    )


def set_labels(tx: Tx, message: Message, labels: Sequence[str], now: int) -> None:
    """Replace the labels of a message. The caller sums its thread up again."""
    hidden = hidden_mask(labels)
    tx.execute(
        """
        UPDATE messages SET labels = :labels, hidden = :hidden, updated_at = :now
        WHERE message_no = :message_no
        """,
        {
            "labels": json_text.encode(labels),
            "hidden": hidden,
            "now": now,
            "message_no": message.message_no,
        },
    )
    _delete_labels(tx, message)
    insert_labels(tx, message.inbox_no, message.message_no, labels, message.timestamp, hidden)
    inbox_events.log_labels(
        tx, message.inbox_no, message.message_id, before=message.labels, after=labels, now=now
    )


def delete_message(tx: Tx, message: Message, now: int) -> None:
    """Take a message away with its bodies, its labels and what events tell of it. The caller sums its
    thread up again and deletes its blob when nobody shares it."""
    _delete_labels(tx, message)
    forget_content(tx, [message.message_no])
    for table in ("attachment_texts", "message_bodies", "messages"):
        tx.execute(f"DELETE FROM {table} WHERE message_no = :message_no", {"message_no": message.message_no})
    inbox_events.log_labels(
        tx, message.inbox_no, message.message_id, before=message.labels, after=(), now=now
    )


def _delete_labels(tx: Tx, message: Message) -> None:
    tx.many(
        """
        DELETE FROM message_labels
        WHERE inbox_no = :inbox_no AND label = :label AND timestamp = :timestamp AND message_no = :message_no
        """,
        [
            {
                "inbox_no": message.inbox_no,
                "label": label,
                "timestamp": message.timestamp,
                "message_no": message.message_no,
            }
            for label in message.labels
        ],
    )


def messages_of_thread(
    tx: Tx, scope: Scope, thread_no: int, visible: HiddenMask, page: PageRequest
) -> Page[Message]:
    """Messages of one thread."""
    rows = tx.all(
        f"""{MESSAGE}
        WHERE m.thread_no = :thread_no AND {within(scope, "m")} AND {may_show("m.hidden", visible)}
          {page.clause("m.timestamp", "m.message_no")}
        {page.order("m.timestamp", "m.message_no")}
        """,
        {"thread_no": thread_no, **scope_parameters(scope), **page.parameters},
    )
    return cut(
        [read_message(row) for row in rows], page, lambda message: (message.timestamp, message.message_no)
    )


def read_message(row: Row) -> Message:
    """The message of a row of `MESSAGE`."""
    return Message(
        message_no=cast("int", row[0]),
        organization_id=cast("str", row[1]),
        pod_id=cast("str", row[2]),
        inbox_id=InboxId(cast("str", row[3])),
        inbox_no=cast("int", row[4]),
        thread_no=cast("int", row[5]),
        thread_id=ThreadId(cast("str", row[6])),
        message_id=MessageId(cast("str", row[7])),
        labels=json_text.strings(row[8]),
        timestamp=cast("int", row[9]),
        from_=cast("str", row[10]),
        to=json_text.strings(row[11]),
        cc=json_text.strings(row[12]),
        bcc=json_text.strings(row[13]),
        reply_to=json_text.strings(row[14]),
        subject=cast("str | None", row[15]),
        preview=cast("str | None", row[16]),
        in_reply_to=cast("MessageId | None", row[17]),
        references=cast("tuple[MessageId, ...]", json_text.strings(row[18])),
        headers=json_text.string_map(row[19]),
        attachments=json_text.attachments(row[20]),
        size_bytes=cast("int", row[21]),
        blob_id=cast("str", row[22]),
        extraction=json_text.optional_object(row[23]),
        verification=json_text.optional_object(row[24]),
        created_at=cast("int", row[25]),
        updated_at=cast("int", row[26]),
    )
