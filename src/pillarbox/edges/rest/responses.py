"""Sending answers: JSON bodies, CORS headers, preflights."""

import msgspec
from starlette.types import Scope, Send

from pillarbox.domain.errors import PillarboxError
from pillarbox.edges.rest import errors
from pillarbox.edges.rest.errors import Headers

CORS: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Retry-After, ETag"),
]
_PREFLIGHT_HEADERS = b"Authorization, Content-Type, Idempotency-Key, If-Match, User-Agent"
_JSON = (b"content-type", b"application/json")
_encode = msgspec.json.Encoder().encode


def encoded(value: object) -> bytes:
    """`value` as JSON; nothing at all for None."""
    return b"" if value is None else _encode(value)


async def send_json(scope: Scope, send: Send, status: int, body: bytes) -> None:
    """Answer with `body`, which is JSON or empty."""
    await _send(scope, send, status, body, [])


async def send_error(scope: Scope, send: Send, error: PillarboxError) -> None:
    """Answer with the envelope of `error`."""
    await _send(scope, send, error.status, errors.envelope(error), errors.headers(error))


async def send_preflight(scope: Scope, send: Send) -> None:
    """Answer a CORS preflight: any origin, and any header, since an API key is sent only on purpose."""
    asked = dict(scope["headers"]).get(b"access-control-request-headers", _PREFLIGHT_HEADERS)
    allowed: Headers = [
        (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE, OPTIONS"),
        (b"access-control-allow-headers", asked),
        (b"access-control-max-age", b"86400"),
    ]
    await _send(scope, send, 204, b"", allowed)


async def _send(scope: Scope, send: Send, status: int, body: bytes, extra: Headers) -> None:
    headers = [*CORS, *extra]
    if status != 204:
        headers.append((b"content-length", b"%d" % len(body)))
    if body:
        headers.append(_JSON)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
