"""Where contents wait, and that they leave nothing behind."""

import mmap
from pathlib import Path

import pytest

from pillarbox.edges.smtp.limits import Limits
from pillarbox.edges.smtp.spool import Spool, SpoolFull


def test_a_small_content_stays_in_memory(tmp_path: Path) -> None:
    spool = Spool(tmp_path, Limits(memory_bytes_per_mail=10))
    entry = spool.open()
    entry.write(b"01234")
    entry.write(b"56789")
    assert entry.seal() == b"0123456789"
    assert (spool.memory_bytes, spool.disk_bytes) == (10, 0)
    entry.close()
    assert spool.memory_bytes == 0


def test_a_large_content_moves_to_a_file_without_a_name(tmp_path: Path) -> None:
    spool = Spool(tmp_path, Limits(memory_bytes_per_mail=10))
    entry = spool.open()
    for piece in (b"01234", b"56789", b"abc", b"d"):
        entry.write(piece)
    content = entry.seal()
    assert isinstance(content, mmap.mmap)
    assert (spool.memory_bytes, spool.disk_bytes) == (0, 14)
    assert list(tmp_path.iterdir()) == []
    entry.close()
    entry.close()
    assert content[:] == b"0123456789abcd"
    assert spool.disk_bytes == 0


def test_memory_is_bounded_over_all_mails_together(tmp_path: Path) -> None:
    spool = Spool(tmp_path, Limits(memory_bytes_per_mail=10, memory_bytes=15))
    first, second = spool.open(), spool.open()
    first.write(b"0123456789")
    second.write(b"0123456789")
    assert (spool.memory_bytes, spool.disk_bytes) == (10, 10)
    second.close()
    first.close()


def test_disk_is_bounded_over_all_mails_together(tmp_path: Path) -> None:
    spool = Spool(tmp_path, Limits(memory_bytes_per_mail=1, spool_bytes=15))
    first, second = spool.open(), spool.open()
    first.write(b"0123456789")
    with pytest.raises(SpoolFull):
        second.write(b"0123456789")
    first.close()
    second.close()
    assert (spool.memory_bytes, spool.disk_bytes) == (0, 0)


def test_a_disk_that_fails_is_a_full_spool(tmp_path: Path) -> None:
    entry = Spool(tmp_path / "gone", Limits(memory_bytes_per_mail=1)).open()
    with pytest.raises(SpoolFull):
        entry.write(b"0123456789")
    entry.close()
