"""Drafts: mail that is written but not sent. Times are milliseconds since the epoch, UTC."""

from dataclasses import dataclass
from enum import StrEnum

from pillarbox.domain.ids import InboxId, MessageId


class SendStatus(StrEnum):
    """Where a draft stands on its way out."""

    SCHEDULED = "scheduled"
    SENDING = "sending"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAttachment:
    """A file of a draft. Its bytes are a blob of their own."""

    attachment_id: str
    filename: str | None
    content_type: str
    content_disposition: str
    content_id: str | None
    size_bytes: int
    blob_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft. Plain, or the answer to `in_reply_to`, or the forward of `forward_of`, for life.

    `text` and `html` are the writer's own words: what is answered or forwarded joins them when it is sent.
    """

    draft_no: int  # 0 until it is stored
    organization_id: str
    pod_id: str
    inbox_id: InboxId
    draft_id: str
    client_id: str | None
    labels: tuple[str, ...]
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    reply_to: tuple[str, ...]
    subject: str | None
    preview: str | None
    text: str | None
    html: str | None
    attachments: tuple[DraftAttachment, ...]
    in_reply_to: MessageId | None
    forward_of: MessageId | None
    references: tuple[MessageId, ...]
    send_at: int | None
    schedule: SendStatus | None  # scheduled or failed; None without `send_at`
    sending_until: int | None  # the lease of whoever is sending it
    job_no: int | None  # the job that is to send it
    created_at: int
    updated_at: int

    @property
    def source_id(self) -> MessageId | None:
        """The message it answers or forwards."""
        return self.in_reply_to or self.forward_of

    def is_sending(self, now: int) -> bool:
        """Whether someone is sending it; false again when that one died and its lease has ended."""
        return self.sending_until is not None and self.sending_until > now

    def send_status(self, now: int) -> SendStatus | None:
        return SendStatus.SENDING if self.is_sending(now) else self.schedule
