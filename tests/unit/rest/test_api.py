from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message
from structlog.testing import capture_logs
from tests.unit.rest.notebook import make_api, make_client

from pillarbox.domain.policy import MAX_BODY_BYTES

INBOX_NOTES = "/v0/inboxes/a@x.test/notes"


async def get(path: str, key: str | None = "whole", **more: Any) -> httpx.Response:
    async with make_client(key) as client:
        return await client.get(path, **more)


async def test_a_handler_is_given_its_mount_parameters_and_query() -> None:
    answer = await get("/v0/pods/p1/notes", params={"labels": '["a"]', "limit": "7", "ascending": "true"})
    assert answer.json()["seen"] == {
        "labels": ["a"],
        "before": None,
        "limit": 7,
        "after": None,
        "ascending": True,
        "pod_id": "p1",
        "inbox_id": None,
    }
    assert answer.headers["content-type"] == "application/json"


async def test_ids_travel_as_the_official_client_writes_them() -> None:
    answer = await get(f"{INBOX_NOTES}/<a/b+c@x.test>/raw")
    assert answer.json()["seen"] == {"operation": "notes.raw", "note_id": "<a/b+c@x.test>"}


async def test_a_body_of_any_content_type_is_json() -> None:
    async with make_client() as client:
        answer = await client.post(
            f"{INBOX_NOTES}/send", content=b'{"text":"hi"}', headers={"Content-Type": "text/plain"}
        )
    assert answer.json()["seen"] == {"text": "hi", "add_labels": []}


async def test_no_content_is_204_without_a_body() -> None:
    async with make_client() as client:
        answer = await client.delete(f"{INBOX_NOTES}/n1")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "content-type" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v0/nope"), ("PUT", "/v0/notes"), ("DELETE", "/v0/notes"), ("GET", "/")]
)
async def test_an_unknown_path_or_method_is_a_missing_route(method: str, path: str) -> None:
    async with make_client(None) as client:
        answer = await client.request(method, path)
    assert answer.status_code == 404
    assert {"name": "NotFoundError", "code": "not_found", "message": "Route not found"}.items() <= (
        answer.json().items()
    )


async def test_a_request_without_a_key_is_told_how_to_send_one() -> None:
    answer = await get("/v0/notes", None)
    assert answer.status_code == 401
    assert answer.json() == {
        "name": "UnauthorizedError",
        "code": "missing_authorization",
        "message": "Unauthorized",
        "fix": "Send the header `Authorization: Bearer <API key>` with a key of this server.",
    }


async def test_an_unknown_key_is_told_apart_from_a_missing_one() -> None:
    answer = await get("/v0/notes", "nobody")
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_api_key")


@pytest.mark.parametrize("header", ["bearer whole", "BEARER  whole", "Bearer whole "])
async def test_the_scheme_name_is_read_in_any_case(header: str) -> None:
    assert (await get("/v0/notes", None, headers={"Authorization": header})).status_code == 200


@pytest.mark.parametrize("header", ["whole", "Basic whole", "Bearer", "Bearer ", ""])
async def test_other_credentials_are_none(header: str) -> None:
    answer = await get("/v0/notes", None, headers={"Authorization": header})
    assert answer.json()["code"] == "missing_authorization"


async def test_a_key_without_the_flag_is_told_which() -> None:
    async with make_client("reader") as client:
        answer = await client.post(f"{INBOX_NOTES}/send", json={})
    assert answer.status_code == 403
    assert answer.json() == {
        "name": "ForbiddenError",
        "code": "missing_permission",
        "message": "Forbidden",
        "fix": "Use an API key whose permissions include message_send.",
    }


async def test_a_key_for_one_inbox_may_not_use_pod_routes() -> None:
    answer = await get("/v0/pods/p1/notes", "reader")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_a_key_for_one_pod_may_not_make_pods_whatever_its_flags() -> None:
    async with make_client("pod") as client:
        answer = await client.post("/v0/pods")
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_permission")


async def test_a_page_token_leads_to_the_next_page() -> None:
    first = await get("/v0/notes", params={"labels": "a"})
    token = first.json()["next_page_token"]
    second = await get("/v0/notes", params={"labels": "a", "limit": "3", "page_token": token})
    assert second.json()["seen"]["after"] == [1700, 5]


