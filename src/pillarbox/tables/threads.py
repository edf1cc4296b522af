"""Threads: a row that sums up its messages, kept true by every change of them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import cast

from pillarbox.domain.access import Scope
from pillarbox.domain.ids import InboxId, MessageId, ThreadId, new_uuid
from pillarbox.domain.labels import HiddenMask, visible_combinations
from pillarbox.domain.messages import Filing, Thread
from pillarbox.domain.tenants import Inbox
from pillarbox.ports import Row, Tx, Value
from pillarbox.tables import json_text, thread_sums
from pillarbox.tables.filters import Conditions, MessageFilter, like_pattern, may_show
from pillarbox.tables.paging import Page, PageRequest, cut
from pillarbox.tables.scopes import scope_parameters, within
from pillarbox.tables.thread_sums import Sums
from pillarbox.tables.values import in_parts

_THREAD = """
    SELECT t.thread_no, i.organization_id, i.pod_id, i.inbox_id, t.thread_id, t.labels, t.combinations,
           t.timestamp, t.received_timestamp, t.sent_timestamp, t.senders, t.recipients, t.subject, t.preview,
           t.last_message_id, t.message_count, t.size_bytes, t.attachments, t.created_at, t.updated_at
    FROM threads t
    JOIN inboxes i ON i.inbox_no = t.inbox_no AND i.status <> 'retired'
