"""Handlers of threads, which any mount may read."""

from msgspec import Struct, field

from pillarbox.domain.access import Permission
from pillarbox.edges.rest.endpoint import ORG_POD_INBOX, Endpoint, Nothing, Request, endpoint
from pillarbox.edges.rest.mail_queries import MailQuery, largest_page, mail_filter
from pillarbox.edges.rest.messages import UpdateLabels
from pillarbox.edges.rest.paging import (
    MAX_FILTERED_LIMIT,
    MAX_LIMIT,
    PageQuery,
    echoed_limit,
    page_request,
    page_token,
)
from pillarbox.edges.rest.parameters import Words
from pillarbox.services import threads
from pillarbox.wire.messages import (
    ListThreadsObject,
    ThreadLabelsObject,
    ThreadObject,
    message_object,
    thread_item,
    thread_object,
)


class ListThreads(MailQuery, kw_only=True):
    senders: Words = field(default_factory=list)
    recipients: Words = field(default_factory=list)


class DeleteThread(Struct, kw_only=True):
    permanent: bool = True


async def list_threads(request: Request[ListThreads, Nothing]) -> ListThreadsObject:
    """A page of threads without messages, the one with the newest message first."""
    query = request.query
    wanted = mail_filter(request.caller, query, query.senders, query.recipients)
    asked = page_request(request, largest_page(wanted))
    page = await threads.list_threads(request.ports, request.caller, wanted, asked)
    return ListThreadsObject(
        count=len(page.items),
        threads=[thread_item(thread) for thread in page.items],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, page.next_position),
    )


async def get_thread(request: Request[PageQuery, Nothing]) -> ThreadObject:
    """The thread with a page of its messages: the newest, from old to new; all of them without `limit`."""
    asked = page_request(request, MAX_FILTERED_LIMIT, default=MAX_LIMIT)
    found = await threads.get_thread(request.ports, request.caller, request.params["thread_id"], asked)
    return thread_object(
        found.thread,
        [message_object(full.message, full.bodies) for full in found.messages],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, found.page.next_position),
    )


async def update_thread(request: Request[Nothing, UpdateLabels]) -> ThreadLabelsObject:
    """The thread's labels after every message of it was changed."""
    thread = await threads.update_labels(
        request.ports, request.caller, request.params["thread_id"], request.body.change()
    )
    return ThreadLabelsObject(thread_id=thread.thread_id, labels=thread.labels)


async def delete_thread(request: Request[DeleteThread, Nothing]) -> None:
    """Deletes the thread for good, or moves it to the trash where older clients say `permanent=false`."""
    act = threads.delete_thread if request.query.permanent else threads.trash_thread
    await act(request.ports, request.caller, request.params["thread_id"])


_ALL, _ONE = "threads", "threads/{thread_id}"
ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", _ALL, ORG_POD_INBOX, "threads.list", Permission.MESSAGE_READ, list_threads),
    endpoint("GET", _ONE, ORG_POD_INBOX, "threads.get", Permission.MESSAGE_READ, get_thread),
    endpoint("PATCH", _ONE, ORG_POD_INBOX, "threads.update", Permission.MESSAGE_UPDATE, update_thread),
    endpoint("DELETE", _ONE, ORG_POD_INBOX, "threads.delete", Permission.MESSAGE_DELETE, delete_thread),
)
