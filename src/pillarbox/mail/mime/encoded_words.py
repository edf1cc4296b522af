"""RFC 2047 encoded words, read as tolerantly as mail readers do."""

import binascii
import re

from pillarbox.mail.mime import charsets
from pillarbox.mail.mime.base64_text import decode_base64

MAX_ENCODED_WORDS = 500

_OPENING = re.compile(r"=\?([^\s?=]+)\?([bBqQ])\?")


def decode_words(text: str) -> str:
    """`text` with its encoded words decoded; broken words and those past the first 500 stay as they are.

    White space between two words goes (RFC 2047 §6.2), and a character split over two words is joined.
    """
    opening = _OPENING.search(text)
    if opening is None:
        return text
    pieces: list[str] = []
    pending, pending_charset = bytearray(), ""
    done = close = words = 0
    while opening is not None and words < MAX_ENCODED_WORDS:
        payload_start = opening.end()
        if close < payload_start and (close := text.find("?=", payload_start)) < 0:
            break
        following = _OPENING.search(text, payload_start)
        if following is not None and following.start() < close:
            opening = following  # this word never ends
            continue
        words += 1
        charset = opening[1].lower()
        between = text[done : opening.start()]
        if not (pending_charset and (not between or between.isspace())):
            pieces += (charsets.decode(bytes(pending), pending_charset), between)
            pending.clear()
        elif charset != pending_charset:
            pieces.append(charsets.decode(bytes(pending), pending_charset))
            pending.clear()
        pending += _payload(text[payload_start:close], opening[2])
        pending_charset = charset
        done = close + 2
        opening = _OPENING.search(text, done)
    pieces += (charsets.decode(bytes(pending), pending_charset), text[done:])
    return "".join(pieces)


def _payload(text: str, encoding: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "bB":
        return decode_base64(data)
    return binascii.a2b_qp(data, header=True)
