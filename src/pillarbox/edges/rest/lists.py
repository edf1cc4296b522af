"""Handlers of allow and block lists."""

from enum import StrEnum
from typing import TypeVar

from msgspec import Struct

from pillarbox.domain.access import Permission
from pillarbox.domain.errors import invalid
from pillarbox.domain.lists import Direction, ListType
from pillarbox.edges.rest.endpoint import ORG_POD_INBOX, B, Endpoint, Nothing, Q, Request, endpoint
from pillarbox.edges.rest.paging import PageQuery, echoed_limit, page_request, page_token
from pillarbox.services import lists
from pillarbox.wire.lists import ListEntriesObject, ListEntryObject

_LIST = "lists/{direction}/{type}"
_ENTRY = "lists/{direction}/{type}/{entry:path}"
Word = TypeVar("Word", bound=StrEnum)


class CreateEntry(Struct, kw_only=True):
    entry: str
    reason: str | None = None


async def list_entries(request: Request[PageQuery, Nothing]) -> ListEntriesObject:
    """A page of the entries of one list, in alphabetical order."""
    asked = page_request(request, ascending=True)
    page = await lists.list_entries(request.ports, request.caller, *_which(request), asked)
    return ListEntriesObject(
        count=len(page.items),
        entries=[ListEntryObject.of(entry) for entry in page.items],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, page.next_position),
    )


async def create_entry(request: Request[Nothing, CreateEntry]) -> ListEntryObject:
    """The entry, made now or before."""
    body = request.body
    entry = await lists.add_entry(request.ports, request.caller, *_which(request), body.entry, body.reason)
    return ListEntryObject.of(entry)


async def get_entry(request: Request[Nothing, Nothing]) -> ListEntryObject:
    """One entry of a list."""
    entry = await lists.get_entry(request.ports, request.caller, *_which(request), request.params["entry"])
    return ListEntryObject.of(entry)


async def delete_entry(request: Request[Nothing, Nothing]) -> None:
    """Takes an entry off a list."""
    await lists.delete_entry(request.ports, request.caller, *_which(request), request.params["entry"])


def _which(request: Request[Q, B]) -> tuple[Direction, ListType]:
    return _word(request, "direction", Direction), _word(request, "type", ListType)


def _word(request: Request[Q, B], name: str, words: type[Word]) -> Word:
    value = request.params[name]
    if value not in words.__members__.values():
        known = [word.value for word in words]
        raise invalid(f"Expected one of {', '.join(known)}", [name], "invalid_value", values=known)
    return words(value)


ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", _LIST, ORG_POD_INBOX, "lists.list", Permission.LIST_ENTRY_READ, list_entries),
    endpoint("POST", _LIST, ORG_POD_INBOX, "lists.create", Permission.LIST_ENTRY_CREATE, create_entry),
    endpoint("GET", _ENTRY, ORG_POD_INBOX, "lists.get", Permission.LIST_ENTRY_READ, get_entry),
    endpoint("DELETE", _ENTRY, ORG_POD_INBOX, "lists.delete", Permission.LIST_ENTRY_DELETE, delete_entry),
)
