"""Webhooks: who is told of events, how a delivery is signed, when a failed one is tried again."""

import hmac
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from secrets import token_bytes, token_hex

from pillarbox.domain.access import Scope
from pillarbox.domain.errors import invalid
from pillarbox.domain.events import DEFAULT_EVENT_TYPES, EventType

WEBHOOKS_TOPIC = "webhooks"
"""Published when a webhook came or changed, or when a delivery is wanted again."""

MAX_WEBHOOKS = 10_000
MAX_POLLING_WEBHOOKS = 10
MAX_LISTED = 10
MAX_HEADERS = 32
MAX_HEADER_CHARS = 2048
SECRET_OVERLAP_MS = 24 * 3_600_000
GIVE_UP_AFTER_MS = 5 * 24 * 3_600_000
RETRY_DELAYS_MS = tuple(1000 * s for s in (5, 300, 1_800, 7_200, 18_000, 36_000, 36_000))
JITTER = 0.2
_SECRET_TAG = "whsec_"  # noqa: S105 - what every secret begins with
_TOKEN_TAG = "pwt_"  # noqa: S105 - what every token begins with
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}")
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?")
_DENIED_HEADERS = frozenset(
    {
        "connection",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_DENIED_PREFIXES = ("content-", "proxy-", "svix-", "webhook-")


class ChannelLevel(StrEnum):
    """What a subscription listens to is an organization, a pod or an inbox."""

    ORGANIZATION = "organization"
    POD = "pod"
    INBOX = "inbox"


class DeliveryState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


Channel = tuple[ChannelLevel, int]
"""One thing that is listened to, by its internal number."""


def own_channel(scope: Scope) -> Channel:
    """All that happens inside `scope`."""
    if scope.inbox_no is not None:
        return ChannelLevel.INBOX, scope.inbox_no
    if scope.pod_no is not None:
        return ChannelLevel.POD, scope.pod_no
    return ChannelLevel.ORGANIZATION, scope.organization_no


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What webhooks and polling webhooks have in common.

    `scope`, `pod_id` and `inbox_id` say what it belongs to. It hears of all that belongs to the same, or,
    when `pod_ids` or `inbox_ids` are not None, of those pods and inboxes only.
    """

    webhook_no: int
    webhook_id: str
    scope: Scope
    channels: frozenset[Channel]
    pod_id: str | None
    inbox_id: str | None
    event_types: frozenset[EventType] | None
    pod_ids: Sequence[str] | None
    inbox_ids: Sequence[str] | None
    client_id: str | None
    created_at: int
    updated_at: int

    @property
    def wanted(self) -> frozenset[EventType]:
        return DEFAULT_EVENT_TYPES if self.event_types is None else self.event_types

    @property
    def is_narrowed(self) -> bool:
        """Whether it hears of listed pods and inboxes only."""
        return own_channel(self.scope) not in self.channels

    def hears(self, event_type: EventType, where: Iterable[Channel]) -> bool:
        """Whether it is told of an event of this type that happened in `where`: all that holds the place."""
        return event_type in self.wanted and not self.channels.isdisjoint(where)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook(Subscription):
    """A subscription whose events are sent to a URL."""

    url: str
    secret: str
    previous_secret: str | None
    previous_secret_until: int | None
    headers: Mapping[str, str]
    enabled: bool

    def secrets_at(self, now: int) -> list[str]:
        """The secrets to sign with: for a while after a rotation the former one too."""
        if self.previous_secret is not None and now < (self.previous_secret_until or 0):
            return [self.secret, self.previous_secret]
        return [self.secret]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollingWebhook(Subscription):
    """A subscription whose events wait until they are fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One request to a webhook's URL: a status when there was an answer, else the problem."""

    at: int
    duration_ms: int
    status: int | None = None
    problem: str | None = None

    @property
    def succeeded(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event on its way to one webhook. `due_at` is None once nothing is left to do."""

    delivery_no: int
    webhook_no: int
    event_id: str
    event_type: EventType
    thread_no: int | None
    state: DeliveryState
    due_at: int | None
    failures: int
    attempts: Sequence[Attempt]
    created_at: int
    updated_at: int

    @property
    def delivery_id(self) -> str:
        return delivery_id_of(self.event_id)


def delivery_id_of(event_id: str) -> str:
    """The id of an event's delivery, the same for all attempts: receivers recognize repetitions by it."""
    return f"msg_{event_id}"


def new_secret() -> str:
    """A fresh signing secret of 192 random bits."""
    return _SECRET_TAG + b64encode(token_bytes(24)).decode()


def new_polling_token() -> str:
    """A fresh bearer token of 256 random bits that reads one polling webhook."""
    return _TOKEN_TAG + token_hex(32)


def signature(secrets: Iterable[str], delivery_id: str, timestamp_s: int, body: bytes) -> str:
    """The value of the signature header: one `v1,…` for each secret (Standard Webhooks 1.0)."""
    content = b"%s.%d." % (delivery_id.encode(), timestamp_s) + body
    keys = (b64decode(secret.removeprefix(_SECRET_TAG)) for secret in secrets)
    return " ".join("v1," + b64encode(hmac.digest(key, content, sha256)).decode() for key in keys)


def signed_headers(webhook: Webhook, delivery_id: str, now: int, body: bytes) -> dict[str, str]:
    """The headers that prove at `now` who sent `body`, under both names receivers look for."""
    values = {
        "id": delivery_id,
        "timestamp": str(now // 1000),
        "signature": signature(webhook.secrets_at(now), delivery_id, now // 1000, body),
    }
    return {f"{tag}-{name}": value for tag in ("svix", "webhook") for name, value in values.items()}


def retry_delay_ms(failures: int, chance: float) -> int | None:
    """How long to wait after the `failures`-th failure, spread by `chance` from 0 to 1; None: no more."""
    if failures > len(RETRY_DELAYS_MS):
        return None
    return round(RETRY_DELAYS_MS[failures - 1] * (1 - JITTER + 2 * JITTER * chance))


def check_headers(headers: Mapping[str, str]) -> None:
    """Raises `ValidationFailed` for a header that is malformed, reserved or named twice."""
    if len(headers) > MAX_HEADERS:
        raise invalid(f"A webhook has at most {MAX_HEADERS} headers", ["headers"])
    seen = set()
    for name, value in headers.items():
        lowered = name.lower()
        if not _HEADER_NAME.fullmatch(name):
            raise invalid("A header name is made of letters, digits and dashes", ["headers", name])
        if lowered in _DENIED_HEADERS or lowered.startswith(_DENIED_PREFIXES):
            raise invalid(f"The header {name} is set by the server", ["headers", name])
        if lowered in seen:
            raise invalid(f"The header {name} is given twice", ["headers", name])
        if len(value) > MAX_HEADER_CHARS or not _HEADER_VALUE.fullmatch(value):
            raise invalid(
                f"A header value is printable ASCII of at most {MAX_HEADER_CHARS} characters",
                ["headers", name],
            )
        seen.add(lowered)


def changed_headers(
    current: Mapping[str, str], add: Mapping[str, str], remove: Sequence[str]
) -> dict[str, str]:
    """`current` with `add` set and `remove` taken out, whatever their case. Raises `ValidationFailed`."""
    if not add and not remove:
        raise invalid("headers or remove_headers must be specified")
    replaced = {name.lower() for name in add}
    removed = {name.lower() for name in remove}
    for index, name in enumerate(remove):
        if name.lower() in replaced:
            raise invalid(f"The header {name} is both set and removed", ["remove_headers", index])
    check_headers(add)
    gone = replaced | removed
    kept = {name: value for name, value in current.items() if name.lower() not in gone}
    changed = {**kept, **add}
    check_headers(changed)
    return changed
