"""Japanese mail: the characters of Windows in EUC-JP and ISO-2022-JP."""

import pytest

from pillarbox.mail.mime.charsets import decode
from pillarbox.mail.mime.japanese import decode_euc_jp, decode_iso_2022_jp

CELLS = [bytes((lead, trail)) for lead in range(0xA1, 0xFF) for trail in range(0xA1, 0xFF)]


def windows_character(cell: bytes) -> str | None:
    """What Shift_JIS on Windows has in the place of an EUC cell."""
    row, column = cell[0] - 0x80, cell[1] - 0x80
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
    trail = column + (0x1F if column < 0x60 else 0x20) if row % 2 else column + 0x7E
    try:
        return bytes((lead, trail)).decode("cp932")
    except UnicodeDecodeError:
        return None


def test_every_cell_that_windows_knows_is_read_as_there() -> None:
    known = {cell: character for cell in CELLS if (character := windows_character(cell))}
    assert len(known) > 7_300
    for cell, character in known.items():
        assert decode_euc_jp(cell) == character
        jis = bytes(byte & 0x7F for byte in cell)
        assert decode_iso_2022_jp(b"\x1b$B" + jis + b"\x1b(B.") == character + "."


def test_every_other_cell_is_one_character_and_the_text_stays_in_step() -> None:
    for cell in CELLS:
        assert decode_euc_jp(cell + b"\xa4\xa2")[-1] == "あ"
        assert decode_euc_jp(b"\x8f" + cell + b"\xa4\xa2")[-1] == "あ"
    assert decode_euc_jp(b"\x8e\xe5\xa4\xa2") == "\ufffdあ"


def test_a_cell_only_jis_x_0213_has_is_read_as_there() -> None:
    assert decode_euc_jp(b"\xa9\xa1") == "€"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\x1b$B-!7n\x1b(B", "①月"),
        (b"\x1b$B-j|b66\x1b(B", "㈱髙橋"),
        (b"\x1b$@-j|b66\x1b(J \\5", "㈱髙橋 ¥5"),
        (b"\x1b$(B-!\x1b(B~", "①~"),
        (b"\x1b$B!A!]\x1b(B", "～－"),
        (b"\x1b$B-!\x1b(I1C\x1b(B", "①ｱﾃ"),
        (b"\x1b$B-!\x1b$(D0!\x1b(B", "①丂"),
        (b"\x1b(H~\x1b(B~", "‾~"),
        (b"\x1b$B-! 7n\r\n7n\x1b(B", "① 月\r\n月"),
        (b'\x1b$B$\n$"', "\ufffd\nあ"),
        (b"\x1b(I1a\xff", "ｱ\ufffd\ufffd"),
        (b"\x1b[31m\xb1\x1b$B-!\x1b", "\x1b[31m\ufffd①\x1b"),
    ],
)
def test_iso_2022_jp_is_read_as_japanese_mailers_write_it(data: bytes, text: str) -> None:
    assert decode(data, "ISO-2022-JP") == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xfc\xe2\xb6\xb6", "髙橋"),
        (b"\xad\xa1\xad\xea a", "①㈱ a"),
        (b"\x8e\xb1\x8f\xb0\xa1\\~", "ｱ丂\\~"),
        (b"\xa4x\xa4", "\ufffdx\ufffd"),
        (b"\x80\x81\xff\xa4\xa2", "\ufffd\ufffd\ufffdあ"),
    ],
)
def test_euc_jp_is_read_as_japanese_mailers_write_it(data: bytes, text: str) -> None:
    assert decode(data, "EUC-JP") == text
    assert decode(data, hint="euc_jp") == text or "\ufffd" in text
