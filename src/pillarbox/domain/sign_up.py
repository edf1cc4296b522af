"""Agents that sign themselves up: the human who vouches, the code that proves it, the limits until then."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum

CODE_DIGITS = 6
CODE_LIFE_MS = 24 * 3600 * 1000
MAX_ATTEMPTS = 10
MAX_REPLACEMENTS = 2
MAX_UNVERIFIED_INBOXES = 1
MAX_UNVERIFIED_SENDS = 10
SENDS_PERIOD_MS = 24 * 3600 * 1000
CALLS_PERIOD_MS = 3600 * 1000
MAX_SOURCE_CHARS = 2048

RESERVED_USERNAMES = frozenset(
    {
        "abuse",
        "admin",
        "administrator",
        "hostmaster",
        "info",
        "mailer-daemon",
        "no-reply",
        "noc",
        "noreply",
        "pillarbox",
        "postmaster",
        "root",
        "security",
        "sign-up",
        "support",
        "webmaster",
    }
)
"""Names of roles (RFC 2142) and names that would lend a stranger the server's authority."""

_PLACEHOLDER_DOMAINS = frozenset(
    {"example", "example.com", "example.net", "example.org", "invalid", "localhost"}
)


class CodeVerdict(StrEnum):
    """What a code given by an agent is worth."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"
    NEVER_SENT = "never_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCode:
    """A code mailed to a human, as a digest, with the wrong guesses made at it."""

    digest: bytes
    expires_at: int
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """An organization that an agent made for itself. `sent` counts its sends since `sent_since`."""

    organization_no: int
    organization_id: str
    inbox_id: str
    api_key_id: str
    human_email: str | None
    code: IssuedCode | None
    replacements: int
    sent_since: int
    sent: int
    verified_at: int | None

    @property
    def verified(self) -> bool:
        return self.verified_at is not None

    def needs_code(self, human_email: str, now: int) -> bool:
        """Whether vouching by `human_email` takes a new code: another human, or one whose code expired."""
        return human_email != self.human_email or self.code is None or self.code.expires_at <= now

    def sends_today(self, now: int) -> int:
        """How many recipients were written to in the current period."""
        return self.sent if now - self.sent_since < SENDS_PERIOD_MS else 0

    def judge_code(self, digest: bytes, now: int) -> CodeVerdict:
        """What the code with this digest is worth now. Every wrong code takes the same time."""
        if self.code is None:
            return CodeVerdict.NEVER_SENT
        if self.code.expires_at <= now:
            return CodeVerdict.EXPIRED
        if self.code.attempts >= MAX_ATTEMPTS:
            return CodeVerdict.EXHAUSTED
        return CodeVerdict.RIGHT if hmac.compare_digest(digest, self.code.digest) else CodeVerdict.WRONG


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def code_digest(signing_key: bytes, organization_id: str, code: str) -> bytes:
    """What is stored of a code. Keyed, since a million codes are soon tried by whoever reads the database."""
    return hmac.digest(signing_key, f"sign-up-code:{organization_id}:{code}".encode(), hashlib.sha256)


def is_placeholder(domain: str) -> bool:
    """Whether nobody can have an address on `domain` (lowercase), as of RFC 2606 names but `.test`."""
    labels = domain.split(".")
    return not _PLACEHOLDER_DOMAINS.isdisjoint({labels[-1], ".".join(labels[-2:])})
