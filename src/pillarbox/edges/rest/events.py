"""Handlers of events for those who ask: what happened since, and what happens next."""

from typing import Annotated

from msgspec import Meta, Raw, Struct, field
from starlette.responses import Response

from pillarbox.domain.access import Permission
from pillarbox.edges.rest.endpoint import ORG_POD, Endpoint, Nothing, Request, endpoint
from pillarbox.edges.rest.event_stream import MEDIA_TYPE, EventStream
from pillarbox.edges.rest.parameters import Words
from pillarbox.services.listening import OLDEST, EventFilter
from pillarbox.services.long_poll import poll
from pillarbox.wire.events import EventsObject

MAX_EVENTS = 100
MAX_WAIT_S = 60

Most = Annotated[
    int, Meta(gt=0, description=f"How many events to tell at most; {MAX_EVENTS} when absent, and never more.")
]


class ListenQuery(Struct, kw_only=True):
    after: Annotated[
        str | None,
        Meta(
            description="The event to go on from: `after` of the answer before, or any `event_id`. "
            f"`{OLDEST}` stands for the oldest that is kept. When absent, only what is yet to come is told."
        ),
    ] = None
    wait: Annotated[
        int,
        Meta(ge=0, le=MAX_WAIT_S, description="How many seconds to wait for an event when there is none."),
    ] = 0
    limit: Most | None = None
    event_types: Words = field(default_factory=list)
    inbox_ids: Words = field(default_factory=list)
    pod_ids: Words = field(default_factory=list)


async def list_events(request: Request[ListenQuery, Nothing]) -> EventsObject | Response:
    """Events after `after`, oldest first; with `Accept: text/event-stream` all that follow too, as they come.

    A client of the stream that lost its connection goes on with the header `Last-Event-ID`.
    """
    query = request.query
    streams = MEDIA_TYPE in (request.header(b"accept") or "")
    wanted = EventFilter(
        event_types=query.event_types,
        inbox_ids=query.inbox_ids,
        pod_ids=query.pod_ids,
        after=(streams and request.header(b"last-event-id")) or query.after,
    )
    if streams:
        interest = await request.hub.check(request.caller, wanted)
        return EventStream(request.hub, request.caller.principal, interest)
    polled = await poll(
        request.hub,
        request.caller,
        wanted,
        limit=min(query.limit or MAX_EVENTS, MAX_EVENTS),
        wait_s=query.wait,
    )
    return EventsObject(
        count=len(polled.frames),
        events=[Raw(frame.body) for frame in polled.frames],
        after=polled.after,
        done=polled.done,
    )


ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint(
        "GET",
        "events",
        ORG_POD,
        "events.list",
        Permission.MESSAGE_READ,
        list_events,
        media_type=MEDIA_TYPE,
        also=(410,),
    ),
)