"""
_NOT_STORED = 0


def begin_thread(filing: Filing) -> Thread:
    """A thread that starts with a letter, not stored yet: without a number."""
    inbox = filing.inbox
    return Thread(
        thread_no=_NOT_STORED,
        organization_id=inbox.organization_id,
        pod_id=inbox.pod_id,
        inbox_id=inbox.inbox_id,
        thread_id=ThreadId(new_uuid()),
        created_at=filing.now,
        updated_at=filing.now,
        **thread_sums.first(filing.letter, filing.labels, filing.timestamp).fields,
    )


def grow_thread(thread: Thread, filing: Filing) -> Thread:
    """The thread with one message added to its sums, at the same cost however long it is."""
    sums = thread_sums.plus(thread, filing.letter, filing.labels, filing.timestamp)
    return replace(thread, updated_at=filing.now, **sums.fields)


def store_threads(tx: Tx, grown: Sequence[tuple[Inbox, Thread]]) -> dict[ThreadId, int]:
    """Write threads as they are now; the numbers of all of them."""
    numbers = {}
    opened: list[dict[str, Value]] = []
    for inbox, thread in grown:
        if thread.thread_no == _NOT_STORED:
            opened.append(
                {
                    "organization_no": inbox.organization_no,
                    "pod_no": inbox.pod_no,
                    "inbox_no": inbox.inbox_no,
                    "thread_id": thread.thread_id,
                    **thread_sums.columns(thread),
                    "created_at": thread.created_at,
                    "updated_at": thread.updated_at,
                }
            )
        else:
            numbers[thread.thread_id] = thread.thread_no
            _write_sums(tx, thread.thread_no, thread, thread.updated_at)
    for thread_id, thread_no in tx.insert_returning("threads", opened, "thread_id, thread_no"):
        numbers[ThreadId(cast("str", thread_id))] = cast("int", thread_no)
    return numbers


def sum_up(tx: Tx, thread_no: int, now: int) -> None:
    """Compute the sums again from the messages; a thread without any is deleted."""
    sums = thread_sums.compute(tx, thread_no)
    if sums is None:
        tx.execute("DELETE FROM threads WHERE thread_no = :thread_no", {"thread_no": thread_no})
    else:
        _write_sums(tx, thread_no, sums, now)


def get_threads(tx: Tx, thread_nos: Collection[int]) -> dict[int, Thread]:
    """Those of the threads that remain, by number."""
    found = {}
    for values, parameters in in_parts([(thread_no,) for thread_no in thread_nos]):
        for row in tx.all(f"{_THREAD} WHERE t.thread_no IN ({values})", parameters):
            thread = _thread(row)
            found[thread.thread_no] = thread
    return found


def get_thread(tx: Tx, thread_no: int) -> Thread:
    """The thread under a number found in this transaction."""
    return get_threads(tx, [thread_no])[thread_no]


def thread_remains(tx: Tx, thread_no: int) -> bool:
    """False once the last message of the thread is deleted."""
    by_number = {"thread_no": thread_no}
    return tx.one("SELECT 1 FROM threads WHERE thread_no = :thread_no", by_number) is not None


def inbox_of(tx: Tx, thread_no: int) -> int:
    """The number of the inbox a thread is in; it never changes."""
    row = tx.one("SELECT inbox_no FROM threads WHERE thread_no = :thread_no", {"thread_no": thread_no})
    assert row is not None
    return cast("int", row[0])


def find_thread(tx: Tx, scope: Scope, thread_id: str) -> Thread | None:
    """The thread inside `scope`, whatever its labels."""
    row = tx.one(
        f"{_THREAD} WHERE t.thread_id = :thread_id AND {within(scope, 't')}",
        {"thread_id": thread_id, **scope_parameters(scope)},
    )
    return None if row is None else _thread(row)


def list_threads(tx: Tx, scope: Scope, wanted: MessageFilter, page: PageRequest) -> Page[Thread]:
    """Threads with at least one visible message, newest first. Each filter is met by what is visible."""
    conditions = Conditions()
    conditions.add(
        "(t.combinations & :visible_combinations) <> 0",
        visible_combinations=visible_combinations(wanted.visible),
    )
    conditions.between("t.timestamp", wanted.after, wanted.before)
    labels = [like_pattern(json_text.encode(label)) for label in wanted.labels]
    _match(conditions, wanted.visible, "t.labels", "m.labels", labels)
    for column, message_column, words in (
        ("t.folded_senders", "m.folded_sender", wanted.senders),
        ("t.folded_recipients", "m.folded_recipients", wanted.recipients),
        ("t.folded_subject", "m.folded_subject", wanted.subjects),
    ):
        patterns = [like_pattern(word.casefold()) for word in words]
        _match(conditions, wanted.visible, column, message_column, patterns)
    rows = tx.all(
        f"""{_THREAD}
        WHERE {within(scope, "t")} {conditions.sql} {page.clause("t.timestamp", "t.thread_no")}
        {page.order("t.timestamp", "t.thread_no")}
        """,
        {**scope_parameters(scope), **conditions.parameters, **page.parameters},
    )
    return cut([_thread(row) for row in rows], page, lambda thread: (thread.timestamp, thread.thread_no))


def _match(
    conditions: Conditions, visible: HiddenMask, column: str, message_column: str, patterns: Sequence[str]
) -> None:
    """Keep threads whose sum matches every pattern; where messages are hidden, a visible one must match.

    The needless OFFSET keeps PostgreSQL from reading the messages of all tenants into a hash.
    """
    for pattern in patterns:
        name = f"pattern_{len(conditions.parameters)}"
        conditions.add(
            f"""{column} LIKE :{name} ESCAPE '\\' AND ((t.combinations & ~:visible_combinations) = 0
                OR EXISTS (SELECT 1 FROM messages m WHERE m.thread_no = t.thread_no
                  AND {may_show("m.hidden", visible)} AND {message_column} LIKE :{name} ESCAPE '\\'
                  LIMIT 1 OFFSET 0))""",
            **{name: pattern},
        )


def _write_sums(tx: Tx, thread_no: int, sums: Sums | Thread, now: int) -> None:
    tx.execute(
        """
        UPDATE threads SET
          labels = :labels, combinations = :combinations, timestamp = :timestamp,
          received_timestamp = :received_timestamp, sent_timestamp = :sent_timestamp, senders = :senders,
          recipients = :recipients, subject = :subject, preview = :preview,
          last_message_id = :last_message_id, message_count = :message_count, size_bytes = :size_bytes,
          attachments = :attachments, folded_senders = :folded_senders,
          folded_recipients = :folded_recipients, folded_subject = :folded_subject, updated_at = :now
        WHERE thread_no = :thread_no
        """,
        {**thread_sums.columns(sums), "now": now, "thread_no": thread_no},
    )


def _thread(row: Row) -> Thread:
    return Thread(
        thread_no=cast("int", row[0]),
        organization_id=cast("str", row[1]),
        pod_id=cast("str", row[2]),
        inbox_id=InboxId(cast("str", row[3])),
        thread_id=ThreadId(cast("str", row[4])),
        labels=json_text.strings(row[5]),
        combinations=cast("int", row[6]),
        timestamp=cast("int", row[7]),
        received_timestamp=cast("int | None", row[8]),
        sent_timestamp=cast("int | None", row[9]),
        senders=json_text.strings(row[10]),
        recipients=json_text.strings(row[11]),
        subject=cast("str | None", row[12]),
        preview=cast("str | None", row[13]),
        last_message_id=MessageId(cast("str", row[14])),
        message_count=cast("int", row[15]),
        size_bytes=cast("int", row[16]),
        attachments=json_text.attachments(row[17]),
        created_at=cast("int", row[18]),
        updated_at=cast("int", row[19]),
    )
