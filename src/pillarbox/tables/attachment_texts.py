"""What could be read of the attachments of messages."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

import zstandard

from pillarbox.ports import Tx

_LEVEL: Final = 3


def put_texts(tx: Tx, message_no: int, texts: Mapping[str, str]) -> None:
    """Keep the texts of a message's attachments, by attachment id, in place of those they had."""
    packer = zstandard.ZstdCompressor(level=_LEVEL)
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
                "data": packer.compress(text.encode()),
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
    names = {f"no_{index}": number for index, number in enumerate(message_nos)}
    if not names:
        return found
    rows = tx.all(
        f"""
        SELECT message_no, attachment_id, data FROM attachment_texts
        WHERE message_no IN ({", ".join(f":{name}" for name in names)})
        ORDER BY message_no, attachment_id
        """,
        names,
    )
    unpacker = zstandard.ZstdDecompressor()
    for message_no, attachment_id, data in rows:
        of_message = found.setdefault(cast("int", message_no), {})
        of_message[cast("str", attachment_id)] = unpacker.decompress(cast("bytes", data))
    return found
