"""A tiny API for the engine's tests: a route table of notes, a fixed clock, two known keys."""

from collections.abc import Sequence
from typing import Annotated, cast

import httpx
import msgspec
from msgspec import Meta, Struct, field
from starlette.responses import Response

from pillarbox.domain.access import Permission, Principal, Scope
from pillarbox.domain.errors import StorageUnavailable, Unauthorized
from pillarbox.domain.policy import Policy, Secrets
from pillarbox.edges.rest.api import Api
from pillarbox.edges.rest.endpoint import (
    INBOX,
    ORG,
    ORG_POD,
    ORG_POD_INBOX,
    Endpoint,
    Nothing,
    PublicRequest,
    Request,
    endpoint,
)
from pillarbox.edges.rest.instants import Instant
from pillarbox.edges.rest.paging import OrderedPageQuery, page_request, page_token
from pillarbox.edges.rest.parameters import Words
from pillarbox.ports import Blobs, Bus, Clock, Database, FileTexts, HttpPost, Ports, RemoteFiles
from pillarbox.services.stream import Hub

JSON = dict[str, object]


class NoteQuery(OrderedPageQuery, kw_only=True):
    labels: Words = field(default_factory=list)
    before: Instant | None = None


class NoteBody(Struct, kw_only=True):
    text: Annotated[str, Meta(max_length=1000)]
    add_labels: str | list[str] = []
    headers: dict[str, str] = {}
    send_at: Instant | None = None


class Note(Struct, kw_only=True, omit_defaults=True):
    seen: dict[str, object]
    next_page_token: str | None = None


async def list_notes(request: Request[NoteQuery, Nothing]) -> Note:
    """A page of notes."""
    page = page_request(request)
    seen: JSON = {
        "labels": request.query.labels,
        "before": request.query.before,
        "limit": page.limit,
        "after": page.after,
        "ascending": page.ascending,
        "pod_id": request.caller.mount.pod_id,
        "inbox_id": request.caller.mount.inbox_id,
    }
    return Note(seen=msgspec.to_builtins(seen, enc_hook=int), next_page_token=page_token(request, (1700, 5)))


async def show_note(request: Request[Nothing, Nothing]) -> Note:
    """One note."""
    return Note(seen={"operation": request.operation, **request.params})


async def write_note(request: Request[Nothing, NoteBody]) -> Note:
    """The note written."""
    return Note(seen={"text": request.body.text, "add_labels": request.body.add_labels})


async def delete_note(request: Request[Nothing, Nothing]) -> None:
    """Nothing."""


async def explode(request: Request[Nothing, Nothing]) -> Note:
    """Never anything."""
    raise ZeroDivisionError("a secret detail")


async def starve(request: Request[Nothing, Nothing]) -> Note:
    """Never anything."""
    raise StorageUnavailable


async def leaflet(request: PublicRequest[Nothing, Nothing]) -> Response:
    """A leaflet for everyone."""
    return Response(b"leaflet", media_type="text/plain")


READ, WRITE = Permission.MESSAGE_READ, Permission.MESSAGE_SEND
ENDPOINTS: Sequence[Endpoint] = (
    endpoint("GET", "notes", ORG_POD_INBOX, "notes.list", READ, list_notes),
    endpoint("GET", "notes/search", ORG_POD_INBOX, "notes.search", READ, show_note),
    endpoint("GET", "notes/{note_id:path}", ORG_POD_INBOX, "notes.get", READ, show_note),
    endpoint("GET", "notes/{note_id:path}/raw", INBOX, "notes.raw", READ, show_note),
    endpoint("GET", "notes/{note_id:path}/pages/{page_id}", INBOX, "notes.page", READ, show_note),
    endpoint("POST", "notes/send", INBOX, "notes.send", WRITE, write_note),
    endpoint("DELETE", "notes/{note_id:path}", INBOX, "notes.delete", Permission.MESSAGE_DELETE, delete_note),
    endpoint("GET", "inboxes/{inbox_id}", ORG_POD, "inboxes.get", None, show_note),
    endpoint("POST", "pods", ORG, "pods.create", Permission.POD_CREATE, show_note),
    endpoint("GET", "explode", ORG, "explode", None, explode),
    endpoint("GET", "starve", ORG, "starve", None, starve),
    endpoint("GET", "leaflet", ORG, "leaflet", None, leaflet),
)

PRINCIPALS = {
    "whole": Principal(
        api_key_id="k1",
        organization_id="o1",
        pod_id=None,
        inbox_id=None,
        scope=Scope(organization_no=1),
        permissions=None,
        expires_at_ms=None,
    ),
    "pod": Principal(
        api_key_id="k2",
        organization_id="o1",
        pod_id="p1",
        inbox_id=None,
        scope=Scope(organization_no=1, pod_no=1),
        permissions=None,
        expires_at_ms=None,
    ),
    "reader": Principal(
        api_key_id="k3",
        organization_id="o1",
        pod_id="p1",
        inbox_id="a@x.test",
        scope=Scope(organization_no=1, pod_no=1, inbox_no=1),
        permissions=frozenset({READ}),
        expires_at_ms=None,
    ),
}


async def authenticate(secret: str) -> Principal:
    if secret not in PRINCIPALS:
        raise Unauthorized("Unknown API key", code="unknown_api_key")
    return PRINCIPALS[secret]


def make_api() -> Api:
    """The notebook's API. Its handlers use no database, so there is none."""
    ports = Ports(
        database=cast("Database", None),
        blobs=cast("Blobs", None),
        bus=cast("Bus", None),
        clock=cast("Clock", None),
        http=cast("HttpPost", None),
        remote_files=cast("RemoteFiles", None),
        file_texts=cast("FileTexts", None),
        policy=Policy(domain="x.test", host="mx.x.test", public_url="http://x.test"),
        secrets=Secrets(signing_key=b"k" * 32),
    )
    return Api(ports, ENDPOINTS, authenticate, cast("Hub", None))


def make_client(key: str | None = "whole") -> httpx.AsyncClient:
    """An HTTP client of the notebook that holds `key`."""
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    transport = httpx.ASGITransport(make_api())
    return httpx.AsyncClient(transport=transport, base_url="http://x.test", headers=headers)
