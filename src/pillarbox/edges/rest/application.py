"""Everything this server answers over HTTP: the REST API and the WebSocket of live events."""

from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from pillarbox.domain.access import Principal
from pillarbox.edges.rest.api import Api
from pillarbox.edges.rest.stream import Stream
from pillarbox.edges.rest.table import ENDPOINTS
from pillarbox.ports import Ports
from pillarbox.services.stream import Hub


def application(ports: Ports, hub: Hub, authenticate: Callable[[str], Awaitable[Principal]]) -> ASGIApp:
    """The ASGI application. `authenticate` turns an API key into its principal."""
    api = Api(ports, ENDPOINTS, authenticate)
    stream = Stream(hub, authenticate)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        serve_scope = stream if scope["type"] == "websocket" else api
        await serve_scope(scope, receive, send)

    return serve