@pytest.mark.parametrize(
    ("path", "key", "labels"),
    [
        ("/v0/notes", "whole", "b"),
        ("/v0/notes", "pod", "a"),
        ("/v0/pods/p1/notes", "whole", "a"),
        (INBOX_NOTES, "whole", "a"),
    ],
)
async def test_a_page_token_serves_no_other_list(path: str, key: str, labels: str) -> None:
    token = (await get("/v0/notes", params={"labels": "a"})).json()["next_page_token"]
    answer = await get(path, key, params={"labels": labels, "page_token": token})
    assert answer.status_code == 400
    (entry,) = answer.json()["errors"]
    assert (entry["code"], entry["format"], entry["path"]) == ("invalid_format", "base64url", ["page_token"])


@pytest.mark.parametrize("token", ["", "x", "é", "A" * 2000, "AAAAAAAAAAAAAAAAAAAAAAAA", "!!!!"])
async def test_garbage_is_no_page_token(token: str) -> None:
    answer = await get("/v0/notes", params={"page_token": token})
    assert answer.json()["errors"][0]["format"] == "base64url"


async def test_a_limit_over_the_cap_is_lowered_silently() -> None:
    assert (await get("/v0/notes", params={"limit": "5000"})).json()["seen"]["limit"] == 1000


async def test_a_body_over_the_limit_is_413() -> None:
    async with make_client() as client:
        answer = await client.post(f"{INBOX_NOTES}/send", content=b" " * (MAX_BODY_BYTES + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")


async def test_storage_that_is_away_is_503_with_a_time_to_wait() -> None:
    answer = await get("/v0/starve")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.json()["name"] == "ServiceUnavailableError"


async def test_an_unforeseen_error_is_logged_and_tells_nothing() -> None:
    with capture_logs() as logs:
        answer = await get("/v0/explode")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    (log,) = logs
    assert (log["event"], log["request_id"]) == ("request failed", answer.json()["request_id"])


async def test_a_client_that_went_away_is_no_error() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    path = f"{INBOX_NOTES}/send"
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"authorization", b"Bearer whole")],
    }
    with capture_logs() as logs:
        await make_api()(scope, receive, send)
    assert (sent, logs) == ([], [])


async def test_a_public_endpoint_answers_without_a_key_in_its_own_type() -> None:
    answer = await get("/v0/leaflet", None)
    assert (answer.text, answer.headers["content-type"]) == ("leaflet", "text/plain; charset=utf-8")
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_head_is_get_without_the_body() -> None:
    async with make_client() as client:
        head, full = await client.head(INBOX_NOTES + "/n1"), await client.get(INBOX_NOTES + "/n1")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == full.headers["content-length"]


async def test_browsers_of_any_origin_may_call() -> None:
    async with make_client(None) as client:
        preflight = await client.options(
            "/v0/notes", headers={"Access-Control-Request-Headers": "authorization,x-fern-language"}
        )
        refused = await client.get("/v0/notes")
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert preflight.headers["access-control-allow-headers"] == "authorization,x-fern-language"
    assert "PATCH" in preflight.headers["access-control-allow-methods"]
    assert refused.headers["access-control-allow-origin"] == "*"
    assert refused.headers["access-control-expose-headers"] == "Retry-After, ETag"


@given(path=st.binary(max_size=60), query=st.binary(max_size=60), body=st.binary(max_size=60))
async def test_no_bytes_bring_the_server_down(path: bytes, query: bytes, body: bytes) -> None:
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b'{"text":"' + body}

    async def send(message: Message) -> None:
        statuses.append(message.get("status", 0))

    for method, start in (("GET", b"/v0/notes"), ("POST", f"{INBOX_NOTES}/send".encode())):
        scope = {
            "type": "http",
            "method": method,
            "path": "",
            "raw_path": start + path,
            "query_string": b"limit=1&" + query,
            "headers": [(b"authorization", b"Bearer whole"), (b"content-length", query)],
        }
        await make_api()(scope, receive, send)
    assert len(statuses) == 4 and 500 not in statuses
