"""Pages of lists: how large, where they start, and the opaque token that leads from one to the next.

A token carries the keyset of the last item and a MAC over it, the list, its scope and its filters, so that
it serves only the list it came from.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from pillarbox.domain.errors import ValidationFailed, invalid
from pillarbox.edges.rest.endpoint import Request
from pillarbox.edges.rest.parameters import Limit, PageToken
from pillarbox.tables.paging import PageRequest, Position

DEFAULT_LIMIT = 50
MAX_LIMIT = 1000
MAX_FILTERED_LIMIT = 100
MAX_TOKEN_CHARS = 2048
_MAC_BYTES = 16


class PageQuery(Struct, kw_only=True):
    """The query of every list."""

    limit: Limit | None = None
    page_token: PageToken | None = None


class OrderedPageQuery(PageQuery, kw_only=True):
    """The query of a list that can be turned round."""

    ascending: Annotated[bool, Meta(description="Oldest first; newest first when absent.")] = False


PageQ = TypeVar("PageQ", bound=PageQuery)
B = TypeVar("B", bound=Struct)


def page_request(
    request: Request[PageQ, B],
    most: int = MAX_LIMIT,
    default: int = DEFAULT_LIMIT,
    *,
    ascending: bool = False,
) -> PageRequest:
    """The page a client asks for, of at most `most` items, or of `default` when it names no limit.

    Raises `ValidationFailed` for a token that did not come from this list with these filters and this scope.
    """
    query = request.query
    return PageRequest(
        limit=default if query.limit is None else min(query.limit, most),
        after=_position(request),
        ascending=ascending or (isinstance(query, OrderedPageQuery) and query.ascending),
    )


def echoed_limit(request: Request[PageQ, B], asked: PageRequest) -> int | None:
    """The limit to show in the answer: the one that held, if the client named one."""
    return None if request.query.limit is None else asked.limit


def page_token(request: Request[PageQ, B], next_position: Position | None) -> str | None:
    """The token for the page behind this one; None when there is none."""
    if next_position is None:
        return None
    keyset = msgspec.msgpack.encode(next_position)
    return urlsafe_b64encode(_mac(request, keyset) + keyset).decode().rstrip("=")


def _position(request: Request[PageQ, B]) -> Position | None:
    token = request.query.page_token
    if token is None:
        return None
    if len(token) > MAX_TOKEN_CHARS:
        raise _foreign()
    try:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        raise _foreign() from None
    mac, keyset = sealed[:_MAC_BYTES], sealed[_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(request, keyset)):
        raise _foreign()
    position: Position = msgspec.msgpack.decode(keyset, type=Position)
    return position


def _mac(request: Request[PageQ, B], keyset: bytes) -> bytes:
    filters = msgspec.structs.asdict(request.query)
    del filters["limit"], filters["page_token"]
    caller = request.caller
    bound = (
        "page-token",
        request.operation,
        (caller.principal.organization_id, caller.principal.pod_id, caller.principal.inbox_id),
        (caller.mount.pod_id, caller.mount.inbox_id),
        sorted(request.params.items()),
        filters,
        keyset,
    )
    message = msgspec.msgpack.encode(bound, enc_hook=int)
    return hmac.digest(request.ports.secrets.signing_key, message, "sha256")[:_MAC_BYTES]


def _foreign() -> ValidationFailed:
    return invalid("Invalid page token", ["page_token"], "invalid_format", format="base64url")
