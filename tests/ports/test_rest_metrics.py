"""Metrics over HTTP: what is counted, in which spans and buckets, for whom, and what is refused."""

from typing import Any

import httpx
import pytest
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.rest_server import RestServer, mail, open_rest_server

from pillarbox.domain.jobs import JobKind, Lane
from pillarbox.services import delivery, metrics
from pillarbox.services.inbound import Inbound
from pillarbox.tables import jobs

ADA = "ada@x.test"
OF_ADA = f"/v0/inboxes/{ADA}"
START_MS = 1_700_000_000_000
SECOND, HOUR, DAY = 1000, 3_600_000, 86_400_000
EVENT_TYPES = {
    "message.received",
    "message.received.spam",
    "message.received.blocked",
    "message.received.unauthenticated",
    "message.sent",
    "message.delivered",
    "message.bounced",
    "message.complained",
    "message.rejected",
    "domain.verified",
}


@pytest.fixture
async def server(database: AnyDatabase, clock: FixedClock) -> RestServer:
    server = await open_rest_server(database, clock)
    async with server.client() as client:
        for username in ("ada", "eve"):
            await client.post("/v0/inboxes", json={"username": username})
    return server


async def receive(server: RestServer, number: int, recipient: str = ADA, **headers: str) -> None:
    await server.receive(recipient, mail({"Message-ID": f"<{number}@y>", "Subject": "Plans", **headers}))


async def send(server: RestServer, *recipients: str) -> None:
    """Let ada send a mail, and carry out its deliveries."""
    async with server.client() as client:
        await client.post(f"{OF_ADA}/messages/send", json={"to": list(recipients), "text": "Hi"})
    now = server.ports.clock.now_ms()
    claimed = await server.ports.database.write(
        lambda tx: jobs.claim_jobs(tx, Lane.MAIL, now=now, lease_ms=1, limit=10)
    )
    for job in claimed:
        if job.kind is JobKind.DELIVERY:
            await delivery.deliver(server.ports, Inbound(server.ports), job)


async def get(server: RestServer, path: str, **query: object) -> Any:
    async with server.client() as client:
        answer = await client.get(path, params=httpx.QueryParams({k: str(v) for k, v in query.items()}))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refused(server: RestServer, path: str, **query: object) -> dict[str, Any]:
    async with server.client() as client:
        answer = await client.get(path, params=httpx.QueryParams({k: str(v) for k, v in query.items()}))
    assert answer.status_code == 400, answer.text
    envelope: dict[str, Any] = answer.json()
    return envelope


def counts(points: list[dict[str, Any]]) -> list[int]:
    return [point["count"] for point in points]


async def test_every_event_is_a_point_at_its_time(server: RestServer, clock: FixedClock) -> None:
    await receive(server, 1)
    clock.ms += 1_234
    await receive(server, 2)
    found = await get(server, "/v0/metrics/events")
    assert found.keys() == EVENT_TYPES
    assert found["message.received"] == [
        {"timestamp": "2023-11-14T22:13:20.000Z", "count": 1},
        {"timestamp": "2023-11-14T22:13:21.234Z", "count": 1},
    ]
    assert found["message.sent"] == []


async def test_a_mount_counts_what_is_in_it(server: RestServer) -> None:
    await receive(server, 1)
    await receive(server, 2, "eve@x.test")
    async with server.client() as client:
        pod = (await client.post("/v0/pods", json={"name": "Empty"})).json()["pod_id"]
        default = (await client.get(OF_ADA)).json()["pod_id"]
    for path, expected in (
        ("/v0", 2),
        (f"/v0/pods/{default}", 2),
        (f"/v0/pods/{pod}", 0),
        (OF_ADA, 1),
    ):
        found = await get(server, f"{path}/metrics/events", event_types="message.received")
        assert sum(counts(found["message.received"])) == expected, path


