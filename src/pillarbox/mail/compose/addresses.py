"""Reads the addresses a caller gives as text, strictly: what is accepted can be written as it is."""

import re
import unicodedata

import idna

from pillarbox.domain.address import Mailbox
from pillarbox.mail.compose.hidden_controls import control_in, without_controls

MAX_RECIPIENTS = 50
MAX_ADDRESS_OCTETS = 254  # RFC 5321 §4.5.3.1.3, without the angle brackets
MAX_LOCAL_PART_OCTETS = 64  # RFC 5321 §4.5.3.1.1
MAX_NAME_CHARACTERS = 256

_MAX_MAILBOX_CHARACTERS = 1024
_DOT_ATOM_CHARACTERS = re.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\u0080-\U0010ffff-]+")
_QUOTED_LOCAL_PART = re.compile(r'"((?:[ !#-\[\]-~]|\\[ -~])*)"')
_LDH_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_TOP_LEVEL = re.compile(r'[",<>]')
_END_OF_QUOTE = re.compile(r'(?:[^"\\]|\\.)*"')


class InvalidAddress(ValueError):
    """The text is not an address that mail can be sent to; the message says why and is safe to show."""


def parse_mailbox(text: str) -> Mailbox:
    """The mailbox in `user@host`, `<user@host>` or `Display Name <user@host>`.

    A display name may stand unquoted even where RFC 5322 §3.4 wants quotes (`Doe, John (Sales) <j@x>`): it is
    quoted when written. An internationalized domain comes back as A-labels. Raises InvalidAddress.
    """
    _check_characters(text, _MAX_MAILBOX_CHARACTERS)
    marks = _marks(text)
    brackets = [(mark, at) for mark, at in marks if mark in "<>"]
    if not brackets:
        return Mailbox(name="", address=_address(text.strip()))
    if [mark for mark, _ in brackets] != ["<", ">"] or text[brackets[1][1] + 1 :].strip():
        raise InvalidAddress("expected one address, written as user@host or Name <user@host>")
    opening, closing = brackets[0][1], brackets[1][1]
    return Mailbox(name=_name(text[:opening]), address=_address(text[opening + 1 : closing].strip()))


def parse_mailbox_list(text: str, limit: int = MAX_RECIPIENTS) -> list[Mailbox]:
    """The mailboxes of a comma-separated list, in order.

    An unquoted comma inside a display name is understood only when the text holds one single address. Raises
    InvalidAddress for an empty part, for more than `limit` mailboxes, or as `parse_mailbox` does.
    """
    _check_characters(text, limit * _MAX_MAILBOX_CHARACTERS)
    if text.count("@") == 1:
        return [parse_mailbox(text)]
    commas = [at for mark, at in _marks(text) if mark == ","]
    if len(commas) >= limit:
        raise InvalidAddress(f"more than {limit} addresses")
    starts = [0, *(at + 1 for at in commas)]
    ends = [*commas, len(text)]
    return [parse_mailbox(text[start:end]) for start, end in zip(starts, ends, strict=True)]


def writable_mailbox(mailbox: Mailbox) -> Mailbox:
    """A mailbox from received mail in the form that can be sent to: its name cleaned, its address canonical.

    Raises InvalidAddress when no mail can be sent to the address.
    """
    _check_characters(mailbox.address, _MAX_MAILBOX_CHARACTERS)
    name = without_controls(mailbox.name)[:MAX_NAME_CHARACTERS].strip()
    return Mailbox(name=name, address=_address(mailbox.address))


def check_mailbox(mailbox: Mailbox) -> None:
    """Raises InvalidAddress unless the mailbox can be written to a header exactly as it is."""
    _check_characters(mailbox.name, MAX_NAME_CHARACTERS)
    _check_characters(mailbox.address, MAX_ADDRESS_OCTETS)
    if _address(mailbox.address) != mailbox.address:
        raise InvalidAddress("the address is not in its canonical form")


def _check_characters(text: str, limit: int) -> None:
    if len(text) > limit:
        raise InvalidAddress(f"longer than {limit} characters")
    if (control := control_in(text)) is not None:
        raise InvalidAddress(f"control character {control}")


