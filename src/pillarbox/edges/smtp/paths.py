"""Mailbox and path syntax of SMTP commands (RFC 5321 §4.1.2, RFC 6531 §3.3). Text in, addresses out."""

import re
from ipaddress import IPv4Address, IPv6Address

LOCAL_PART_OCTETS = 64  # RFC 5321 §4.5.3.1.1
DOMAIN_OCTETS = 255  # RFC 5321 §4.5.3.1.2
LABEL_OCTETS = 63  # RFC 1035 §2.3.4

_ATEXT = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-"
_PATH = re.compile(
    r'<(?:@[^:<>" ]*:)?'  # a source route is read and ignored (RFC 5321 Appendix C)
    rf'(?P<local>"(?:[^"\\]|\\.)*"|[{_ATEXT}.]+)'
    r"@(?P<domain>\[[0-9A-Za-z:.]*\]|[A-Za-z0-9._\x80-\U0010ffff-]+)>"
)
_POSTMASTER = re.compile(r"<postmaster>", re.IGNORECASE | re.ASCII)
_DOT_STRING = re.compile(rf"[{_ATEXT}.]+")
_QUOTED_PAIR = re.compile(r"\\(.)")


def split_return_path(text: str) -> tuple[str, str] | None:
    """The address of a MAIL command and what follows it, None when the syntax is wrong.

    The null return path `<>` gives an empty address.
    """
    if text.startswith("<>"):
        return "", text[2:]
    return _split_mailbox(text)


def split_recipient(text: str) -> tuple[str, str] | None:
    """The address of an RCPT command and what follows it, None when the syntax is wrong.

    `<postmaster>` needs no domain, and then has none in the address either (RFC 5321 §4.5.1).
    """
    if postmaster := _POSTMASTER.match(text):
        return "postmaster", text[postmaster.end() :]
    return _split_mailbox(text)


def _split_mailbox(text: str) -> tuple[str, str] | None:
    match = _PATH.match(text)
    if match is None:
        return None
    local, domain = _plain(match["local"]), match["domain"]
    if not _is_local_part(local) or not _is_domain(domain):
        return None
    return f"{local}@{domain}", text[match.end() :]


def _plain(local: str) -> str:
    """The local part without its quotes where they are not needed (RFC 5321 §4.1.2)."""
    if not local.startswith('"'):
        return local
    content = _QUOTED_PAIR.sub(r"\1", local[1:-1])
    return content if _is_dot_string(content) else local


def _is_dot_string(local: str) -> bool:
    dotted = f".{local}."
    return ".." not in dotted and _DOT_STRING.fullmatch(local) is not None


def _is_local_part(local: str) -> bool:
    return len(local.encode()) <= LOCAL_PART_OCTETS and (local.startswith('"') or _is_dot_string(local))


def _is_domain(domain: str) -> bool:
    if len(domain.encode()) > DOMAIN_OCTETS:
        return False
    if domain.startswith("["):
        return _is_address_literal(domain[1:-1])
    dotted = f".{domain}."
    if ".." in dotted or ".-" in dotted or "-." in dotted:
        return False
    return max(map(len, domain.encode().split(b"."))) <= LABEL_OCTETS


def _is_address_literal(literal: str) -> bool:
    """Whether the text between the brackets is an IP address (RFC 5321 §4.1.3)."""
    try:
        if literal[:5].upper() == "IPV6:":
            IPv6Address(literal[5:])
        else:
            IPv4Address(literal)
    except ValueError:
        return False
    return True
