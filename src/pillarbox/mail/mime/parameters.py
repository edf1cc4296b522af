"""Parameters of Content-Type and Content-Disposition: RFC 2045 §5.1, RFC 2231 continuations and charsets."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from pillarbox.mail.mime import charsets

MAX_PARAMETERS = 200
_KNOWN_CHARS = 80

_PARAMETER = re.compile(
    r"""[;\s]* ([^\s=;"]+) \s* = \s* (?: " ((?:[^"\\]++|\\.)*+) "? | ([^;]*) )""", re.VERBOSE | re.DOTALL
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,4}))?(\*)?\Z")


def parse_parameters(value: str) -> tuple[str, Mapping[str, str]]:
    """The leading token in lower case (`text/plain`, `attachment`) and the parameters by lower-case name.

    A name given twice keeps its first value; parameters past the first 200 are left out.
    """
    return _known(value) if len(value) <= _KNOWN_CHARS else _read(value)


@lru_cache(maxsize=1024)
def _known(value: str) -> tuple[str, Mapping[str, str]]:
    """`_read`, for the few short values that most parts have in common."""
    token, parameters = _read(value)
    return token, MappingProxyType(parameters)


def _read(value: str) -> tuple[str, dict[str, str]]:
    token, _, rest = value.partition(";")
    if "=" in token:  # "attachment filename=x" or a header without its token
        token, _, rest = value.strip().partition(" ")
        if "=" in token:
            token, rest = "", value
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    position = 0
    for _ in range(MAX_PARAMETERS):
        match = _PARAMETER.match(rest, position)
        if match is None:
            semicolon_at = rest.find(";", position)
            if semicolon_at < 0:
                break
            position = semicolon_at + 1
            continue
        position = match.end()
        name, quoted, bare = match.groups()
        text = _QUOTED_PAIR.sub(r"\1", quoted) if quoted is not None else bare.strip()
        section = _SECTION.match(name.lower())
        if section is None:
            continue
        if "*" not in name:
            plain.setdefault(section[1], text)
        else:
            sections.setdefault(section[1], {}).setdefault(int(section[2] or 0), (text, bool(section[3])))
    for name, parts in sections.items():
        plain[name] = _joined(parts)
    return token.strip().lower(), plain


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    """The value of RFC 2231 sections, which may arrive out of order; it ends at the first missing one."""
    charset = None
    data = bytearray()
    for number in range(len(parts)):
        if number not in parts:
            break
        text, extended = parts[number]
        if number == 0 and extended and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        raw = text.encode("utf-8", "replace")
        data += unquote_to_bytes(raw) if extended else raw
    return charsets.decode(bytes(data), charset)
