"""`aiosmtpd_files.py PORT DIRECTORY`: aiosmtpd with one fsynced file per mail."""

import asyncio
import itertools
import os
import sys
from pathlib import Path

import uvloop
from aiosmtpd.smtp import SMTP, Envelope, Session

_numbers = itertools.count()


class Files:
    """aiosmtpd's handler: the mail is in its file when the client is told so."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        await asyncio.to_thread(_write, self._directory / f"{next(_numbers)}.eml", content)
        return "250 ok"


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())


async def _serve(port: int, directory: Path) -> None:
    handler = Files(directory)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
