"""EUC-JP and ISO-2022-JP as the WHATWG Encoding Standard reads them (§12.1, §12.2; RFC 1468).

Its JIS X 0208 is that of Windows: with the NEC row 13 (①, ㈱), the IBM kanji in rows 89 to 92 (髙), and the
signs that Shift_JIS on Windows has in the places of six others. Cells it leaves open are those of JIS X 0213.
"""

import codecs
import re

_DESIGNATION = re.compile(rb"\x1b(\([BHIJ]|\$(?:[@B]|\([@BD]))")
_CELL = re.compile(rb"[\x8e\xa1-\xfe][\xa1-\xfe]|\x8f[\xa1-\xfe]{2}")
_TWO_BYTES = re.compile(rb"[\xa1-\xfe]{2}")
_NO_CELLS = re.compile(rb"[\x80-\x8d\x90-\xa0\xff]+")
_TO_EUC = bytes(byte | 0x80 if 0x21 <= byte <= 0x7E else byte for byte in range(256))
_WINDOWS_SIGNS = {"〜": "～", "‖": "∥", "−": "－", "¢": "￠", "£": "￡", "¬": "￢"}
_ROMAN = "".join({0x5C: "¥", 0x7E: "‾"}.get(byte, chr(byte)) for byte in range(128))
_KATAKANA = "".join(map(chr, (*range(0x21), *range(0xFF61, 0xFFA0))))


def decode_euc_jp(data: bytes) -> str:
    """`data` as text; a cell without a character, or a byte outside of any, is U+FFFD."""
    return _with_windows_signs(_decode_cells(data))


def decode_iso_2022_jp(data: bytes) -> str:
    """`data` as text, with the sets of ISO-2022-JP-1 and half-width katakana; a set lasts over line ends."""
    try:
        return _with_windows_signs(data.decode("iso2022_jp_ext"))
    except UnicodeDecodeError:
        first, *rest = _DESIGNATION.split(data)
    texts = [first.decode("ascii", "replace")]
    for designated, segment in zip(rest[::2], rest[1::2], strict=True):
        match designated:
            case b"(B":
                texts.append(segment.decode("ascii", "replace"))
            case b"(J" | b"(H":
                texts.append(codecs.charmap_decode(segment, "replace", _ROMAN)[0])
            case b"(I":
                texts.append(codecs.charmap_decode(segment, "replace", _KATAKANA)[0])
            case b"$(D":
                texts.append(_decode_cells(_TWO_BYTES.sub(rb"\217\g<0>", segment.translate(_TO_EUC))))
            case _:
                texts.append(_decode_cells(segment.translate(_TO_EUC)))
    return _with_windows_signs("".join(texts))


def _decode_cells(data: bytes) -> str:
    return data.decode("euc_jp", _HANDLER)


def _with_windows_signs(text: str) -> str:
    for sign, windows_sign in _WINDOWS_SIGNS.items():
        text = text.replace(sign, windows_sign)
    return text


def _shift_jis(lead: int, trail: int) -> bytes:
    """An EUC cell in Shift_JIS, which has two rows to a lead byte and half-width katakana in their midst."""
    row, column = lead - 0xA1, trail - 0xA1
    first = row // 2 + (0x81 if row < 62 else 0xC1)
    return bytes((first, column + 0x9F if row % 2 else column + 0x40 + (column >= 0x3F)))


_WINDOWS_CELLS = {
    bytes((lead, trail)): character
    for lead in b"\xad\xf9\xfa\xfb\xfc"
    for trail in range(0xA1, 0xFF)
    if (character := _shift_jis(lead, trail).decode("cp932", "replace")) and "\ufffd" not in character
}


def _past_error(error: UnicodeError) -> tuple[str, int]:
    """What stands for the bytes the codec stopped at, and where to go on (an error handler of `codecs`)."""
    assert isinstance(error, UnicodeDecodeError)
    data, start = error.object, error.start
    if character := _WINDOWS_CELLS.get(data[start : start + 2]):
        return character, start + 2
    if cell := _CELL.match(data, start):
        character = cell[0].decode("euc_jis_2004", "replace")
        return "\ufffd" if "\ufffd" in character else character, cell.end()
    junk = _NO_CELLS.match(data, start)
    end = junk.end() if junk else error.end
    return "\ufffd" * (end - start), end


_HANDLER = "pillarbox.mail.mime.japanese"
codecs.register_error(_HANDLER, _past_error)
