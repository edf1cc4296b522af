"""Label changes as the wire shows them."""

from collections.abc import Sequence

import msgspec

from pillarbox.domain.inbox_events import InboxEvent
from pillarbox.wire.times import timestamp


class InboxEventObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    organization_id: str
    pod_id: str
    inbox_id: str
    event_id: str
    event_type: str
    message_id: str
    label: str
    event_at: str
    created_at: str

    @classmethod
    def of(cls, event: InboxEvent) -> "InboxEventObject":
        return cls(
            organization_id=event.organization_id,
            pod_id=event.pod_id,
            inbox_id=event.inbox_id,
            event_id=event.event_id,
            event_type=event.event_type.value,
            message_id=event.message_id,
            label=event.label,
            event_at=timestamp(event.created_at),
            created_at=timestamp(event.created_at),
        )


class ListInboxEventsObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    events: Sequence[InboxEventObject]
    limit: int | None = None
    next_page_token: str | None = None
