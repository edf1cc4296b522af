"""`bare.py PORT [DATABASE]`: the least an SMTP server can do, as an upper bound.

It believes every client, parses nothing and keeps the raw mail with group commit in SQLite, or drops it
when no database is given, which shows what the load generator can do at most.
"""

import asyncio
import sys
import threading
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import cast

import apsw
import uvloop

_REPLIES = {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
_OK = b"250 ok\r\n"
_FINAL_DOT = b"\r\n.\r\n"

Keep = Callable[[bytes, Callable[[], None]], None]  # a mail, and what to do once it is durable


class GroupCommit:
    """One thread that commits all mails that wait with one fsync."""

    def __init__(self, path: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: SimpleQueue[tuple[bytes, Callable[[], None]]] = SimpleQueue()
        self._connection = apsw.Connection(path)
        self._connection.execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE mails (data BLOB)"
        ).fetchall()
        threading.Thread(target=self._run, daemon=True).start()

    def keep(self, mail: bytes, kept: Callable[[], None]) -> None:
        self._waiting.put((mail, kept))

    def _run(self) -> None:
        while True:
            batch = [self._waiting.get()]
            with self._connection:
                self._insert(batch[0][0])
                while (more := self._more()) is not None:
                    batch.append(more)
                    self._insert(more[0])
            self._loop.call_soon_threadsafe(_call_all, [kept for _, kept in batch])

    def _insert(self, mail: bytes) -> None:
        self._connection.execute("INSERT INTO mails VALUES (?)", (mail,))

    def _more(self) -> tuple[bytes, Callable[[], None]] | None:
        try:
            return self._waiting.get_nowait()
        except Empty:
            return None


def _call_all(functions: list[Callable[[], None]]) -> None:
    for function in functions:
        function()


def drop(_mail: bytes, kept: Callable[[], None]) -> None:
    kept()


class Bare(asyncio.Protocol):
    """A client that sends one command at a time."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._content: list[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(b"220 bare\r\n")

    def data_received(self, data: bytes) -> None:
        if self._content is not None:
            self._content.append(data)
            if data.endswith(_FINAL_DOT) or b"".join(self._content[-2:]).endswith(_FINAL_DOT):
                mail, self._content = b"".join(self._content), None
                self._keep(mail, partial(self._transport.write, _OK))
            return
        verb = data[:4].upper()
        if verb == b"DATA":
            self._content = []
        self._transport.write(_REPLIES.get(verb, _OK))


async def _serve(port: int, database: str | None) -> None:
    keep = drop if database is None else GroupCommit(database).keep
    server = await asyncio.get_running_loop().create_server(lambda: Bare(keep), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None))
