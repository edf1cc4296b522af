"""Files over HTTP: announced, uploaded, completed, downloaded, listed, refused and forgotten."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.types import Message
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.rest_server import RestServer, open_rest_server

from pillarbox.domain import files as limits
from pillarbox.domain.jobs import JobKind, Lane
from pillarbox.services import retention, uploads
from pillarbox.tables import jobs

ADA = "ada@x.test"
FILES = f"/v0/inboxes/{ADA}/files"
HOUR, DAY = 3_600_000, 86_400_000


@pytest.fixture
async def server(database: AnyDatabase, clock: FixedClock) -> RestServer:
    server = await open_rest_server(database, clock)
    async with server.client() as client:
        await client.post("/v0/inboxes", json={"username": "ada"})
    return server


def announced(data: bytes, path: str = "reports/q3.txt", **more: object) -> dict[str, object]:
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    return {"path": path, "size": len(data), "sha256": digest, "content_type": "text/plain", **more}


async def create(client: httpx.AsyncClient, data: bytes, path: str = "reports/q3.txt", **more: object) -> Any:
    answer = await client.post(FILES, json=announced(data, path, **more))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def put(client: httpx.AsyncClient, file: Any, data: bytes) -> httpx.Response:
    upload = file["upload"]
    return await client.request(upload["method"], upload["url"], headers=upload["headers"], content=data)


async def store(client: httpx.AsyncClient, data: bytes, path: str = "reports/q3.txt", **more: object) -> Any:
    """A ready file."""
    file = await create(client, data, path, **more)
    assert (await put(client, file, data)).status_code == 200
    answer = await client.post(f"{FILES}/{file['file_id']}/complete")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def blobs_left(server: RestServer) -> int:
    rows = await server.ports.database.read(lambda tx: tx.all("SELECT DISTINCT blob_id FROM blobs"))
    uploads_left = await server.ports.database.read(lambda tx: tx.all("SELECT 1 FROM file_uploads"))
    return len(rows) + len(uploads_left)


async def test_a_file_goes_from_announced_to_ready_to_downloaded(server: RestServer) -> None:
    data = b"Figures\n" * 1000
    async with server.client() as client:
        file = await create(client, data)
        assert file["status"] == "pending"
        assert "download_url" not in file
        assert file["upload"]["method"] == "PUT"
        assert file["upload"]["headers"] == {"Content-Type": "text/plain"}
        assert file["upload"]["expires_at"] == "2023-11-14T23:13:20.000Z"
        early = await client.post(f"{FILES}/{file['file_id']}/complete")
        assert (early.status_code, early.json()["code"]) == (409, "conflict")
    async with server.client(key=None) as anyone:
        assert (await put(anyone, file, data)).status_code == 200
    async with server.client() as client:
        ready = (await client.post(f"{FILES}/{file['file_id']}/complete")).json()
        assert ready["status"] == "ready"
        assert ready.keys() == file.keys() - {"upload"} | {"download_url", "download_expires_at"}
        assert (await client.post(f"{FILES}/{file['file_id']}/complete")).json()["status"] == "ready"
        assert (await client.get(f"{FILES}/{file['file_id']}")).json() == ready
    async with server.client(key=None) as anyone:
        got = await anyone.get(ready["download_url"])
    assert got.content == data
    assert got.headers["content-type"] == "text/plain"
    assert 'filename="q3.txt"' in got.headers["content-disposition"]


async def test_a_large_file_comes_and_goes_in_parts(server: RestServer) -> None:
    data = hashlib.shake_128(b"large").digest(3 * 1024 * 1024 + 17)

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(data), 60_000):
            yield data[start : start + 60_000]

    async with server.client() as client:
        file = await create(client, data)
        answer = await client.put(file["upload"]["url"], content=pieces())
        assert answer.status_code == 200
        ready = (await client.post(f"{FILES}/{file['file_id']}/complete")).json()
        assert (await client.get(ready["download_url"])).content == data
    parts = await server.ports.database.read(lambda tx: tx.one("SELECT parts FROM file_uploads"))
    assert parts == (6,)


async def test_an_empty_file_is_a_file(server: RestServer) -> None:
    async with server.client() as client:
        file = await store(client, b"")
        assert (await client.get(file["download_url"])).content == b""


@pytest.mark.parametrize("sent", [b"", b"Figure", b"Figures!", b"Figured"])
async def test_other_bytes_than_announced_are_refused(server: RestServer, sent: bytes) -> None:
    async with server.client() as client:
        file = await create(client, b"Figures")
        refused = await put(client, file, sent)
        assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")
        assert (await client.post(f"{FILES}/{file['file_id']}/complete")).status_code == 409
        assert await blobs_left(server) == 0
        assert (await put(client, file, b"Figures")).status_code == 200


async def test_the_same_request_again_finds_the_file(server: RestServer, clock: FixedClock) -> None:
    data = b"Figures"
    async with server.client() as client:
        first = await create(client, data)
        clock.ms += 1000
        again = await client.post(FILES, json=announced(data))
        assert again.status_code == 200
        assert again.json()["file_id"] == first["file_id"]
        assert again.json()["upload"]["expires_at"] > first["upload"]["expires_at"]
        await put(client, first, data)
        completed = await client.post(FILES, json=announced(data))
        assert (completed.status_code, completed.json()["status"]) == (200, "ready")
        assert "upload" not in completed.json()
        assert "download_url" in completed.json()


async def test_another_request_replaces_only_what_has_no_bytes(server: RestServer) -> None:
    async with server.client() as client:
        first = await create(client, b"One")
        second = await create(client, b"Two")
        assert (await client.get(f"{FILES}/{first['file_id']}")).status_code == 404
        assert (await put(client, first, b"One")).status_code == 404
        assert (await put(client, second, b"Two")).status_code == 200
        refused = await client.post(FILES, json=announced(b"Three"))
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
        await client.post(f"{FILES}/{second['file_id']}/complete")
        assert (await client.post(FILES, json=announced(b"Three"))).status_code == 409
        assert (await client.post(FILES, json=announced(b"Two", content_type="a/b"))).status_code == 409


async def test_files_are_listed_by_path(server: RestServer) -> None:
    paths = ["a.txt", "reports/Q4.txt", "reports/q10.txt", "reports/q3.txt", "é.txt"]
    async with server.client() as client:
        for path in reversed(paths):
            await create(client, b"x", path)
        page = (await client.get(FILES)).json()
        assert [file["path"] for file in page["files"]] == paths
        assert (page["count"], page["limit"]) == (5, 100)
        assert "upload" not in page["files"][0]
        page = (await client.get(FILES, params={"path_prefix": "reports/q"})).json()
        assert [file["name"] for file in page["files"]] == ["q10.txt", "q3.txt"]
        seen: list[str] = []
        token: str | None = None
        while True:
            query = {"limit": "2", "ascending": "false"} | ({"page_token": token} if token else {})
            page = (await client.get(FILES, params=query)).json()
            seen += [file["path"] for file in page["files"]]
            token = page.get("next_page_token")
            if token is None:
                break
        assert seen == paths[::-1]
        assert (await client.get(FILES, params={"limit": "900"})).json()["limit"] == 500


async def test_pages_follow_the_longest_paths(server: RestServer) -> None:
    paths = [f"{'d' * 1020}/{number}" for number in range(2)]
    async with server.client() as client:
        for path in paths:
            await create(client, b"x", path)
        first = (await client.get(FILES, params={"limit": "1"})).json()
        second = (await client.get(FILES, params={"page_token": first["next_page_token"]})).json()
    assert [file["path"] for file in second["files"]] == paths[1:]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("path", ""),
        ("path", "/etc/passwd"),
        ("path", "a//b"),
        ("path", "a/../b"),
        ("path", "a/"),
        ("path", "a\nb"),
        ("path", "x" * 1025),
        ("size", -1),
        ("size", "7"),
        ("sha256", "abc"),
        ("sha256", "z" * 64),
        ("content_type", "text/plain\r\nX: y"),
        ("expires_at", "2020-01-01T00:00:00Z"),
    ],
)
async def test_what_cannot_be_a_file_is_refused(server: RestServer, field: str, value: object) -> None:
    async with server.client() as client:
        answer = await client.post(FILES, json=announced(b"x") | {field: value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == [field]


async def test_quotas_count_what_is_announced(server: RestServer, clock: FixedClock) -> None:
    async with server.client() as client:
        large = announced(b"x", "large") | {"size": limits.MAX_STORED_BYTES}
        made = await client.post(FILES, json=large)
        assert made.status_code == 201
        refused = await client.post(FILES, json=announced(b"x", "small"))
        assert (refused.status_code, refused.json()["code"]) == (403, "limit_exceeded")
        assert refused.json()["limit"] == limits.MAX_STORED_BYTES
        clock.ms += DAY
        assert (await client.post(FILES, json=announced(b"x", "small"))).status_code == 201


async def test_the_number_of_files_is_limited(server: RestServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pillarbox.services.files.MAX_FILES", 2)
    async with server.client() as client:
        first = await create(client, b"x", "1")
        await create(client, b"x", "2")
        refused = await client.post(FILES, json=announced(b"x", "3"))
        assert (refused.status_code, refused.json()["resource"]) == (403, "file")
        await client.delete(f"{FILES}/{first['file_id']}")
        await create(client, b"x", "3")


async def test_a_pending_file_vanishes_after_a_day_and_any_file_when_it_expires(
    server: RestServer, clock: FixedClock
) -> None:
    async with server.client() as client:
        pending = await create(client, b"x", "pending")
        ready = await store(client, b"x", "ready", expires_at="2023-11-16T22:13:20.5+00:00")
        assert ready["expires_at"] == "2023-11-16T22:13:21.000Z"
        clock.ms += DAY
        assert (await client.get(f"{FILES}/{pending['file_id']}")).status_code == 404
        assert (await client.post(f"{FILES}/{pending['file_id']}/complete")).status_code == 404
        assert (await client.get(f"{FILES}/{ready['file_id']}")).status_code == 200
        clock.ms += DAY - HOUR // 2
        late = (await client.get(f"{FILES}/{ready['file_id']}")).json()
        assert late["download_expires_at"] == ready["expires_at"]
        clock.ms += HOUR
        assert (await client.get(f"{FILES}/{ready['file_id']}")).status_code == 404
        assert (await client.get(FILES)).json()["files"] == []
        await create(client, b"y", "ready")
    await retention_run(server)
    assert await blobs_left(server) == 0


async def retention_run(server: RestServer) -> None:
    await retention.schedule(server.ports)
    claimed = await server.ports.database.write(
        lambda tx: jobs.claim_jobs(tx, Lane.CHORES, now=server.ports.clock.now_ms(), lease_ms=1, limit=10)
    )
    (job,) = [job for job in claimed if job.kind is JobKind.RETENTION]
    await retention.forget(server.ports, job)


async def test_a_deleted_file_gives_its_bytes_and_its_path_back(server: RestServer) -> None:
    async with server.client() as client:
        file = await store(client, b"x" * 2_000_000)
        assert (await client.delete(f"{FILES}/{file['file_id']}")).status_code == 204
        assert (await client.delete(f"{FILES}/{file['file_id']}")).status_code == 404
        assert (await client.get(file["download_url"])).status_code == 404
        await create(client, b"other")
    waiting = await server.ports.database.write(
        lambda tx: jobs.claim_jobs(tx, Lane.CHORES, now=server.ports.clock.now_ms(), lease_ms=1, limit=10)
    )
    (job,) = [job for job in waiting if job.kind is JobKind.SWEEP_FILES]
    await uploads.run_sweep(server.ports, job)
    assert await blobs_left(server) == 0


async def test_files_go_with_their_inbox(server: RestServer) -> None:
    async with server.client() as client:
        file = await store(client, b"x")
        await client.delete(f"/v0/inboxes/{ADA}")
        assert (await client.get(file["download_url"])).status_code == 404
    await uploads.sweep(server.ports)
    assert await blobs_left(server) == 0


async def test_an_upload_that_ends_early_leaves_nothing(server: RestServer) -> None:
    events: list[Message] = [
        {"type": "http.request", "body": b"x" * 600_000, "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive_event() -> Message:
        return events.pop(0)

    async def send_event(event: Message) -> None:
        raise AssertionError(event)

    async with server.client() as client:
        file = await create(client, b"x" * 700_000)
    path = httpx.URL(file["upload"]["url"]).raw_path
    scope = {"type": "http", "method": "PUT", "raw_path": path, "query_string": b"", "headers": []}
    await server.api(scope, receive_event, send_event)
    assert await blobs_left(server) == 0


async def test_bytes_that_come_twice_are_kept_once(server: RestServer) -> None:
    async with server.client() as client:
        file = await create(client, b"x" * 700_000)
        await put(client, file, b"x" * 700_000)
        kept = await blobs_left(server)
        assert (await put(client, file, b"x" * 700_000)).status_code == 200
    assert await blobs_left(server) == kept


@pytest.mark.parametrize("silent_ms", [0, HOUR + 1])
async def test_an_upload_makes_room_for_the_next(
    server: RestServer, clock: FixedClock, silent_ms: int
) -> None:
    data = b"x" * 700_000
    goes_on = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield data[:600_000]
        await goes_on.wait()
        yield data[600_000:]

    async with server.client() as client:
        file = await create(client, data)
        first = asyncio.create_task(client.put(file["upload"]["url"], content=slowly()))
        while await blobs_left(server) != 2:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.01)
        clock.ms += silent_ms
        if silent_ms:
            await uploads.drop_unwanted(server.ports)
        else:
            assert (await put(client, file, data)).status_code == 200
        kept = await blobs_left(server)
        assert kept == (0 if silent_ms else 3)
        goes_on.set()
        given_up = await first
        assert (given_up.status_code, given_up.json()["code"]) == (409, "conflict")
        assert await blobs_left(server) == kept
        complete = await client.post(f"{FILES}/{file['file_id']}/complete")
        assert complete.status_code == (409 if silent_ms else 200)


async def test_links_are_good_for_one_thing_and_an_hour(server: RestServer, clock: FixedClock) -> None:
    async with server.client(key=None) as client:
        assert (await client.put("/v0/up/AAAA", content=b"x")).status_code == 404
    async with server.client() as client:
        pending = await create(client, b"x", "pending")
        ready = await store(client, b"x", "ready")
        upload_token = pending["upload"]["url"].rpartition("/")[2]
        download_token = ready["download_url"].rpartition("/")[2]
        assert (await client.get(f"/v0/dl/{upload_token}")).status_code == 404
        assert (await client.put(f"/v0/up/{download_token}", content=b"x")).status_code == 404
        clock.ms += HOUR
        assert (await put(client, pending, b"x")).status_code == 403
        assert (await client.get(ready["download_url"])).status_code == 403


async def test_a_key_that_may_not_read_files_works_with_its_own_alone(server: RestServer) -> None:
    flags = {"file_create": True, "file_delete": True}
    async with server.client() as root:
        theirs = await create(root, b"x", "theirs")
        await put(root, theirs, b"x")
        key = (await root.post("/v0/api-keys", json={"permissions": flags})).json()["api_key"]
    async with server.client(key) as client:
        assert (await client.post(f"{FILES}/{theirs['file_id']}/complete")).status_code == 404
        assert (await client.delete(f"{FILES}/{theirs['file_id']}")).status_code == 404
        assert (await client.post(FILES, json=announced(b"x", "theirs"))).status_code == 409
        own = await store(client, b"x", "own")
        assert "download_url" not in own
        assert (await client.get(f"{FILES}/{own['file_id']}")).status_code == 403
        assert (await client.post(FILES, json=announced(b"x", "own"))).status_code == 200
        assert (await client.delete(f"{FILES}/{own['file_id']}")).status_code == 204


async def test_another_inbox_has_files_of_its_own(server: RestServer) -> None:
    async with server.client() as client:
        await client.post("/v0/inboxes", json={"username": "eve"})
        file = await create(client, b"x")
        assert (await client.get("/v0/inboxes/eve@x.test/files")).json()["count"] == 0
        assert (await client.get(f"/v0/inboxes/eve@x.test/files/{file['file_id']}")).status_code == 404
        other = await client.post("/v0/inboxes/eve@x.test/files", json=announced(b"x"))
        assert other.status_code == 201


async def test_an_organization_that_nobody_vouched_for_keeps_no_files(server: RestServer) -> None:
    async with server.client(key=None) as anyone:
        agent = (await anyone.post("/v0/agent/sign-up", json={"username": "scout"})).json()
    async with server.client(agent["api_key"]) as client:
        answer = await client.post(f"/v0/inboxes/{agent['inbox_id']}/files", json=announced(b"x"))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
