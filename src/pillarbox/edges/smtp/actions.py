"""What a session asks of whoever owns its connection, and what a command asks of its session."""

import mmap
from dataclasses import dataclass
from typing import TypeAlias

from pillarbox.domain.envelope import Envelope, Reply


@dataclass(frozen=True, slots=True)
class Send:
    """Write these bytes to the client."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Resolve:
    """Find out whether mail for this address is taken, and `answer` with the reply."""

    address: str


@dataclass(frozen=True, slots=True)
class Accept:
    """Store this mail durably, and `answer` with the reply."""

    envelope: Envelope
    raw: bytes | mmap.mmap


@dataclass(frozen=True, slots=True)
class StartTls:
    """Read nothing more in the clear, negotiate TLS, then call `secured`."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close the connection once everything is sent."""


@dataclass(frozen=True, slots=True)
class Farewell:
    """Say this and close."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class ReadData:
    """Read content up to the final dot."""


@dataclass(frozen=True, slots=True)
class ReadChunk:
    """Read so many octets; they belong to no mail when `refusal` is set."""

    size_bytes: int
    last: bool
    refusal: Reply | None


Question: TypeAlias = Resolve | Accept
Action: TypeAlias = Send | Resolve | Accept | StartTls | Close
Step: TypeAlias = Reply | Farewell | Resolve | StartTls | ReadData | ReadChunk
