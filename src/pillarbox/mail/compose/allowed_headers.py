"""Says which subjects, extra headers and message ids a caller may put on a mail. Writes nothing."""

import re
from collections.abc import Iterable, Mapping

from pillarbox.mail.compose.header_fields import MAX_LINE_OCTETS
from pillarbox.mail.compose.hidden_controls import control_in

MAX_EXTRA_HEADERS = 100
MAX_HEADER_NAME_CHARACTERS = 76
MAX_HEADER_VALUE_CHARACTERS = 16_384
MAX_SUBJECT_CHARACTERS = 998

_NAME = re.compile(r"[!-9;-~]+")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")
_STRUCTURAL = frozenset(
    {"from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id", "mime-version"}
    | {"return-path", "received", "received-spf", "authentication-results"}
    | {"dkim-signature", "domainkey-signature"}
)
_STRUCTURAL_PREFIXES = ("content-", "resent-", "arc-")


class InvalidHeader(ValueError):
    """A subject or header cannot be sent; the message names it, says why and is safe to show."""


def check_subject(subject: str) -> None:
    """Raises InvalidHeader for control characters, raw or in encoded-words, and above 998 characters."""
    _check_value("Subject", subject, MAX_SUBJECT_CHARACTERS)


def check_extra_headers(headers: Mapping[str, str]) -> None:
    """Raises InvalidHeader unless every header may be added beside the ones the server writes.

    In-Reply-To and References are allowed: they thread the mail. Refused are headers with a field or a
    meaning of their own, names outside RFC 5322 §2.2 or given twice, control characters as in
    `check_subject`, ASCII pieces that no fold can bring under 998 octets, and more than 100 headers.
    """
    if len(headers) > MAX_EXTRA_HEADERS:
        raise InvalidHeader(f"more than {MAX_EXTRA_HEADERS} headers")
    seen = set()
    for name, value in headers.items():
        _check_name(name)
        if (lowered := name.lower()) in seen:
            raise InvalidHeader(f"header {name} is given twice")
        seen.add(lowered)
        _check_value(f"header {name}", value, MAX_HEADER_VALUE_CHARACTERS)
        _check_pieces(name, value)


def is_message_id(text: str) -> bool:
    """Whether the text, with its angle brackets, can be written to a header as a message id."""
    return _MESSAGE_ID.fullmatch(text) is not None and "=?" not in text


def writable_message_ids(texts: Iterable[str]) -> list[str]:
    """The message ids that can be written; what another system sent as an id may be anything."""
    return [text for text in texts if is_message_id(text)]


def _check_name(name: str) -> None:
    if len(name) > MAX_HEADER_NAME_CHARACTERS:
        raise InvalidHeader(f"a header name is longer than {MAX_HEADER_NAME_CHARACTERS} characters")
    if _NAME.fullmatch(name) is None:
        raise InvalidHeader(f"{name!a} is not a header name")
    lowered = name.lower()
    if lowered in _STRUCTURAL or lowered.startswith(_STRUCTURAL_PREFIXES):
        raise InvalidHeader(f"header {name} is written by the server and cannot be set here")


def _check_value(what: str, value: str, limit: int) -> None:
    if len(value) > limit:
        raise InvalidHeader(f"{what} is longer than {limit} characters")
    if (control := control_in(value)) is not None:
        raise InvalidHeader(f"{what} contains the control character {control}")


def _check_pieces(name: str, value: str) -> None:
    longest = max(map(len, value.split(" ")))
    if value.isascii() and len(name) + 2 + longest > MAX_LINE_OCTETS:
        raise InvalidHeader(f"header {name} has a piece that does not fit a line of {MAX_LINE_OCTETS} octets")