def _marks(text: str) -> list[tuple[str, int]]:
    """Where commas and angle brackets stand outside quotes."""
    marks = []
    position = 0
    while (match := _TOP_LEVEL.search(text, position)) is not None:
        position = match.end()
        if match[0] != '"':
            marks.append((match[0], match.start()))
        elif (end := _END_OF_QUOTE.match(text, position)) is not None:
            position = end.end()
        else:
            raise InvalidAddress("a quote is not closed")
    return marks


def _name(text: str) -> str:
    """The display name with quoted parts taken out of their quotes."""
    parts = []
    position = 0
    while (start := text.find('"', position)) >= 0:
        parts.append(text[position:start])
        end = _END_OF_QUOTE.match(text, start + 1)
        if end is None:
            raise InvalidAddress("a quote is not closed")
        parts.append(re.sub(r"\\(.)", r"\1", end[0][:-1]))
        position = end.end()
    parts.append(text[position:])
    name = "".join(parts).strip()
    if len(name) > MAX_NAME_CHARACTERS:
        raise InvalidAddress(f"display name longer than {MAX_NAME_CHARACTERS} characters")
    return name


def _address(text: str) -> str:
    if not text:
        raise InvalidAddress("empty address")
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise InvalidAddress("an address needs the form user@host")
    address = f"{_local_part(local)}@{_domain(domain)}"
    if len(address.encode()) > MAX_ADDRESS_OCTETS:
        raise InvalidAddress(f"address longer than {MAX_ADDRESS_OCTETS} octets")
    return address


def _local_part(text: str) -> str:
    """The local part in NFC, out of quotes it does not need, so that equal addresses compare equal."""
    local = _without_lookalikes(text)
    if (quoted := _QUOTED_LOCAL_PART.fullmatch(local)) is not None:
        content = re.sub(r"\\(.)", r"\1", quoted[1])
        escaped = content.replace("\\", "\\\\").replace('"', '\\"')
        local = content if _is_dot_atom(content) else f'"{escaped}"'
    elif not _is_dot_atom(local):
        raise InvalidAddress("the part before @ has a character or a dot where none is allowed")
    if len(local.encode()) > MAX_LOCAL_PART_OCTETS:
        raise InvalidAddress(f"the part before @ is longer than {MAX_LOCAL_PART_OCTETS} octets")
    return local


def _is_dot_atom(text: str) -> bool:
    return (
        _DOT_ATOM_CHARACTERS.fullmatch(text) is not None
        and "=?" not in text
        and text.isprintable()
        and not (text.startswith(".") or text.endswith(".") or ".." in text)
    )


def _domain(text: str) -> str:
    """The domain as given when it is ASCII, else as A-labels (RFC 5890 §2.3.2.1, IDNA 2008)."""
    if len(text) > MAX_ADDRESS_OCTETS:
        raise InvalidAddress("the domain is too long")
    domain = text if text.isascii() else _without_lookalikes(text).lower()
    labels = [_label(label) for label in domain.split(".")]
    if labels[-1].isdigit():
        raise InvalidAddress("the domain must be a name, not a number")
    return ".".join(labels)


def _label(label: str) -> str:
    try:
        if not label.isascii():
            return idna.alabel(label).decode("ascii")
        if label[:4].lower() == "xn--":
            idna.ulabel(label)
    except idna.IDNAError:
        raise InvalidAddress("the domain is not a valid internationalized name") from None
    if _LDH_LABEL.fullmatch(label) is None:
        raise InvalidAddress("the domain is not a valid host name")
    return label


def _without_lookalikes(text: str) -> str:
    """The text in NFC; a look-alike of another character, such as U+212A, is refused (RFC 8264 §9.17)."""
    if text.isascii():
        return text
    if any(unicodedata.normalize("NFKC", character).isascii() for character in text if character > "\x7f"):
        raise InvalidAddress("a character in the address only looks like another")
    composed = unicodedata.normalize("NFC", text)
    if unicodedata.normalize("NFKC", composed) != composed:
        raise InvalidAddress("a character in the address only looks like another")
    return composed
