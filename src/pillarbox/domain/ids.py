"""Identifiers: what they look like and how new ones are made."""

import hashlib
import re
import secrets
import uuid
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


def new_uuid() -> str:
    """A random UUID v4."""
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))


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


def bracketed(message_id: str) -> MessageId:
    """The Message-ID with its angle brackets, added where a client left them out."""
    return MessageId(message_id if message_id.startswith("<") else f"<{message_id}>")


def is_client_id(value: str) -> bool:
    """Whether `value` may serve as a `client_id` or an idempotency key."""
    return _CLIENT_ID.fullmatch(value) is not None
