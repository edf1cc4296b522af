"""Messages over a Unix socket between two processes, and open files with them (unix(7), SCM_RIGHTS)."""

import array
import asyncio
import os
import socket
from collections import deque
from collections.abc import Callable
from itertools import islice, takewhile
from typing import Final

from pillarbox.processes.frames import Frames, frame

_READ_BYTES: Final = 256 * 1024
_GATHERED: Final = 8  # more would let the other end wait for work
_DESCRIPTORS: Final = 64  # that one call may receive
_ANCILLARY_BYTES: Final = socket.CMSG_SPACE(_DESCRIPTORS * array.array("i").itemsize)


class Channel:
    """One end of the socket, on the running event loop.

    Messages keep their order. A few that are said before the event loop turns go out together. Nothing holds
    up who sends, so that one bounds how much is under way.
    """

    def __init__(
        self, connected: socket.socket, on_payload: Callable[[bytes], None], on_closed: Callable[[], None]
    ) -> None:
        """`on_payload` gets each message of the other end, `on_closed` is called once it has hung up."""
        connected.setblocking(False)
        self._socket = connected
        self._on_payload = on_payload
        self._on_closed = on_closed
        self._loop = asyncio.get_running_loop()
        self._frames = Frames()
        self._buffer = memoryview(bytearray(_READ_BYTES))
        self._outgoing: deque[tuple[bytes | memoryview, int | None]] = deque()
        self._descriptors: deque[int] = deque()
        self._blocked = False  # the socket takes nothing more for now
        self._closed = False
        self._loop.add_reader(connected, self._read)

    def send(self, payload: bytes, descriptor: int | None = None) -> None:
        """Say `payload`; with `descriptor` the other end can take that open file, of which a copy is kept:
        then raises `OSError` when this process has too many."""
        if self._closed:
            return
        kept = None if descriptor is None else os.dup(descriptor)
        self._outgoing.append((frame(payload), kept))
        if self._blocked:
            return
        if len(self._outgoing) == 1:
            self._loop.call_soon(self._flush)
        elif len(self._outgoing) == _GATHERED:
            self._flush()

    def take_descriptor(self) -> int:
        """The open file that came with the payload that is being heard."""
        return self._descriptors.popleft()

    def close(self) -> None:
        """Hang up; what was not sent or taken is dropped."""
        if self._closed:
            return
        self._closed = True
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        self._socket.close()
        unsent = (descriptor for _, descriptor in self._outgoing if descriptor is not None)
        for descriptor in (*unsent, *self._descriptors):
            os.close(descriptor)
        self._outgoing.clear()
        self._descriptors.clear()

    def _read(self) -> None:
        try:
            size, ancillary, flags, _ = self._socket.recvmsg_into([self._buffer], _ANCILLARY_BYTES)
        except BlockingIOError:
            return
        except OSError:
            size, ancillary, flags = 0, [], 0
        for level, kind, data in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                self._descriptors.extend(array.array("i", data))
        if not size or flags & socket.MSG_CTRUNC:  # a lost file would leave the others to the wrong messages
            self._hang_up()
            return
        for payload in self._frames.feed(self._buffer[:size]):
            self._on_payload(payload)

    def _flush(self) -> None:
        """Send as much as the socket takes now; the rest when it takes more."""
        blocked = False
        try:
            while self._outgoing:
                self._send_some()
        except BlockingIOError:
            blocked = True
        except OSError:
            self._hang_up()
            return
        if blocked != self._blocked:
            self._blocked = blocked
            if blocked:
                self._loop.add_writer(self._socket, self._flush)
            else:
                self._loop.remove_writer(self._socket)

    def _send_some(self) -> None:
        """Send a message with its descriptor, or some without."""
        first, descriptor = self._outgoing[0]
        parts = [first]
        ancillary = []
        if descriptor is not None:
            ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))]
        else:
            following = takewhile(lambda waiting: waiting[1] is None, islice(self._outgoing, 1, _GATHERED))
            parts.extend(part for part, _ in following)
        sent = self._socket.sendmsg(parts, ancillary)
        if descriptor is not None:
            os.close(descriptor)
        for part in parts:
            if sent < len(part):
                self._outgoing[0] = (memoryview(part)[sent:], None)
                break
            sent -= len(part)
            self._outgoing.popleft()

    def _hang_up(self) -> None:
        if not self._closed:
            self.close()
            self._on_closed()
