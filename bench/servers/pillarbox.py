"""Our server as its users start it, and a plain keep-alive client of its API."""

import asyncio
import http.client
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bench.mails import DOMAIN, USERNAMES, username
from bench.processes import running
from bench.servers.contender import Server


class ApiFailed(Exception):
    """A call was not answered with success."""


class Api:
    """One HTTP connection with the root key. Blocking; for one thread."""

    def __init__(self, port: int, key: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def call(self, method: str, path: str, body: object = None) -> bytes:
        """The body of the answer. Raises `ApiFailed`."""
        content = None if body is None else json.dumps(body).encode()
        self._connection.request(method, f"/v0/{path}", content, self._headers)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status >= 300:
            raise ApiFailed(f"{method} {path}: {response.status} {answer[:200]!r}")
        return answer

    def close(self) -> None:
        self._connection.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningPillarbox:
    """Where a server of ours is, and its root key."""

    smtp_port: int
    http_port: int
    pid: int
    key: str

    def api(self) -> Api:
        return Api(self.http_port, self.key)


def messages_path(number: int) -> str:
    """The list of messages of one of the `INBOXES` inboxes."""
    return f"inboxes/{quote(f'{username(number)}@{DOMAIN}')}/messages"


@asynccontextmanager
async def pillarbox(directory: Path) -> AsyncIterator[RunningPillarbox]:
    """Our server on the data in `directory`, until the block ends. Raises `NotStarted`."""
    data = directory / "data"
    ports_file = data / "ports.json"
    ports_file.unlink(missing_ok=True)
    flags = {"data-dir": str(data), "http": "127.0.0.1:0", "smtp": "127.0.0.1:0", "domain": DOMAIN}
    command = [str(Path(sys.executable).with_name("pillarbox")), "serve", "--log-level", "warning"]
    for name, value in flags.items():
        command += [f"--{name}", value]
    async with running(command, directory, ready_file=ports_file) as pid:
        ports = json.loads(ports_file.read_text())
        yield RunningPillarbox(
            smtp_port=ports["smtp"]["port"],
            http_port=ports["http"]["port"],
            pid=pid,
            key=(data / "root-api-key").read_text().strip(),
        )


@asynccontextmanager
async def pillarbox_with_inboxes(
    directory: Path, usernames: Sequence[str] = USERNAMES
) -> AsyncIterator[RunningPillarbox]:
    """Our server with the inboxes that the mails are for. Raises `NotStarted`."""
    async with pillarbox(directory) as server:
        await asyncio.to_thread(_create_inboxes, server, usernames)
        yield server


def _create_inboxes(server: RunningPillarbox, usernames: Sequence[str]) -> None:
    api = server.api()
    for name in usernames:
        api.call("POST", "inboxes", {"username": name})
    api.close()


class Pillarbox:
    """The contender."""

    name = "Pillarbox"
    at_250 = "parsed, threaded, indexed for search, event logged, all committed with fsync"

    def missing(self) -> str | None:
        return None

    @asynccontextmanager
    async def running(self, directory: Path) -> AsyncIterator[Server]:
        async with pillarbox_with_inboxes(directory) as server:
            yield Server(port=server.smtp_port, pid=server.pid)
