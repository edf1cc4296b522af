"""Arguments of SMTP commands as values, or the reply that refuses them. Knows no session."""

import re
from dataclasses import dataclass

from pillarbox.domain.envelope import Reply
from pillarbox.edges.smtp import replies
from pillarbox.edges.smtp.paths import split_recipient, split_return_path

HTTP_METHODS = frozenset(
    {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PRI"}
)

_FROM = re.compile(r"FROM: ?", re.IGNORECASE | re.ASCII)
_TO = re.compile(r"TO: ?", re.IGNORECASE | re.ASCII)
_SIZE = re.compile(r"[0-9]{1,20}")
_CHUNK = re.compile(r"([0-9]{1,20})( +LAST)?", re.IGNORECASE | re.ASCII)
_CLIENT_NAME = re.compile(r'[^\s()<>\\",;]{1,255}', re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFrom:
    """The arguments of MAIL."""

    return_path: str
    size_bytes: int  # as declared (RFC 1870 §6), 0 when not
    smtputf8: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """The arguments of BDAT (RFC 3030 §2)."""

    size_bytes: int
    last: bool


def client_name(argument: str) -> str | None:
    """The name after EHLO or HELO, None when there is none.

    Names that are no domain are common and taken; what could not stand in a trace header is not.
    """
    return argument if argument.isascii() and _CLIENT_NAME.fullmatch(argument) else None


def mail_from(argument: str) -> MailFrom | Reply:
    """What MAIL says. Parameters: SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531)."""
    keyword = _FROM.match(argument)
    if keyword is None:
        return replies.BAD_ARGUMENT
    path = split_return_path(argument[keyword.end() :])
    if path is None:
        return replies.BAD_SENDER
    return_path, rest = path
    parameters = _parameters(rest)
    if parameters is None:
        return replies.BAD_ARGUMENT
    size, body = parameters.pop("SIZE", "0"), parameters.pop("BODY", "7BIT")
    smtputf8 = parameters.pop("SMTPUTF8", None)
    if parameters:
        return replies.UNKNOWN_PARAMETER
    if smtputf8 or not _SIZE.fullmatch(size):
        return replies.BAD_ARGUMENT
    if body.upper() not in {"7BIT", "8BITMIME"}:
        return replies.MIME_BODY_UNKNOWN
    if smtputf8 is None and not return_path.isascii():
        return replies.UTF8_NOT_DECLARED
    return MailFrom(return_path=return_path, size_bytes=int(size), smtputf8=smtputf8 is not None)


def recipient(argument: str, *, smtputf8: bool) -> str | Reply:
    """The address that RCPT gives; no parameters are offered for it."""
    keyword = _TO.match(argument)
    if keyword is None:
        return replies.BAD_ARGUMENT
    path = split_recipient(argument[keyword.end() :])
    if path is None:
        return replies.BAD_RECIPIENT
    address, rest = path
    parameters = _parameters(rest)
    if parameters is None:
        return replies.BAD_ARGUMENT
    if parameters:
        return replies.UNKNOWN_PARAMETER
    if not smtputf8 and not address.isascii():
        return replies.UTF8_NOT_DECLARED
    return address


def chunk(argument: str) -> Chunk | None:
    """What BDAT says, None when its size cannot be read."""
    match = _CHUNK.fullmatch(argument)
    return None if match is None else Chunk(size_bytes=int(match[1]), last=match[2] is not None)


def _parameters(text: str) -> dict[str, str] | None:
    """ESMTP parameters by upper-case keyword, "" for one without a value. None: bad form, or one twice.

    All is ASCII in those that are offered (RFC 5321 §4.1.2).
    """
    if text and not (text.startswith(" ") and text.isascii()):
        return None
    parameters: dict[str, str] = {}
    for word in text.split():
        keyword, equals, value = word.partition("=")
        if not keyword or bool(equals) != bool(value) or keyword.upper() in parameters:
            return None
        parameters[keyword.upper()] = value
    return parameters
