"""What was promised survives a process that is killed at any moment, exactly once."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from random import Random

from tests.e2e.load import Load, Promises
from tests.server_process import ServerProcess, wait_until

ROUNDS = 10
SEED = 5321
MOST_PROMISES_A_ROUND = 100

Rows = list[tuple[object, ...]]
Query = Callable[[str], Rows]


def test_nothing_promised_is_lost_or_doubled_by_kills_at_random_moments(own_server: ServerProcess) -> None:
    random = Random(SEED)
    promises = Promises()
    own_server.start()
    with own_server.http() as http:
        made = [http.post("/v0/inboxes", json={}).raise_for_status().json() for _ in range(3)]
    inboxes = [inbox["inbox_id"] for inbox in made]
    for number in range(ROUNDS):
        with Load(own_server, inboxes, promises, f"{SEED}-{number}") as load:
            load.wait_for(random.randrange(MOST_PROMISES_A_ROUND))
            own_server.kill()
        end_leases(own_server)
        own_server.start()
        check_messages(lambda sql: query(own_server, sql), promises)

    wait_until(lambda: query(own_server, "SELECT 1 FROM jobs WHERE kind = 'delivery'") == [])
    check_messages(lambda sql: query(own_server, sql), promises)
    check_deliveries(lambda sql: query(own_server, sql), promises)
    assert promises.heard
    assert own_server.stop() == 0
    assert query(own_server, "PRAGMA integrity_check") == [("ok",)]


def query(server: ServerProcess, sql: str) -> Rows:
    """Rows of the database, read beside the server."""
    with closing(sqlite3.connect(f"file:{server.data / 'pillarbox.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def end_leases(server: ServerProcess) -> None:
    """Let the minute pass for which a dead worker holds its jobs."""
    with closing(sqlite3.connect(server.data / "pillarbox.db")) as connection, connection:
        connection.execute("UPDATE jobs SET due_at = 0 WHERE kind = 'delivery'")


def check_messages(rows: Query, promises: Promises) -> None:
    """Each promised message is there once, each stored one has its event once, and threads add up; no event
    was heard that is not in the log."""
    stored = rows("SELECT inbox_id, message_id FROM messages JOIN inboxes USING (inbox_no)")
    assert len(stored) == len(set(stored))
    promised = promises.received | {(sender, message_id) for sender, _, message_id in promises.sent}
    assert promised <= set(stored)
    assert promises.heard <= {event_id for (event_id,) in rows("SELECT event_id FROM events")}

    not_told_once = """
        SELECT message_no, count(event_no) FROM messages
        LEFT JOIN events USING (message_no) WHERE event_type IS NULL
        OR event_type IN ('message.received', 'message.sent')
        GROUP BY message_no HAVING count(event_no) <> 1
    """
    assert rows(not_told_once) == []

    wrong_sums = """
        SELECT thread_id FROM threads
        LEFT JOIN (SELECT thread_no, count(*) AS messages, sum(size_bytes) AS size FROM messages
                   GROUP BY thread_no) USING (thread_no)
        WHERE messages IS NOT message_count OR size IS NOT threads.size_bytes OR last_message_id IS NOT
        (SELECT message_id FROM messages WHERE messages.thread_no = threads.thread_no
         ORDER BY timestamp DESC, message_no DESC LIMIT 1)
    """
    assert rows(wrong_sums) == []


def check_deliveries(rows: Query, promises: Promises) -> None:
    """Each mail between our own inboxes arrived, and was told as delivered, once."""
    arrived = set(
        rows(
            """
            SELECT inbox_id, message_id FROM messages JOIN inboxes USING (inbox_no)
            JOIN events USING (message_no) WHERE event_type = 'message.received'
            """
        )
    )
    assert {(recipient, message_id) for _, recipient, message_id in promises.sent} <= arrived
    delivered = rows(
        """
        SELECT inbox_no, json_extract(CAST(payload AS TEXT), '$.delivery.message_id')
        FROM events WHERE event_type = 'message.delivered'
        """
    )
    sent = rows("SELECT 1 FROM events WHERE event_type = 'message.sent'")
    assert len(delivered) == len(set(delivered)) == len(sent)
