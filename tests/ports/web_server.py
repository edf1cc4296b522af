"""A web server that gives the answers it was told, to be fetched from over loopback."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

_HEAD_END = b"\r\n\r\n"


class WebServer:
    """Answers each path with its octets, or never when there are none; keeps the heads of all requests."""

    def __init__(self, answers: Mapping[str, bytes]) -> None:
        self.answers = answers
        self.requests: list[str] = []
        self.port = 0
        self._hold = asyncio.Event()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def running(self) -> AsyncIterator["WebServer"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self._hold.set()
            server.close()
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(_HEAD_END)).decode("latin-1")
        self.requests.append(head)
        answer = self.answers.get(head.split(" ")[1], b"")
        if answer:
            writer.write(answer)
        else:
            await self._hold.wait()
        writer.close()


def answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """The octets of an answer; names of headers are given with `_` for `-`."""
    fields = {"Content-Length": str(len(body)), **{k.replace("_", "-"): v for k, v in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode() + body
