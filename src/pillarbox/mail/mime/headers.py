"""Header fields of a mail, kept as bytes and decoded only when asked for."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pillarbox.domain.address import Mailbox
from pillarbox.mail.mime import charsets
from pillarbox.mail.mime.addresses import MAX_ADDRESSES, parse_addresses
from pillarbox.mail.mime.encoded_words import decode_words

MAX_MESSAGE_IDS = 1_000

_CONTROLS = {code: " " if code in b"\t\r\n" else None for code in (*range(32), 127)}
_LINE_ENDS = {13: None, 10: None}
_BRACKETED_ID = re.compile(r"<([^<>]*)>")
_QUOTED_OR_SPACE = re.compile(r'("(?:[^"\\]++|\\.)*+")|\s+', re.DOTALL)
_OUTSIDE_COMMENTS = re.compile(r'<[^<>]*>|"(?:[^"\\]++|\\.)*+"?|\(', re.DOTALL)
_PARENTHESIS = re.compile(r"\\.|[()]", re.DOTALL)


class Headers:
    """Ordered header fields; names compare without case, values are the raw bytes after the colon."""

    __slots__ = ("_by_name", "fields", "hint")

    def __init__(self, fields: Sequence[tuple[str, bytes]] = (), *, hint: str | None = None) -> None:
        self.fields = tuple(fields)
        self.hint = hint  # codec to try on raw 8-bit values that are not UTF-8
        self._by_name: dict[str, list[bytes]] = {}
        for name, value in self.fields:
            self._by_name.setdefault(name.lower(), []).append(value)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name

    def raw(self, name: str) -> bytes | None:
        """The first value as it came: folded, not decoded, with the space after the colon."""
        values = self._by_name.get(name.lower())
        return values[0] if values else None

    def unfolded(self, name: str) -> str | None:
        """The first value unfolded (RFC 5322 §2.2.3) and as text, encoded words left alone."""
        value = self.raw(name)
        return None if value is None else unfold(value, self.hint)

    def get(self, name: str) -> str | None:
        """The first value unfolded and decoded (RFC 2047), without control characters; not for addresses."""
        value = self.raw(name)
        return None if value is None else self._decoded(value)

    def all(self, name: str) -> list[str]:
        """Every value of the name, as `get` gives the first."""
        return [self._decoded(value) for value in self._by_name.get(name.lower(), ())]

    def mailboxes(self, name: str) -> list[Mailbox]:
        """The first 1,000 addresses of the fields of the name; encoded words count in display names only."""
        values = self._by_name.get(name.lower(), ())
        found = (mailbox for value in values for mailbox in parse_addresses(unfold(value, self.hint)))
        return list(islice(found, MAX_ADDRESSES))

    def _decoded(self, value: bytes) -> str:
        return decode_words(unfold(value, self.hint)).translate(_CONTROLS).strip()


def unfold(value: bytes, hint: str | None = None) -> str:
    """A raw header value as one line of text; `hint` is the codec to try when it is 8-bit but not UTF-8."""
    text = charsets.decode(value, hint=hint)
    return text.translate(_LINE_ENDS).strip() if "\n" in text or "\r" in text else text.strip()


def parse_message_ids(value: str) -> tuple[str, ...]:
    """The message identifiers of `Message-ID`, `In-Reply-To` or `References`, each in angle brackets.

    RFC 5322 §3.6.4. White space in one goes unless it is quoted. Without any bracket, words with an `@` (or a
    single word) are taken. Nothing in a comment counts. At most 1,000.
    """
    if "(" in value:
        value = _without_comments(value)
    found = [_compact(identifier) for identifier in _BRACKETED_ID.findall(value)]
    if not found:
        words = value.replace(",", " ").replace("<", " ").replace(">", " ").split()
        found = words if len(words) == 1 else [word for word in words if "@" in word]
    return tuple(f"<{identifier}>" for identifier in found[:MAX_MESSAGE_IDS] if identifier)


def _compact(identifier: str) -> str:
    """The identifier without the white space that folding may have left in it (RFC 5322 §3.2.2, §3.2.4)."""
    if '"' not in identifier:
        return "".join(identifier.split())
    return _QUOTED_OR_SPACE.sub(lambda found: (found[1] or "").translate(_LINE_ENDS), identifier)


def _without_comments(value: str) -> str:
    """`value` with a space for each comment (RFC 5322 §3.2.2); one that is never closed is no comment."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for parenthesis in _PARENTHESIS.finditer(value):
        if parenthesis[0] == "(":
            opened.append(parenthesis.start())
        elif parenthesis[0] == ")" and opened:
            ends[opened.pop()] = parenthesis.end()
    kept: list[str] = []
    done = position = 0
    while found := _OUTSIDE_COMMENTS.search(value, position):
        position = found.end()
        if found[0] == "(" and (end := ends.get(found.start())):
            kept += (value[done : found.start()], " ")
            done = position = end
    return "".join((*kept, value[done:]))
