"""The error envelope: what a caller is told when something may not be done."""

import msgspec

from pillarbox.domain.errors import PillarboxError, ValidationFailed

RETRY_AFTER_S = 1
_FIXES = {
    400: "Correct the values that `errors` names and send the request again.",
    401: "Send the header `Authorization: Bearer <API key>` with a key of this server.",
    403: "Use an API key that may do this: GET /v0/auth/me shows what yours may.",
    404: "Check the ids in the path, and that your API key may see them.",
    409: "Look at the thing as it is now, then decide what to send.",
    413: "Make the body smaller: files may be given by `url` instead of `content`.",
    429: "Wait as long as `Retry-After` says, then try again.",
    503: "Wait as long as `Retry-After` says, then try again.",
}

Headers = list[tuple[bytes, bytes]]


def envelope(error: PillarboxError) -> bytes:
    """The JSON body that tells `error`."""
    body: dict[str, object] = {"name": error.name, "code": error.code, "message": error.message}
    if isinstance(error, ValidationFailed):
        body["errors"] = error.errors
    fix = error.fix or _FIXES.get(error.status)
    if fix is not None:
        body["fix"] = fix
    return msgspec.json.encode(body | error.extra)


def headers(error: PillarboxError) -> Headers:
    """The extra headers of an error: how many seconds to wait before trying again, where that helps."""
    if error.status in (429, 503):
        return [(b"retry-after", b"%d" % RETRY_AFTER_S)]
    return []
