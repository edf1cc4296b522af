"""Finds characters that must not reach a header, also inside an encoded-word. Knows no header by name."""

import binascii
import re

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROLS = re.compile(f"{_CONTROL.pattern}+")
_CONTROL_OCTET = re.compile(rb"[\x00-\x1f\x7f]")
_ENCODED_WORD = re.compile(r"=\?([^?]*)\?([bBqQ])\?([^?]*)\?")
_Q_OCTET = re.compile(r"=([0-9A-Fa-f]{2})")


def control_in(text: str) -> str | None:
    """How to name the first forbidden character, such as `U+000A`, or None when there is none.

    Forbidden are C0, DEL, C1, the line and paragraph separators and lone surrogates, as they stand or once
    the encoded-words in `text` (RFC 2047 §2) are decoded: a reader that decodes twice would see them.
    """
    if (match := _CONTROL.search(text)) is not None:
        return _name_of(match[0])
    if "=?" not in text:
        return None
    for charset, encoding, payload in _ENCODED_WORD.findall(text):
        octets = _decoded(encoding, payload)
        if (octet := _CONTROL_OCTET.search(octets)) is not None:
            return _name_of(octet[0].decode("ascii")) + " inside an encoded-word"
        if (match := _CONTROL.search(_as_text(octets, charset))) is not None:
            return _name_of(match[0]) + " inside an encoded-word"
    return None


def without_controls(text: str) -> str:
    """The text fit for a header: runs of forbidden characters become one space, encoded-words are defused."""
    cleaned = _CONTROLS.sub(" ", text)
    if control_in(cleaned) is not None:
        cleaned = cleaned.replace("=?", "= ?")
    return cleaned.strip()


def _name_of(character: str) -> str:
    return f"U+{ord(character):04X}"


def _decoded(encoding: str, payload: str) -> bytes:
    if encoding in "qQ":
        return _Q_OCTET.sub(lambda octet: chr(int(octet[1], 16)), payload).encode("latin-1", "replace")
    digits = re.sub(r"[^A-Za-z0-9+/]", "", payload)
    if len(digits) % 4 == 1:
        digits = digits[:-1]
    return binascii.a2b_base64(digits + "=" * (-len(digits) % 4))


def _as_text(octets: bytes, charset: str) -> str:
    """The octets in the charset an encoded-word names; a language suffix (RFC 2231 §5) is ignored."""
    try:
        return octets.decode(charset.partition("*")[0], "replace")
    except (LookupError, ValueError):
        return octets.decode("utf-8", "replace")
