"""Blobs as rows of the database, so that they commit with the rows that speak of them. Both databases use it.

Knows the table `blobs` and nothing of what the bytes mean.
"""

from collections.abc import AsyncIterator, Callable, Sequence

from pillarbox.domain.errors import NotFound
from pillarbox.ports import Database, Row, Tx, Value
from pillarbox.tables.packing import WORTH_PACKING_BYTES, pack, unpack

CHUNK_BYTES = 256 * 1024
_WORTH_KEEPING = 0.9

_SELECT_CHUNK = "SELECT encoding, data, is_last FROM blobs WHERE blob_id = :blob_id AND chunk = :chunk"
_SELECT_ALL = "SELECT encoding, data FROM blobs WHERE blob_id = :blob_id ORDER BY chunk"
_DELETE = "DELETE FROM blobs WHERE blob_id = :blob_id"


class TableBlobs:
    """`ports.Blobs` over any `ports.Database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, tx: Tx, blob_id: str, data: bytes | memoryview) -> None:
        """Store `data`, packed with zstd where its first chunk shows that this saves a tenth or more."""
        size = len(data)
        worth_packing = size >= WORTH_PACKING_BYTES
        for chunk, start in enumerate(range(0, size or 1, CHUNK_BYTES)):
            end = start + CHUNK_BYTES
            piece = bytes(data[start:end])
            encoding = "raw"
            if worth_packing:
                packed = pack(piece)
                worth_packing = len(packed) <= len(piece) * _WORTH_KEEPING
                if worth_packing:
                    encoding, piece = "zstd", packed
            tx.insert(
                "blobs",
                {
                    "blob_id": blob_id,
                    "chunk": chunk,
                    "is_last": int(end >= size),
                    "encoding": encoding,
                    "data": piece,
                },
            )

    async def open(self, blob_id: str) -> AsyncIterator[bytes]:
        """The bytes in order, each stored chunk read in a transaction of its own."""
        chunk, is_last = 0, False
        while not is_last:
            row = await self._database.read(_chunk_of(blob_id, chunk))
            if row is None:
                raise NotFound(f"blob {blob_id}")
            is_last = bool(row[2])
            chunk += 1
            yield _unpacked(row[0], row[1])

    def load(self, tx: Tx, blob_id: str) -> bytes:
        rows = tx.all(_SELECT_ALL, {"blob_id": blob_id})
        if not rows:
            raise NotFound(f"blob {blob_id}")
        return b"".join([_unpacked(encoding, data) for encoding, data in rows])

    def delete(self, tx: Tx, blob_ids: Sequence[str]) -> None:
        tx.many(_DELETE, [{"blob_id": blob_id} for blob_id in blob_ids])


def _chunk_of(blob_id: str, chunk: int) -> Callable[[Tx], Row | None]:
    return lambda tx: tx.one(_SELECT_CHUNK, {"blob_id": blob_id, "chunk": chunk})


def _unpacked(encoding: Value, data: Value) -> bytes:
    assert isinstance(data, bytes)
    return unpack(data) if encoding == "zstd" else data
