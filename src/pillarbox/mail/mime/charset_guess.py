"""A guess at the charset of 8-bit text that names none; knows byte statistics, not mail."""

import re

_SAMPLE_BYTES = 65_536
_HIGH_RUN = re.compile(rb"[\x80-\x9f\xa1-\xff]+")  # without the no-break space, which says nothing
_RUN_IN_LATIN_WORD = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]++|(?<![\x80-\xff])[\x80-\xff]++(?=[A-Za-z])")
_WHOLE_WORDS_SHARE = 0.8
_KANA_SHARE = 0.2
_LEAD_SHARE = 0.95
_CP1251_SHARE = 0.65
_KOI8_R_WORD = re.compile(rb"[\xb3\xe0-\xff]?[\xa3\xc0-\xdf]++\Z")
_KOI8_R_NAME_BYTES = 4


def guess(data: bytes) -> str:
    """A Python codec for `data`, not being UTF-8; "cp1252" when nothing else fits. Looks at 64 KiB."""
    sample = data[:_SAMPLE_BYTES]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x1b$)C" in sample:
        return "iso2022_kr"
    if b"\x1b$" in sample or b"\x1b(J" in sample:
        return "iso2022_jp"
    runs = _HIGH_RUN.findall(sample)
    high = b"".join(runs)
    if not high:
        return "cp1252"
    if _share_of(high, 0x82, 0x83) > _KANA_SHARE and _decodes(sample, "cp932"):
        return "cp932"
    in_latin_words = len(_RUN_IN_LATIN_WORD.findall(sample))
    in_longer_runs = sum(len(run) for run in runs if len(run) > 1)
    if in_latin_words * 2 > len(runs) or in_longer_runs < _WHOLE_WORDS_SHARE * len(high):
        return _guess_of_scattered_bytes(sample)
    if all(len(run) % 2 == 0 for run in runs) and min(high) > 0xA0:
        return _guess_of_pairs(runs, high)
    if _leads_share(sample, 0xA1, 0xC9) > _LEAD_SHARE and _decodes(sample, "big5hkscs"):
        return "big5hkscs"
    upper, lower = _share_of(high, 0xC0, 0xDF), _share_of(high, 0xE0, 0xFF)
    if upper + lower < _WHOLE_WORDS_SHARE:
        return "cp1252"
    return "cp1251" if lower > upper else "koi8-r"


def _guess_of_scattered_bytes(sample: bytes) -> str:
    """Accented letters of a Latin script, unless each high byte leads a pair that is Big5."""
    if _leads_share(sample, 0xA1, 0xC9) > _LEAD_SHARE and _decodes(sample, "big5hkscs"):
        return "big5hkscs"
    return "cp1252"


def _guess_of_pairs(runs: list[bytes], high: bytes) -> str:
    """One of the EUC family, by the rows its first bytes point to, unless it reads like Cyrillic.

    Common characters of that family have their first byte below 0xE0; small letters of Windows-1251 stand
    above it, and so do the capitals that begin the words of KOI8-R.
    """
    if _share_of(high, 0xE0, 0xFF) > _CP1251_SHARE:
        return "cp1251"
    named = any(run[0] >= 0xE0 and len(run) >= _KOI8_R_NAME_BYTES for run in runs)
    if named and all(map(_KOI8_R_WORD.match, runs)):
        return "koi8-r"
    leads = high[::2]
    if _share_of(leads, 0xA4, 0xA5) > _KANA_SHARE:
        return "euc_jp"
    if _share_of(leads, 0xB0, 0xC8) + _share_of(leads, 0xA1, 0xA3) > _LEAD_SHARE:
        return "cp949"
    return "gb18030"


def _share_of(data: bytes, first: int, last: int) -> float:
    return len(data.translate(None, bytes(set(range(256)) - set(range(first, last + 1))))) / max(len(data), 1)


def _leads_share(sample: bytes, first: int, last: int) -> float:
    """The share of two-byte characters with a first byte in the range, as a double-byte charset reads."""
    leads = b"".join(pair[:1] for pair in re.findall(rb"[\x80-\xff][^\r\n]", sample))
    return _share_of(leads, first, last) if len(set(leads)) > 1 else 0.0


def _decodes(sample: bytes, codec: str) -> bool:
    try:
        sample.decode(codec)
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 2  # a sample may end inside a character
    return True
