"""`ports.Database` on PostgreSQL: a pool of connections, each transaction on a thread of its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, Self, TypeVar

import psycopg
import structlog
from psycopg import IsolationLevel, errors
from psycopg_pool import ConnectionPool

from pillarbox.backends.cluster.connection import PostgresTx, configure
from pillarbox.backends.work import work_name
from pillarbox.domain.errors import StorageUnavailable
from pillarbox.ports import Dialect, Tx

T = TypeVar("T")

_log = structlog.get_logger(__name__)

ATTEMPTS: Final = 5
TCP_USER_TIMEOUT_S: Final = 20
_CONFLICT = (errors.SerializationFailure, errors.DeadlockDetected, errors.ForeignKeyViolation)
"""What another transaction may have caused; the last by deleting what a row was to belong to, or by adding to
what was to be deleted. The work looks again."""


class _Broken(Exception):
    """The connection went away before the commit was asked for, so the work may run again."""


class PostgresDatabase:
    """One server. `await PostgresDatabase.open(url)` begins, `await database.close()` ends."""

    dialect: Final[Dialect] = "postgres"

    def __init__(self, url: str, *, connections: int, queue_works: int, timeout_s: float) -> None:
        self._pool = ConnectionPool(
            url,
            min_size=1,
            max_size=connections,
            timeout=timeout_s,
            reconnect_timeout=timeout_s,
            configure=configure,
            kwargs={
                "connect_timeout": max(2, round(timeout_s)),
                "tcp_user_timeout": TCP_USER_TIMEOUT_S * 1000,
            },
            open=False,
        )
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="postgres")
        self._limit = queue_works
        self._works = 0
        self._closed = False

    @classmethod
    async def open(
        cls, url: str, *, connections: int = 8, queue_works: int = 10_000, timeout_s: float = 5.0
    ) -> Self:
        """The database at `url`, for the running event loop. Works wait `timeout_s` for a connection.

        Raises `StorageUnavailable` when the server does not answer in that time.
        """
        database = cls(url, connections=connections, queue_works=queue_works, timeout_s=timeout_s)
        try:
            await asyncio.to_thread(database._pool.open, wait=True, timeout=timeout_s)
        except psycopg.OperationalError as error:
            await database.close()
            raise StorageUnavailable(f"PostgreSQL cannot be reached: {error}") from error
        return database

    async def write(self, work: Callable[[Tx], T]) -> T:
        """See `ports.Database.write`. Isolation is READ COMMITTED: works that decide by what they read take
        `tx.lock` or a row lock first.
        """
        return await self._submit(work, read_only=False)

    async def read(self, work: Callable[[Tx], T]) -> T:
        return await self._submit(work, read_only=True)

    async def close(self) -> None:
        """Finish every work taken so far and leave the server."""
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)
        await asyncio.to_thread(self._pool.close)

    async def _submit(self, work: Callable[[Tx], T], *, read_only: bool) -> T:
        if self._closed or self._works >= self._limit:
            raise StorageUnavailable
        self._works += 1
        run = partial(self._run, work, read_only=read_only)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, run)
        finally:
            self._works -= 1

    def _run(self, work: Callable[[Tx], T], *, read_only: bool) -> T:
        """Run `work` until it neither collides with another nor meets a connection that is gone."""
        try:
            for _ in range(ATTEMPTS):
                try:
                    return self._attempt(work, read_only=read_only)
                except _CONFLICT as conflict:
                    _log.info("transaction runs again", work=work_name(work), reason=str(conflict))
                except _Broken:
                    self._pool.check()
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise StorageUnavailable from error
        raise StorageUnavailable

    def _attempt(self, work: Callable[[Tx], T], *, read_only: bool) -> T:
        with self._pool.connection() as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ if read_only else None
            connection.read_only = read_only or None
            try:
                tx = PostgresTx(connection)
                answer = work(tx)
                if not read_only:
                    tx.insert_waiting()
                return answer
            except psycopg.Error as error:
                if connection.broken:
                    raise _Broken from error
                raise
