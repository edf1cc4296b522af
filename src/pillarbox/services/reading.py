"""Reading a mail: what follows from its own bytes. It computes only, so a `Reader` may do it elsewhere."""

import asyncio
import mmap
from functools import partial
from typing import Protocol

from pillarbox.domain.messages import Letter
from pillarbox.domain.policy import Policy
from pillarbox.mail.mime import parser
from pillarbox.services.letters import INLINE_CPU_BYTES, read_letter, text_bytes
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

    async def read(self, raw: bytes | mmap.mmap, *, return_path: str, crowded: bool) -> Letter:
        """The letter. A small mail is read here: the way there and back would take longer. A large one is
        read by the reader in a crowd, otherwise, and when it is very large, on another thread."""
        policy = self._policy
        read = partial(
            read_mail, return_path=return_path, domain=policy.domain, name_signatures=policy.name_signatures
        )
        if len(raw) <= INLINE_CPU_BYTES:
            return read(raw)
        if self._reader is not None and crowded and len(raw) <= _READER_BYTES:
            return await self._reader.read(bytes(raw), **read.keywords)
        return await asyncio.to_thread(read, raw)


def read_mail(
    raw: bytes | mmap.mmap, *, return_path: str, domain: str, name_signatures: bool = False
) -> Letter:
    """The letter in `raw`, with its new words unless it names earlier messages: those must be known first.

    Never raises.
    """
    return _finished(read_letter(raw, return_path=return_path, domain=domain), name_signatures)


def read_mail_if_quick(
    raw: bytes, *, return_path: str, domain: str, name_signatures: bool = False
) -> Letter | None:
    """`read_mail` for mail that may be read on an event loop, None for other mail."""
    message = parser.parse(raw)
    if text_bytes(message) > INLINE_CPU_BYTES:
        return None
    letter = read_letter(raw, return_path=return_path, domain=domain, message=message)
    return _finished(letter, name_signatures)


def _finished(letter: Letter, name_signatures: bool) -> Letter:
    return letter if letter.ancestors else with_new_words(letter, (), name_signatures=name_signatures)
