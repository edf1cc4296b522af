"""What the composition root keeps in the data directory: the key that signs links and page tokens."""

import os
import stat
from pathlib import Path

import pytest

from pillarbox.app import CannotStart, open_ports
from pillarbox.settings import Settings


@pytest.fixture
def data(data_dir: Path) -> Path:
    """The data directory, there but empty."""
    data_dir.mkdir()
    return data_dir


async def signing_key(data: Path, **more: object) -> bytes:
    async with open_ports(Settings.load(None, data_dir=data, **more)) as ports:
        return ports.secrets.signing_key


async def test_the_key_is_made_once_and_kept(data: Path) -> None:
    first = await signing_key(data)
    assert len(first) == 32
    assert await signing_key(data) == first


async def test_a_secret_that_was_given_is_the_key(data: Path) -> None:
    assert await signing_key(data, secret="s" * 32) == b"s" * 32
    assert not (data / "signing-key").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"ab" * 16, b"ab" * 31 + b"a", b"ab" * 31, b"ab" * 33, b"zz" * 32, b"\xff" * 64],
)
async def test_a_damaged_key_is_refused_with_the_way_out(data: Path, content: bytes) -> None:
    file = data / "signing-key"
    file.write_bytes(content)
    with pytest.raises(CannotStart, match=f"{file} is damaged.* backup, or delete it"):
        await signing_key(data)
    assert file.read_bytes() == content


async def test_a_key_left_half_written_is_neither_used_nor_open_to_others(data: Path) -> None:
    partial = data / "signing-key.partial"
    partial.write_text("ab")
    partial.chmod(0o666)
    with partial.open() as held_by_another:
        await signing_key(data)
        assert held_by_another.read() == "ab"
    assert not partial.exists()
    assert stat.S_IMODE((data / "signing-key").stat().st_mode) == 0o600


async def test_the_key_is_on_disk_before_it_is_used(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        fsync(descriptor)
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())

    monkeypatch.setattr(os, "fsync", watched)
    await signing_key(data)
    assert synced[:2] == [data / "signing-key.partial", data]


async def test_a_database_of_an_unknown_kind_is_refused(data: Path) -> None:
    with pytest.raises(CannotStart, match="must begin with postgresql:// or sqlite:///"):
        await signing_key(data, database_url="mysql://localhost/mail")
