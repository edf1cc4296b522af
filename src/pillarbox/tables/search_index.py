"""Writing the full-text index over messages: FTS5 in SQLite, tsvector in PostgreSQL, with the same lexemes.

Labels are not in the index: a change of them writes nothing here.
"""

from collections.abc import Sequence
from typing import cast

from pillarbox.domain.access import Scope
from pillarbox.domain.messages import Letter, Message
from pillarbox.domain.tenants import Inbox
from pillarbox.ports import Tx

KEYS = 1 << 40


def index_message(tx: Tx, inbox: Inbox, message: Message, letter: Letter) -> None:
    """Make a message findable in the transaction that files it."""
    _put(tx, inbox.organization_no, inbox.pod_no, message, letter.lexemes)


def reindex_message(tx: Tx, message: Message, lexemes: str) -> None:
    """Make a message findable by other lexemes."""
    row = tx.one(
        "SELECT organization_no, pod_no FROM messages WHERE message_no = :message_no",
        {"message_no": message.message_no},
    )
    assert row is not None
    organization_no, pod_no = cast("tuple[int, int]", row)
    _put(tx, organization_no, pod_no, message, lexemes)


def _put(tx: Tx, organization_no: int, pod_no: int, message: Message, found: str) -> None:
    """Index a message by the lexemes of its scope and those found in it."""
    thread = thread_lexeme(message.thread_no)
    lexemes = f"i{message.inbox_no} p{pod_no} o{organization_no} {thread} {found}".rstrip()
    if tx.dialect == "sqlite":
        key = last_key(message.inbox_no) - message.message_no
        tx.before_commit(
            key,
            "INSERT OR REPLACE INTO message_search (rowid, lexemes) VALUES (:key, :lexemes)",
            {"key": key, "lexemes": lexemes},
        )
        return
    tx.execute(
        """
        INSERT INTO message_search (message_no, organization_no, lexemes)
        VALUES (:message_no, :organization_no, array_to_tsvector(string_to_array(:lexemes, ' ')))
        ON CONFLICT (message_no) DO UPDATE SET lexemes = excluded.lexemes
        """,
        {
            "message_no": message.message_no,
            "organization_no": organization_no,
            "lexemes": lexemes,
        },
    )


def unindex_messages(tx: Tx, inbox_no: int, message_nos: Sequence[int]) -> None:
    """Forget messages of an inbox."""
    is_fts5 = tx.dialect == "sqlite"
    column = "rowid" if is_fts5 else "message_no"
    for message_no in message_nos:
        key = last_key(inbox_no) - message_no if is_fts5 else message_no
        tx.before_commit(key, f"DELETE FROM message_search WHERE {column} = :key", {"key": key})


def last_key(inbox_no: int) -> int:
    """What a row number in FTS5 and the number of its message add up to. One inbox's mail stands together in
    every list of the index, the newest first, and a search in it passes no other's."""
    return (inbox_no + 1) * KEYS - 1


def scope_lexeme(scope: Scope) -> str:
    """The lexeme of every message in the innermost part of `scope`."""
    if scope.inbox_no is not None:
        return f"i{scope.inbox_no}"
    return f"o{scope.organization_no}" if scope.pod_no is None else f"p{scope.pod_no}"


def thread_lexeme(thread_no: int) -> str:
    """The lexeme of every message in a thread."""
    return f"t{thread_no}"
