"""What could be read of the attachments of messages."""

from collections.abc import Mapping, Sequence
from typing import cast

from pillarbox.ports import Tx
from pillarbox.tables.packing import pack, unpack
from pillarbox.tables.values import listed


def put_texts(tx: Tx, message_no: int, texts: Mapping[str, str]) -> None:
    """Keep the texts of a message's attachments, by attachment id, in place of those they had."""
    tx.many(
        """
        INSERT INTO attachment_texts (message_no, attachment_id, data)
        VALUES (:message_no, :attachment_id, :data)
        ON CONFLICT (message_no, attachment_id) DO UPDATE SET data = excluded.data
        """,
        [
            {
                "message_no": message_no,
                "attachment_id": attachment_id,
                "data": pack(text.encode()),
            }
            for attachment_id, text in texts.items()
        ],
    )


def has_text(tx: Tx, message_no: int, attachment_id: str) -> bool:
    return (
        tx.one(
            """
            SELECT 1 FROM attachment_texts
            WHERE message_no = :message_no AND attachment_id = :attachment_id
            """,
            {"message_no": message_no, "attachment_id": attachment_id},
        )
        is not None
    )


def get_texts(tx: Tx, message_nos: Sequence[int]) -> dict[int, dict[str, bytes]]:
    """The UTF-8 texts of the attachments of these messages, by message and attachment."""
    found: dict[int, dict[str, bytes]] = {}
    if not message_nos:
        return found
    numbers, parameters = listed(message_nos)
    rows = tx.all(
        f"""
        SELECT message_no, attachment_id, data FROM attachment_texts
        WHERE message_no IN ({numbers})
        ORDER BY message_no, attachment_id
        """,
        parameters,
    )
    for message_no, attachment_id, data in rows:
        of_message = found.setdefault(cast("int", message_no), {})
        of_message[cast("str", attachment_id)] = unpack(cast("bytes", data))
    return found
