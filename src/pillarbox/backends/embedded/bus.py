"""Wake-ups within one process: a set of listeners for each topic."""

import asyncio
from collections import defaultdict


class LocalBus:
    """`ports.Bus` for a single process. Event-loop thread only."""

    def __init__(self) -> None:
        self._topics: defaultdict[str, set[LocalWakeup]] = defaultdict(set)

    def publish(self, topic: str) -> None:
        for wakeup in self._topics.get(topic, ()):
            wakeup.wake()

    def subscribe(self, topic: str) -> "LocalWakeup":
        wakeup = LocalWakeup(self, topic)
        self._topics[topic].add(wakeup)
        return wakeup

    def leave(self, topic: str, wakeup: "LocalWakeup") -> None:
        """Forget a listener; a topic without listeners takes no memory."""
        listeners = self._topics.get(topic, set())
        listeners.discard(wakeup)
        if not listeners:
            self._topics.pop(topic, None)


class LocalWakeup:
    """`ports.Wakeup`: remembers that its topic was published until `wait` has said so."""

    def __init__(self, bus: LocalBus, topic: str) -> None:
        self._bus = bus
        self._topic = topic
        self._published = asyncio.Event()

    def wake(self) -> None:
        self._published.set()

    async def wait(self, timeout_s: float) -> bool:
        try:
            async with asyncio.timeout(timeout_s):
                await self._published.wait()
        except TimeoutError:
            return False
        self._published.clear()
        return True

    def close(self) -> None:
        self._bus.leave(self._topic, self)
