"""Taking in the bytes of files, part by part, and dropping those that nobody wants any more."""

import hashlib
from collections.abc import AsyncIterator
from functools import partial

from pillarbox.domain.errors import Conflict, ValidationFailed, invalid
from pillarbox.domain.files import LINK_LIFE_MS, File, FileStatus, digest_of
from pillarbox.ports import Ports, Tx
from pillarbox.services.filing import new_blob_id
from pillarbox.services.links import LinkKind, link_leads_nowhere, read_token
from pillarbox.tables import files, uploads
from pillarbox.tables.jobs import Job, finish_job

_PART_BYTES = 512 * 1024
_PARTS_AT_ONCE = 8
_FILES_AT_ONCE = 100


async def receive(ports: Ports, token: str, chunks: AsyncIterator[bytes]) -> None:
    """Store the bytes of a pending file, never holding more than a part of them in memory. They count once
    all have come and are those the file was announced with.

    Raises `NotFound` and `Forbidden` like `read_token`, `ValidationFailed` for other bytes, and `Conflict`
    when another upload of the file began meanwhile: together they never take more room than one. What came of
    an upload that ended early is dropped, after an hour at the latest.
    """
    ticket = read_token(ports, token)
    file = await ports.database.read(lambda tx: _pending(tx, ticket.kind, ticket.number, ports))
    blob_id = new_blob_id(ports.clock.now_ms())
    drop_at = ports.clock.now_ms() + LINK_LIFE_MS

    def begin(tx: Tx) -> int:
        tx.lock("files", file.organization_no)
        return uploads.open_upload(tx, file.file_no, blob_id, drop_at)

    def finish(tx: Tx) -> bool:
        tx.lock("files", file.organization_no)
        waiting = files.find_by_number(tx, file.file_no, ports.clock.now_ms())
        if waiting is None or waiting.upload_no is not None:
            return False
        if not files.set_upload(tx, waiting, upload_no):
            raise _given_up()
        return True

    upload_no = await ports.database.write(begin)
    owned = False
    try:
        await drop_unwanted(ports)
        await _store(ports, file, upload_no, chunks)
        owned = await ports.database.write(finish)
    finally:
        if not owned:
            await ports.database.write(lambda tx: uploads.give_up(tx, upload_no))
            await drop_unwanted(ports)


async def sweep(ports: Ports) -> None:
    """Delete files that are gone, and the bytes that no file owns, some at a time."""
    now = ports.clock.now_ms()
    while await ports.database.write(partial(files.delete_gone, now=now, limit=_FILES_AT_ONCE)):
        pass
    await drop_unwanted(ports)


async def run_sweep(ports: Ports, job: Job) -> None:
    """Carry out the job that the deletion of a file left."""
    await sweep(ports)
    await ports.database.write(lambda tx: finish_job(tx, job.job_no))


async def drop_unwanted(ports: Ports) -> None:
    """Delete the bytes whose time is over."""
    now = ports.clock.now_ms()
    while await ports.database.write(lambda tx: uploads.drop_parts(tx, ports.blobs, now, _PARTS_AT_ONCE)):
        pass


async def read_parts(ports: Ports, blob_ids: list[str]) -> AsyncIterator[bytes]:
    """The bytes of an upload in order."""
    for blob_id in blob_ids:
        async for chunk in ports.blobs.open(blob_id):
            yield chunk


async def _store(ports: Ports, file: File, upload_no: int, chunks: AsyncIterator[bytes]) -> None:
    """Store the bytes. Raises `ValidationFailed` unless they are those of the file, as soon as that shows."""
    digest = hashlib.sha256()
    size, part = 0, bytearray()
    async for chunk in chunks:
        size += len(chunk)
        if size > file.size_bytes:
            raise _other_bytes(file)
        digest.update(chunk)
        part += chunk
        if len(part) >= _PART_BYTES:
            await _add(ports, upload_no, bytes(part))
            part.clear()
    if size != file.size_bytes or digest.digest() != digest_of(file.sha256):
        raise _other_bytes(file)
    await _add(ports, upload_no, bytes(part))


async def _add(ports: Ports, upload_no: int, data: bytes) -> None:
    drop_at = ports.clock.now_ms() + LINK_LIFE_MS
    if not await ports.database.write(lambda tx: uploads.add_part(tx, ports.blobs, upload_no, data, drop_at)):
        raise _given_up()


def _pending(tx: Tx, kind: LinkKind, file_no: int, ports: Ports) -> File:
    file = files.find_by_number(tx, file_no, ports.clock.now_ms()) if kind is LinkKind.UPLOAD else None
    if file is None or file.status is FileStatus.READY:
        raise link_leads_nowhere()
    return file


def _given_up() -> Conflict:
    return Conflict(
        "This upload was given up: another one of the file began, or nothing came for an hour",
        fix="Upload the file again, once at a time.",
    )


def _other_bytes(file: File) -> ValidationFailed:
    return invalid(
        f"The bytes are not those of the file: {file.size_bytes} bytes with its sha256 were expected"
    )
