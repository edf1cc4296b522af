"""The files of an inbox: announced, uploaded to a link, completed, and then there to download."""

from dataclasses import dataclass, replace

from pillarbox.domain.access import Caller, Permission
from pillarbox.domain.errors import Conflict, LimitExceeded, NotFound
from pillarbox.domain.files import (
    MAX_FILES,
    MAX_STORED_BYTES,
    PENDING_LIFE_MS,
    File,
    FileStatus,
    NewFile,
    check_new_file,
    check_prefix,
)
from pillarbox.domain.ids import new_uuid
from pillarbox.domain.jobs import JOBS_TOPIC, JobKind
from pillarbox.ports import Ports, Tx
from pillarbox.services import access, unverified
from pillarbox.services.links import Link, LinkKind, make_link
from pillarbox.tables import files
from pillarbox.tables.jobs import NewJob, enqueue_jobs
from pillarbox.tables.paging import Page, PageRequest

_SWEPT_AT_ONCE = 100
_SECOND_MS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedFile:
    """A file, whether this call made it, and where its bytes go if they have not come."""

    file: File
    is_new: bool
    upload: Link | None


async def create_file(ports: Ports, caller: Caller, wanted: NewFile) -> CreatedFile:
    """The new pending file, or the one made before by the same request; one whose bytes have come meanwhile
    is completed. A pending file without bytes gives way to a different one.

    Raises `NotFound`, `ValidationFailed`, `Conflict` for a taken path, `LimitExceeded`, and `Forbidden` for
    an organization that is not verified.
    """
    now = ports.clock.now_ms()
    check_new_file(wanted, now)
    if wanted.expires_at is not None:
        wanted = replace(wanted, expires_at=-(-wanted.expires_at // _SECOND_MS) * _SECOND_MS)
    file_id = new_uuid()

    def work(tx: Tx) -> tuple[File, bool]:
        inbox = access.resolve_inbox(tx, caller)
        scope = access.scope_of(inbox)
        unverified.check_verified(tx, inbox.organization_no, "keep files")
        tx.lock("files", inbox.organization_no)
        known = files.find_by_path(tx, scope, wanted.path)
        if known is not None and not known.is_gone(now):
            if _may_use(caller, known) and known.matches(wanted):
                if known.status is FileStatus.PENDING and known.upload_no is not None:
                    files.make_ready(tx, known, now)
                return _found(files.find_file(tx, scope, known.file_id, now)), False
            if known.status is FileStatus.READY or known.upload_no is not None or not _may_use(caller, known):
                raise Conflict(
                    "The path is taken", fix="Delete the file there first, or choose another path."
                )
        if known is not None:
            files.delete_file(tx, known, now)
        _check_room(tx, inbox.organization_no, wanted, now)
        gone_at = min(now + PENDING_LIFE_MS, wanted.expires_at or now + PENDING_LIFE_MS)
        created_by = caller.principal.api_key_id
        files.insert_file(tx, inbox, wanted, file_id=file_id, created_by=created_by, gone_at=gone_at, now=now)
        return _found(files.find_file(tx, scope, file_id, now)), True

    file, is_new = await ports.database.write(work)
    upload = None
    if file.status is FileStatus.PENDING:
        upload = make_link(ports, LinkKind.UPLOAD, file.file_no, until=file.gone_at)
    return CreatedFile(file=file, is_new=is_new, upload=upload)


async def complete_file(ports: Ports, caller: Caller, file_id: str) -> File:
    """The file, ready now. Raises `NotFound`, and `Conflict` while its bytes have not come."""
    now = ports.clock.now_ms()

    def work(tx: Tx) -> File:
        file = _usable(tx, caller, file_id, now)
        if file.status is FileStatus.PENDING:
            if file.upload_no is None:
                raise Conflict(
                    "The file's bytes have not been uploaded",
                    fix="PUT them to the upload URL; create the file again for a fresh one.",
                )
            files.make_ready(tx, file, now)
        return _found(files.find_file(tx, access.resolve(tx, caller), file_id, now))

    return await ports.database.write(work)


async def get_file(ports: Ports, caller: Caller, file_id: str) -> File:
    """Raises `NotFound`."""
    now = ports.clock.now_ms()
    return await ports.database.read(
        lambda tx: _found(files.find_file(tx, access.resolve(tx, caller), file_id, now))
    )


async def list_files(ports: Ports, caller: Caller, prefix: str, page: PageRequest) -> Page[File]:
    """Files whose path begins with `prefix`, pending ones too. Raises `NotFound`, `ValidationFailed`."""
    check_prefix(prefix, "path_prefix")
    now = ports.clock.now_ms()
    return await ports.database.read(
        lambda tx: files.list_files(tx, access.resolve(tx, caller), prefix, page, now)
    )


async def delete_file(ports: Ports, caller: Caller, file_id: str) -> None:
    """Delete a file at once, and its bytes in the background. Raises `NotFound`."""
    now = ports.clock.now_ms()

    def work(tx: Tx) -> None:
        file = _usable(tx, caller, file_id, now)
        files.delete_file(tx, file, now)
        sweep = NewJob(organization_no=file.organization_no, kind=JobKind.SWEEP_FILES, due_at=now, payload={})
        enqueue_jobs(tx, [sweep], now)

    await ports.database.write(work)
    ports.bus.publish(JOBS_TOPIC)


def download_link(ports: Ports, caller: Caller, file: File) -> Link | None:
    """A link to the bytes; None for a file that is not ready, or a key that may not read files."""
    if file.status is FileStatus.PENDING or not caller.principal.may(Permission.FILE_READ):
        return None
    return make_link(ports, LinkKind.FILE, file.file_no, until=file.expires_at)


def _usable(tx: Tx, caller: Caller, file_id: str, now: int) -> File:
    """The file, which only this transaction changes from now on. Raises `NotFound`, also when the caller's
    key may not read files and did not create this one."""
    scope = access.resolve(tx, caller)
    tx.lock("files", scope.organization_no)
    file = _found(files.find_file(tx, scope, file_id, now))
    return _found(file if _may_use(caller, file) else None)


def _may_use(caller: Caller, file: File) -> bool:
    principal = caller.principal
    return principal.may(Permission.FILE_READ) or principal.api_key_id == file.created_by


def _check_room(tx: Tx, organization_no: int, wanted: NewFile, now: int) -> None:
    if _lacks_room(tx, organization_no, wanted) is not None:
        files.delete_gone(tx, now, _SWEPT_AT_ONCE, organization_no)
    lacking = _lacks_room(tx, organization_no, wanted)
    if lacking is not None:
        resource, limit = lacking
        raise LimitExceeded(
            "The organization's file quota is exceeded",
            fix="Delete files that are no longer needed.",
            resource=resource,
            limit=limit,
        )


def _lacks_room(tx: Tx, organization_no: int, wanted: NewFile) -> tuple[str, int] | None:
    """Which quota the file would exceed."""
    count, size_bytes = files.stored(tx, organization_no)
    if count >= MAX_FILES:
        return "file", MAX_FILES
    if size_bytes + wanted.size_bytes > MAX_STORED_BYTES:
        return "file_bytes", MAX_STORED_BYTES
    return None


def _found(file: File | None) -> File:
    if file is None:
        raise NotFound("File not found", fix="List the files of the inbox to find the id.")
    return file
