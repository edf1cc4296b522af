"""Everything this server answers over HTTP: the REST API and the WebSocket of live events."""

from starlette.types import Receive, Scope, Send

from pillarbox.edges.rest.api import Api
from pillarbox.edges.rest.stream import Stream
from pillarbox.edges.rest.table import ENDPOINTS
from pillarbox.ports import Ports
from pillarbox.services.access import Gatekeeper
from pillarbox.services.stream import Hub


class Site:
    """The ASGI application."""

    def __init__(self, ports: Ports, gatekeeper: Gatekeeper, hub: Hub):
        self._api = Api(ports, ENDPOINTS, gatekeeper.authenticate, hub)
        self._stream = Stream(hub, gatekeeper.authenticate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one socket."""
        serve = self._stream if scope["type"] == "websocket" else self._api
        await serve(scope, receive, send)
