"""The text of a text part: transfer encoding, charset, line ends and format=flowed undone."""

import re

from pillarbox.mail.mime import charsets, transfer
from pillarbox.mail.mime.flowed import join_flowed
from pillarbox.mail.mime.part import Part
from pillarbox.mail.mime.transfer import Buffer, Encoding, Location

_META_BYTES = 1_024
_SAMPLE_BYTES = 4_096
_PROSE_SHARE = 0.05
_WORD_GAP = re.compile(rb"(?<=\S)[ \t](?=\S)")
_META_CHARSET = re.compile(rb"""<meta[^>]*charset\s*=\s*["']?([A-Za-z0-9_:-]{1,40})""", re.IGNORECASE)


def decode_text(raw: Buffer, part: Part) -> str:
    """The part as text with LF line ends and without NUL; flowed lines joined (RFC 3676). Never raises."""
    data = _decoded(raw, part.location)
    label = part.charset
    if label is None and part.content_type == "text/html":
        label = _label_in_html(data)
    text = charsets.decode(data, label)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "")
    if part.content_type == "text/plain" and part.params.get("format", "").lower() == "flowed":
        return join_flowed(text, delete_space=part.params.get("delsp", "").lower() == "yes")
    return text


def _label_in_html(data: bytes) -> str | None:
    """What a `meta` says the charset is; the label of a wide charset, which cannot stand in ASCII bytes,
    means UTF-8 (HTML Standard, "prescan a byte stream to determine its encoding")."""
    declared = _META_CHARSET.search(data, 0, _META_BYTES)
    if declared is None:
        return None
    label = declared[1].decode("ascii")
    return "utf-8" if (charsets.codec_of(label) or "").startswith(("utf-16", "utf-32")) else label


def _decoded(raw: Buffer, location: Location) -> bytes:
    """The decoded bytes; as they are when they are declared base64 but read like prose."""
    if location.encoding is Encoding.BASE64:
        sample = raw[location.start : min(location.end, location.start + _SAMPLE_BYTES)]
        if len(_WORD_GAP.findall(sample)) > len(sample) * _PROSE_SHARE:
            return raw[location.start : location.end]
    return transfer.decode(raw, location)
