"""Signed links: whoever has one may do that one thing until it expires, without an API key."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from pillarbox.domain.errors import Forbidden, NotFound
from pillarbox.domain.policy import MAX_ATTACHMENT_LINK_AGE_S
from pillarbox.ports import Ports

_MAC_BYTES = 16


class LinkKind(StrEnum):
    """What a link is good for."""

    RAW = "raw"
    ATTACHMENT = "attachment"
    ATTACHMENT_TEXT = "attachment_text"
    DRAFT_ATTACHMENT = "draft_attachment"
    FILE = "file"
    UPLOAD = "upload"


class Ticket(msgspec.Struct, array_like=True, frozen=True):
    """What a link's token says."""

    kind: LinkKind
    number: int  # of the message, draft or file
    attachment_id: str
    expires_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link and when it stops working (ms)."""

    url: str
    expires_at: int


def make_link(
    ports: Ports, kind: LinkKind, number: int, attachment_id: str = "", *, until: int | None = None
) -> Link:
    """A link that works for an hour, or until `until` if that is sooner."""
    expires_at = ports.clock.now_ms() + MAX_ATTACHMENT_LINK_AGE_S * 1000
    if until is not None:
        expires_at = min(expires_at, until)
    ticket = msgspec.msgpack.encode(Ticket(kind, number, attachment_id, expires_at))
    token = base64.urlsafe_b64encode(_mac(ports, ticket) + ticket).decode().rstrip("=")
    way = "up" if kind is LinkKind.UPLOAD else "dl"
    return Link(url=f"{ports.policy.public_url}/v0/{way}/{token}", expires_at=expires_at)


def read_token(ports: Ports, token: str) -> Ticket:
    """What the token of a link says.

    Raises `NotFound` for one that was not signed here, `Forbidden` for one whose time is over.
    """
    ticket = _verified(ports, token)
    if ticket.expires_at <= ports.clock.now_ms():
        raise Forbidden("The link has expired", fix="Ask for a new link and use it within an hour.")
    return ticket


def link_leads_nowhere() -> NotFound:
    """The answer to a link that is unknown, or whose thing is gone."""
    return NotFound("Link not found", fix="Ask for a new link.")


def _verified(ports: Ports, token: str) -> Ticket:
    try:
        signed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        mac, ticket = signed[:_MAC_BYTES], signed[_MAC_BYTES:]
        if hmac.compare_digest(mac, _mac(ports, ticket)):
            return msgspec.msgpack.decode(ticket, type=Ticket)
    except (binascii.Error, ValueError):
        pass
    raise link_leads_nowhere()


def _mac(ports: Ports, ticket: bytes) -> bytes:
    return hmac.digest(ports.secrets.signing_key, b"download\0" + ticket, hashlib.sha256)[:_MAC_BYTES]
