"""Reading a request body into the struct an endpoint asks for, within bounds of size and depth."""

import asyncio
from collections.abc import AsyncIterator
from functools import cache
from typing import TypeVar

import msgspec
from starlette.types import Receive, Scope

from pillarbox.domain.errors import PayloadTooLarge, PillarboxError, ValidationFailed, invalid
from pillarbox.domain.policy import MAX_BODY_BYTES
from pillarbox.edges.rest.validation import decode_custom, has_nul, validation_failed

S = TypeVar("S", bound=msgspec.Struct)

MAX_DEPTH = 64
BODY_TIMEOUT_S = 120.0
LARGE_BODY_BYTES = 256 * 1024  # decoded on a thread, so that other requests need not wait
_NOT_STRUCTURE = bytes(set(range(256)) - set(b'"[]{}'))
_SQUARE = bytes.maketrans(b"{}", b"[]")


class StreamedBody(msgspec.Struct):
    """The body of an endpoint that takes it as it comes, of any size."""

    chunks: AsyncIterator[bytes]


class ClientDisconnected(Exception):
    """The client went away before its request was complete."""


class BodyTooSlow(PillarboxError):
    """The body did not arrive in time."""

    status = 408
    name = "RequestTimeoutError"
    code = "request_timeout"


async def read_body(scope: Scope, receive: Receive, timeout_s: float = BODY_TIMEOUT_S) -> bytes:
    """The whole body. Raises `PayloadTooLarge` as soon as it is known to exceed `MAX_BODY_BYTES`,
    `BodyTooSlow`, and `ClientDisconnected`."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value[:20]) > MAX_BODY_BYTES:
            raise _too_large()
    try:
        async with asyncio.timeout(timeout_s):
            return await _gather(receive)
    except TimeoutError:
        raise BodyTooSlow(f"The body took more than {timeout_s:g} seconds", fix="Send it again.") from None


async def _gather(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientDisconnected
        chunk = event.get("body", b"")
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise _too_large()
        chunks.append(chunk)
        if not event.get("more_body", False):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def stream_body(receive: Receive, timeout_s: float = BODY_TIMEOUT_S) -> AsyncIterator[bytes]:
    """The body in pieces as they come. Raises `BodyTooSlow` when one is long in coming, and
    `ClientDisconnected`."""
    more = True
    while more:
        try:
            async with asyncio.timeout(timeout_s):
                event = await receive()
        except TimeoutError:
            raise BodyTooSlow(f"Nothing came for {timeout_s:g} seconds", fix="Send it again.") from None
        if event["type"] == "http.disconnect":
            raise ClientDisconnected
        more = event.get("more_body", False)
        yield event.get("body", b"")


async def decode_body(body: bytes, shape: type[S]) -> S:
    """The JSON `body` as `shape`; an empty one counts as `{}`. Fields `shape` does not name are ignored.

    Raises `ValidationFailed` for the first malformed value.
    """
    if len(body) > LARGE_BODY_BYTES:
        return await asyncio.to_thread(_decode, body, shape)
    return _decode(body, shape)


def _decode(body: bytes, shape: type[S]) -> S:
    if is_deep(body):
        raise invalid(f"JSON is nested more than {MAX_DEPTH} levels deep")
    try:
        decoded: S = _decoder(shape).decode(body if body.strip() else b"{}")
    except msgspec.ValidationError as error:
        raise validation_failed(error, shape) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _malformed() from None
    if b"\\u0000" in body and has_nul(msgspec.to_builtins(decoded, enc_hook=int)):
        raise invalid("A text must not contain the NUL character")
    return decoded


@cache
def _decoder(shape: type[S]) -> msgspec.json.Decoder[S]:
    return msgspec.json.Decoder(shape, dec_hook=decode_custom)


def is_deep(body: bytes) -> bool:
    """Whether arrays and objects nest more than `MAX_DEPTH` levels deep.

    Strings are taken out first, then the innermost pairs of brackets, level by level.
    """
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return False
    quoted = body.replace(b"\\\\", b"").replace(b'\\"', b"").translate(_SQUARE, _NOT_STRUCTURE)
    structure = b"".join(quoted.split(b'"')[::2])
    for _ in range(MAX_DEPTH):
        shorter = structure.replace(b"[]", b"")
        if len(shorter) == len(structure):
            break
        structure = shorter
    return len(structure) > 0


def _too_large() -> PayloadTooLarge:
    return PayloadTooLarge(f"The body has more than {MAX_BODY_BYTES} bytes")


def _malformed() -> ValidationFailed:
    return invalid("Invalid JSON", [], "invalid_format", format="json_string")
