"""Every way a call can be refused: its status, its name and code, and that it says what to do."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.rest_server import RestServer, mail, open_rest_server

ADA = "/v0/inboxes/ada@x.test"
HELLO: dict[str, Any] = {"to": "ben@y.test", "text": "Hello"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A client with the root key of a server with the inbox ada."""

    server: RestServer
    client: httpx.AsyncClient

    async def get(self, path: str, **query: str) -> httpx.Response:
        return await self.client.get(path, params=query)

    async def post(self, path: str, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
        return await self.client.post(path, json=body, headers=headers)

    async def patch(self, path: str, **body: Any) -> httpx.Response:
        return await self.client.patch(path, json=body)

    async def other(self, mount: str = "/v0", **body: Any) -> "Caller":
        """The same with a new key."""
        made = (await self.post(f"{mount}/api-keys", **body)).json()["api_key"]
        return Caller(server=self.server, client=self.server.client(made))


@pytest.fixture
async def root(database: AnyDatabase, clock: FixedClock) -> AsyncIterator[Caller]:
    server = await open_rest_server(database, clock)
    async with server.client() as client:
        caller = Caller(server=server, client=client)
        await caller.post("/v0/inboxes", username="ada")
        yield caller


Refusal = Callable[[Caller], Awaitable[httpx.Response]]


async def without_a_key(root: Caller) -> httpx.Response:
    return await root.server.client(None).get("/v0/inboxes")


async def with_an_unknown_key(root: Caller) -> httpx.Response:
    return await root.server.client("am_us_nobody").get("/v0/inboxes")


async def with_an_expired_key(root: Caller) -> httpx.Response:
    clock = root.server.ports.clock
    assert isinstance(clock, FixedClock)
    end = datetime.fromtimestamp(clock.ms / 1000 + 60, UTC).isoformat()
    other = await root.other(expires_at=end)
    clock.ms += 61_000
    return await other.get("/v0/inboxes")


async def without_the_permission(root: Caller) -> httpx.Response:
    return await (await root.other(permissions={})).get("/v0/inboxes")


async def granting_more_than_one_has(root: Caller) -> httpx.Response:
    other = await root.other(permissions={"api_key_create": True})
    return await other.post("/v0/api-keys", permissions={"inbox_read": True})


async def lifting_all_restrictions(root: Caller) -> httpx.Response:
    flags = {"api_key_update": True, "api_key_read": True}
    other = await root.other(permissions=flags)
    key = (await root.post("/v0/api-keys", permissions=flags)).json()["api_key_id"]
    return await other.patch(f"/v0/api-keys/{key}", permissions=None)


async def a_pod_with_the_key_of_an_inbox(root: Caller) -> httpx.Response:
    pod = (await root.post("/v0/pods")).json()["pod_id"]
    return await (await root.other(ADA)).get(f"/v0/pods/{pod}/inboxes")


async def open_tracking(root: Caller) -> httpx.Response:
    return await root.post(f"{ADA}/messages/send", **HELLO, track_opens=True)


async def an_address_that_is_taken(root: Caller) -> httpx.Response:
    return await root.post("/v0/inboxes", username="ada")


async def one_thing_too_many(root: Caller) -> httpx.Response:
    for number in range(10):
        await root.post("/v0/webhooks/polling", client_id=f"agent{number}")
    return await root.post("/v0/webhooks/polling", client_id="agent10")


async def a_blocked_recipient(root: Caller) -> httpx.Response:
    await root.post(f"{ADA}/lists/send/block", entry="ben@y.test")
    return await root.post(f"{ADA}/messages/send", **HELLO)


async def sending_while_paused(root: Caller) -> httpx.Response:
    await root.patch(ADA, status="paused")
    return await root.post(f"{ADA}/messages/send", **HELLO)


async def an_unverified_domain(root: Caller) -> httpx.Response:
    return await root.post("/v0/inboxes", username="ada", domain="nobody.example")


async def what_is_not_there(root: Caller) -> httpx.Response:
    return await root.get(f"{ADA}/messages/<nowhere@y.test>")


async def a_route_that_is_not_there(root: Caller) -> httpx.Response:
    return await root.get("/v0/carrier-pigeons")


async def one_key_for_two_mails(root: Caller) -> httpx.Response:
    key = {"Idempotency-Key": "once"}
    await root.post(f"{ADA}/messages/send", key, **HELLO)
    return await root.post(f"{ADA}/messages/send", key, **HELLO, subject="Another")


async def deleting_a_pod_in_use(root: Caller) -> httpx.Response:
    pod = (await root.post("/v0/pods")).json()["pod_id"]
    await root.post(f"/v0/pods/{pod}/inboxes", username="bea")
    return await root.client.delete(f"/v0/pods/{pod}")


async def an_event_that_is_gone(root: Caller) -> httpx.Response:
    return await root.get("/v0/events", after="f" * 32)


async def a_body_that_is_too_large(root: Caller) -> httpx.Response:
    return await root.post(f"{ADA}/messages/send", text="x" * 7_000_000)


async def labelling_a_thread_that_is_too_long(root: Caller) -> httpx.Response:
    for number in range(100):
        headers = {"From": "ann@y.test", "To": "ada@x.test", "Message-ID": f"<{number}@y.test>"}
        answers = (
            {"References": "<0@y.test>", "Subject": "Re: On and on"} if number else {"Subject": "On and on"}
        )
        await root.server.receive("ada@x.test", mail(headers | answers))
    thread = (await root.get(f"{ADA}/threads")).json()["threads"][0]["thread_id"]
    return await root.patch(f"{ADA}/threads/{thread}", add_labels=["long"])


async def too_much_at_once(root: Caller) -> httpx.Response:
    body = {"human_email": "kim@people.test", "username": "kims-agent"}
    key = (await root.server.client(None).post("/v0/agent/sign-up", json=body)).json()
    agent = root.server.client(key["api_key"])
    for _ in range(10):
        await agent.post(
            f"/v0/inboxes/{key['inbox_id']}/messages/send", json={"to": "kim@people.test", "text": "x"}
        )
    return await agent.post(
        f"/v0/inboxes/{key['inbox_id']}/messages/send", json={"to": "kim@people.test", "text": "x"}
    )


async def while_the_storage_is_away(root: Caller) -> httpx.Response:
    database = root.server.ports.database
    assert isinstance(database, AnyDatabase)
    await database.close()
    return await root.get("/readyz")


async def too_wide_a_range(root: Caller) -> httpx.Response:
    return await root.get("/v0/metrics/events", start="2000-01-01T00:00:00Z", period="1s")


ROWS: list[tuple[Refusal, int, str, str]] = [
    (too_wide_a_range, 400, "ValidationError", "query_range_too_wide"),
    (without_a_key, 401, "UnauthorizedError", "missing_authorization"),
    (with_an_unknown_key, 401, "UnauthorizedError", "unknown_api_key"),
    (with_an_expired_key, 401, "UnauthorizedError", "api_key_expired"),
    (without_the_permission, 403, "ForbiddenError", "missing_permission"),
    (granting_more_than_one_has, 403, "ForbiddenError", "permission_escalation"),
    (lifting_all_restrictions, 403, "ForbiddenError", "unrestricted_key_required"),
    (a_pod_with_the_key_of_an_inbox, 403, "ForbiddenError", "forbidden"),
    (open_tracking, 403, "ForbiddenError", "forbidden"),
    (an_address_that_is_taken, 403, "AlreadyExistsError", "already_exists"),
    (one_thing_too_many, 403, "LimitExceededError", "limit_exceeded"),
    (a_blocked_recipient, 403, "MessageRejectedError", "message_rejected"),
    (sending_while_paused, 403, "InboxPausedError", "inbox_paused"),
    (an_unverified_domain, 403, "DomainNotVerifiedError", "domain_not_verified"),
    (what_is_not_there, 404, "NotFoundError", "not_found"),
    (a_route_that_is_not_there, 404, "NotFoundError", "not_found"),
    (one_key_for_two_mails, 409, "ConflictError", "conflict"),
    (deleting_a_pod_in_use, 409, "CannotDeleteError", "cannot_delete"),
    (an_event_that_is_gone, 410, "EventExpiredError", "event_expired"),
    (a_body_that_is_too_large, 413, "PayloadTooLargeError", "payload_too_large"),
    (labelling_a_thread_that_is_too_long, 422, "UnprocessableError", "unprocessable"),
    (too_much_at_once, 429, "RateLimitError", "rate_limit_exceeded"),
    (while_the_storage_is_away, 503, "ServiceUnavailableError", "service_unavailable"),
]
EXTRA: dict[Refusal, dict[str, object]] = {
    an_address_that_is_taken: {"suggestions": 3},
    one_thing_too_many: {"resource": "polling_webhook", "limit": 10},
}


@pytest.mark.parametrize(
    ("refusal", "status", "name", "code"), ROWS, ids=lambda value: getattr(value, "__name__", "")
)
async def test_a_refusal_names_itself_and_a_way_out(
    root: Caller, refusal: Refusal, status: int, name: str, code: str
) -> None:
    answer = await refusal(root)
    told = answer.json()
    assert (answer.status_code, told["name"], told["code"]) == (status, name, code)
    assert told["message"] and told["fix"]
    assert ("errors" in told) == (status == 400)
    assert ("retry-after" in answer.headers) == (status in (429, 503))
    for key, value in EXTRA.get(refusal, {}).items():
        assert told[key] == value or len(told[key]) == value


MALFORMED = [
    ({"limit": "abc"}, "invalid_type", {"expected": "number", "received": "NaN", "path": ["limit"]}),
    ({"limit": "0"}, "too_small", {"origin": "number", "minimum": 0, "inclusive": False}),
    ({"limit": "-1"}, "too_small", {"minimum": 0}),
    ({"limit": ""}, "too_small", {"minimum": 0}),
    ({"ascending": "maybe"}, "invalid_value", {"path": ["ascending"]}),
    ({"page_token": "garbage"}, "invalid_format", {"format": "base64url"}),
    ({"before": "yesterday"}, "invalid_format", {"path": ["before"]}),
    ({"labels": '["a", 1]'}, "invalid_type", {"path": ["labels", 1]}),
    ({"labels": "\0"}, "custom", {"path": ["labels"]}),
]


@pytest.mark.parametrize(("query", "code", "more"), MALFORMED)
async def test_a_malformed_query_names_the_value(
    root: Caller, query: dict[str, str], code: str, more: dict[str, object]
) -> None:
    answer = await root.get(f"{ADA}/messages", **query)
    assert (answer.status_code, answer.json()["message"]) == (400, "Request validation failed")
    (entry,) = answer.json()["errors"]
    assert entry["code"] == code and entry["message"]
    assert more.items() <= entry.items()
