"""A server with two inboxes that is reached over real sockets, and whose hub can be watched."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.rest_server import ROOT_KEY, RestServer, mail, open_rest_server
from websockets.asyncio.client import connect

from pillarbox.domain.access import Principal
from pillarbox.edges.bounded_http import BoundedHttp
from pillarbox.edges.rest.site import Site
from pillarbox.ports import Ports
from pillarbox.services.access import Gatekeeper
from pillarbox.services.stream import Hub, Subscription


class WebServer(uvicorn.Server):
    """uvicorn that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class ObservedHub(Hub):
    """A hub that shows its newest subscription and counts its listeners."""

    newest: Subscription

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports)
        self.listeners = 0
        self.arrived, self.empty = asyncio.Event(), asyncio.Event()

    def subscribe(self, principal: Principal) -> Subscription:
        self.newest = super().subscribe(principal)
        self.listeners += 1
        self.arrived.set()
        return self.newest

    def unsubscribe(self, subscription: Subscription) -> None:
        super().unsubscribe(subscription)
        self.listeners -= 1
        if not self.listeners:
            self.empty.set()


class Sockets:
    """A server whose live events can be heard over real sockets."""

    def __init__(self, rest: RestServer, hub: ObservedHub, port: int) -> None:
        self.rest = rest
        self.hub = hub
        self.url = f"ws://127.0.0.1:{port}"
        self.origin = f"http://127.0.0.1:{port}"

    def connect(self, path: str = "/v0", key: str | None = ROOT_KEY) -> connect:
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        return connect(self.url + path, additional_headers=headers, proxy=None)

    def http(self, key: str = ROOT_KEY) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.origin, headers={"Authorization": f"Bearer {key}"})

    async def stuck(self, head: str) -> socket.socket:
        """A client that sends a request for `/v0` and takes next to nothing of what it is sent."""
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.setblocking(False)
        host, port = self.origin.removeprefix("http://").split(":")
        loop = asyncio.get_running_loop()
        await loop.sock_connect(client, (host, int(port)))
        lines = f"GET /v0{head}\r\nHost: x\r\nAuthorization: Bearer {ROOT_KEY}\r\n\r\n"
        await loop.sock_sendall(client, lines.encode())
        return client

    async def receive(
        self, message_id: str, client_address: str = "127.0.0.1", to: str = "ada@x.test"
    ) -> None:
        headers = {"From": "ann@y.test", "To": to, "Message-ID": message_id}
        await self.rest.receive(to, mail(headers), client_address=client_address)


@asynccontextmanager
async def serving(rest: RestServer) -> AsyncIterator[Sockets]:
    gatekeeper, hub = Gatekeeper(rest.ports), ObservedHub(rest.ports)
    site = Site(rest.ports, gatekeeper, hub)
    config = uvicorn.Config(site, log_config=None, lifespan="off", http=BoundedHttp, ws="websockets-sansio")
    web = WebServer(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        tasks = [asyncio.create_task(work) for work in (gatekeeper.run(), hub.follow(), hub.watch_keys())]
        serving = asyncio.create_task(web.serve(sockets=[listening]))
        await web.ready.wait()
        yield Sockets(rest, hub, listening.getsockname()[1])
        web.should_exit = True
        hub.stop()
        await serving
        for task in tasks:
            task.cancel()


@asynccontextmanager
async def serving_inboxes(database: AnyDatabase, clock: FixedClock) -> AsyncIterator[Sockets]:
    rest = await open_rest_server(database, clock)
    async with rest.client() as client:
        await client.post("/v0/inboxes", json={"username": "ada"})
        await client.post("/v0/inboxes", json={"username": "ben"})
    async with serving(rest) as sockets:
        yield sockets
