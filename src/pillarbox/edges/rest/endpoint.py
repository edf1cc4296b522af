"""One row of the route table, and the request its handler is given."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import NoneType
from typing import Any, Generic, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

from msgspec import Struct
from starlette.responses import Response
from starlette.types import Scope

from pillarbox.domain.access import Caller, Permission
from pillarbox.ports import Ports
from pillarbox.services.stream import Hub


class MountPoint(StrEnum):
    """What stands before an endpoint's own path."""

    ROOT = ""
    ORGANIZATION = "v0"
    POD = "v0/pods/{pod_id}"
    INBOX = "v0/inboxes/{inbox_id}"


TOP = (MountPoint.ROOT,)
ORG = (MountPoint.ORGANIZATION,)
INBOX = (MountPoint.INBOX,)
ORG_POD = (MountPoint.ORGANIZATION, MountPoint.POD)
ORG_POD_INBOX = (MountPoint.ORGANIZATION, MountPoint.POD, MountPoint.INBOX)


class Nothing(Struct):
    """The query or body of an endpoint that reads none."""


Q = TypeVar("Q", bound=Struct)
B = TypeVar("B", bound=Struct)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRequest(Generic[Q, B]):
    """A decoded request to an endpoint that needs no credentials."""

    ports: Ports
    operation: str
    scope: Scope
    params: Mapping[str, str]  # path parameters of the endpoint itself, without those of its mount
    query: Q
    body: B

    def header(self, name: bytes) -> str | None:
        """The value of the first header called `name` (lowercase), or None."""
        for key, value in self.scope["headers"]:
            if key == name:
                return str(value, "latin-1")
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(PublicRequest[Q, B]):
    """A decoded request whose caller is known and holds the endpoint's permission."""

    caller: Caller
    hub: Hub


Result: TypeAlias = Struct | Response | None
Handler: TypeAlias = Callable[[Any], Awaitable[Result]]
"""Takes the `Request[…]` or `PublicRequest[…]` its own annotation names; `endpoint` reads it from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One operation of the API. Routing, permission check, decoding and documentation all come from it."""

    method: str
    path: str  # without the mount; `{name}` is one segment, `{name:path}` may span several
    mounts: tuple[MountPoint, ...]
    operation: str
    permission: Permission | None
    handler: Handler
    public: bool
    query: type[Struct]
    body: type[Struct]
    result: object
    status: int
    media_type: str | None  # of an answer that is no JSON
    also: tuple[int, ...]  # statuses besides those that follow from the rest of the row

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (self.handler.__doc__ or "").partition("\n")[0]


def endpoint(
    method: str,
    path: str,
    mounts: tuple[MountPoint, ...],
    operation: str,
    permission: Permission | None,
    handler: Handler,
    *,
    status: int | None = None,
    media_type: str | None = None,
    also: tuple[int, ...] = (),
) -> Endpoint:
    """A row of the route table. Query, body and result types are those of the handler's annotations."""
    hints = get_type_hints(handler)
    result = hints.pop("return")
    (request,) = hints.values()
    query, body = get_args(request)
    return Endpoint(
        method=method,
        path=path,
        mounts=mounts,
        operation=operation,
        permission=permission,
        handler=handler,
        public=get_origin(request) is PublicRequest,
        query=query,
        body=body,
        result=result,
        status=status or (204 if result is NoneType else 200),
        media_type=media_type,
        also=also,
    )
