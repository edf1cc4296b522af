"""What the server and its SMTP process tell each other."""

from typing import Final, Literal, TypeAlias

import msgspec

from pillarbox.domain.envelope import Envelope, Reply
from pillarbox.domain.messages import Letter
from pillarbox.edges.smtp.protocol import Standing
from pillarbox.edges.smtp.setup import SmtpSetup


class Setup(msgspec.Struct, array_like=True, frozen=True, kw_only=True):
    """What the process needs to know before anything else."""

    smtp: SmtpSetup
    domain: str
    name_signatures: bool
    log_format: Literal["console", "json"]
    log_level: str


class Serve(msgspec.Struct, array_like=True, frozen=True, tag=0):
    """Go on with a client, or greet one that has no standing yet. Its socket comes with this."""

    connection: int
    standing: Standing | None


class End(msgspec.Struct, array_like=True, frozen=True, tag=1):
    """Drain a connection, or cut it."""

    connection: int
    at_once: bool


class Answer(msgspec.Struct, array_like=True, frozen=True, tag=2):
    """The reply to the question of that number."""

    number: int
    reply: Reply


class Resolve(msgspec.Struct, array_like=True, frozen=True, tag=3):
    """Is mail for this address taken?"""

    number: int
    address: str


class Accept(msgspec.Struct, array_like=True, frozen=True, tag=4):
    """Will you store this mail? Without `raw` its file comes with this, without `letter` it is unread."""

    number: int
    envelope: Envelope
    raw: bytes | None
    letter: Letter | None


class Left(msgspec.Struct, array_like=True, frozen=True, tag=5):
    """The client of this connection has gone."""

    connection: int


ToProcess: TypeAlias = Serve | End | Answer
ToServer: TypeAlias = Resolve | Accept | Left

encode: Final = msgspec.msgpack.Encoder().encode
decode_setup: Final = msgspec.msgpack.Decoder(Setup).decode
decode_in_process: Final = msgspec.msgpack.Decoder(ToProcess).decode
decode_in_server: Final = msgspec.msgpack.Decoder(ToServer).decode
