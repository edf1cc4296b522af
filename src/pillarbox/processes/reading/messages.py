"""What the server and its reading process tell each other."""

from typing import Final

import msgspec

from pillarbox.domain.messages import Letter


class Question(msgspec.Struct, array_like=True, frozen=True):
    """A mail to be read."""

    number: int
    raw: bytes
    return_path: str
    domain: str
    name_signatures: bool


class Answer(msgspec.Struct, array_like=True, frozen=True):
    """The letter in the mail of that number."""

    number: int
    letter: Letter


encode: Final = msgspec.msgpack.Encoder().encode
decode_question: Final = msgspec.msgpack.Decoder(Question).decode
decode_answer: Final = msgspec.msgpack.Decoder(Answer).decode
