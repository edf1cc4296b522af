"""Messages and threads as the store keeps them. Times are milliseconds since the epoch, UTC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pillarbox.domain.ids import InboxId, MessageId, ThreadId
from pillarbox.domain.tenants import Inbox


def thread_ancestors(
    in_reply_to: MessageId | None,
    references: tuple[MessageId, ...],
    other_parents: tuple[MessageId, ...] = (),
) -> tuple[MessageId, ...]:
    """The ids that may name a message's thread, best first: In-Reply-To, then References from the last to
    the first."""
    chain = (in_reply_to,) if in_reply_to else ()
    return tuple(dict.fromkeys((*chain, *other_parents, *reversed(references))))


def nearest_and_root(ancestors: Sequence[MessageId], limit: int) -> Sequence[MessageId]:
    """At most `limit` of the ancestors: the best, and always the last, which began the thread."""
    return ancestors if len(ancestors) <= limit else [*ancestors[: limit - 1], ancestors[-1]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A part that is not a body. `start`, `end` and `transfer_encoding` locate it in the raw mail."""

    attachment_id: str
    filename: str | None
    content_type: str
    content_disposition: str | None
    content_id: str | None
    size_bytes: int
    start: int
    end: int
    transfer_encoding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bodies:
    """What a person or an agent reads of a message."""

    text: str | None = None
    html: str | None = None
    extracted_text: str | None = None
    extracted_html: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The content of a message, before it is filed in an inbox: everything that comes from its bytes."""

    message_id: MessageId
    from_: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    reply_to: tuple[str, ...]
    subject: str | None
    preview: str | None
    in_reply_to: MessageId | None
    references: tuple[MessageId, ...]
    headers: Mapping[str, str]
    attachments: tuple[Attachment, ...]
    bodies: Bodies
    lexemes: str  # see `domain/search.py`
    size_bytes: int
    other_parents: tuple[MessageId, ...] = ()  # what In-Reply-To names after its first id
    extraction: Mapping[str, object] | None = None
    verification: Mapping[str, object] | None = None
    engine_version: int | None = None

    @property
    def recipients(self) -> tuple[str, ...]:
        return self.to + self.cc + self.bcc

    @property
    def ancestors(self) -> tuple[MessageId, ...]:
        return thread_ancestors(self.in_reply_to, self.references, self.other_parents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A letter on its way into an inbox, to `thread_no` if that thread remains."""

    inbox: Inbox
    letter: Letter
    labels: Sequence[str]
    blob_id: str
    timestamp: int
    now: int
    thread_no: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ancestor:
    """What reading an answer takes of an earlier message of its thread, besides its bodies."""

    message_no: int
    from_: str
    subject: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message filed in an inbox."""

    message_no: int
    organization_id: str
    pod_id: str
    inbox_id: InboxId
    inbox_no: int
    thread_no: int
    thread_id: ThreadId
    message_id: MessageId
    labels: tuple[str, ...]
    timestamp: int
    from_: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    reply_to: tuple[str, ...]
    subject: str | None
    preview: str | None
    in_reply_to: MessageId | None
    references: tuple[MessageId, ...]
    headers: Mapping[str, str]
    attachments: tuple[Attachment, ...]
    size_bytes: int
    blob_id: str
    extraction: Mapping[str, object] | None
    verification: Mapping[str, object] | None
    created_at: int
    updated_at: int

    @property
    def recipients(self) -> tuple[str, ...]:
        return self.to + self.cc + self.bcc

    @property
    def ancestors(self) -> tuple[MessageId, ...]:
        return thread_ancestors(self.in_reply_to, self.references)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A conversation within one inbox, summed up over its messages."""

    thread_no: int
    organization_id: str
    pod_id: str
    inbox_id: InboxId
    thread_id: ThreadId
    labels: tuple[str, ...]
    combinations: int  # which sets of restricted labels occur, see `labels.visible_combinations`
    timestamp: int
    received_timestamp: int | None
    sent_timestamp: int | None
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    subject: str | None
    preview: str | None
    last_message_id: MessageId
    message_count: int
    size_bytes: int
    attachments: tuple[Attachment, ...]
    created_at: int
    updated_at: int
