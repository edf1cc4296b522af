"""A receiver of webhooks on loopback: it keeps what it is sent and answers as it was told."""

import asyncio
import json
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import svix
from standardwebhooks import Webhook

WAIT_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One request. Names of headers are in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    client_port: int

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.body)
        return event

    def verify(self, secret: str) -> None:
        """Raise unless both official libraries take the signature."""
        svix.Webhook(secret).verify(self.body, dict(self.headers))
        Webhook(secret).verify(self.body, dict(self.headers))


@dataclass(slots=True)
class Receiver:
    """Answers with `statuses` in turn, then with `status`; requests to `held_path` wait for `release`."""

    port: int = 0
    status: int = 204
    statuses: deque[int] = field(default_factory=deque)
    held_path: str = "/held"
    release: Event = field(default_factory=Event)
    requests: Queue[Delivery] = field(default_factory=Queue)

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def next(self) -> Delivery:
        """The next request, waited for."""
        return self.requests.get(timeout=WAIT_S)

    async def anext(self) -> Delivery:
        return await asyncio.to_thread(self.next)

    def rest(self) -> list[Delivery]:
        """What came and was not looked at yet."""
        found = []
        try:
            while True:
                found.append(self.requests.get_nowait())
        except Empty:
            return found


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens inside the block."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            body = self.rfile.read(size)
            if len(body) < size:
                return  # the sender died
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.requests.put(
                Delivery(
                    path=self.path,
                    headers=headers,
                    body=body,
                    client_port=self.client_address[1],
                )
            )
            if urlsplit(self.path).path == receiver.held_path:
                receiver.release.wait(WAIT_S)
            status = receiver.statuses.popleft() if receiver.statuses else receiver.status
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", receiver.url("/elsewhere"))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Stay quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *_: object) -> None:
            """A client that hung up is no news."""

    with Server(("127.0.0.1", 0), Handler) as server:
        receiver.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield receiver
        finally:
            receiver.release.set()
            server.shutdown()
            thread.join()
