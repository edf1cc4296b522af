"""Writing the full-text index over messages: FTS5 in SQLite, tsvector in PostgreSQL, with the same lexemes.

Labels are not in the index: a change of them writes nothing here.
"""

from collections.abc import Sequence

from pillarbox.domain.access import Scope
from pillarbox.domain.messages import Letter, Message
from pillarbox.domain.search import lexemes_of_message
from pillarbox.domain.tenants import Inbox
from pillarbox.ports import Tx


def index_message(tx: Tx, inbox: Inbox, message: Message, letter: Letter) -> None:
    """Make a message findable in the transaction that files it."""
    scope = (
        f"i{inbox.inbox_no}",
        f"p{inbox.pod_no}",
        f"o{inbox.organization_no}",
        thread_lexeme(message.thread_no),
    )
    lexemes = lexemes_of_message(
        scope,
        subject=letter.subject or "",
        sender=letter.from_,
        recipients=letter.recipients,
        text=letter.text_lexemes,
    )
    if tx.dialect == "sqlite":
        tx.execute(
            "INSERT INTO message_search (rowid, lexemes) VALUES (:message_no, :lexemes)",
            {"message_no": message.message_no, "lexemes": lexemes},
        )
        return
    tx.execute(
        """
        INSERT INTO message_search (message_no, organization_no, lexemes)
        VALUES (:message_no, :organization_no, array_to_tsvector(string_to_array(:lexemes, ' ')))
        """,
        {
            "message_no": message.message_no,
            "organization_no": inbox.organization_no,
            "lexemes": lexemes,
        },
    )


def unindex_messages(tx: Tx, message_nos: Sequence[int]) -> None:
    """Forget messages."""
    key = "rowid" if tx.dialect == "sqlite" else "message_no"
    tx.many(
        f"DELETE FROM message_search WHERE {key} = :message_no",
        [{"message_no": message_no} for message_no in message_nos],
    )


def scope_lexeme(scope: Scope) -> str:
    """The lexeme of every message in the innermost part of `scope`."""
    if scope.inbox_no is not None:
        return f"i{scope.inbox_no}"
    return f"o{scope.organization_no}" if scope.pod_no is None else f"p{scope.pod_no}"


def thread_lexeme(thread_no: int) -> str:
    """The lexeme of every message in a thread."""
    return f"t{thread_no}"
