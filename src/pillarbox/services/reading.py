"""Reading a mail: what follows from its own bytes. It computes only, so a `Reader` may do it elsewhere."""

import mmap
from typing import Protocol

from pillarbox.domain.messages import Letter
from pillarbox.services.letters import read_letter
from pillarbox.services.new_words import with_new_words


class Reader(Protocol):
    """Does what `read_mail` does without holding up the event loop."""

    async def read(self, raw: bytes, *, return_path: str, domain: str, name_signatures: bool) -> Letter: ...


def read_mail(
    raw: bytes | mmap.mmap, *, return_path: str, domain: str, name_signatures: bool = False
) -> Letter:
    """The letter in `raw`, with its new words unless it names earlier messages: those must be known first.

    Never raises.
    """
    letter = read_letter(raw, return_path=return_path, domain=domain)
    return letter if letter.ancestors else with_new_words(letter, (), name_signatures=name_signatures)
