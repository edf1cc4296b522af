"""Forgetting the oldest rows of a log."""

from enum import StrEnum

from pillarbox.ports import Tx


class Log(StrEnum):
    """The tables that only grow at their end."""

    EVENTS = "events"
    INBOX_EVENTS = "inbox_events"


def delete_before(tx: Tx, log: Log, created_before: int, limit: int) -> int:
    """How many of the oldest rows were forgotten, at most `limit`."""
    return tx.execute(
        f"""
        DELETE FROM {log} WHERE event_no IN (
          SELECT event_no
          FROM (SELECT event_no, created_at FROM {log} ORDER BY event_no LIMIT :limit) AS oldest
          WHERE created_at < :created_before)
        """,
        {"created_before": created_before, "limit": limit},
    )
