"""Answers of sends that carried an idempotency key."""

from dataclasses import dataclass
from typing import cast

from pillarbox.domain.ids import MessageId, ThreadId
from pillarbox.domain.policy import IDEMPOTENCY_LIFE_MS
from pillarbox.ports import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedSend:
    fingerprint: bytes
    message_id: MessageId
    thread_id: ThreadId


def find_send(tx: Tx, organization_no: int, key: str, now: int) -> RememberedSend | None:
    """The answer given under `key` in the last day."""
    row = tx.one(
        """
        SELECT fingerprint, message_id, thread_id FROM idempotency_keys
        WHERE organization_no = :organization_no AND idempotency_key = :key AND created_at > :oldest
        """,
        {"organization_no": organization_no, "key": key, "oldest": now - IDEMPOTENCY_LIFE_MS},
    )
    if row is None:
        return None
    fingerprint, message_id, thread_id = cast("tuple[bytes, MessageId, ThreadId]", row)
    return RememberedSend(fingerprint=fingerprint, message_id=message_id, thread_id=thread_id)


def remember_send(tx: Tx, organization_no: int, key: str, answer: RememberedSend, now: int) -> None:
    """Keep the answer, and forget those over a day old."""
    tx.execute(
        "DELETE FROM idempotency_keys WHERE created_at <= :oldest", {"oldest": now - IDEMPOTENCY_LIFE_MS}
    )
    tx.execute(
        """
        INSERT INTO idempotency_keys (organization_no, idempotency_key, fingerprint, message_id, thread_id,
                                      created_at)
        VALUES (:organization_no, :key, :fingerprint, :message_id, :thread_id, :now)
        """,
        {
            "organization_no": organization_no,
            "key": key,
            "fingerprint": answer.fingerprint,
            "message_id": answer.message_id,
            "thread_id": answer.thread_id,
            "now": now,
        },
    )
