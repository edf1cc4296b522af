"""What the log of an inbox's label changes tells."""

from dataclasses import dataclass
from enum import StrEnum

from pillarbox.domain.ids import InboxId, MessageId


class InboxEventType(StrEnum):
    LABEL_ADDED = "label.added"
    LABEL_REMOVED = "label.removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxEvent:
    """One label that came on or off one message. `event_no` rises with every event of an inbox."""

    event_no: int
    organization_id: str
    pod_id: str
    inbox_id: InboxId
    event_type: InboxEventType
    message_id: MessageId
    label: str
    created_at: int

    @property
    def event_id(self) -> str:
        """16 hex digits that sort like the events."""
        return f"{self.event_no:016x}"
