"""Host names, looked up by the system on threads that nobody waits for at the end: a name server that does
not answer holds up neither anything else nor a stop."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address
from threading import Thread

from pillarbox.domain.network import Address

_AT_ONCE = 32


class LookUps:
    """A few look-ups at once; more wait for one of them."""

    def __init__(self, at_once: int = _AT_ONCE) -> None:
        self._room = asyncio.Semaphore(at_once)

    async def addresses_of(self, host: str, port: int) -> Sequence[Address]:
        """The addresses of a host, as the system knows them. Raises `OSError` or `ValueError` for none."""
        await self._room.acquire()
        loop = asyncio.get_running_loop()
        found: asyncio.Future[Sequence[Address]] = loop.create_future()

        def tell(addresses: Sequence[Address], problem: Exception | None) -> None:
            self._room.release()
            if found.done():
                return
            if problem is None:
                found.set_result(addresses)
            else:
                found.set_exception(problem)

        def look_up() -> None:
            addresses, problem = _look_up(host, port)
            with suppress(RuntimeError):  # the loop has closed
                loop.call_soon_threadsafe(tell, addresses, problem)

        try:
            Thread(target=look_up, name="look-up", daemon=True).start()
        except RuntimeError as error:
            tell((), OSError(str(error)))
        return await found


def _look_up(host: str, port: int) -> tuple[Sequence[Address], Exception | None]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(ip_address(sockaddr[0]) for *_, sockaddr in found)), None
    except Exception as error:  # noqa: BLE001 - it belongs to whoever waits
        return (), error
