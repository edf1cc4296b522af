"""The official Python SDK on metrics, on each of their mounts, and older clients on the routes of theirs."""

import datetime as dt

import pytest
from agentmail import AgentMail
from agentmail.api_keys import CreateBearerApiKeyRequest
from agentmail.api_keys.types import ApiKeyPermissions
from agentmail.core.api_error import ApiError
from agentmail.errors import ValidationError
from agentmail.inboxes.types import Inbox
from agentmail.metrics.types import QueryMetricsResponse, QueryRatesResponse, QueryUsageResponse
from tests.compat.strict import StrictClient, conform
from tests.server_process import ServerProcess, wait_until

MOUNTS = ("organization", "pod", "inbox")


@pytest.fixture
def sent(strict: StrictClient, inbox: Inbox) -> Inbox:
    """An inbox that wrote to itself and to nobody."""
    for address in (inbox.inbox_id, "nobody@pillarbox.test"):
        strict(strict.sdk.inboxes.messages.send(inbox.inbox_id, to=[address], text="Hi"))
    wait_until(lambda: len(bounced(strict.sdk, inbox)) == 1)
    return inbox


def bounced(sdk: AgentMail, inbox: Inbox) -> list[object]:
    found = sdk.inboxes.metrics.query_events(inbox.inbox_id, event_types=["message.bounced"])
    return list(found["message.bounced"])


def query(strict: StrictClient, inbox: Inbox, mount: str, what: str, **given: object) -> object:
    """The answer of `query_…` on a mount that holds the inbox."""
    sdk = strict.sdk
    match mount:
        case "organization":
            return getattr(sdk.metrics, what)(**given)
        case "pod":
            return getattr(sdk.pods.metrics, what)(inbox.pod_id, **given)
        case _:
            return getattr(sdk.inboxes.metrics, what)(inbox.inbox_id, **given)


@pytest.mark.parametrize("mount", MOUNTS)
def test_events_are_counted(strict: StrictClient, sent: Inbox, mount: str) -> None:
    found = query(strict, sent, mount, "query_events")
    conform(QueryMetricsResponse, strict.answer)
    assert isinstance(found, dict)
    assert sum(point.count for point in found["message.sent"]) >= 2
    hourly = query(strict, sent, mount, "query_events", period=3600, descending=True, limit=2)
    conform(QueryMetricsResponse, strict.answer)
    assert isinstance(hourly, dict)
    newest, before = hourly["message.bounced"]
    assert newest.timestamp - before.timestamp == dt.timedelta(hours=1)


@pytest.mark.parametrize("mount", MOUNTS)
def test_usage_is_a_running_total(strict: StrictClient, sent: Inbox, mount: str) -> None:
    found = query(strict, sent, mount, "query_usage", period=3600)
    conform(QueryUsageResponse, strict.answer)
    assert isinstance(found, dict)
    assert found["message_count"][-1].value >= 2
    assert found["storage_bytes"][-1].value > found["message_count"][-1].value
    assert ("pod_count" in found) == (mount == "organization")
    assert ("inbox_count" in found) == (mount != "inbox")


@pytest.mark.parametrize("mount", MOUNTS)
def test_rates_are_shares(strict: StrictClient, sent: Inbox, mount: str) -> None:
    found = query(strict, sent, mount, "query_rates", rate_types=["bounce"])
    conform(QueryRatesResponse, strict.answer)
    assert isinstance(found, dict)
    last = found["bounce"][-1]
    assert last.sent >= 2
    assert 0 < last.rate <= 1
    assert found["bounce"][0].rate is None


def test_a_range_that_is_too_wide_is_refused(strict: StrictClient) -> None:
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=91)
    with pytest.raises(ValidationError) as refusal:
        strict.sdk.metrics.query_events(start=long_ago)
    assert refusal.value.body.code == "query_range_too_wide"


def test_a_key_without_the_flag_is_refused(strict: StrictClient, server: ServerProcess) -> None:
    reader = CreateBearerApiKeyRequest(permissions=ApiKeyPermissions(message_read=True))
    key = strict(strict.sdk.api_keys.create(request=reader)).api_key
    with server.client(key) as sdk, pytest.raises(ApiError) as refusal:
        sdk.metrics.query_events()
    assert refusal.value.status_code == 403


def test_the_oldest_clients_read_times(server: ServerProcess, sent: Inbox) -> None:
    with server.http() as http:
        answer = http.get(
            f"/v0/inboxes/{sent.inbox_id}/metrics",
            params={"start_timestamp": "2020-01-01T00:00:00Z", "end_timestamp": "2100-01-01T00:00:00Z"},
        ).json()
    assert answer.keys() == {"message"}
    assert len(answer["message"]["sent"]) == 2
