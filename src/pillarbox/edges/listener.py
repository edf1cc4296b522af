"""Accepts connections for one door: counts them, in total and per address, and drains them at the end.

Knows no protocol; each connection says goodbye in its own words.
"""

import asyncio
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Network, ip_address
from typing import Protocol

_BACKLOG = 1024
_IPV6_SITE_BITS = 64  # what one customer commonly gets


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


class Listener:
    """Servers on any number of addresses that share one set of connections.

    A protocol that it serves asks `admit` when its connection is made, and tells `leave` when it is lost.
    """

    def __init__(self, capacity: Capacity | None = None) -> None:
        self._capacity = capacity or Capacity()
        self._servers: list[asyncio.Server] = []
        self._sites: dict[Connection, str] = {}
        self._per_site: Counter[str] = Counter()
        self._empty = asyncio.Event()
        self._empty.set()

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._sites)

    async def start(
        self,
        protocol: Callable[[], asyncio.Protocol],
        host: str,
        port: int,
        *,
        tls_context: ssl.SSLContext | None = None,
    ) -> tuple[str, int]:
        """The address it listens on; port 0 picks a free one. Raises `OSError` that names a taken one.

        With `tls_context` the connection is encrypted from its first octet.
        """
        try:
            server = await asyncio.get_running_loop().create_server(
                protocol, host, port, ssl=tls_context, backlog=_BACKLOG, reuse_address=True
            )
        except OSError as error:
            raise OSError(error.errno, f"{host}:{port} cannot be bound: {error.strerror}") from error
        self._servers.append(server)
        bound_host, bound_port, *_ = server.sockets[0].getsockname()
        return bound_host, bound_port

    def admit(self, connection: Connection, address: str) -> bool:
        """Whether there is room for one more from `address`; if so, it is counted until it leaves."""
        site = _site(address)
        if len(self._sites) >= self._capacity.connections:
            return False
        if site and self._per_site[site] >= self._capacity.connections_per_address:
            return False
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
        """Accept nothing more, let mail in progress finish for `grace_s`, then cut what is left."""
        for server in self._servers:
            server.close()
        for connection in tuple(self._sites):
            connection.drain()
        try:
            async with asyncio.timeout(grace_s):
                await self._empty.wait()
        except TimeoutError:
            for connection in tuple(self._sites):
                connection.abort()
            await self._empty.wait()


def _site(address: str) -> str:
    """What connections are counted by, "" for loopback and for peers without an address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    if ip.is_loopback:
        return ""
    return str(IPv6Network((ip.packed, _IPV6_SITE_BITS), strict=False)) if ip.version == 6 else address
