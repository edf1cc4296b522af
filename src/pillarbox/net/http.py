"""HTTP requests to URLs that strangers chose. Knows nothing of what is sent. `net/remote_files.py` fetches.

A host is resolved once for each connection, and the addresses that were checked are the ones dialled: a name
that changes its mind in between (DNS rebinding) gains nothing. No proxies, no redirects, no cookies.
"""

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import closing
from typing import TypeVar

import httpcore2
from httpcore2 import SOCKET_OPTION, AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream, Origin
from httpcore2 import AsyncHTTPConnection as Connection

from pillarbox.domain.network import Address, is_public
from pillarbox.net.look_up import LookUps
from pillarbox.ports import HttpAnswer

TIMEOUT_S = 15.0
MAX_ANSWER_BYTES = 64 * 1024
_IDLE_CONNECTIONS = 64
_IDLE_S = 30.0
_WEB_PORTS = frozenset({80, 443})
_LAST_SYSTEM_PORT = 1023  # RFC 6335 §6

_CONNECT_S = 5.0  # for each address of a host

T = TypeVar("T")
Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]


class Refused(httpcore2.ConnectError):
    """The host or port is not one to be dialled for strangers."""


class HttpClient:
    """`ports.HttpPost` that keeps connections alive. Close it with `aclose`."""

    def __init__(
        self, *, allow_private: bool, timeout_s: float = TIMEOUT_S, tls: ssl.SSLContext | None = None
    ) -> None:
        self._timeout_s = timeout_s
        self._tls = tls or ssl.create_default_context()
        self._network = network(allow_private=allow_private)
        self._idle: deque[tuple[Origin, Connection]] = deque()  # the one used last at the end

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> HttpAnswer:
        """See `ports.HttpPost.post`. At most 64 KiB of the answer's body are read, and thrown away."""
        answer = await attempt(self._post(url, headers, body), self._timeout_s)
        return HttpAnswer(problem=answer) if isinstance(answer, str) else HttpAnswer(status=answer)

    async def aclose(self) -> None:
        while self._idle:
            await self._idle.pop()[1].aclose()

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        origin = httpcore2.URL(url).origin
        while (kept := self._take(origin)) is not None:
            if kept.has_expired():
                await kept.aclose()
                continue
            try:
                return await self._exchange(origin, kept, url, headers, body)
            except (httpcore2.NetworkError, httpcore2.RemoteProtocolError):
                break  # closed at the other end as we began: not the receiver's failure
        fresh = Connection(
            origin, ssl_context=self._tls, keepalive_expiry=_IDLE_S, network_backend=self._network
        )
        return await self._exchange(origin, fresh, url, headers, body)

    async def _exchange(
        self, origin: Origin, connection: Connection, url: str, headers: Mapping[str, str], body: bytes
    ) -> int:
        """The status of the answer. The connection is kept when all of the answer was read, else closed."""
        try:
            async with connection.stream("POST", url, headers=list(headers.items()), content=body) as answer:
                size = 0
                async for chunk in answer.aiter_stream():
                    size += len(chunk)
                    if size > MAX_ANSWER_BYTES:
                        break
                status = answer.status
        except BaseException:
            await connection.aclose()
            raise
        if connection.is_available():
            self._idle.append((origin, connection))
        if len(self._idle) > _IDLE_CONNECTIONS:
            await self._idle.popleft()[1].aclose()
        return status

    def _take(self, origin: Origin) -> Connection | None:
        """The kept connection to `origin` that was used last."""
        for kept in reversed(self._idle):
            if kept[0] == origin:
                self._idle.remove(kept)
                return kept[1]
        return None


class CheckedNetwork(AsyncNetworkBackend):
    """Connects to public addresses of other machines, and to any other only when told that it may."""

    def __init__(self, resolve: Resolve, *, allow_private: bool) -> None:
        self._resolve = resolve
        self._allow_private = allow_private
        self._network = AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """A connection to the first of the host's addresses that answers. Raises `Refused` when any of them
        is not public, or when the port is one of the system's and not of the web."""
        if not self._allow_private and port not in _WEB_PORTS and port <= _LAST_SYSTEM_PORT:
            raise Refused(f"port {port} is not one for HTTP")
        try:
            addresses = await self._resolve(host, port)
        except (OSError, ValueError) as error:
            raise httpcore2.ConnectError(f"{host} cannot be resolved") from error
        for address in addresses:
            if not self._allow_private and (not is_public(address) or _is_ours(address)):
                raise Refused(f"{host} has an address that is not public")
        failure: Exception = Refused(f"{host} has no address")
        for address in addresses:
            try:
                return await self._network.connect_tcp(
                    str(address), port, timeout or _CONNECT_S, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def network(*, allow_private: bool) -> AsyncNetworkBackend:
    """What may be dialled: everything, or public addresses alone."""
    return CheckedNetwork(LookUps().addresses_of, allow_private=allow_private)


async def attempt(exchange: Awaitable[T], timeout_s: float) -> T | str:
    """What an HTTP exchange came to, or the problem in a few words."""
    try:
        async with asyncio.timeout(timeout_s):
            return await exchange
    except TimeoutError:
        return f"no answer within {timeout_s:g} seconds"
    except Refused as error:
        return str(error)
    except (httpcore2.NetworkError, httpcore2.TimeoutException) as error:
        return f"connection failed: {_reason(error)}"
    except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol, ValueError) as error:
        return f"not understood: {_reason(error)}"


def _is_ours(address: Address) -> bool:
    """Whether the address belongs to this machine: only such can be bound."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with closing(socket.socket(family, socket.SOCK_DGRAM)) as probe:
        try:
            probe.bind((str(address), 0))
        except OSError:
            return False
    return True


def _reason(error: Exception) -> str:
    """The cause in words, without what the libraries wrap around it."""
    return str(error.__cause__ or error) or type(error).__name__
