"""List entries as the wire shows them."""

from collections.abc import Sequence

import msgspec

from pillarbox.domain.lists import ListEntry
from pillarbox.wire.times import timestamp


class ListEntryObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    entry: str
    organization_id: str
    direction: str
    list_type: str
    entry_type: str
    created_at: str
    pod_id: str | None = None
    inbox_id: str | None = None
    reason: str | None = None
    read_only: bool | None = None

    @classmethod
    def of(cls, entry: ListEntry) -> "ListEntryObject":
        return cls(
            entry=entry.entry,
            organization_id=entry.organization_id,
            direction=entry.direction.value,
            list_type=entry.list_type.value,
            entry_type=entry.entry_type.value,
            created_at=timestamp(entry.created_at),
            pod_id=entry.pod_id,
            inbox_id=entry.inbox_id,
            reason=entry.reason,
            read_only=entry.read_only or None,
        )


class ListEntriesObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    entries: Sequence[ListEntryObject]
    limit: int | None = None
    next_page_token: str | None = None
