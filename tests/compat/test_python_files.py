"""The official Python SDK on the files of an inbox, with uploads and downloads as its users make them."""

import base64
import datetime as dt
import hashlib

import httpx
import pytest
from agentmail.errors import ConflictError, NotFoundError, ValidationError
from agentmail.files.types import CreateFileResponse, File
from agentmail.inboxes.types import Inbox
from tests.compat.strict import StrictClient
from tests.server_process import WAIT_S


def create(strict: StrictClient, inbox: Inbox, data: bytes, path: str, **more: object) -> CreateFileResponse:
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    made: CreateFileResponse = strict(
        strict.sdk.inboxes.files.create(
            inbox.inbox_id, path=path, size=len(data), sha_256=digest, content_type="text/plain", **more
        )
    )
    return made


def put(file: CreateFileResponse, data: bytes) -> int:
    upload = file.upload
    assert upload is not None
    answer = httpx.request(upload.method, upload.url, headers=upload.headers, content=data, timeout=WAIT_S)
    return answer.status_code


def store(strict: StrictClient, inbox: Inbox, data: bytes, path: str) -> File:
    file = create(strict, inbox, data, path)
    assert put(file, data) == 200
    ready: File = strict(strict.sdk.inboxes.files.complete(inbox.inbox_id, file.file_id))
    return ready


def test_a_file_is_stored_found_and_read(strict: StrictClient, inbox: Inbox) -> None:
    data = b"quarter,profit\n3,12\n" * 100_000
    ready = store(strict, inbox, data, "reports/q3.csv")
    assert (ready.status, ready.name, ready.size) == ("ready", "q3.csv", len(data))
    again = strict(strict.sdk.inboxes.files.get(inbox.inbox_id, ready.file_id))
    assert httpx.get(again.download_url, timeout=WAIT_S).content == data
    assert again.download_expires_at - dt.datetime.now(dt.UTC) <= dt.timedelta(hours=1)


def test_files_are_listed_by_path_page_by_page(strict: StrictClient, inbox: Inbox) -> None:
    files = strict.sdk.inboxes.files
    for path in ("b", "a/2", "a/1"):
        create(strict, inbox, b"x", path)
    first = strict(files.list(inbox.inbox_id, limit=2))
    rest = strict(files.list(inbox.inbox_id, limit=2, page_token=first.next_page_token))
    assert [file.path for file in (*first.files, *rest.files)] == ["a/1", "a/2", "b"]
    assert rest.next_page_token is None
    inside = strict(files.list(inbox.inbox_id, path_prefix="a/", ascending=False))
    assert [file.path for file in inside.files] == ["a/2", "a/1"]


def test_a_retry_finds_the_file_and_a_rival_is_told_of_the_conflict(
    strict: StrictClient, inbox: Inbox
) -> None:
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    file = create(strict, inbox, b"one", "a", expires_at=tomorrow)
    assert create(strict, inbox, b"one", "a", expires_at=file.expires_at).file_id == file.file_id
    assert put(file, b"one") == 200
    completed = create(strict, inbox, b"one", "a", expires_at=file.expires_at)
    assert (completed.status, completed.upload) == ("ready", None)
    with pytest.raises(ConflictError):
        strict.sdk.inboxes.files.create(
            inbox.inbox_id, path="a", size=1, sha_256="0" * 64, request_options={"max_retries": 0}
        )


def test_other_bytes_are_refused(strict: StrictClient, inbox: Inbox) -> None:
    file = create(strict, inbox, b"one", "a")
    assert put(file, b"two") == 400
    with pytest.raises(ConflictError):
        strict.sdk.inboxes.files.complete(inbox.inbox_id, file.file_id, request_options={"max_retries": 0})
    with pytest.raises(ValidationError):
        create(strict, inbox, b"one", "../a")


def test_a_deleted_file_is_gone(strict: StrictClient, inbox: Inbox) -> None:
    file = store(strict, inbox, b"x", "a")
    assert file.download_url is not None
    strict(strict.sdk.inboxes.files.delete(inbox.inbox_id, file.file_id))
    with pytest.raises(NotFoundError):
        strict.sdk.inboxes.files.get(inbox.inbox_id, file.file_id)
    assert httpx.get(file.download_url, timeout=WAIT_S).status_code == 404
