"""The choices of whoever runs this server, as values the services obey. Read from settings at start."""

from dataclasses import dataclass
from enum import StrEnum

MAX_RECIPIENTS = 50
MAX_BODY_BYTES = 6 * 1024 * 1024
MAX_ATTACHMENT_LINK_AGE_S = 3600
MAX_FILES = 100
MAX_FILES_BYTES = 30 * 1024 * 1024  # of one message or draft, together
MAX_THREAD_LABEL_MESSAGES = 100
MAX_BATCH_GET = 500
MAX_BATCH_UPDATE = 50
MAX_METADATA_KEYS = 256
MAX_METADATA_CHARS = 256
IDEMPOTENCY_LIFE_MS = 24 * 3600 * 1000


class Delivery(StrEnum):
    """Where mail for outside addresses goes."""

    CAPTURE = "capture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Server-wide choices."""

    domain: str  # the default domain of new inboxes
    host: str  # the name this server gives itself in SMTP and trace headers
    public_url: str  # the origin of signed links, without a trailing slash
    delivery: Delivery = Delivery.CAPTURE
    quote_replies: bool = True
    name_signatures: bool = False
    max_inboxes: int | None = None
    event_retention_days: int = 90
    sign_up: bool = False  # whether agents may make organizations for themselves
    sign_ups_per_hour: int = 60  # from one network
    private_webhooks: bool = False  # whether webhooks may lead to loopback and private networks


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Keys this server signs with; never shown."""

    signing_key: bytes

    def __repr__(self) -> str:
        return "Secrets(…)"
