"""Accepts connections for one door: counts them, in total and per address, and drains them at the end.

Knows no protocol; each connection says goodbye in its own words.
"""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv6Network, ip_address
from typing import Protocol

import structlog

_BACKLOG = 1024
_ACCEPTED_AT_ONCE = 64
_REST_S = 1.0
_CUT_WITHIN_S = 5.0
_IPV6_SITE_BITS = 64  # what one customer commonly gets
_log = structlog.get_logger()


class Connection(Protocol):
    """What the listener knows of a connection."""

    def drain(self) -> None:
        """Finish what is in progress, then close."""
        ...

    def abort(self) -> None:
        """Close at once."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How many connections one listener holds; those from loopback count in total only."""

    connections: int = 1000
    connections_per_address: int = 50  # an IPv6 address stands for its /64


class Taker(Protocol):
    """May serve a client elsewhere from its first moment."""

    def take(self, accepted: socket.socket, address: str) -> bool:
        """Whether it did, with a copy of the socket."""
        ...


class Listener:
    """Listens on any number of addresses whose connections share one set.

    A protocol that it serves asks `admit` when its connection is made, and tells `leave` when it is lost.
    """

    def __init__(self, capacity: Capacity | None = None) -> None:
        self._capacity = capacity or Capacity()
        self._sockets: list[socket.socket] = []
        self._connecting: set[asyncio.Task[None]] = set()
        self._sites: dict[Connection, str] = {}
        self._per_site: Counter[str] = Counter()
        self._empty = asyncio.Event()
        self._empty.set()
        self._stopped = False

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._sites)

    def start(
        self,
        protocol: Callable[[], asyncio.Protocol],
        host: str,
        port: int,
        *,
        tls_context: ssl.SSLContext | None = None,
        taker: Taker | None = None,
    ) -> tuple[str, int]:
        """The address it listens on; port 0 picks a free one. Raises `OSError` that names a taken one.

        With `tls_context` the connection is encrypted from its first octet. Who is not taken by the `taker`
        gets a `protocol`.
        """
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        except OSError as error:
            raise OSError(error.errno, f"{host}:{port} cannot be bound: {error.strerror}") from error
        listening.setblocking(False)
        self._sockets.append(listening)
        self._listen(listening, lambda: self._accept(listening, protocol, tls_context, taker))
        bound_host, bound_port, *_ = listening.getsockname()
        return bound_host, bound_port

    def has_room(self, address: str) -> bool:
        """Whether one more from `address` would be admitted."""
        if self._stopped or len(self._sites) >= self._capacity.connections:
            return False
        site = _site(address)
        return not site or self._per_site[site] < self._capacity.connections_per_address

    def admit(self, connection: Connection, address: str) -> bool:
        """Whether there is room for one more from `address`; if so, it is counted until it leaves."""
        if not self.has_room(address):
            return False
        site = _site(address)
        self._sites[connection] = site
        self._per_site[site] += 1
        self._empty.clear()
        return True

    def hand_over(self, connection: Connection, successor: Connection) -> None:
        """From now on `successor` stands for `connection`."""
        self._sites[successor] = self._sites.pop(connection)

    def leave(self, connection: Connection) -> None:
        """The connection has ended; one that was not admitted may say so, too."""
        site = self._sites.pop(connection, None)
        if site is None:
            return
        self._per_site[site] -= 1
        if not self._per_site[site]:
            del self._per_site[site]
        if not self._sites:
            self._empty.set()

    async def stop(self, grace_s: float) -> None:
        """Accept nothing more, let mail in progress finish for `grace_s`, then cut what is left. Ends soon
        after that, whatever the connections do."""
        self._stopped = True
        for listening in self._sockets:
            asyncio.get_running_loop().remove_reader(listening)
            listening.close()
        self._sockets.clear()
        for connection in tuple(self._sites):
            connection.drain()
        try:
            async with asyncio.timeout(grace_s):
                await self._empty.wait()
        except TimeoutError:
            for connection in tuple(self._sites):
                connection.abort()
            with suppress(TimeoutError):
                async with asyncio.timeout(_CUT_WITHIN_S):
                    await self._empty.wait()

    def _listen(self, listening: socket.socket, accept: Callable[[], bool]) -> None:
        """Accept whenever somebody comes; not at once after a failure: then the machine is at its end."""
        loop = asyncio.get_running_loop()

        def accept_or_rest() -> None:
            if not accept():
                loop.remove_reader(listening)
                loop.call_later(_REST_S, resume)

        def resume() -> None:
            if not self._stopped:
                loop.add_reader(listening, accept_or_rest)

        resume()

    def _accept(
        self,
        listening: socket.socket,
        protocol: Callable[[], asyncio.Protocol],
        tls_context: ssl.SSLContext | None,
        taker: Taker | None,
    ) -> bool:
        """Serve some of those that wait. False when the system has no room for one."""
        for _ in range(_ACCEPTED_AT_ONCE):
            try:
                accepted, peer = listening.accept()
            except (BlockingIOError, ConnectionAbortedError):
                break
            except OSError as error:
                _log.warning("connection not accepted", reason=str(error))
                return False
            accepted.setblocking(False)
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if taker is not None and taker.take(accepted, peer[0]):
                accepted.close()
                continue
            connecting = asyncio.create_task(_connect(protocol, accepted, tls_context))
            self._connecting.add(connecting)
            connecting.add_done_callback(self._connecting.discard)
        return True


async def _connect(
    protocol: Callable[[], asyncio.Protocol], accepted: socket.socket, tls_context: ssl.SSLContext | None
) -> None:
    try:
        await asyncio.get_running_loop().connect_accepted_socket(protocol, accepted, ssl=tls_context)
    except OSError as error:
        _log.info("connection lost before it was made", reason=str(error))
        accepted.close()


def _site(address: str) -> str:
    """What connections are counted by, "" for loopback and for peers without an address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    if ip.is_loopback:
        return ""
    return str(IPv6Network((ip.packed, _IPV6_SITE_BITS), strict=False)) if ip.version == 6 else address
