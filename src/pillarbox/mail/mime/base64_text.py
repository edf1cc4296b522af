"""Base64 (RFC 2045 §6.8) decoded as far as it can be: junk skipped, missing or early padding tolerated."""

import binascii

MAX_RUNS = 1_000

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_JUNK = bytes(set(range(256)) - set(_ALPHABET) - {ord("=")})


def decode_base64(data: bytes) -> bytes:
    """The bytes `data` stands for; padding in the middle starts a new run."""
    return b"".join(map(decode_run, runs_of(data)))


def runs_of(data: bytes) -> list[bytes]:
    """The stretches of base64 letters that padding sets apart; past the first 1,000 padding is junk too."""
    runs = data.translate(None, _JUNK).split(b"=", MAX_RUNS)
    if len(runs) > MAX_RUNS:
        runs[-1] = runs[-1].replace(b"=", b"")
    return runs


def decode_run(run: bytes) -> bytes:
    """The bytes of letters without padding; a lone last letter, which is no byte, is dropped."""
    whole = len(run) - (len(run) % 4 == 1)
    return binascii.a2b_base64(run[:whole] + b"=" * (-whole % 4))
