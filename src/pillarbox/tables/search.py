"""The full-text index over messages: FTS5 in SQLite, tsvector in PostgreSQL."""

from pillarbox.domain.messages import Letter
from pillarbox.domain.tenants import Inbox
from pillarbox.ports import Tx, Value

MAX_INDEXED_CHARS = 200_000
MAX_INDEXED_ADDRESS_CHARS = 20_000


def index_message(tx: Tx, inbox: Inbox, message_no: int, letter: Letter) -> None:
    """Make a message findable in the transaction that files it."""
    values: dict[str, Value] = {
        "message_no": message_no,
        "sender": letter.from_[:MAX_INDEXED_ADDRESS_CHARS],
        "recipients": " ".join(letter.recipients)[:MAX_INDEXED_ADDRESS_CHARS],
        "subject": letter.subject or "",
        "body": letter.search_text[:MAX_INDEXED_CHARS],
    }
    if tx.dialect == "sqlite":
        tx.execute(
            """
            INSERT INTO message_search (rowid, scope, sender, recipients, subject, body)
            VALUES (:message_no, :scope, :sender, :recipients, :subject, :body)
            """,
            {**values, "scope": f"i{inbox.inbox_no} p{inbox.pod_no} o{inbox.organization_no}"},
        )
        return
    tx.execute(
        """
        INSERT INTO message_search (message_no, organization_no, pod_no, inbox_no, words)
        VALUES (:message_no, :organization_no, :pod_no, :inbox_no,
                setweight(to_tsvector('simple', :subject), 'A')
                || setweight(to_tsvector('simple', :sender), 'B')
                || setweight(to_tsvector('simple', :recipients), 'C') || to_tsvector('simple', :body))
        """,
        {
            **values,
            "organization_no": inbox.organization_no,
            "pod_no": inbox.pod_no,
            "inbox_no": inbox.inbox_no,
        },
    )


def unindex_message(tx: Tx, message_no: int) -> None:
    key = "rowid" if tx.dialect == "sqlite" else "message_no"
    tx.execute(f"DELETE FROM message_search WHERE {key} = :message_no", {"message_no": message_no})
