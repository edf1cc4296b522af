"""Group commit: one thread runs whatever works queued up together and makes them durable with one fsync."""

import time
from typing import Final

import apsw
import structlog

from pillarbox.backends.embedded.calls import Call, CallQueue
from pillarbox.backends.embedded.checkpoint import Checkpointer
from pillarbox.backends.embedded.connection import SqliteTx, as_port_error
from pillarbox.backends.work import work_name
from pillarbox.domain.errors import StorageUnavailable

_log = structlog.get_logger(__name__)

BATCH_WORKS: Final = 256
BATCH_S: Final = 0.04
SLOW_WORK_S: Final = 0.25


class _BatchLost(Exception):
    """SQLite ended the transaction itself, and with it the works that ran before."""


class Writer:
    """Owns the only connection that writes."""

    def __init__(self, connection: apsw.Connection, calls: CallQueue, checkpointer: Checkpointer) -> None:
        self._connection = connection
        self._tx = SqliteTx(connection)
        self._calls = calls
        self._checkpointer = checkpointer
        connection.set_wal_hook(checkpointer.log_grew)

    def run(self) -> None:
        """Work until the queue is closed and empty. A thread's body."""
        while (first := self._calls.next()) is not None:
            batch = [first]
            try:
                self._commit(batch)
            except Exception as fault:  # noqa: BLE001 - every caller gets an answer, whatever happened
                _log.exception("commit failed", works=len(batch))
                self._fail(batch, fault)
            self._calls.settle(batch)
            self._checkpointer.finish(self._connection)

    def _commit(self, batch: list[Call[object]]) -> None:
        """Run the first call and those that wait behind it, up to a count and a time, in one transaction.

        Without savepoints, at each of which the full-text index would write out what it gathered. When a call
        fails, those up to it run again, each in a savepoint of its own.
        """
        deadline = time.monotonic() + BATCH_S
        self._connection.execute("BEGIN IMMEDIATE")
        self._run(batch[0])
        while batch[-1].error is None and len(batch) < BATCH_WORKS and time.monotonic() < deadline:
            call = self._calls.next_waiting()
            if call is None:
                break
            batch.append(call)
            self._run(call)
        if batch[-1].error is not None or not self._run_last():
            self._undo()
            self._connection.execute("BEGIN IMMEDIATE")
            for call in batch:
                self._run_alone(call)
        self._connection.execute("COMMIT")

    def _run_last(self) -> bool:
        """Whether what the works left for the end succeeded."""
        try:
            self._tx.run_last()
        except Exception as fault:  # noqa: BLE001 - it tells again when its work runs alone
            _log.info("batch runs again, each work alone", reason=str(fault))
            return False
        return True

    def _undo(self) -> None:
        self._tx.forget_last()
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _run(self, call: Call[object]) -> None:
        if call.future.cancelled():
            return
        started = time.monotonic()
        call.error = None
        call.run(self._tx)
        took_s = time.monotonic() - started
        if took_s > SLOW_WORK_S:
            _log.warning("slow write", work=work_name(call.work), took_s=round(took_s, 3))

    def _run_alone(self, call: Call[object]) -> None:
        """Run one call so that whatever it raises undoes its own changes only."""
        execute = self._connection.execute
        execute("SAVEPOINT work")
        self._run(call)
        if call.error is None:
            try:
                self._tx.run_last()
            except Exception as fault:  # noqa: BLE001 - it is the work's own
                call.error = fault
        if call.error is not None:
            self._tx.forget_last()
            call.error = as_port_error(call.error)
            if not self._connection.in_transaction:
                raise _BatchLost from call.error
            execute("ROLLBACK TO work")
        execute("RELEASE work")

    def _fail(self, batch: list[Call[object]], fault: Exception) -> None:
        self._undo()
        for call in batch:
            if call.error is None:
                call.error = StorageUnavailable()
                call.error.__cause__ = fault
