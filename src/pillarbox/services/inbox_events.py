"""Reading the log of an inbox's label changes. It is written in `tables/messages.py`, where labels change."""

from pillarbox.domain.access import Caller
from pillarbox.domain.inbox_events import InboxEvent
from pillarbox.ports import Ports
from pillarbox.services import access
from pillarbox.tables import inbox_events
from pillarbox.tables.paging import Page, PageRequest


async def list_inbox_events(ports: Ports, caller: Caller, page: PageRequest) -> Page[InboxEvent]:
    """Label changes of messages that the caller may see. Raises `NotFound`."""
    return await ports.database.read(
        lambda tx: inbox_events.list_inbox_events(
            tx, access.resolve(tx, caller), caller.principal.visible, page
        )
    )
