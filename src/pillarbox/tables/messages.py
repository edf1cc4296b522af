"""Messages: filing, finding, listing. The thread they belong to is `tables/threads.py`."""

from collections.abc import Sequence
from typing import cast

from pillarbox.domain.access import Scope
from pillarbox.domain.ids import InboxId, MessageId, ThreadId
from pillarbox.domain.labels import HiddenMask, hidden_mask
from pillarbox.domain.messages import Ancestor, Letter, Message, Thread
from pillarbox.domain.tenants import Inbox
from pillarbox.ports import Row, Tx
from pillarbox.tables import inbox_events, json_text
from pillarbox.tables.filters import Conditions, MessageFilter, may_show
from pillarbox.tables.paging import Page, PageRequest, cut
from pillarbox.tables.past_events import forget_content
from pillarbox.tables.scopes import scope_parameters, within

MESSAGE = """
    SELECT m.message_no, i.organization_id, i.pod_id, i.inbox_id, m.inbox_no, m.thread_no, t.thread_id,
           m.message_id, m.labels, m.timestamp, m.sender, m.recipients_to, m.recipients_cc, m.recipients_bcc,
           m.reply_to, m.subject, m.preview, m.in_reply_to, m.reference_ids, m.headers, m.attachments,
           m.size_bytes, m.blob_id, m.extraction, m.verification, m.created_at, m.updated_at
    FROM messages m
    JOIN inboxes i ON i.inbox_no = m.inbox_no AND i.status <> 'retired'
    JOIN threads t ON t.thread_no = m.thread_no
"""


def message_exists(tx: Tx, inbox_no: int, message_id: str) -> bool:
    return (
        tx.one(
            "SELECT 1 FROM messages WHERE inbox_no = :inbox_no AND message_id = :message_id",
            {"inbox_no": inbox_no, "message_id": message_id},
        )
        is not None
    )


def insert_message(
    tx: Tx,
    inbox: Inbox,
    letter: Letter,
    *,
    thread: Thread,
    labels: Sequence[str],
    timestamp: int,
    blob_id: str,
    now: int,
) -> Message:
    """The new message, in `thread`."""
    hidden = hidden_mask(labels)
    row = tx.one(
        """
        INSERT INTO messages (
          organization_no, pod_no, inbox_no, thread_no, message_id, labels, hidden, timestamp,
          sender, recipients_to, recipients_cc, recipients_bcc, reply_to, subject, preview,
          in_reply_to, reference_ids, headers, attachments, extraction, verification, engine_version,
          size_bytes, blob_id,
          folded_sender, folded_recipients, folded_subject, created_at, updated_at)
        VALUES (
          :organization_no, :pod_no, :inbox_no, :thread_no, :message_id, :labels, :hidden, :timestamp,
          :sender, :to, :cc, :bcc, :reply_to, :subject, :preview,
          :in_reply_to, :references, :headers, :attachments, :extraction, :verification, :engine_version,
          :size_bytes, :blob_id,
          :folded_sender, :folded_recipients, :folded_subject, :now, :now)
        RETURNING message_no
        """,
        {
            "organization_no": inbox.organization_no,
            "pod_no": inbox.pod_no,
            "inbox_no": inbox.inbox_no,
            "thread_no": thread.thread_no,
            "message_id": letter.message_id,
            "labels": json_text.encode(labels),
            "hidden": hidden,
            "timestamp": timestamp,
            "sender": letter.from_,
            "to": json_text.encode(letter.to),
            "cc": json_text.encode(letter.cc),
            "bcc": json_text.encode(letter.bcc),
            "reply_to": json_text.encode(letter.reply_to),
            "subject": letter.subject,
            "preview": letter.preview,
            "in_reply_to": letter.in_reply_to,
            "references": json_text.encode(letter.references),
            "headers": json_text.encode(letter.headers),
            "attachments": json_text.encode(letter.attachments),
            "extraction": json_text.encode_optional(letter.extraction),
            "verification": json_text.encode_optional(letter.verification),
            "engine_version": letter.engine_version,
            "size_bytes": letter.size_bytes,
            "blob_id": blob_id,
            "folded_sender": letter.from_.casefold(),
            "folded_recipients": "\n".join(letter.recipients).casefold(),
            "folded_subject": (letter.subject or "").casefold(),
            "now": now,
        },
    )
    assert row is not None
    message_no = cast("int", row[0])
    insert_labels(tx, inbox.inbox_no, message_no, labels, timestamp, hidden)
    inbox_events.log_labels(tx, inbox.inbox_no, letter.message_id, before=(), after=labels, now=now)
    return Message(
        message_no=message_no,
        organization_id=inbox.organization_id,
        pod_id=inbox.pod_id,
        inbox_id=inbox.inbox_id,
        inbox_no=inbox.inbox_no,
        thread_no=thread.thread_no,
        thread_id=thread.thread_id,
        message_id=letter.message_id,
        labels=tuple(labels),
        timestamp=timestamp,
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
        blob_id=blob_id,
        extraction=letter.extraction,
        verification=letter.verification,
        created_at=now,
        updated_at=now,
    )


def insert_labels(
    tx: Tx, inbox_no: int, message_no: int, labels: Sequence[str], timestamp: int, hidden: int
) -> None:
    tx.many(
        """
        INSERT INTO message_labels (inbox_no, label, timestamp, message_no, hidden)
        VALUES (:inbox_no, :label, :timestamp, :message_no, :hidden)
        """,
        [
            {
                "inbox_no": inbox_no,
                "label": label,
                "timestamp": timestamp,
                "message_no": message_no,
                "hidden": hidden,
            }
            for label in labels
        ],
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
    """Those of `message_ids` that exist and are visible, in the order asked for."""
    found = {}
    for start in range(0, len(message_ids), 100):
        names = {f"id_{index}": value for index, value in enumerate(message_ids[start : start + 100])}
        rows = tx.all(
            f"""{MESSAGE}
            WHERE {within(scope, "m")} AND {may_show("m.hidden", visible)}
              AND m.message_id IN ({", ".join(f":{name}" for name in names)})
            """,
            {**names, **scope_parameters(scope)},
        )
        found.update({message.message_id: message for message in map(read_message, rows)})
    return [found[MessageId(message_id)] for message_id in message_ids if message_id in found]


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
