"""Forgetting the oldest rows of a log."""

from enum import StrEnum

from pillarbox.ports import Tx


class Log(StrEnum):
    """The tables that only grow at their end."""

    EVENTS = "events"
    INBOX_EVENTS = "inbox_events"
    WEBHOOK_DELIVERIES = "webhook_deliveries"

    @property
    def key(self) -> str:
        """The column that numbers the rows."""
        return "delivery_no" if self is Log.WEBHOOK_DELIVERIES else "event_no"


def delete_before(tx: Tx, log: Log, created_before: int, limit: int) -> int:
    """How many of the oldest rows were forgotten, at most `limit`."""
    return tx.execute(
        f"""
        DELETE FROM {log} WHERE {log.key} IN (
          SELECT {log.key}
          FROM (SELECT {log.key}, created_at FROM {log} ORDER BY {log.key} LIMIT :limit) AS oldest
          WHERE created_at < :created_before)
        """,
        {"created_before": created_before, "limit": limit},
    )
