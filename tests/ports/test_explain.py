"""The plans of hot queries over filled tables: led by the index made for them, without a sort."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest
from tests.conftest import AnyDatabase
from tests.ports.tenant import ANY

from pillarbox.domain.access import Scope
from pillarbox.domain.ids import MessageId
from pillarbox.ports import Dialect, Params, Row, Tx
from pillarbox.tables import api_keys, domains, inboxes, jobs, messages, organizations, threads, world
from pillarbox.tables.events import START, last_position, read_events
from pillarbox.tables.paging import PageRequest

ORGANIZATION = Scope(organization_no=1)
POD = Scope(organization_no=1, pod_no=2)
INBOX = Scope(organization_no=1, pod_no=2, inbox_no=7)
FIRST = PageRequest(limit=50)
DEEP = PageRequest(limit=50, after=(3000, 3000))
OLDEST = replace(DEEP, ascending=True)
FILTERED = replace(ANY, before=9000, after=10, senders=("ann",), subjects=("plan",))
LABELLED = replace(FILTERED, labels=("received", "unread"))

NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) "
FILL = [
    "INSERT INTO organizations SELECT i, 'o' || i, 'o', 0, 0 FROM n",
    """INSERT INTO pods SELECT i, 1, 'p' || i, 'p', 'c' || i, i, 0 FROM n""",
    """INSERT INTO inboxes (inbox_no, organization_no, pod_no, organization_id, pod_id, inbox_id, client_id,
                            status, created_at, updated_at)
       SELECT i, 1, 1 + i % 4, 'o1', 'p1', i || '@x.test', 'c' || i, 'active', i, 0 FROM n""",
    """INSERT INTO inbox_words SELECT 1, 'word' || i, i FROM n""",
    """INSERT INTO api_keys (organization_no, api_key_id, digest, prefix, name, created_at, updated_at)
       SELECT 1, 'k' || i, CAST('d' || i AS BLOB), '', '', i, 0 FROM n""",
    """INSERT INTO threads (thread_no, organization_no, pod_no, inbox_no, thread_id, labels, combinations,
                            timestamp, senders, recipients, last_message_id, message_count, size_bytes,
                            attachments, folded_senders, folded_recipients, folded_subject, created_at,
                            updated_at)
       SELECT i, 1, 1 + (1 + i % 20) % 4, 1 + i % 20, 't' || i, '["received"]', 1, i, '[]', '[]', '', 1, 9,
              '[]', 'ann', 'ada', 'plan', i, 0 FROM n""",
    """INSERT INTO messages (message_no, organization_no, pod_no, inbox_no, thread_no, message_id, labels,
                             hidden, timestamp, sender, recipients_to, recipients_cc, recipients_bcc,
                             reply_to, reference_ids, headers, attachments, size_bytes, blob_id,
                             folded_sender, folded_recipients, folded_subject, created_at, updated_at)
       SELECT i, 1, 1 + (1 + i % 20) % 4, 1 + i % 20, i, '<' || i || '>', '["received"]', 0, i, '', '[]',
              '[]', '[]', '[]', '[]', '{{}}', '[]', 9, 'b' || i, 'ann', 'ada', 'plan', i, 0 FROM n""",
    "INSERT INTO message_labels SELECT 1 + i % 20, 'received', i, i, 0 FROM n",
    "INSERT INTO message_labels SELECT 1 + i % 20, 'unread', i, i, 0 FROM n",
    """INSERT INTO events (event_id, organization_no, event_type, message_no, payload, created_at)
       SELECT 'e' || i, 1, 'message.sent', i, CAST('' AS BLOB), i FROM n""",
    "INSERT INTO jobs (organization_no, kind, due_at, attempts, payload, created_at) "
    "SELECT 1, 'delivery', i, 0, '{{}}', i FROM n",
    """INSERT INTO world_messages (organization_no, recipient, return_path, inbox_no, message_id, blob_id,
                                   sender, recipients, size_bytes, created_at)
       SELECT 1, 'r' || i % 50, '', 1 + i % 20, '', 'b' || i, '', '[]', 9, i FROM n""",
    """INSERT INTO domains (organization_no, pod_no, name, feedback_enabled, inbound_enabled,
                            subdomains_enabled, tracking_enabled, dkim_selector, dkim_record,
                            dkim_private_key, records, status, created_at, updated_at)
       SELECT 1, 1 + i % 4, i || '.test', 1, 1, 0, 0, '', '', CAST('' AS BLOB), '[]', 'VERIFIED', i, 0
       FROM n""",
]
ROWS = [3, 4, 200, 200, 200, *[6000] * 7, 2000]


@dataclass(slots=True)
class Recorder:
    """A transaction that notes the queries it passes on."""

    tx: Tx
    seen: list[tuple[str, Params]] = field(default_factory=list)

    @property
    def dialect(self) -> Dialect:
        return self.tx.dialect

    def execute(self, sql: str, params: Params = {}) -> int:  # noqa: B006
        return self.tx.execute(sql, params)

    def many(self, sql: str, rows: Sequence[Params]) -> None:
        self.tx.many(sql, rows)

    def one(self, sql: str, params: Params = {}) -> Row | None:  # noqa: B006
        self.seen.append((sql, params))
        return self.tx.one(sql, params)

    def all(self, sql: str, params: Params = {}) -> list[Row]:  # noqa: B006
        self.seen.append((sql, params))
        return self.tx.all(sql, params)

    def lock(self, space: str, key: int) -> None:
        self.tx.lock(space, key)


@pytest.fixture
async def filled(database: AnyDatabase) -> AnyDatabase:
    """A database large enough for plans to matter."""

    def fill(tx: Tx) -> None:
        for statement, rows in zip(FILL, ROWS, strict=True):
            table, _, rest = statement.partition("SELECT")
            sql = f"{table} {NUMBERS} SELECT {rest}".format(rows).replace("{{}}", "{}")
            if tx.dialect == "postgres":
                sql = sql.replace("AS BLOB", "AS BYTEA")
            tx.execute(sql)
        if tx.dialect == "postgres":
            tx.execute("ANALYZE")

    await database.write(fill)
    return database


def plan(tx: Tx, sql: str, params: Params) -> list[str]:
    """The plan, one step a line, the outermost loop first on SQLite."""
    if tx.dialect == "sqlite":
        return [str(row[3]) for row in tx.all(f"EXPLAIN QUERY PLAN {sql}", params)]
    return [str(row[0]) for row in tx.all(f"EXPLAIN {sql}", params)]


Query = Callable[[Tx], object]
HOT: dict[str, tuple[Query, str]] = {
    "messages": (lambda tx: messages.list_messages(tx, INBOX, ANY, FIRST), "messages_by_inbox"),
    "messages, deep": (lambda tx: messages.list_messages(tx, INBOX, ANY, DEEP), "messages_by_inbox"),
    "messages, oldest first": (
        lambda tx: messages.list_messages(tx, INBOX, ANY, OLDEST),
        "messages_by_inbox",
    ),
    "messages, filtered": (lambda tx: messages.list_messages(tx, INBOX, FILTERED, DEEP), "messages_by_inbox"),
    "messages with labels": (lambda tx: messages.list_messages(tx, INBOX, LABELLED, DEEP), "message_labels"),
    "message by id": (lambda tx: messages.find_message(tx, INBOX, "<66>", ANY.visible), "messages_by_id"),
    "messages by id": (
        lambda tx: messages.find_messages(tx, INBOX, ["<66>", "<86>"], ANY.visible),
        "messages_by_id",
    ),
    "messages of a thread": (
        lambda tx: messages.messages_of_thread(tx, ORGANIZATION, 66, ANY.visible, DEEP),
        "messages_by_thread",
    ),
    "thread of a mail": (
        lambda tx: threads.find_thread_of(tx, 7, [MessageId("<66>")]),
        "messages_by_id",
    ),
    "threads": (lambda tx: threads.list_threads(tx, ORGANIZATION, ANY, FIRST), "threads_by_organization"),
    "threads, deep": (
        lambda tx: threads.list_threads(tx, ORGANIZATION, ANY, DEEP),
        "threads_by_organization",
    ),
    "threads of a pod": (lambda tx: threads.list_threads(tx, POD, ANY, OLDEST), "threads_by_pod"),
    "threads of an inbox": (lambda tx: threads.list_threads(tx, INBOX, LABELLED, DEEP), "threads_by_inbox"),
    "thread by id": (lambda tx: threads.find_thread(tx, ORGANIZATION, "t66"), "thread_id"),
    "inboxes": (lambda tx: inboxes.list_inboxes(tx, ORGANIZATION, DEEP), "inboxes_by_age"),
    "inboxes of a pod": (lambda tx: inboxes.list_inboxes(tx, POD, FIRST), "inboxes_by_pod"),
    "recipient": (lambda tx: inboxes.find_recipient(tx, "7@x.test"), "inbox_id"),
    "inbox by client_id": (lambda tx: inboxes.find_by_client_id(tx, ORGANIZATION, "c7"), "by_client_id"),
    "pods": (lambda tx: organizations.list_pods(tx, ORGANIZATION, FIRST), "pods"),
    "api key": (lambda tx: api_keys.find_by_digest(tx, b"d7"), "digest"),
    "api keys": (lambda tx: api_keys.list_api_keys(tx, ORGANIZATION, DEEP), "api_keys_by_age"),
    "domain of an address": (lambda tx: domains.find_nearest(tx, "a.7.test"), "name"),
    "event log": (lambda tx: read_events(tx, START, 200), "events"),
    "end of the event log": (last_position, "events"),
    "next job": (jobs.next_due, "jobs_by_due"),
    "captured mail": (lambda tx: world.list_captured(tx, ORGANIZATION, None, DEEP), "world_messages_by_age"),
    "captured mail of one": (
        lambda tx: world.list_captured(tx, ORGANIZATION, "r7", FIRST),
        "world_messages_by_recipient",
    ),
}
"""Queries on the path of every request, and the index that must lead each."""


@pytest.mark.parametrize("name", HOT)
async def test_a_hot_query_is_led_by_its_index_without_a_sort(filled: AnyDatabase, name: str) -> None:
    query, index = HOT[name]

    def explain(tx: Tx) -> list[list[str]]:
        recorder = Recorder(tx)
        query(recorder)
        return [plan(tx, sql, params) for sql, params in recorder.seen]

    for steps in await filled.read(explain):
        shown = "\n".join(steps)
        first = next(step for step in steps if "SEARCH" in step or "SCAN" in step or "Scan" in step)
        assert index in (first if filled.dialect == "sqlite" else shown), shown
        assert "TEMP B-TREE" not in shown, shown
        assert "Sort" not in shown, shown
