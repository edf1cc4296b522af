"""What the bench knows of a mail server that it compares."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server that takes mail for the inboxes of `bench.mails`."""

    port: int
    pid: int
    delivered: Callable[[], Awaitable[float]] | None = None
    """Waits until every accepted mail is in its mailbox, and tells the monotonic time at which the last one
    came there; raises `TimeoutError`. None where the mailbox has it at the 250."""


class Contender(Protocol):
    """A kind of server."""

    @property
    def name(self) -> str: ...

    @property
    def at_250(self) -> str:
        """What is done with a mail when its sender is told 250."""
        ...

    def missing(self) -> str | None:
        """What is not installed, None when the server can be run."""
        ...

    def running(self, directory: Path) -> AbstractAsyncContextManager[Server]:
        """The server until the block ends. `directory` is empty and its own. Raises `NotStarted`."""
        ...