async def test_a_key_of_a_pod_is_told_of_its_pod_alone(server: RestServer) -> None:
    await receive(server, 1)
    async with server.client() as client:
        pod = (await client.post("/v0/pods", json={"name": "Empty"})).json()["pod_id"]
        key = (await client.post(f"/v0/pods/{pod}/api-keys")).json()["api_key"]
    async with server.client(key) as client:
        found = (await client.get("/v0/metrics/events")).json()
        usage = (await client.get("/v0/metrics/usage")).json()
    assert found["message.received"] == []
    assert "pod_count" not in usage


async def test_buckets_are_multiples_of_the_period_and_hold_sums(
    server: RestServer, clock: FixedClock
) -> None:
    for number in range(3):
        await receive(server, number)
    clock.ms += HOUR
    await receive(server, 3)
    found = await get(server, "/v0/metrics/events", period=3600, event_types="message.received")
    points = found["message.received"]
    assert len(points) == 25
    assert counts(points)[-2:] == [3, 1]
    assert sum(counts(points)) == 4
    assert points[-1]["timestamp"] == "2023-11-14T23:00:00.000Z"


async def test_a_bucket_counts_only_what_lies_in_the_range(server: RestServer, clock: FixedClock) -> None:
    for number in range(4):
        await receive(server, number)
        clock.ms += 10 * SECOND
    found = await get(
        server,
        "/v0/metrics/events",
        period="1m",
        event_types="message.received",
        start="2023-11-14T22:13:25Z",
        end="2023-11-14T22:13:45Z",
    )
    assert counts(found["message.received"]) == [2]


async def test_totals_rolled_up_at_different_times_add_up(server: RestServer, clock: FixedClock) -> None:
    for number in range(6):
        await receive(server, number)
        await metrics.roll_up(server.ports)
        clock.ms += 500
    found = await get(server, "/v0/metrics/events", event_types="message.received")
    assert counts(found["message.received"]) == [1] * 6
    found = await get(server, "/v0/metrics/events", event_types="message.received", period=86400)
    assert counts(found["message.received"]) == [0, 6]


async def test_what_is_noted_late_counts_at_its_own_time(server: RestServer, clock: FixedClock) -> None:
    clock.ms += 5 * SECOND
    await receive(server, 1)
    await metrics.roll_up(server.ports)
    clock.ms -= 2 * SECOND
    await receive(server, 2)
    clock.ms += 4 * SECOND
    found = await get(server, "/v0/metrics/events", event_types="message.received")
    assert [(point["timestamp"][17:19], point["count"]) for point in found["message.received"]] == [
        ("23", 1),
        ("25", 1),
    ]


async def test_a_burst_is_added_up_by_second(server: RestServer, clock: FixedClock) -> None:
    for number in range(40):
        await receive(server, number)
        clock.ms += 50
    found = await get(server, "/v0/metrics/events", event_types="message.received")
    assert counts(found["message.received"]) == [20, 20]


async def test_a_limit_keeps_the_first_points_of_the_order_asked_for(
    server: RestServer, clock: FixedClock
) -> None:
    for number in range(4):
        await receive(server, number)
        clock.ms += number * SECOND + SECOND

    async def seconds(**query: object) -> list[str]:
        found = await get(server, "/v0/metrics/events", event_types="message.received", **query)
        assert all(point["count"] == 1 for point in found["message.received"])
        return [point["timestamp"][17:19] for point in found["message.received"]]

    assert await seconds() == ["20", "21", "23", "26"]
    assert await seconds(limit=2) == ["20", "21"]
    assert await seconds(limit=2, descending="true") == ["26", "23"]
    assert await seconds(descending="true") == ["26", "23", "21", "20"]
    assert await seconds(start="2023-11-14T22:13:21Z", limit=1) == ["21"]


async def test_the_last_day_is_meant_when_nothing_is_said(server: RestServer, clock: FixedClock) -> None:
    await receive(server, 1)
    clock.ms += DAY + 1
    await receive(server, 2)
    found = await get(server, "/v0/metrics/events")
    assert counts(found["message.received"]) == [1]
    found = await get(server, "/v0/metrics/events", start="2023-11-01T00:00:00Z")
    assert counts(found["message.received"]) == [1, 1]
    later = await get(server, "/v0/metrics/events", end="2031-01-01T00:00:00Z")
    assert counts(later["message.received"]) == [1]


