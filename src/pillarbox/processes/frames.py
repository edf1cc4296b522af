"""What the server and its reading process tell each other: messages behind their length in four bytes."""

from typing import Final

import msgspec

from pillarbox.domain.messages import Letter

_LENGTH_BYTES: Final = 4
_encoder = msgspec.msgpack.Encoder()


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


READY: Final = bytes(_LENGTH_BYTES)
"""What the process says first: a frame with nothing in it."""


def frame(message: Question | Answer) -> bytes:
    payload = _encoder.encode(message)
    return len(payload).to_bytes(_LENGTH_BYTES, "big") + payload


class Frames:
    """Cuts what comes in into payloads."""

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The payloads that are complete now."""
        self._data += data
        payloads = []
        start = 0
        while len(self._data) - start >= _LENGTH_BYTES:
            body = start + _LENGTH_BYTES
            end = body + int.from_bytes(self._data[start:body], "big")
            if end > len(self._data):
                break
            payloads.append(bytes(self._data[body:end]))
            start = end
        del self._data[:start]
        return payloads
