"""Debian's Postfix as an instance of its own, delivering to Maildirs. Needs root, as Postfix itself does."""

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from time import monotonic, time

from bench.mails import DOMAIN, INBOXES, username
from bench.processes import free_port, running
from bench.servers.contender import Server

_DELIVERY_S = 120.0
_UNDELIVERED = ("maildrop", "incoming", "active", "deferred")


class Postfix:
    """The contender."""

    name = "Postfix"
    at_250 = "raw mail in the queue, with fsync; then to a Maildir by its own delivery agent"

    def missing(self) -> str | None:
        if shutil.which("postfix") is None:
            return "Postfix is not installed"
        return "Postfix starts as root only" if os.geteuid() else None

    @asynccontextmanager
    async def running(self, directory: Path) -> AsyncIterator[Server]:
        port = free_port()
        # Its processes run as other users, who cannot enter the bench's own directory.
        with tempfile.TemporaryDirectory(prefix="bench-postfix-") as name:
            home = Path(name)
            home.chmod(0o755)
            _configure(home, port)
            postfix = ["postfix", "-c", str(home / "config")]
            async with running([*postfix, "start-fg"], directory, port=port) as pid:
                try:
                    yield Server(port=port, pid=pid, delivered=partial(_delivered, home))
                finally:
                    await asyncio.to_thread(subprocess.run, [*postfix, "stop"], capture_output=True)


async def _delivered(home: Path) -> float:
    """The monotonic time at which the last mailbox changed, once the queue is empty."""
    async with asyncio.timeout(_DELIVERY_S):
        while any(_holds_files(home / "queue" / name) for name in _UNDELIVERED):
            await asyncio.sleep(0.02)
    changed = max(directory.stat().st_mtime for directory in (home / "mailboxes").glob("*/new"))
    return monotonic() - (time() - changed)


def _holds_files(directory: Path) -> bool:
    try:
        with os.scandir(directory) as entries:
            return any(entry.is_file() or _holds_files(Path(entry.path)) for entry in entries)
    except FileNotFoundError:  # delivered while we looked
        return True


def _configure(home: Path, port: int) -> None:
    owner = pwd.getpwnam("postfix")
    config, mailboxes, data = home / "config", home / "mailboxes", home / "data"
    for directory in (config, mailboxes, data, home / "queue"):
        directory.mkdir()
    for directory in (mailboxes, data):
        os.chown(directory, owner.pw_uid, owner.pw_gid)
    recipients = config / "recipients"
    names = [username(number) for number in range(INBOXES)]
    recipients.write_text("".join(f"{name}@{DOMAIN} {name}/\n" for name in names))
    settings = {
        "compatibility_level": "3.6",
        "queue_directory": home / "queue",
        "data_directory": data,
        "myhostname": "mail.bench.test",
        "inet_interfaces": "127.0.0.1",
        "mydestination": "",
        "alias_maps": "",
        "local_recipient_maps": "",
        "virtual_mailbox_domains": DOMAIN,
        "virtual_mailbox_base": mailboxes,
        "virtual_mailbox_maps": f"texthash:{recipients}",
        "virtual_uid_maps": f"static:{owner.pw_uid}",
        "virtual_gid_maps": f"static:{owner.pw_gid}",
        "smtpd_recipient_restrictions": "reject_unauth_destination",
        "smtpd_client_connection_count_limit": 0,
    }
    (config / "main.cf").write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
    (config / "master.cf").write_text(
        f"127.0.0.1:{port} inet n - n - - smtpd\n"
        "cleanup unix n - n - 0 cleanup\n"
        "qmgr unix n - n 300 1 qmgr\n"
        "rewrite unix - - n - - trivial-rewrite\n"
        "bounce unix - - n - 0 bounce\n"
        "defer unix - - n - 0 bounce\n"
        "trace unix - - n - 0 bounce\n"
        "flush unix n - n 1000? 0 flush\n"
        "proxymap unix - - n - - proxymap\n"
        "error unix - - n - - error\n"
        "retry unix - - n - - error\n"
        "virtual unix - n n - - virtual\n"
        "anvil unix - - n - 1 anvil\n"
    )
