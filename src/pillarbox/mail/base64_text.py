"""Base64 (RFC 2045 §6.8) decoded as far as it can be: junk skipped, missing or early padding tolerated."""

import binascii

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_JUNK = bytes(set(range(256)) - set(_ALPHABET) - {ord("=")})


def decode_base64(data: bytes) -> bytes:
    """The bytes `data` stands for; padding in the middle starts a new run."""
    runs = without_junk(data).split(b"=")
    return b"".join(binascii.a2b_base64(_padded(run)) for run in runs if len(run) > 1)


def without_junk(data: bytes) -> bytes:
    """`data` with its base64 letters and `=` only."""
    return data.translate(None, _JUNK)


def _padded(run: bytes) -> bytes:
    whole = len(run) - (len(run) % 4 == 1)
    return run[:whole] + b"=" * (-whole % 4)
