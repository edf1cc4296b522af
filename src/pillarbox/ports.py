"""What the services need from the outside, as Protocols. Drivers live in `backends/` and `net/`.

Row values are plain Python: str, int, float, bytes or None. Timestamps are integers, milliseconds since
the epoch in UTC. JSON is stored as text. SQL is written once, for SQLite and PostgreSQL, with `:named`
parameters.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, TypeVar

from pillarbox.domain.policy import Policy, Secrets

Value: TypeAlias = str | int | float | bytes | None
Params: TypeAlias = Mapping[str, Value]
Row: TypeAlias = tuple[Value, ...]
T = TypeVar("T")

Dialect = Literal["sqlite", "postgres"]


class Tx(Protocol):
    """One transaction, on a database thread.

    A statement that fails ends the work: let its error through. Where a conflict is expected, say so in SQL
    (`ON CONFLICT DO NOTHING`) and look at the rows changed.
    """

    @property
    def dialect(self) -> Dialect: ...

    def execute(self, sql: str, params: Params = ...) -> int:
        """Rows changed by one INSERT, UPDATE or DELETE.

        A text without parameters may hold several statements, of any kind; their count means nothing.
        """
        ...

    def many(self, sql: str, rows: Sequence[Params]) -> None:
        """Run one statement for each row of parameters."""
        ...

    def insert(self, table: str, row: Params) -> None:
        """Add a row to a table whose numbering nobody needs to know: column names and values.

        Rows of one table and of the same columns keep their order. They are written before a statement that
        names their table, or at the end, together with those of others that are committed with them.
        """
        ...

    def insert_returning(self, table: str, rows: Sequence[Params], returning: str) -> list[Row]:
        """Add rows of the same columns at once; the columns `returning` of each, in any order."""
        ...

    def before_commit(self, order: int, sql: str, params: Params) -> None:
        """Run one INSERT, UPDATE or DELETE at the end, after whatever has a smaller `order`.

        On SQLite that is the end of all that is committed together: a full-text index takes rows in ascending
        order several times as fast.
        """
        ...

    def one(self, sql: str, params: Params = ...) -> Row | None:
        """The first row, or None."""
        ...

    def all(self, sql: str, params: Params = ...) -> list[Row]:
        """Every row."""
        ...

    def lock(self, space: str, key: int) -> None:
        """Hold `(space, key)` until the transaction ends.

        SQLite has one writer, so this is free there; PostgreSQL takes an advisory lock. Callers that take
        several take them in ascending order.
        """
        ...


class Database(Protocol):
    """Runs plain functions as transactions on its own threads."""

    @property
    def dialect(self) -> Dialect: ...

    async def write(self, work: Callable[[Tx], T]) -> T:
        """What `work` returned, once its changes are durable (fsync).

        `work` may run more than once (a conflict, a failed batch): it touches only its `tx`. Whatever it
        raises undoes its changes alone and reaches the caller. Raises `StorageUnavailable` when the database
        cannot take the change (down, disk full, queue full). A caller that is cancelled while it waits does
        not learn whether the change was made.
        """
        ...

    async def read(self, work: Callable[[Tx], T]) -> T:
        """What `work` returned over one consistent snapshot. `work` must not write."""
        ...


class Blobs(Protocol):
    """Raw mail and other large bytes, by id. Chunked, so that no reader holds a whole large blob."""

    def put(self, tx: Tx, blob_id: str, data: bytes | memoryview) -> None:
        """Store `data` so that it becomes durable no later than the transaction."""
        ...

    def open(self, blob_id: str) -> AsyncIterator[bytes]:
        """The bytes in order, in chunks of at most 256 KiB.

        Raises `NotFound`: on the first chunk for an unknown id, later when the blob is deleted meanwhile.
        """
        ...

    def load(self, tx: Tx, blob_id: str) -> bytes:
        """The whole blob, for callers that parse it. Raises `NotFound`."""
        ...

    def delete(self, tx: Tx, blob_ids: Sequence[str]) -> None:
        """Forget these blobs; unknown ids are ignored."""
        ...


class Wakeup(Protocol):
    """One listener's place on a topic."""

    async def wait(self, timeout_s: float) -> bool:
        """True as soon as the topic was published since the last `wait`, False after `timeout_s`."""
        ...

    def close(self) -> None: ...


class Bus(Protocol):
    """Wakes whoever listens to a topic, on every node.

    Carries no data: the database is the truth, and a lost wake-up costs a poll interval, never an event.
    """

    def publish(self, topic: str) -> None:
        """Wake everyone who listens to `topic`. Never blocks, never fails. Event-loop thread only."""
        ...

    def subscribe(self, topic: str) -> Wakeup:
        """A new listener; publications from now on wake it."""
        ...


class Clock(Protocol):
    def now_ms(self) -> int:
        """Milliseconds since the epoch, UTC."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """What became of a request: the status of the answer, or else the problem in a few words."""

    status: int | None = None
    problem: str | None = None


class HttpPost(Protocol):
    """Sends to URLs that strangers chose."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> HttpAnswer:
        """The answer, within a bounded time. Redirects are answers, and are not followed.

        Addresses that are not public are not dialled, unless this server was told that they may be.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """What a URL gave: a file with the type it was declared as, or else the problem in a few words."""

    data: bytes = b""
    content_type: str | None = None
    problem: str | None = None


class RemoteFiles(Protocol):
    """Fetches files from URLs that strangers chose."""

    async def fetch(self, url: str, *, max_bytes: int) -> RemoteFile:
        """The file, within a bounded time, after a few redirects at most; no credentials, no cookies.

        Addresses that are not public are not dialled, unless this server was told that they may be.
        """
        ...


class FileTexts(Protocol):
    """Reads files that strangers made, where they can do no harm."""

    async def text_of(self, kind: str, data: bytes) -> str | None:
        """The text of a file; None when it has none, or does not give it away in bounded memory and time.

        `kind` is one of `mail.attachment_text`. Raises `OSError` when no file can be read now.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything a service is handed, first."""

    database: Database
    blobs: Blobs
    bus: Bus
    clock: Clock
    http: HttpPost
    remote_files: RemoteFiles
    file_texts: FileTexts
    policy: Policy
    secrets: Secrets
