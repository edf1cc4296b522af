"""Reading a mail: what follows from its own bytes. It computes only, so a `Reader` may do it elsewhere."""

import asyncio
import mmap
from functools import partial
from typing import Protocol

from pillarbox.domain.messages import Letter
from pillarbox.domain.policy import Policy
from pillarbox.services.letters import INLINE_CPU_BYTES, read_letter
from pillarbox.services.new_words import with_new_words

_READER_BYTES = 2 * 1024 * 1024


class Reader(Protocol):
    """Does what `read_mail` does without holding up the event loop."""

    async def read(self, raw: bytes, *, return_path: str, domain: str, name_signatures: bool) -> Letter: ...


class Reading:
    """Reads each mail where it holds up the fewest others."""

    def __init__(self, policy: Policy, reader: Reader | None) -> None:
        self._policy = policy
        self._reader = reader
        self._large_with_reader = 0

    async def read(self, raw: bytes | mmap.mmap, *, return_path: str, crowded: bool) -> Letter:
        """The letter. In a crowd the reader reads, unless it is busy with large mail; otherwise large mail is
        read on another thread, and a small one here: the way there and back would take longer."""
        policy = self._policy
        read = partial(
            read_mail, return_path=return_path, domain=policy.domain, name_signatures=policy.name_signatures
        )
        is_large = len(raw) > INLINE_CPU_BYTES
        reader = self._reader if crowded and len(raw) <= _READER_BYTES else None
        if reader is not None and is_large:
            self._large_with_reader += 1
            try:
                return await reader.read(bytes(raw), **read.keywords)
            finally:
                self._large_with_reader -= 1
        if reader is not None and not self._large_with_reader:
            return await reader.read(bytes(raw), **read.keywords)
        return await asyncio.to_thread(read, raw) if is_large else read(raw)


def read_mail(
    raw: bytes | mmap.mmap, *, return_path: str, domain: str, name_signatures: bool = False
) -> Letter:
    """The letter in `raw`, with its new words unless it names earlier messages: those must be known first.

    Never raises.
    """
    letter = read_letter(raw, return_path=return_path, domain=domain)
    return letter if letter.ancestors else with_new_words(letter, (), name_signatures=name_signatures)
