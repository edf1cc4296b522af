"""One reader thread: each work sees one snapshot, on a connection that cannot write."""

import apsw

from pillarbox.backends.embedded.calls import Call, CallQueue
from pillarbox.backends.embedded.connection import SqliteTx, as_port_error


class Reader:
    """Owns one read-only connection and takes its calls from a queue that all readers share."""

    def __init__(self, connection: apsw.Connection, calls: CallQueue) -> None:
        self._connection = connection
        self._tx = SqliteTx(connection)
        self._calls = calls

    def run(self) -> None:
        """Work until the queue is closed and empty. A thread's body."""
        while (call := self._calls.next()) is not None:
            if not call.future.cancelled():
                self._read(call)
            self._calls.settle([call])

    def _read(self, call: Call[object]) -> None:
        self._connection.execute("BEGIN")
        call.run(self._tx)
        if call.error is not None:
            call.error = as_port_error(call.error)
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
