"""What `ports.Blobs` promises, on both kinds of database."""

import mmap
import random
from pathlib import Path

import pytest

from pillarbox.backends.blobs import CHUNK_BYTES, TableBlobs
from pillarbox.domain.errors import NotFound
from pillarbox.ports import Database, Tx

TEXT = b"Dear reader, this line is one of many.\r\n" * 25_000
NOISE = random.Random(1).randbytes(len(TEXT))
SIZES = [0, 1, 4096, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, len(TEXT)]


async def put(database: Database, blobs: TableBlobs, blob_id: str, data: bytes | memoryview) -> None:
    await database.write(lambda tx: blobs.put(tx, blob_id, data))


async def load(database: Database, blobs: TableBlobs, blob_id: str) -> bytes:
    return await database.read(lambda tx: blobs.load(tx, blob_id))


async def stored_bytes(database: Database) -> int:
    row = await database.read(lambda tx: tx.one("SELECT sum(length(data)) FROM blobs"))
    assert row is not None
    assert isinstance(row[0], int)
    return row[0]


@pytest.mark.parametrize("source", [TEXT, NOISE], ids=["text", "noise"])
async def test_what_is_put_can_be_loaded_and_streamed(
    database: Database, blobs: TableBlobs, source: bytes
) -> None:
    for size in SIZES:
        data = source[:size]
        await put(database, blobs, f"blob-{size}", data)
        chunks = [chunk async for chunk in blobs.open(f"blob-{size}")]
        assert b"".join(chunks) == data
        assert max(len(chunk) for chunk in chunks) <= CHUNK_BYTES
        assert await load(database, blobs, f"blob-{size}") == data


async def test_a_mapped_file_can_be_put(database: Database, blobs: TableBlobs, tmp_path: Path) -> None:
    file = tmp_path / "mail"
    file.write_bytes(TEXT)
    with (
        file.open("rb") as opened,
        mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as view,
    ):
        await put(database, blobs, "mapped", view)
    assert await load(database, blobs, "mapped") == TEXT


async def test_text_is_packed_and_noise_is_kept_as_it_is(database: Database, blobs: TableBlobs) -> None:
    await put(database, blobs, "text", TEXT)
    packed = await stored_bytes(database)
    assert packed < len(TEXT) // 10
    await put(database, blobs, "noise", NOISE)
    assert await stored_bytes(database) == packed + len(NOISE)


async def test_a_blob_of_a_work_that_raises_does_not_exist(database: Database, blobs: TableBlobs) -> None:
    def put_and_raise(tx: Tx) -> None:
        blobs.put(tx, "lost", TEXT)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(put_and_raise)
    with pytest.raises(NotFound):
        await load(database, blobs, "lost")


async def test_an_unknown_blob_is_not_found(database: Database, blobs: TableBlobs) -> None:
    with pytest.raises(NotFound):
        await load(database, blobs, "unknown")
    with pytest.raises(NotFound):
        await anext(blobs.open("unknown"))


async def test_a_blob_deleted_while_it_is_read_does_not_end_early(
    database: Database, blobs: TableBlobs
) -> None:
    await put(database, blobs, "gone", TEXT)
    chunks = blobs.open("gone")
    assert await anext(chunks) == TEXT[:CHUNK_BYTES]
    await database.write(lambda tx: blobs.delete(tx, ["gone"]))
    with pytest.raises(NotFound):
        await anext(chunks)


async def test_deleting_forgets_the_named_blobs_and_ignores_unknown_ones(
    database: Database, blobs: TableBlobs
) -> None:
    for blob_id in ("a", "b", "c"):
        await put(database, blobs, blob_id, TEXT)
    await database.write(lambda tx: blobs.delete(tx, ["a", "unknown", "c"]))
    assert await database.read(lambda tx: tx.all("SELECT DISTINCT blob_id FROM blobs")) == [("b",)]
    assert await load(database, blobs, "b") == TEXT
    await database.write(lambda tx: blobs.delete(tx, []))
