"""The process that forks for each file, as the server sees it."""

import asyncio
import socket
from contextlib import suppress
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
            said = await _said(reader)
        finally:
            writer.transport.abort()
        if not said:
            raise ConnectionError("nobody read the file")
        return said[1].decode("utf-8", "replace") if len(said) > 1 else None


async def _said(reader: asyncio.StreamReader) -> list[bytes]:
    """What the file's process said before it ended: that it begins, and the text, if it came to that."""
    frames = Frames()
    said: list[bytes] = []
    size_bytes = 0
    with suppress(ConnectionError):  # it ended before it had read the file
        while (piece := await reader.read(1 << 16)) and size_bytes <= _MAX_OUTPUT_BYTES:
            size_bytes += len(piece)
            said += frames.feed(piece)
    return said