async def test_a_deleted_message_stays_counted_as_received_but_not_as_stored(server: RestServer) -> None:
    await receive(server, 1)
    await receive(server, 2)
    async with server.client() as client:
        await client.delete(f"{OF_ADA}/messages/<1@y>")
    found = await get(server, "/v0/metrics/events")
    assert sum(counts(found["message.received"])) == 2
    usage = await get(server, f"{OF_ADA}/metrics/usage")
    assert usage["message_count"][-1]["value"] == 1
    assert usage["thread_count"][-1]["value"] == 1


async def test_usage_is_a_running_total(server: RestServer, clock: FixedClock) -> None:
    clock.ms += HOUR
    await receive(server, 1)
    clock.ms += HOUR
    await receive(server, 2, **{"In-Reply-To": "<1@y>"})
    usage = await get(server, f"{OF_ADA}/metrics/usage")
    assert usage.keys() == {"storage_bytes", "message_count", "thread_count"}
    assert [point["value"] for point in usage["message_count"]] == [0, 1, 2]
    assert [point["value"] for point in usage["thread_count"]] == [0, 1, 1]
    async with server.client() as client:
        sizes = [m["size"] for m in (await client.get(f"{OF_ADA}/messages")).json()["messages"]]
    assert usage["storage_bytes"][-1]["value"] == sum(sizes)
    hourly = await get(server, f"{OF_ADA}/metrics/usage", period="1h", usage_types="message_count")
    assert [point["value"] for point in hourly["message_count"]][-3:] == [0, 1, 2]
    assert hourly.keys() == {"message_count"}


async def test_an_organization_counts_its_inboxes_pods_and_domains(
    server: RestServer, clock: FixedClock
) -> None:
    clock.ms += HOUR
    async with server.client() as client:
        await client.post("/v0/pods", json={"name": "Second"})
        await client.delete("/v0/inboxes/eve@x.test")
    usage = await get(server, "/v0/metrics/usage")
    assert [point["value"] for point in usage["pod_count"]] == [0, 1, 2]
    assert usage["inbox_count"][-1]["value"] == 1
    assert [point["value"] for point in usage["domain_count"]] == [0]
    hourly = await get(server, "/v0/metrics/usage", period="1h", usage_types='["pod_count"]')
    assert [point["value"] for point in hourly["pod_count"]][-3:] == [0, 1, 2]


async def test_a_deleted_inbox_takes_what_it_stored_away(server: RestServer) -> None:
    await receive(server, 1)
    await receive(server, 2, "eve@x.test")
    await metrics.roll_up(server.ports)
    await receive(server, 3, "eve@x.test")
    async with server.client() as client:
        await client.delete("/v0/inboxes/eve@x.test")
    usage = await get(server, "/v0/metrics/usage")
    assert usage["message_count"][-1]["value"] == 1
    assert usage["thread_count"][-1]["value"] == 1
    assert sum(counts((await get(server, "/v0/metrics/events"))["message.received"])) == 3
    left = await server.ports.database.read(
        lambda tx: tx.all("SELECT inbox_no FROM event_totals UNION ALL SELECT inbox_no FROM usage_totals")
    )
    living = await server.ports.database.read(lambda tx: tx.all("SELECT inbox_no FROM inboxes"))
    assert set(left) <= {(0,), *living}


