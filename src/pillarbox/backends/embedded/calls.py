"""Works on their way from the event loop to a database thread, and their results on the way back."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from pillarbox.domain.errors import StorageUnavailable
from pillarbox.ports import Tx

T_co = TypeVar("T_co", covariant=True)


class Call(Generic[T_co]):
    """One work, its waiting caller, and what came of it."""

    __slots__ = ("error", "future", "result", "work")

    result: T_co

    def __init__(self, work: Callable[[Tx], T_co], future: "asyncio.Future[T_co]") -> None:
        self.work = work
        self.future = future
        self.error: BaseException | None = None

    def run(self, tx: Tx) -> None:
        """Keep what the work returns or raises, for its caller."""
        try:
            self.result = self.work(tx)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the caller
            self.error = error

    def settle(self) -> None:
        """Give the caller its answer, unless it stopped waiting. Event-loop thread only."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class CallQueue:
    """A bounded queue from one event loop to one or more threads, in order."""

    def __init__(self, limit: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._limit = limit
        self._waiting: SimpleQueue[Call[object] | None] = SimpleQueue()
        self._closed = False

    async def submit(self, work: Callable[[Tx], T_co]) -> T_co:
        """What `work` returned on a database thread. Raises `StorageUnavailable` when closed or full."""
        if self._closed or self._waiting.qsize() >= self._limit:
            raise StorageUnavailable
        answer: asyncio.Future[T_co] = self._loop.create_future()
        call = Call(work, answer)
        self._waiting.put(call)
        return await answer

    def next(self) -> Call[object] | None:
        """The next call, waited for; None once the queue is closed and empty."""
        return self._unless_closed(self._waiting.get())

    def next_waiting(self) -> Call[object] | None:
        """The next call if one waits now."""
        try:
            return self._unless_closed(self._waiting.get_nowait())
        except Empty:
            return None

    def settle(self, calls: Sequence[Call[object]]) -> None:
        """Hand the outcomes back: one wake-up of the event loop however many calls there are."""
        with contextlib.suppress(RuntimeError):  # the loop is gone, and with it everyone who waited
            self._loop.call_soon_threadsafe(_settle, calls)

    def close(self) -> None:
        """Take no more calls; those already taken still run."""
        self._closed = True
        self._waiting.put(None)

    def _unless_closed(self, call: Call[object] | None) -> Call[object] | None:
        if call is None:
            self._waiting.put(None)
        return call


def _settle(calls: Sequence[Call[object]]) -> None:
    for call in calls:
        call.settle()
