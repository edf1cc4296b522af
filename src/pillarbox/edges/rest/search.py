"""Handlers that search messages and threads."""

from typing import Annotated

from msgspec import Meta

from pillarbox.domain.access import Permission
from pillarbox.domain.search import parse_query
from pillarbox.edges.rest.endpoint import INBOX, ORG_POD_INBOX, Endpoint, Nothing, Request, endpoint
from pillarbox.edges.rest.instants import Instant
from pillarbox.edges.rest.paging import (
    MAX_FILTERED_LIMIT,
    PageQuery,
    echoed_limit,
    page_request,
    page_token,
)
from pillarbox.services import search
from pillarbox.tables.search import SearchFilter
from pillarbox.wire.search import FoundMessagesObject, FoundThreadsObject, found_message, found_thread


class Search(PageQuery, kw_only=True):
    q: Annotated[str, Meta(description="Words, and phrases in double quotes: all of them must be found.")]
    before: Instant | None = None
    after: Instant | None = None

    def wanted(self) -> SearchFilter:
        """Raises `ValidationFailed`, see `parse_query`."""
        return SearchFilter(terms=parse_query(self.q), before=self.before, after=self.after)


async def search_messages(request: Request[Search, Nothing]) -> FoundMessagesObject:
    """A page of messages that match, without bodies, best match first."""
    asked = page_request(request, MAX_FILTERED_LIMIT)
    page = await search.search_messages(request.ports, request.caller, request.query.wanted(), asked)
    return FoundMessagesObject(
        count=len(page.items),
        messages=[found_message(found.message, found.highlights) for found in page.items],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, page.next_position),
    )


async def search_threads(request: Request[Search, Nothing]) -> FoundThreadsObject:
    """A page of threads of which a message matches, best match first."""
    asked = page_request(request, MAX_FILTERED_LIMIT)
    page = await search.search_threads(request.ports, request.caller, request.query.wanted(), asked)
    return FoundThreadsObject(
        count=len(page.items),
        threads=[found_thread(found.thread, found.highlights) for found in page.items],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, page.next_position),
    )


_READ = Permission.MESSAGE_READ
ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", "messages/search", INBOX, "messages.search", _READ, search_messages),
    endpoint("GET", "threads/search", ORG_POD_INBOX, "threads.search", _READ, search_threads),
)
