"""The reading process as the server sees it."""

import asyncio
from functools import partial
from itertools import count
from typing import Final

from pillarbox.domain.messages import Letter
from pillarbox.processes.channel import Channel
from pillarbox.processes.helper import Helper
from pillarbox.processes.reading.messages import Question, decode_answer, encode
from pillarbox.services.letters import INLINE_CPU_BYTES
from pillarbox.services.reading import read_mail

_IDLE_S: Final = 60.0
_MODULE: Final = "pillarbox.processes.reading.worker"


class ReadingProcess(Helper):
    """`services.reading.Reader`. Mail that finds the process starting, or that it dies over, is read here."""

    def __init__(self, *, idle_s: float = _IDLE_S) -> None:
        super().__init__(_MODULE, idle_s=idle_s)
        self._waiting: dict[int, asyncio.Future[Letter]] = {}
        self._numbers = count()

    async def read(self, raw: bytes, *, return_path: str, domain: str, name_signatures: bool) -> Letter:
        channel = self.want()
        if channel is not None:
            try:
                return await self._ask(channel, raw, return_path, domain, name_signatures)
            except ConnectionError:
                pass
        read = partial(read_mail, return_path=return_path, domain=domain, name_signatures=name_signatures)
        return await asyncio.to_thread(read, raw) if len(raw) > INLINE_CPU_BYTES else read(raw)

    async def _ask(
        self, channel: Channel, raw: bytes, return_path: str, domain: str, name_signatures: bool
    ) -> Letter:
        """Raises `ConnectionError` when the process ends first."""
        number = next(self._numbers)
        answer: asyncio.Future[Letter] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        channel.send(encode(Question(number, raw, return_path, domain, name_signatures)))
        return await answer

    def heard(self, payload: bytes) -> None:
        answer = decode_answer(payload)
        waiting = self._waiting.pop(answer.number)
        if not waiting.done():
            waiting.set_result(answer.letter)

    def gone(self) -> None:
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError("the reading process has ended"))
        self._waiting.clear()
