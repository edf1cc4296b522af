"""The engine's findings on stored messages: which are out of date, and putting new ones in their place."""

from collections.abc import Mapping
from typing import cast

from pillarbox.domain.messages import Bodies
from pillarbox.ports import Tx
from pillarbox.tables import bodies, json_text


def count_outdated(tx: Tx, engine_version: int) -> int:
    """How many messages an older engine read."""
    row = tx.one(
        "SELECT count(*) FROM messages WHERE engine_version < :engine_version",
        {"engine_version": engine_version},
    )
    return cast("int", row[0]) if row else 0


def list_outdated(tx: Tx, engine_version: int, after_no: int, limit: int) -> list[int]:
    """The numbers of messages an older engine read, after a number, in order."""
    rows = tx.all(
        """
        SELECT message_no FROM messages WHERE message_no > :after_no AND engine_version < :engine_version
        ORDER BY message_no LIMIT :limit
        """,
        {"after_no": after_no, "engine_version": engine_version, "limit": limit},
    )
    return [cast("int", row[0]) for row in rows]


def replace_extraction(
    tx: Tx,
    message_no: int,
    *,
    contents: Bodies,
    extraction: Mapping[str, object],
    verification: Mapping[str, object] | None,
    engine_version: int,
) -> None:
    """Put new findings in place of the old. The message's own times stay: nothing happened to the mail."""
    tx.execute(
        """
        UPDATE messages SET extraction = :extraction, verification = :verification,
                            engine_version = :engine_version
        WHERE message_no = :message_no
        """,
        {
            "extraction": json_text.encode(extraction),
            "verification": json_text.encode_optional(verification),
            "engine_version": engine_version,
            "message_no": message_no,
        },
    )
    bodies.replace_bodies(tx, message_no, contents)
