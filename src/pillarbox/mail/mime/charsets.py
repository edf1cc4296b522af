"""Bytes to text: charset labels as mail uses them, mapped to codecs as the WHATWG Encoding Standard does."""

import codecs
import re

from pillarbox.mail.mime.charset_guess import guess
from pillarbox.mail.mime.japanese import decode_euc_jp, decode_iso_2022_jp

# Single-byte text in which the five bytes Windows-1252 leaves open stay what ISO 8859-1 says.
_WINDOWS_1252 = "".join(
    character if (character := bytes([byte]).decode("cp1252", "replace")) != "\ufffd" else chr(byte)
    for byte in range(256)
)

# Only codecs named here are ever used: a label in a mail must not reach the whole codec registry.
_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode utf-8-sig x-unicode20utf8",
    "utf-7": "utf-7 utf7 unicode-1-1-utf-7 csunicode11utf7 x-unicode-2-0-utf-7",
    "utf-16": "utf-16 utf16 ucs-2 iso-10646-ucs-2 csunicode",
    "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be",
    "utf-32": "utf-32 utf32 ucs-4 iso-10646-ucs-4",
    "cp1252": "iso-8859-1 iso8859-1 iso88591 latin1 latin-1 l1 cp819 ibm819 iso-ir-100 cp1252 windows-1252 "
    "x-cp1252 ansi ansi-x3.110-1983",
    "iso8859-2": "latin2 l2 iso-ir-101",
    "iso8859-3": "latin3 l3",
    "iso8859-4": "latin4 l4",
    "iso8859-5": "cyrillic iso-ir-144",
    "iso8859-6": "arabic ecma-114 asmo-708",
    "iso8859-7": "greek greek8 ecma-118 elot-928",
    "iso8859-8": "hebrew visual logical",
    "iso8859-10": "latin6 l6",
    "iso8859-15": "latin9 latin-9 l9",
    "cp1254": "iso-8859-9 iso8859-9 iso88599 latin5 l5 turkish",
    "cp874": "iso-8859-11 iso8859-11 tis-620 tis620 dos-874",
    "koi8-r": "koi8-r koi8r koi8 koi cskoi8r",
    "koi8-u": "koi8-u koi8-ru koi8u",
    "kz1048": "kz-1048 strk1048-2002 rk1048",
    "ptcp154": "ptcp154 cp154",
    "mac-roman": "macintosh mac x-mac-roman mac-roman csmacintosh",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian mac-cyrillic",
    "mac-greek": "x-mac-greek mac-greek",
    "mac-turkish": "x-mac-turkish mac-turkish",
    "mac-latin2": "x-mac-ce x-mac-centraleurroman mac-centraleurope",
    "cp932": "shift-jis shiftjis sjis x-sjis ms-kanji csshiftjis windows-31j ms932 ms-932 cp932",
    "euc_jp": "euc-jp eucjp x-euc-jp x-euc cseucpkdfmtjapanese",
    "iso2022_jp": "iso-2022-jp csiso2022jp iso-2022-jp-1 iso-2022-jp-ms cp50220 cp50221 cp50222 jis",
    "iso2022_jp_2": "iso-2022-jp-2",
    "iso2022_jp_2004": "iso-2022-jp-3 iso-2022-jp-2004",
    "gb18030": "gb2312 gb-2312 gb18030 gbk x-gbk gb-2312-80 csgb2312 euc-cn x-euc-cn chinese cp936 ms936",
    "hz": "hz-gb-2312 hz hz-gb",
    "big5hkscs": "big5 big5-hkscs big5hkscs cn-big5 x-x-big5 csbig5 cp950 ms950 big5-eten",
    "cp949": "ks-c-5601-1987 ks-c-5601-1989 ks-c-5601 ksc5601 ksc-5601 ks-x-1001 korean euc-kr euckr "
    "cseuckr csksc56011987 uhc ms949 cp949 iso-ir-149",
    "iso2022_kr": "iso-2022-kr csiso2022kr",
    "johab": "johab cp1361 ms1361",
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_UNMARKED = frozenset(
    {"", "us-ascii", "ascii", "ansi-x3.4-1968", "iso646-us", "x-unknown", "unknown-8bit", "8bit"}
)
# fmt: off
_CODE_PAGES = frozenset({
    437, 720, 737, 775, 850, 852, 855, 856, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869, 874,
    932, 949, 950, 1006, 1125, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258,
})
# fmt: on
_CODE_PAGE = re.compile(r"(?:x-)?(?:cp|ms|ibm|win|windows|dos|oem)?-?(\d{3,4})\Z")
_BIG5_EURO = b"\xa3\xe1"
_BIG5_HANDLER = "pillarbox.mail.mime.charsets.big5"
_ISO_8859 = re.compile(r"(?:x-)?(?:iso-?)?8859-?(\d{1,2})(?:-?[ei]|:\d{4})?\Z")


def codec_of(label: str) -> str | None:
    """The Python codec for a charset label, or None for an unknown one and for plain ASCII."""
    name = label.strip(" \t\"'<>;,").lower().replace("_", "-").partition("*")[0]
    if (codec := _CODECS.get(name)) or name in _UNMARKED:
        return codec
    if (match := _CODE_PAGE.match(name)) and int(match[1]) in _CODE_PAGES:
        return _CODECS.get(f"cp{match[1]}", f"cp{match[1]}")
    if (match := _ISO_8859.match(name)) and 1 <= (number := int(match[1])) <= 16 and number != 12:
        return _CODECS.get(f"iso-8859-{number}", f"iso8859-{number}")
    return None


def decode(data: bytes, label: str | None = None, *, hint: str | None = None) -> str:
    """`data` as text: by its label, else UTF-8, else by `hint` (a codec) if that fits, else by a guess.

    Never raises; bytes that have no meaning become U+FFFD.
    """
    codec = codec_of(label) if label else None
    if codec is None:
        if data.isascii() and b"\x1b" not in data:
            return data.decode("ascii")
        fitting = (name for name in ("utf-8", hint) if name and _fits(data, name))
        codec = guess(data) if data.isascii() else next(fitting, None) or guess(data)
    return _decode(data, codec)


def _fits(data: bytes, codec: str) -> bool:
    if decode_all := _OWN_DECODERS.get(codec):
        return "\ufffd" not in decode_all(data)
    try:
        data.decode(codec)
    except UnicodeError:
        return False
    return True


def _decode(data: bytes, codec: str) -> str:
    if codec == "cp1252":
        return codecs.charmap_decode(data, "replace", _WINDOWS_1252)[0]
    if decode_all := _OWN_DECODERS.get(codec):
        return decode_all(data)
    text = data.decode(codec, "replace")
    if codec == "utf-8":
        return text.removeprefix("\ufeff")
    if codec == "utf-7":  # the one codec that lets half a surrogate pair through
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _decode_big5(data: bytes) -> str:
    """Big5 with the euro sign, which the WHATWG index has and the codec, made for Hong Kong, has not."""
    return data.decode("big5hkscs", _BIG5_HANDLER if _BIG5_EURO in data else "replace")


def _past_big5_error(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    if error.object.startswith(_BIG5_EURO, error.start):
        return "€", error.start + 2
    return "\ufffd", error.end


codecs.register_error(_BIG5_HANDLER, _past_big5_error)
_OWN_DECODERS = {"big5hkscs": _decode_big5, "euc_jp": decode_euc_jp, "iso2022_jp": decode_iso_2022_jp}
