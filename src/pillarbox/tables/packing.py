"""Packing bytes with zstd. Each thread has a packer and an unpacker: their contexts cannot be shared."""

import threading
from typing import Final

import zstandard

_LEVEL: Final = 1
WORTH_PACKING_BYTES: Final = 512
"""Packing less saves next to nothing."""


class _Codec(threading.local):
    def __init__(self) -> None:
        self.packer = zstandard.ZstdCompressor(level=_LEVEL)
        self.unpacker = zstandard.ZstdDecompressor()


_codec = _Codec()


def pack(data: bytes) -> bytes:
    return _codec.packer.compress(data)


def unpack(packed: bytes) -> bytes:
    return _codec.unpacker.decompress(packed)
