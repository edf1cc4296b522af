"""Kinds of work that wait, and how long a failed one waits again."""

from enum import StrEnum

JOBS_TOPIC = "jobs"
"""Published when a job was queued that is due."""

LEASE_MS = 60_000
_FIRST_RETRY_MS = 1_000
_LONGEST_RETRY_MS = 3_600_000


class JobKind(StrEnum):
    DELIVERY = "delivery"
    PURGE_INBOX = "purge_inbox"
    RETENTION = "retention"
    SEND_DRAFT = "send_draft"
    EXTRACT_TEXTS = "extract_texts"
    SWEEP_FILES = "sweep_files"


class Lane(StrEnum):
    """Jobs wait in lanes that do not hold each other up."""

    MAIL = "mail"
    CHORES = "chores"  # may take long, and nobody waits for them


_MAIL_JOBS = frozenset({JobKind.DELIVERY, JobKind.SEND_DRAFT})


def lane_of(kind: JobKind) -> Lane:
    return Lane.MAIL if kind in _MAIL_JOBS else Lane.CHORES


def retry_delay_ms(attempts: int) -> int:
    """How long to wait after the `attempts`-th failure: doubling from a second, an hour at most."""
    return min(_LONGEST_RETRY_MS, _FIRST_RETRY_MS << min(attempts - 1, 20))
