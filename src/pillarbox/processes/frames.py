"""Messages between the server and its processes: each behind its length in four bytes."""

from typing import Final

_LENGTH_BYTES: Final = 4

READY: Final = b""
"""What a process says first."""


def frame(payload: bytes) -> bytes:
    return len(payload).to_bytes(_LENGTH_BYTES, "big") + payload


class Frames:
    """Cuts what comes in into payloads."""

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes | bytearray | memoryview) -> list[bytes]:
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
