"""The WebSocket of live events: admits the caller, takes subscriptions, writes frames. Knows no event."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Annotated, Literal
from urllib.parse import parse_qs

import msgspec
import structlog
from msgspec import Meta, Struct
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from pillarbox.domain.access import Caller, Mount, Principal
from pillarbox.domain.errors import NotFound, PillarboxError, StorageUnavailable, ValidationFailed, invalid
from pillarbox.edges.rest import errors
from pillarbox.edges.rest.admission import bearer_key, missing_authorization
from pillarbox.edges.rest.validation import has_nul, validation_failed
from pillarbox.services.listening import EventFilter
from pillarbox.services.stream import Hub, Lagging, Revoked, Stopping, Subscription

MAX_SUBSCRIPTIONS = 100
MAX_FRAME_CHARS = 64 * 1024
SEND_TIMEOUT_S = 30.0
POLICY_VIOLATION = 1008  # RFC 6455 §7.4.1
SERVICE_RESTART = 1012  # IANA WebSocket Close Code Number Registry
TRY_AGAIN_LATER = 1013  # IANA WebSocket Close Code Number Registry

_log = structlog.get_logger()

Names = Annotated[list[str], Meta(max_length=1000)]


class Subscribe(Struct, kw_only=True):
    """The only frame a client sends."""

    type: Literal["subscribe"]
    event_types: Names | None = None
    inbox_ids: Names | None = None
    pod_ids: Names | None = None
    after: str | None = None


class Subscribed(Struct, kw_only=True, omit_defaults=True):
    type: str = msgspec.field()
    event_types: list[str] | None = None
    inbox_ids: list[str] | None = None
    pod_ids: list[str] | None = None
    after: str | None = None


class ErrorFrame(Struct, kw_only=True):
    type: str
    name: str
    message: str


class Stream:
    """Serves `GET /v0` as a WebSocket."""

    def __init__(self, hub: Hub, authenticate: Callable[[str], Awaitable[Principal]]):
        self._hub = hub
        self._authenticate = authenticate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection to its end. Bad credentials are refused before the upgrade."""
        socket = WebSocket(scope, receive, send)
        try:
            principal = await self._admitted(scope)
        except PillarboxError as error:
            body = Response(errors.envelope(error), error.status, media_type="application/json")
            await socket.send_denial_response(body)
            return
        await socket.accept()
        subscription = self._hub.subscribe(principal)
        try:
            async with asyncio.TaskGroup() as tasks:
                reading = asyncio.timeout(None)
                writing = tasks.create_task(_write(socket, subscription, reading))
                with suppress(TimeoutError, WebSocketDisconnect):
                    async with reading:
                        await self._read(socket, subscription)
                writing.cancel()
        finally:
            self._hub.unsubscribe(subscription)

    async def _read(self, socket: WebSocket, subscription: Subscription) -> None:
        """Take subscriptions until the client leaves."""
        taken = 0
        while True:
            event = await socket.receive()
            if event["type"] == "websocket.disconnect":
                return
            caller = Caller(principal=subscription.principal, mount=Mount())
            try:
                if taken == MAX_SUBSCRIPTIONS:
                    raise invalid(f"A connection holds at most {MAX_SUBSCRIPTIONS} subscriptions")
                asked = _decode(event.get("text") or event.get("bytes") or "")
                interest = await self._hub.check(caller, _event_filter(asked))
            except PillarboxError as error:
                await _send(socket, msgspec.json.encode(_error_frame(error)))
            else:
                taken += 1
                await _send(socket, msgspec.json.encode(_subscribed(asked)))
                subscription.start(interest)

    async def _admitted(self, scope: Scope) -> Principal:
        if scope["path"].strip("/") != "v0":
            raise NotFound("Route not found")
        key = bearer_key(scope["headers"]) or _query_key(scope["query_string"])
        if key is None:
            raise missing_authorization()
        return await self._authenticate(key)


def _query_key(query_string: bytes) -> str | None:
    """The key in `?api_key=`, for browsers, which cannot set headers on a WebSocket."""
    try:
        return parse_qs(query_string.decode("latin-1"), max_num_fields=100).get("api_key", [None])[0]
    except ValueError:
        return None


async def _write(socket: WebSocket, subscription: Subscription, reading: asyncio.Timeout) -> None:
    """Pass on events until the subscription ends or the client takes nothing; then end the connection too and
    say why where that can still be said."""
    try:
        async for frame in subscription.frames():
            if frame is not None:
                await _send(socket, frame.body)
    except WebSocketDisconnect:
        return
    except Lagging:
        await _close(socket, TRY_AGAIN_LATER, "Too slow")
    except Stopping:
        await _close(socket, SERVICE_RESTART, "The server stops")
    except Revoked:
        await _close(socket, POLICY_VIOLATION, "API key is gone")
    except StorageUnavailable:
        await _close(socket, TRY_AGAIN_LATER, "Storage is unavailable")
    except TimeoutError:
        _log.info("client takes no events")
    reading.reschedule(asyncio.get_running_loop().time())


async def _send(socket: WebSocket, frame: bytes) -> None:
    """Raises `TimeoutError` when the client does not take the frame in time: the next would leave a gap."""
    async with asyncio.timeout(SEND_TIMEOUT_S):
        await socket.send_text(frame.decode())


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    with suppress(WebSocketDisconnect, TimeoutError):
        async with asyncio.timeout(SEND_TIMEOUT_S):
            await socket.close(code, reason)


def _decode(text: str | bytes) -> Subscribe:
    if len(text) > MAX_FRAME_CHARS:
        raise invalid(f"A frame has at most {MAX_FRAME_CHARS} characters")
    try:
        asked = msgspec.json.decode(text, type=Subscribe)
    except msgspec.ValidationError as error:
        raise validation_failed(error, Subscribe) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise invalid("Invalid JSON", [], "invalid_format", format="json_string") from None
    if has_nul(msgspec.to_builtins(asked)):
        raise invalid("A text must not contain the NUL character")
    return asked


def _event_filter(asked: Subscribe) -> EventFilter:
    return EventFilter(
        event_types=asked.event_types or (),
        inbox_ids=asked.inbox_ids or (),
        pod_ids=asked.pod_ids or (),
        after=asked.after,
    )


def _subscribed(asked: Subscribe) -> Subscribed:
    return Subscribed(
        type="subscribed",
        event_types=asked.event_types,
        inbox_ids=asked.inbox_ids,
        pod_ids=asked.pod_ids,
        after=asked.after,
    )


def _error_frame(error: PillarboxError) -> ErrorFrame:
    message = error.message
    if isinstance(error, ValidationFailed):
        message = str(error.errors[0]["message"])
    return ErrorFrame(type="error", name=error.name, message=message)
