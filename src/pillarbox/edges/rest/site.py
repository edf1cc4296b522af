"""The root of everything served over HTTP: calls go to the API, WebSockets to the event stream."""

from starlette.types import Receive, Scope, Send

from pillarbox.edges.rest.api import Api
from pillarbox.edges.rest.stream import Stream
from pillarbox.edges.rest.table import ENDPOINTS
from pillarbox.ports import Ports
from pillarbox.services.access import Gatekeeper
from pillarbox.services.stream import Hub


class Site:
    """An ASGI application."""

    def __init__(self, ports: Ports, gatekeeper: Gatekeeper, hub: Hub) -> None:
        self._api = Api(ports, ENDPOINTS, gatekeeper.authenticate)
        self._stream = Stream(hub, gatekeeper.authenticate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._stream(scope, receive, send)
        else:
            await self._api(scope, receive, send)
