"""Answers that never end: events as Server-Sent Events (WHATWG HTML §9.2)."""

import asyncio
from contextlib import aclosing, suppress

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from pillarbox.domain.access import Principal
from pillarbox.domain.errors import StorageUnavailable
from pillarbox.services.listening import Frame, Interest
from pillarbox.services.stream import Ended, Hub, Subscription

MEDIA_TYPE = "text/event-stream"
SEND_TIMEOUT_S = 30.0
_KEEP_ALIVE_S = 15.0
_OPENING = b"retry: 2000\n\n"
_KEEP_ALIVE = b": keep-alive\n\n"


class EventStream(Response):
    """Events until the client leaves or takes nothing for `SEND_TIMEOUT_S`, the key is revoked, or the
    server stops. A client that comes back with `Last-Event-ID` goes on where it was."""

    def __init__(self, hub: Hub, principal: Principal, interest: Interest) -> None:
        super().__init__(media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})
        del self.headers["content-length"]
        self._hub = hub
        self._principal = principal
        self._interest = interest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one client to its end."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body"})
            return
        subscription = self._hub.subscribe(self._principal)
        subscription.start(self._interest)
        leaving = asyncio.create_task(_left(receive))
        writing = asyncio.create_task(_write(subscription, send))
        try:
            await asyncio.wait((leaving, writing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.unsubscribe(subscription)
            for task in (leaving, writing):
                task.cancel()
            with suppress(asyncio.CancelledError):
                await writing


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(subscription: Subscription, send: Send) -> None:
    try:
        await _send(send, _OPENING)
        async with aclosing(subscription.frames(_KEEP_ALIVE_S)) as frames:
            async for frame in frames:
                await _send(send, _KEEP_ALIVE if frame is None else _told(frame))
    except TimeoutError:
        return
    except (Ended, StorageUnavailable):
        await send({"type": "http.response.body"})


async def _send(send: Send, chunk: bytes) -> None:
    async with asyncio.timeout(SEND_TIMEOUT_S):
        await send({"type": "http.response.body", "body": chunk, "more_body": True})


def _told(frame: Frame) -> bytes:
    return b"id: %b\ndata: %b\n\n" % (frame.event_id.encode(), frame.body)
