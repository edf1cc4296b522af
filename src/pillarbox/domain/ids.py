"""Identifiers: what they look like and how new ones are made."""

import hashlib
import os
import re
import secrets
from collections import deque
from typing import NewType

OrganizationId = NewType("OrganizationId", str)
PodId = NewType("PodId", str)
InboxId = NewType("InboxId", str)  # the inbox's address, lowercase
ThreadId = NewType("ThreadId", str)
MessageId = NewType("MessageId", str)  # an RFC 5322 Message-ID with its angle brackets

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CLIENT_ID = re.compile(r"[A-Za-z0-9\-._~]{1,256}")
API_KEY_TAG = "am_us_"
API_KEY_PREFIX_CHARS = len(API_KEY_TAG) + 6


_FRESH_UUIDS = 256
_fresh: deque[str] = deque()  # random hex digits; both its ends are safe between threads


def new_uuid() -> str:
    """A random UUID v4 (RFC 9562 §5.4). The system is asked for many at once."""
    try:
        digits = _fresh.pop()
    except IndexError:
        random = os.urandom(16 * _FRESH_UUIDS).hex()
        _fresh.extend(random[start : start + 32] for start in range(32, len(random), 32))
        digits = random[:32]
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def new_base62(tag: str, chars: int = 24) -> str:
    """`tag` and `chars` random letters and digits (about 5.95 bits each)."""
    return tag + "".join(secrets.choice(_BASE62) for _ in range(chars))


def new_api_key() -> str:
    """An API key secret: 256 random bits in the wire's format."""
    return API_KEY_TAG + secrets.token_hex(32)


def api_key_digest(secret: str) -> bytes:
    """What is stored of a key. A preimage of 256 random bits is infeasible, so no slow hash is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def new_message_id(domain: str) -> MessageId:
    """An unguessable Message-ID on `domain` (RFC 5322 §3.6.4)."""
    return MessageId(f"<{new_uuid()}@{domain}>")


def is_client_id(value: str) -> bool:
    """Whether `value` may serve as a `client_id` or an idempotency key."""
    return _CLIENT_ID.fullmatch(value) is not None
