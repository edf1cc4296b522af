"""The process that forks for each file, as the server sees it."""

import asyncio
import socket
from typing import Final

from pillarbox.processes.frames import Frames
from pillarbox.processes.helper import Helper

_IDLE_S: Final = 60.0
_MAX_OUTPUT_BYTES: Final = 8 * 1024 * 1024
_MODULE: Final = "pillarbox.processes.texts.worker"


class TextProcess(Helper):
    """`ports.FileTexts`: started at the first file."""

    def __init__(self, *, idle_s: float = _IDLE_S) -> None:
        super().__init__(_MODULE, idle_s=idle_s)
        self._files = 0

    @property
    def in_use(self) -> bool:
        return self._files > 0

    async def text_of(self, kind: str, data: bytes) -> str | None:
        self._files += 1
        try:
            return await self._text_of(kind, data)
        finally:
            self._files -= 1

    async def _text_of(self, kind: str, data: bytes) -> str | None:
        await self.start()
        channel = self.channel
        if channel is None:
            raise ConnectionError("no process reads files")
        ours, theirs = socket.socketpair()
        with theirs:
            channel.send(kind.encode(), theirs.fileno())
        reader, writer = await asyncio.open_connection(sock=ours)
        try:
            writer.write(data)
            writer.write_eof()
            return await _text(reader)
        except ConnectionError:
            return None
        finally:
            writer.transport.abort()


async def _text(reader: asyncio.StreamReader) -> str | None:
    """What the file's process said, unless it ended before it had said all."""
    output = bytearray()
    while piece := await reader.read(1 << 16):
        output += piece
        if len(output) > _MAX_OUTPUT_BYTES:
            return None
    texts = Frames().feed(output)
    return texts[0].decode("utf-8", "replace") if texts else None