async def test_rates_are_shares_of_the_recipients_in_a_rolling_window(
    server: RestServer, clock: FixedClock
) -> None:
    await send(server, "eve@x.test", "nobody@x.test", "ben@y.test", "cy@y.test")
    clock.ms += 2 * HOUR
    rates = await get(server, "/v0/metrics/rates", start="2023-11-14T23:13:20Z", period=3600, window=7200)
    assert rates["bounce"] == [{"timestamp": "2023-11-15T00:13:20.000Z", "rate": None, "sent": 0}]
    rates = await get(server, "/v0/metrics/rates", start="2023-11-14T22:13:20Z", period=3600, window=7200)
    assert rates["bounce"][0] == {"timestamp": "2023-11-14T23:13:20.000Z", "rate": 0.25, "sent": 4}
    assert rates["complaint"][0]["rate"] == 0.0
    whole_day = await get(server, "/v0/metrics/rates", rate_types="bounce")
    assert whole_day.keys() == {"bounce"}
    assert len(whole_day["bounce"]) == 24
    assert whole_day["bounce"][-1] == {"timestamp": "2023-11-15T00:13:20.000Z", "rate": 0.25, "sent": 4}


@pytest.mark.parametrize(
    ("query", "code", "path"),
    [
        ({"start": "2023-08-01T00:00:00Z"}, "query_range_too_wide", ["start"]),
        ({"period": 60}, "query_range_too_wide", ["period"]),
        ({"start": "2023-11-14T22:13:20Z"}, "validation_error", ["start"]),
        ({"start": "2023-11-14T20:00:00Z", "end": "2023-11-14T19:00:00Z"}, "validation_error", ["start"]),
        ({"start": "yesterday"}, "validation_error", ["start"]),
        ({"period": 0}, "validation_error", ["period"]),
        ({"period": 86401}, "validation_error", ["period"]),
        ({"period": "soon"}, "validation_error", ["period"]),
        ({"limit": 0}, "validation_error", ["limit"]),
        ({"event_types": "message.eaten"}, "validation_error", ["event_types", 0]),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    server: RestServer, query: dict[str, object], code: str, path: list[object]
) -> None:
    envelope = await refused(server, "/v0/metrics/events", **query)
    assert envelope["code"] == code
    assert envelope["errors"][0]["path"] == path


@pytest.mark.parametrize(
    ("query", "code", "path"),
    [
        ({"window": 5000}, "validation_error", ["window"]),
        ({"period": 60, "window": 3600}, "query_range_too_wide", ["period"]),
        ({"period": 86400, "window": 86400 * 91}, "query_range_too_wide", ["window"]),
        ({"rate_types": "luck"}, "validation_error", ["rate_types", 0]),
    ],
)
async def test_rates_that_cannot_be_asked_are_refused(
    server: RestServer, query: dict[str, object], code: str, path: list[object]
) -> None:
    envelope = await refused(server, "/v0/metrics/rates", **query)
    assert envelope["code"] == code
    assert envelope["errors"][0]["path"] == path


async def test_the_oldest_clients_read_times(server: RestServer) -> None:
    await receive(server, 1)
    await receive(server, 2)
    found = await get(
        server,
        f"{OF_ADA}/metrics",
        start_timestamp="2023-11-14T00:00:00Z",
        end_timestamp="2023-11-15T00:00:00Z",
        event_types="message.received,message.delayed",
    )
    now = "2023-11-14T22:13:20.000Z"
    assert found == {"message": {"received": [now, now], "delayed": []}}


async def test_older_clients_read_counts_as_newer_ones_do(server: RestServer) -> None:
    await receive(server, 1)
    found = await get(server, "/v0/metrics", period="3600")
    assert found.keys() == set(EVENT_TYPES)
    assert found["message.received"][-1]["count"] == 1


async def test_totals_older_than_anyone_may_ask_for_are_dropped_but_for_the_last(
    server: RestServer, clock: FixedClock
) -> None:
    for number in range(5):
        await receive(server, number)
        await metrics.roll_up(server.ports)
        clock.ms += 100 * DAY
    kept = await server.ports.database.read(
        lambda tx: tx.all("SELECT events FROM event_totals WHERE inbox_no = 0 AND pod_no = 0 ORDER BY at")
    )
    assert kept == [(3,), (4,), (5,)]
    usage = await get(server, f"{OF_ADA}/metrics/usage")
    assert usage["message_count"][0]["value"] == 5
