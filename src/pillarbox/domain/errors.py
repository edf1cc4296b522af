"""What a caller may not do, as exceptions. Each edge translates them once; nothing else catches them.

`code` is the stable word clients branch on, `status` the HTTP status, `fix` what the caller can do about it.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

Detail = Mapping[str, object]


class PillarboxError(Exception):
    """Something a caller may not do, with a message that is safe to show."""

    status: ClassVar[int] = 500
    name: ClassVar[str] = "InternalServerError"
    code: str = "internal_error"

    def __init__(self, message: str, *, fix: str | None = None, code: str | None = None, **extra: object):
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.extra = extra
        if code is not None:
            self.code = code


class ValidationFailed(PillarboxError):
    """A malformed value; `errors` names each one by path."""

    status = 400
    name = "ValidationError"
    code = "validation_error"

    def __init__(self, errors: Sequence[Detail], *, code: str | None = None, fix: str | None = None):
        super().__init__("Request validation failed", code=code, fix=fix)
        self.errors = errors


def invalid(
    message: str, path: Sequence[str | int] = (), code: str = "custom", **extra: object
) -> ValidationFailed:
    """A validation error with one entry, in the shape of the wire."""
    return ValidationFailed([{"code": code, "path": list(path), "message": message, **extra}])


class Unauthorized(PillarboxError):
    """No usable credentials."""

    status = 401
    name = "UnauthorizedError"
    code = "unauthorized"


class Forbidden(PillarboxError):
    """Known, but not allowed."""

    status = 403
    name = "ForbiddenError"
    code = "forbidden"


class MissingPermission(Forbidden):
    """The key lacks one permission flag."""

    code = "missing_permission"

    def __init__(self, permission: str, message: str = "Forbidden"):
        super().__init__(message, fix=f"Use an API key whose permissions include {permission}.")


class AlreadyExists(PillarboxError):
    """A unique thing is taken."""

    status = 403
    name = "AlreadyExistsError"
    code = "already_exists"


class LimitExceeded(PillarboxError):
    """A count limit of this server is reached."""

    status = 403
    name = "LimitExceededError"
    code = "limit_exceeded"


class MessageRejected(PillarboxError):
    """Policy refuses to send this message."""

    status = 403
    name = "MessageRejectedError"
    code = "message_rejected"


class InboxPaused(PillarboxError):
    """The inbox is paused and does not send."""

    status = 403
    name = "InboxPausedError"
    code = "inbox_paused"


class DomainNotVerified(PillarboxError):
    """The domain is not verified for this organization."""

    status = 403
    name = "DomainNotVerifiedError"
    code = "domain_not_verified"


class NotFound(PillarboxError):
    """Absent, out of scope or hidden: the caller cannot tell which."""

    status = 404
    name = "NotFoundError"
    code = "not_found"


class Conflict(PillarboxError):
    """The request collides with another one."""

    status = 409
    name = "ConflictError"
    code = "conflict"


class CannotDelete(PillarboxError):
    """The thing still holds others."""

    status = 409
    name = "CannotDeleteError"
    code = "cannot_delete"


class EventExpired(PillarboxError):
    """The event to go on from is not in the log (any more): what came after it cannot be told in full."""

    status = 410
    name = "EventExpiredError"
    code = "event_expired"

    def __init__(self, event_id: str):
        super().__init__(
            f"Event {event_id} is no longer kept. List what was missed, then listen without `after`",
            fix="List what was missed with GET /v0/threads?after=<time>, then leave `after` out.",
        )


class PayloadTooLarge(PillarboxError):
    """The body is over the limit; it was not read."""

    status = 413
    name = "PayloadTooLargeError"
    code = "payload_too_large"


class Unprocessable(PillarboxError):
    """Well-formed, but it cannot be done."""

    status = 422
    name = "UnprocessableError"
    code = "unprocessable"


class RateLimited(PillarboxError):
    """Too many requests; try again after a moment."""

    status = 429
    name = "RateLimitError"
    code = "rate_limit_exceeded"


class StorageUnavailable(PillarboxError):
    """The database cannot take this now (down, full or overloaded); nothing was changed."""

    status = 503
    name = "ServiceUnavailableError"
    code = "service_unavailable"

    def __init__(self, message: str = "Storage is unavailable"):
        super().__init__(message, fix="Try again in a moment.")
