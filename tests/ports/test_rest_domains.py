"""Custom domains over REST, and the mail of inboxes on them."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest
from tests.conftest import FixedClock
from tests.ports.rest_server import RestServer, mail
from tests.ports.tenant import Tenant

from pillarbox.domain.domains import DnsRecord, DomainStatus, RecordStatus
from pillarbox.domain.ids import api_key_digest
from pillarbox.domain.jobs import Lane
from pillarbox.ports import Tx
from pillarbox.services.delivery import deliver
from pillarbox.services.inbound import Inbound
from pillarbox.tables import api_keys, domains, jobs
from pillarbox.tables.events import START, read_events

NAME = "agents.test"
ONE = f"/v0/domains/{NAME}"
STRANGER = "am_us_" + "7" * 64
Row = dict[str, Any]


@pytest.fixture
async def root(server: RestServer) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as client:
        yield client


@pytest.fixture
async def stranger(server: RestServer) -> AsyncIterator[httpx.AsyncClient]:
    """Another organization."""
    other = await Tenant.create(server.ports)

    def add_key(tx: Tx) -> None:
        api_keys.insert_api_key(
            tx,
            other.principal.scope,
            api_key_id=other.principal.api_key_id,
            digest=api_key_digest(STRANGER),
            prefix=STRANGER[:12],
            name="Stranger",
            permissions=None,
            expires_at=None,
            now=1,
        )

    await server.ports.database.write(add_key)
    async with server.client(STRANGER) as client:
        yield client


async def made(client: httpx.AsyncClient, name: str = NAME, mount: str = "/v0", **body: object) -> Row:
    answer = await client.post(f"{mount}/domains", json={"domain": name, **body})
    assert answer.status_code == 200, answer.text
    row: Row = answer.json()
    return row


async def inbox_on(client: httpx.AsyncClient, domain: str, username: str = "ada", mount: str = "/v0") -> str:
    answer = await client.post(f"{mount}/inboxes", json={"username": username, "domain": domain})
    assert answer.status_code == 200, answer.text
    inbox_id: str = answer.json()["inbox_id"]
    return inbox_id


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def received(client: httpx.AsyncClient, inbox_id: str) -> list[str]:
    page = (await client.get(f"/v0/inboxes/{inbox_id}/messages")).json()
    return [message["message_id"] for message in page["messages"] if "received" in message["labels"]]


def letter(to: str) -> bytes:
    return mail({"From": "ann@y.test", "To": to, "Message-ID": "<1@y.test>"})


async def forget_verification(server: RestServer, name: str) -> None:
    """What a look at the real DNS finds before the records are published."""

    def work(tx: Tx) -> None:
        domain = domains.find_nearest(tx, name)
        assert domain is not None
        missing = [
            DnsRecord(type=record.type, name=record.name, value=record.value, status=RecordStatus.MISSING)
            for record in domain.records
        ]
        domains.update_domain(
            tx,
            domain.domain_no,
            options=domain.options,
            records=missing,
            status=DomainStatus.PENDING,
            now=2,
        )

    await server.ports.database.write(work)


async def test_a_domain_comes_with_its_records_and_is_good_at_once_in_the_captured_world(
    root: httpx.AsyncClient,
) -> None:
    domain = await made(root, "Agents.Test.")
    assert (domain["domain_id"], domain["domain"], domain["status"]) == (NAME, NAME, "VERIFIED")
    assert {record["status"] for record in domain["records"]} == {"VALID"}
    assert ("MX", NAME, "mx.x.test", 10) in [
        (record["type"], record["name"], record["value"], record.get("priority"))
        for record in domain["records"]
    ]
    assert "reason" not in domain
    assert (await root.get("/v0/domains/AGENTS.test")).json() == domain
    listed = (await root.get("/v0/domains")).json()
    assert listed["count"] == 1
    assert listed["domains"][0].keys() == domain.keys() - {"records"}
    assert (await root.get("/v0/organizations")).json()["domain_count"] == 1


async def test_a_private_key_is_never_shown(root: httpx.AsyncClient) -> None:
    await made(root)
    for path in ("/v0/domains", ONE, f"{ONE}/zone-file"):
        assert "private" not in (await root.get(path)).text.lower()


@pytest.mark.parametrize(
    "name", ["", "localhost", "two words.test", "-a.test", "a..test", "1.2.3.4", "a@b.test"]
)
async def test_what_is_no_domain_is_refused(root: httpx.AsyncClient, name: str) -> None:
    refused = await root.post("/v0/domains", json={"domain": name})
    assert code(refused) == (400, "validation_error")
    assert refused.json()["errors"][0]["path"] == ["domain"]


async def test_an_international_name_becomes_its_ascii_form(root: httpx.AsyncClient) -> None:
    assert (await made(root, "Bücher.test"))["domain_id"] == "xn--bcher-kva.test"


async def test_a_domain_is_made_once(root: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    first = await made(root, client_id="mine")
    assert await made(root, "other.test", client_id="mine") == first
    for client in (root, stranger):
        assert code(await client.post("/v0/domains", json={"domain": NAME})) == (403, "already_exists")


@pytest.mark.parametrize("name", ["x.test", "mx.x.test"])
async def test_the_server_s_own_names_are_nobody_s(root: httpx.AsyncClient, name: str) -> None:
    assert code(await root.post("/v0/domains", json={"domain": name})) == (403, "already_exists")


async def test_names_below_a_domain_with_subdomains_are_its_organization_s(
    root: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    await made(root, subdomains_enabled=True)
    below = {"domain": f"team.{NAME}"}
    assert code(await stranger.post("/v0/domains", json=below)) == (403, "already_exists")
    assert (await root.post("/v0/domains", json=below)).status_code == 200


async def test_pages_hold_each_domain_once(root: httpx.AsyncClient, clock: FixedClock) -> None:
    for index in range(5):
        clock.ms += index % 2
        await made(root, f"d{index}.test")
    seen: list[str] = []
    token = None
    while True:
        page = (
            await root.get("/v0/domains", params={"limit": 2} | ({"page_token": token} if token else {}))
        ).json()
        assert page["limit"] == 2
        seen += [domain["domain_id"] for domain in page["domains"]]
        if (token := page.get("next_page_token")) is None:
            break
    assert seen == [f"d{index}.test" for index in range(4, -1, -1)]
    oldest = (await root.get("/v0/domains", params={"ascending": "true", "limit": 1})).json()
    assert oldest["domains"][0]["domain_id"] == "d0.test"


async def test_options_change_with_the_records_they_need(root: httpx.AsyncClient) -> None:
    await made(root, feedback_enabled=False)
    changed = (await root.patch(ONE, json={"subdomains_enabled": True, "tracking_enabled": True})).json()
    assert (changed["feedback_enabled"], changed["subdomains_enabled"]) == (False, True)
    shown = {record["name"] for record in changed["records"]}
    assert {f"*.{NAME}", f"link.{NAME}"} <= shown
    silent = (await root.patch(ONE, json={"inbound_enabled": False})).json()
    assert "MX" not in {record["type"] for record in silent["records"]}
    for nothing in ({}, {"tracking_enabled": None}):
        assert code(await root.patch(ONE, json=nothing)) == (400, "validation_error")
    assert (await root.get(ONE)).json() == silent


async def test_a_zone_file_is_plain_text(root: httpx.AsyncClient) -> None:
    await made(root)
    answer = await root.get(f"{ONE}/zone-file")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.startswith("agents.test. IN MX 10 mx.x.test.\n")


async def test_no_link_sets_a_domain_up(root: httpx.AsyncClient) -> None:
    await made(root)
    assert (await root.get(f"{ONE}/setup-link")).json() == {"supported": False}
    assert (await root.get("/v0/domains/none.test/setup-link")).status_code == 404


async def test_verification_is_told_once_each_time_it_comes(
    server: RestServer, root: httpx.AsyncClient, clock: FixedClock
) -> None:
    domain = await made(root)
    clock.ms += 1000
    assert (await root.post(f"{ONE}/verify")).status_code == 204
    assert (await root.get(ONE)).json() == domain
    await forget_verification(server, NAME)
    waiting = (await root.get(ONE)).json()
    assert (waiting["status"], waiting["reason"]) == ("PENDING", "dns_records_missing")
    again = await root.post(f"{ONE}/verify")
    assert (again.status_code, again.content) == (204, b"")
    told = await server.ports.database.read(lambda tx: read_events(tx, START, 10))
    assert [event.event_type.value for event in told] == ["domain.verified"] * 2
    payload = msgspec.json.decode(told[0].payload)
    assert payload["domain"] == domain


async def test_webhooks_of_the_organization_and_of_the_pod_are_told(root: httpx.AsyncClient) -> None:
    first, second = [f"/v0/pods/{(await root.post('/v0/pods')).json()['pod_id']}" for _ in range(2)]
    hook = {"url": "http://127.0.0.1/hook", "event_types": ["domain.verified"]}
    mounts = ("/v0", first, second)
    ids = [(await root.post(f"{mount}/webhooks", json=hook)).json()["webhook_id"] for mount in mounts]
    await made(root, mount=first)
    told = [(await root.get(f"/v0/webhooks/{webhook_id}/deliveries")).json()["count"] for webhook_id in ids]
    assert told == [1, 1, 0]


async def test_a_domain_of_a_pod_is_that_pod_s(root: httpx.AsyncClient) -> None:
    pod_id = (await root.post("/v0/pods")).json()["pod_id"]
    pod = f"/v0/pods/{pod_id}"
    assert (await made(root, mount=pod))["pod_id"] == pod_id
    key = (await root.post(f"{pod}/api-keys")).json()["api_key"]
    root.headers["Authorization"] = f"Bearer {key}"
    assert (await made(root, "own.test"))["pod_id"] == pod_id
    assert (await root.get("/v0/domains")).json()["count"] == 2


async def test_a_pod_with_domains_stays(root: httpx.AsyncClient) -> None:
    pod = f"/v0/pods/{(await root.post('/v0/pods')).json()['pod_id']}"
    await made(root, mount=pod)
    assert code(await root.delete(pod)) == (409, "cannot_delete")
    assert (await root.delete(f"{pod}/domains/{NAME}")).status_code == 204
    assert (await root.delete(pod)).status_code == 204


async def test_inboxes_may_be_on_domains_of_their_pod_and_of_the_default_pod(root: httpx.AsyncClient) -> None:
    first, second = [f"/v0/pods/{(await root.post('/v0/pods')).json()['pod_id']}" for _ in range(2)]
    await made(root)
    await made(root, "first.test", first)
    await inbox_on(root, NAME, "shared", second)
    await inbox_on(root, "first.test", "own", first)
    for mount in ("/v0", second):
        refused = await root.post(f"{mount}/inboxes", json={"domain": "first.test"})
        assert code(refused) == (403, "domain_not_verified")


async def test_nobody_gets_an_inbox_on_another_s_or_an_unverified_domain(
    server: RestServer, root: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    await made(root)
    refusal = (403, "domain_not_verified")
    assert code(await stranger.post("/v0/inboxes", json={"domain": NAME})) == refusal
    assert code(await root.post("/v0/inboxes", json={"domain": "unknown.test"})) == refusal
    await forget_verification(server, NAME)
    assert code(await root.post("/v0/inboxes", json={"domain": NAME})) == refusal


async def test_inboxes_on_subdomains_need_them_enabled(server: RestServer, root: httpx.AsyncClient) -> None:
    await made(root)
    refused = await root.post("/v0/inboxes", json={"domain": f"team.{NAME}"})
    assert code(refused) == (422, "unprocessable")
    await root.patch(ONE, json={"subdomains_enabled": True})
    inbox_id = await inbox_on(root, f"Deep.Team.{NAME}")
    assert inbox_id == f"ada@deep.team.{NAME}"
    await server.receive(inbox_id, letter(inbox_id))
    assert await received(root, inbox_id) == ["<1@y.test>"]
    await root.patch(ONE, json={"subdomains_enabled": False})
    assert (await Inbound(server.ports).resolve(inbox_id)).enhanced == "5.7.1"


async def test_mail_comes_for_inboxes_on_a_custom_domain(server: RestServer, root: httpx.AsyncClient) -> None:
    await made(root)
    inbox_id = await inbox_on(root, NAME)
    await server.receive(f"Ada+Tag@{NAME.upper()}", letter(inbox_id))
    assert await received(root, inbox_id) == ["<1@y.test>"]
    inbound = Inbound(server.ports)
    assert (await inbound.resolve(f"nobody@{NAME}")).enhanced == "5.1.1"
    assert (await inbound.resolve("nobody@elsewhere.test")).enhanced == "5.7.1"


async def test_an_international_domain_takes_mail_in_either_form(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    await made(root, "bücher.test")
    inbox_id = await inbox_on(root, "Bücher.test")
    assert inbox_id == "ada@xn--bcher-kva.test"
    inbound = Inbound(server.ports)
    for address in (inbox_id, "Ada@BÜCHER.test"):
        assert (await inbound.resolve(address)).positive
    await server.receive("ada@bücher.test", letter(inbox_id))
    assert await received(root, inbox_id) == ["<1@y.test>"]


async def test_a_domain_that_only_sends_takes_no_mail(server: RestServer, root: httpx.AsyncClient) -> None:
    await made(root, inbound_enabled=False)
    inbox_id = await inbox_on(root, NAME)
    assert (await Inbound(server.ports).resolve(inbox_id)).enhanced == "5.7.1"
    sent = await root.post(f"/v0/inboxes/{inbox_id}/messages/send", json={"to": "ben@y.test"})
    assert sent.status_code == 200
    assert sent.json()["message_id"].endswith(f"@{NAME}>")


async def run_deliveries(server: RestServer) -> None:
    now = server.ports.clock.now_ms()
    claimed = await server.ports.database.write(
        lambda tx: jobs.claim_jobs(tx, Lane.MAIL, now=now, lease_ms=60_000, limit=50)
    )
    for job in claimed:
        await deliver(server.ports, Inbound(server.ports), job)


async def test_mail_between_domains_of_the_server_stays_here(
    server: RestServer, root: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    await made(root)
    ada, ben = await inbox_on(root, NAME), await inbox_on(stranger, "x.test", "ben")
    await stranger.post(f"/v0/inboxes/{ben}/messages/send", json={"to": [ada, f"nobody@{NAME}"]})
    await run_deliveries(server)
    assert len(await received(root, ada)) == 1
    bounced = (await stranger.get(f"/v0/inboxes/{ben}/messages", params={"labels": "bounced"})).json()
    assert bounced["count"] == 1
    await root.patch(ONE, json={"inbound_enabled": False})
    await stranger.post(f"/v0/inboxes/{ben}/messages/send", json={"to": ada})
    await run_deliveries(server)
    assert len(await received(root, ada)) == 1
    assert (await stranger.get(f"/v0/world/messages/{ada}")).json()["count"] == 1


async def test_inboxes_of_a_deleted_domain_stay_readable_and_fall_silent(
    server: RestServer, root: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    await made(root)
    inbox_id = await inbox_on(root, NAME)
    await server.receive(inbox_id, letter(inbox_id))
    assert (await root.delete(ONE)).status_code == 204
    assert (await root.delete(ONE)).status_code == 404
    assert await received(root, inbox_id) == ["<1@y.test>"]
    send = f"/v0/inboxes/{inbox_id}/messages/send"
    assert code(await root.post(send, json={"to": "ben@y.test"})) == (403, "domain_not_verified")
    assert not (await Inbound(server.ports).resolve(inbox_id)).positive

    await made(stranger)
    assert (await Inbound(server.ports).resolve(inbox_id)).enhanced == "5.1.1"
    assert code(await root.post(send, json={"to": "ben@y.test"})) == (403, "domain_not_verified")


async def test_an_unverified_domain_neither_sends_nor_takes_mail_away_from_others(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    await made(root)
    inbox_id = await inbox_on(root, NAME)
    await forget_verification(server, NAME)
    refused = await root.post(f"/v0/inboxes/{inbox_id}/messages/send", json={"to": "ben@y.test"})
    assert code(refused) == (403, "domain_not_verified")
    assert ONE in refused.json()["fix"]
    assert (await Inbound(server.ports).resolve(inbox_id)).enhanced == "5.7.1"
