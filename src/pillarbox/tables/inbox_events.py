"""The log of label changes. Rows are written with the change they report, under the lock of their inbox, so
that their numbers rise in the order in which readers see them."""

from collections.abc import Sequence
from typing import cast

from pillarbox.domain.access import Scope
from pillarbox.domain.ids import InboxId, MessageId
from pillarbox.domain.inbox_events import InboxEvent, InboxEventType
from pillarbox.domain.labels import HiddenMask, hidden_mask
from pillarbox.ports import Row, Tx
from pillarbox.tables.filters import may_show
from pillarbox.tables.paging import Page, PageRequest, cut
from pillarbox.tables.scopes import scope_parameters, within


def log_labels(
    tx: Tx, inbox_no: int, message_id: str, *, before: Sequence[str], after: Sequence[str], now: int
) -> None:
    """Note which labels a message lost, then which it gained."""
    hidden = hidden_mask((*before, *after))
    changes = [(label, 0) for label in before if label not in after]
    changes += [(label, 1) for label in after if label not in before]
    for label, added in changes:
        tx.insert(
            "inbox_events",
            {
                "inbox_no": inbox_no,
                "message_id": message_id,
                "label": label,
                "added": added,
                "hidden": hidden,
                "created_at": now,
            },
        )


def list_inbox_events(tx: Tx, scope: Scope, visible: HiddenMask, page: PageRequest) -> Page[InboxEvent]:
    """Label changes in the inbox of `scope`, newest first, without those of messages hidden by a label."""
    rows = tx.all(
        f"""
        SELECT e.event_no, i.organization_id, i.pod_id, i.inbox_id, e.added, e.message_id, e.label,
               e.created_at
        FROM inbox_events e JOIN inboxes i ON i.inbox_no = e.inbox_no AND i.status <> 'retired'
        WHERE e.inbox_no = :inbox_no AND {within(scope, "i")} AND {may_show("e.hidden", visible)}
          {page.clause("e.inbox_no", "e.event_no")}
        {page.order("e.inbox_no", "e.event_no")}
        """,
        {**scope_parameters(scope), **page.parameters},
    )
    return cut(
        [_event(row) for row in rows], page, lambda event: (cast("int", scope.inbox_no), event.event_no)
    )


def _event(row: Row) -> InboxEvent:
    return InboxEvent(
        event_no=cast("int", row[0]),
        organization_id=cast("str", row[1]),
        pod_id=cast("str", row[2]),
        inbox_id=InboxId(cast("str", row[3])),
        event_type=InboxEventType.LABEL_ADDED if row[4] else InboxEventType.LABEL_REMOVED,
        message_id=MessageId(cast("str", row[5])),
        label=cast("str", row[6]),
        created_at=cast("int", row[7]),
    )
