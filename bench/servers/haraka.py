"""Haraka from npm, with a queue plugin that fsyncs one file per mail."""

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.mails import DOMAIN
from bench.processes import NotStarted, free_port, running
from bench.servers.contender import Server

VERSION = "3.3.4"
_INSTALL_S = 180.0
_HOME = Path(sys.prefix) / "bench" / f"haraka-{VERSION}"
_PLUGIN = Path(__file__).parents[1] / "anchors" / "fsync_queue.js"
_PACKAGE = {
    "private": True,
    "dependencies": {"Haraka": VERSION},
    # The last releases that work together and are on every mirror.
    "overrides": {
        "@zone-eu/mailsplit": "5.4.19",
        "encoding-japanese": "2.2.0",
        "libbase64": "1.3.0",
        "libmime": "5.3.7",
        "libqp": "2.1.1",
    },
}


class Haraka:
    """The contender; installed once beside the packages of this Python."""

    name = "Haraka"
    at_250 = "raw mail in a file of its own, with fsync"

    def missing(self) -> str | None:
        return None if shutil.which("npm") and shutil.which("node") else "Node.js with npm is not installed"

    @asynccontextmanager
    async def running(self, directory: Path) -> AsyncIterator[Server]:
        home = await asyncio.to_thread(_installed)
        port = free_port()
        queue = directory / "queue"
        queue.mkdir()
        _configure(directory, home / "config", port)
        command = ["node", str(home / "bin" / "haraka"), "-c", str(directory)]
        async with running(command, directory, port=port, environment={"BENCH_QUEUE": str(queue)}) as pid:
            yield Server(port=port, pid=pid)


def _installed() -> Path:
    """Where Haraka is; installed now if it is not yet. Raises `NotStarted`."""
    home = _HOME / "node_modules" / "Haraka"
    if not home.exists():
        _HOME.mkdir(parents=True, exist_ok=True)
        (_HOME / "package.json").write_text(json.dumps(_PACKAGE))
        command = ["npm", "install", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"]
        try:
            subprocess.run(command, cwd=_HOME, check=True, capture_output=True, timeout=_INSTALL_S)
        except (subprocess.SubprocessError, OSError) as error:
            raise NotStarted(f"npm could not install Haraka {VERSION}") from error
    return home


def _configure(directory: Path, defaults: Path, port: int) -> None:
    config, plugins = directory / "config", directory / "plugins"
    shutil.copytree(defaults, config)
    plugins.mkdir()
    shutil.copy(_PLUGIN, plugins / "fsync_queue.js")
    files = {
        "me": "mail.bench.test",
        "smtp.ini": f"listen=127.0.0.1:{port}\n",
        "host_list": DOMAIN,
        "plugins": "rcpt_to.in_host_list\nfsync_queue\n",
        "log.ini": "[main]\nlevel=error\n",
    }
    for name, text in files.items():
        (config / name).write_text(text + "\n")
