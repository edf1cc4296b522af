"""Handlers of the log of label changes."""

from pillarbox.domain.access import Permission
from pillarbox.edges.rest.endpoint import INBOX, Endpoint, Nothing, Request, endpoint
from pillarbox.edges.rest.paging import OrderedPageQuery, echoed_limit, page_request, page_token
from pillarbox.services import inbox_events
from pillarbox.wire.inbox_events import InboxEventObject, ListInboxEventsObject


async def list_inbox_events(request: Request[OrderedPageQuery, Nothing]) -> ListInboxEventsObject:
    """A page of the labels that came on or off messages of the inbox, newest first."""
    asked = page_request(request)
    page = await inbox_events.list_inbox_events(request.ports, request.caller, asked)
    return ListInboxEventsObject(
        count=len(page.items),
        events=[InboxEventObject.of(event) for event in page.items],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, page.next_position),
    )


ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", "events", INBOX, "inbox_events.list", Permission.INBOX_READ, list_inbox_events),
)
