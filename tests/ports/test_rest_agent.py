"""Agents that sign themselves up, and what they may do before and after a human vouched for them."""

import hashlib
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.rest_server import ROOT_KEY, RestServer, open_rest_server

from pillarbox.domain.jobs import Lane
from pillarbox.domain.sign_up import CODE_LIFE_MS, MAX_ATTEMPTS, SENDS_PERIOD_MS
from pillarbox.services.delivery import deliver
from pillarbox.services.inbound import Inbound
from pillarbox.tables import jobs

HUMAN = "kim@people.test"
Row = dict[str, Any]


@pytest.fixture
async def anyone(server: RestServer) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a key."""
    async with server.client(None) as client:
        yield client


async def signed_up(anyone: httpx.AsyncClient, username: str = "ada", **body: object) -> Row:
    answer = await anyone.post("/v0/agent/sign-up", json={"username": username, **body})
    assert answer.status_code == 200, answer.text
    row: Row = answer.json()
    return row


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def mailed_codes(server: RestServer, human: str = HUMAN) -> list[str]:
    """The codes in the mails the human got, newest first, as the operator sees them."""
    now = server.ports.clock.now_ms()
    claimed = await server.ports.database.write(
        lambda tx: jobs.claim_jobs(tx, Lane.MAIL, now=now, lease_ms=60_000, limit=50)
    )
    for job in claimed:
        await deliver(server.ports, Inbound(server.ports), job)
    async with server.client() as root:
        page = (await root.get(f"/v0/world/messages/{human}")).json()
    return [re.findall(r"\b\d{6}\b", mail["text"])[0] for mail in page["messages"]]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


class Agent:
    """A signed-up agent with its key."""

    def __init__(self, server: RestServer, account: Row) -> None:
        self.inbox_id: str = account["inbox_id"]
        self._server, self._key = server, account["api_key"]

    async def post(self, path: str, **body: object) -> httpx.Response:
        async with self._server.client(self._key) as client:
            return await client.post(f"/v0/{path}", json=body)

    async def get(self, path: str) -> Row:
        async with self._server.client(self._key) as client:
            answer: Row = (await client.get(f"/v0/{path}")).json()
            return answer

    async def send(self, *to: str) -> httpx.Response:
        return await self.post(f"inboxes/{self.inbox_id}/messages/send", to=list(to), text="Hi")

    async def verify(self, code: str) -> httpx.Response:
        return await self.post("agent/verify", otp_code=code)

    async def attach(self, human: str) -> httpx.Response:
        return await self.post("agent/human", human_email=human)


@pytest.fixture
async def agent(server: RestServer, anyone: httpx.AsyncClient) -> Agent:
    return Agent(server, await signed_up(anyone, human_email=HUMAN))


async def test_an_agent_gets_an_organization_an_inbox_and_a_key(
    server: RestServer, anyone: httpx.AsyncClient
) -> None:
    account = await signed_up(
        anyone, "Ada", human_email="Kim@People.Test", source="tests", referrer="a friend"
    )
    assert account["inbox_id"] == "ada@x.test"
    agent = Agent(server, account)
    assert (await agent.get("auth/me"))["organization_id"] == account["organization_id"]
    organization = await agent.get("organizations")
    assert (organization["inbox_limit"], organization["domain_limit"]) == (1, 0)
    assert [inbox["inbox_id"] for inbox in (await agent.get("inboxes"))["inboxes"]] == ["ada@x.test"]


async def test_the_human_is_mailed_a_code_that_lifts_the_limits(server: RestServer, agent: Agent) -> None:
    (code,) = await mailed_codes(server)
    assert (await agent.verify(f" {code} ")).json() == {"verified": True}
    organization = await agent.get("organizations")
    assert "inbox_limit" not in organization and "domain_limit" not in organization
    assert (await agent.send("ben@y.test", "cy@y.test")).status_code == 200
    assert (await agent.post("inboxes")).status_code == 200
    assert (await agent.post("api-keys")).status_code == 200
    assert (await agent.post("domains", domain="agents.test")).status_code == 200
    assert (await agent.verify(code)).json() == {"verified": True}


async def test_the_code_is_seen_by_the_human_and_the_operator_alone(server: RestServer, agent: Agent) -> None:
    (code,) = await mailed_codes(server)
    assert (await agent.get(f"world/messages/{HUMAN}"))["count"] == 0
    row = await server.ports.database.read(lambda tx: tx.one("SELECT code_digest FROM sign_ups"))
    assert row is not None and isinstance(row[0], bytes)
    plain = hashlib.sha256(code.encode()).digest()
    assert len(row[0]) == 32 and row[0] != plain and code.encode() not in row[0]


async def test_an_unverified_agent_writes_to_its_human_alone_and_ten_times_a_day(
    agent: Agent, clock: FixedClock
) -> None:
    for others in (["ben@y.test"], [HUMAN, "ben@y.test"]):
        refused = await agent.send(*others)
        assert code_of(refused) == (403, "message_rejected")
    for _ in range(10):
        assert (await agent.send("Kim@People.test")).status_code == 200
    refused = await agent.send(HUMAN)
    assert code_of(refused) == (429, "rate_limit_exceeded")
    clock.ms += SENDS_PERIOD_MS
    assert (await agent.send(HUMAN)).status_code == 200


async def test_an_unverified_agent_has_one_inbox_no_domains_and_makes_no_keys(agent: Agent) -> None:
    refused = await agent.post("inboxes")
    assert (code_of(refused), refused.json()["limit"]) == ((403, "limit_exceeded"), 1)
    refused = await agent.post("domains", domain="agents.test")
    assert (code_of(refused), refused.json()["limit"]) == ((403, "limit_exceeded"), 0)
    for path in ("api-keys", f"inboxes/{agent.inbox_id}/api-keys"):
        refused = await agent.post(path)
        assert (code_of(refused), "agent/verify" in refused.json()["fix"]) == ((403, "forbidden"), True)
    assert code_of(await agent.post("lists/send/allow", entry="y.test")) == (403, "forbidden")
    assert (await agent.post("lists/receive/block", entry="y.test")).status_code == 200


async def test_without_a_human_an_agent_only_receives(server: RestServer, anyone: httpx.AsyncClient) -> None:
    agent = Agent(server, await signed_up(anyone))
    assert code_of(await agent.send(HUMAN)) == (403, "message_rejected")
    assert code_of(await agent.verify("123456")) == (400, "validation_error")
    attached = await agent.attach(HUMAN)
    assert (attached.status_code, attached.json()["human_email"]) == (200, HUMAN)
    assert "agent/verify" in attached.json()["instructions"]
    assert (await agent.send(HUMAN)).status_code == 200
    (code,) = await mailed_codes(server)
    assert (await agent.verify(code)).status_code == 200


async def test_signing_up_again_with_the_same_human_changes_the_key(
    server: RestServer, anyone: httpx.AsyncClient, clock: FixedClock
) -> None:
    first = await signed_up(anyone, human_email=HUMAN)
    again = await signed_up(anyone, "other", human_email=HUMAN.upper())
    assert {**again, "api_key": ""} == {**first, "api_key": ""}
    clock.ms += 6_000
    async with server.client(first["api_key"]) as former:
        assert code_of(await former.get("/v0/auth/me")) == (401, "unknown_api_key")
    assert (await Agent(server, again).get("auth/me"))["organization_id"] == first["organization_id"]
    assert len(await mailed_codes(server)) == 1
    clock.ms += CODE_LIFE_MS
    third = Agent(server, await signed_up(anyone, human_email=HUMAN))
    newest, _ = await mailed_codes(server)
    assert (await third.verify(newest)).status_code == 200


async def test_nobody_gets_the_key_of_a_verified_organization_by_naming_its_human(
    server: RestServer, anyone: httpx.AsyncClient, agent: Agent
) -> None:
    (code,) = await mailed_codes(server)
    await agent.verify(code)
    refused = await anyone.post("/v0/agent/sign-up", json={"username": "eve", "human_email": HUMAN})
    assert code_of(refused) == (403, "already_exists")
    assert (await agent.get("auth/me"))["scope_type"] == "organization"


async def test_signing_up_without_a_human_makes_another_organization(anyone: httpx.AsyncClient) -> None:
    first = await signed_up(anyone)
    taken = await anyone.post("/v0/agent/sign-up", json={"username": "ada"})
    assert code_of(taken) == (403, "already_exists")
    assert len(taken.json()["suggestions"]) == 3
    second = await signed_up(anyone, "ben")
    assert second["organization_id"] != first["organization_id"]


async def test_a_taken_username_mails_nothing(server: RestServer, anyone: httpx.AsyncClient) -> None:
    await signed_up(anyone)
    await anyone.post("/v0/agent/sign-up", json={"username": "ada", "human_email": HUMAN})
    assert await mailed_codes(server) == []


async def test_ten_wrong_codes_close_the_door_until_the_code_expires(
    server: RestServer, agent: Agent, clock: FixedClock
) -> None:
    (code,) = await mailed_codes(server)
    for _ in range(MAX_ATTEMPTS):
        refused = await agent.verify(wrong(code))
        assert code_of(refused) == (400, "validation_error")
        assert refused.json()["errors"][0]["path"] == ["otp_code"]
    for given in (code, wrong(code)):
        assert code_of(await agent.verify(given)) == (403, "limit_exceeded")
    await agent.attach(HUMAN)
    assert code_of(await agent.verify(code)) == (403, "limit_exceeded")
    clock.ms += CODE_LIFE_MS
    assert code_of(await agent.verify(code)) == (400, "validation_error")
    await agent.attach(HUMAN)
    newest, former = await mailed_codes(server)
    assert former == code
    assert (await agent.verify(newest)).status_code == 200


@pytest.mark.parametrize("given", ["", "12345", "1234567", "12a456", "１２３４５６"])
async def test_what_is_no_code_costs_no_attempt(server: RestServer, agent: Agent, given: str) -> None:
    for _ in range(MAX_ATTEMPTS + 1):
        assert code_of(await agent.verify(given)) == (400, "validation_error")
    (code,) = await mailed_codes(server)
    assert (await agent.verify(code)).status_code == 200


async def test_a_code_serves_the_organization_it_was_made_for(
    server: RestServer, anyone: httpx.AsyncClient, agent: Agent
) -> None:
    other = Agent(server, await signed_up(anyone, "ben", human_email="lee@people.test"))
    (code,) = await mailed_codes(server)
    if (await mailed_codes(server, "lee@people.test"))[0] != code:
        assert code_of(await other.verify(code)) == (400, "validation_error")
    assert (await agent.verify(code)).status_code == 200


async def test_a_human_is_replaced_twice_at_most(server: RestServer, agent: Agent) -> None:
    (first,) = await mailed_codes(server)
    assert (await agent.attach("lee@people.test")).status_code == 200
    assert (await agent.attach("lee@people.test")).status_code == 200
    (second,) = await mailed_codes(server, "lee@people.test")
    if first != second:
        assert code_of(await agent.verify(first)) == (400, "validation_error")
    assert (await agent.attach("sam@people.test")).status_code == 200
    assert code_of(await agent.attach(HUMAN)) == (409, "conflict")
    assert (await agent.attach("sam@people.test")).status_code == 200


async def test_a_human_vouches_for_one_organization(
    server: RestServer, anyone: httpx.AsyncClient, agent: Agent
) -> None:
    other = Agent(server, await signed_up(anyone, "ben"))
    assert code_of(await other.attach(HUMAN)) == (409, "conflict")


async def test_who_is_verified_or_never_signed_up_needs_no_human(server: RestServer, agent: Agent) -> None:
    (code,) = await mailed_codes(server)
    await agent.verify(code)
    assert code_of(await agent.attach(HUMAN)) == (409, "conflict")
    operator = Agent(server, {"inbox_id": "", "api_key": ROOT_KEY})
    assert code_of(await operator.attach("lee@people.test")) == (409, "conflict")
    assert (await operator.verify("123456")).json() == {"verified": True}


async def test_a_narrow_key_speaks_for_no_organization(server: RestServer, agent: Agent) -> None:
    (code,) = await mailed_codes(server)
    await agent.verify(code)
    key = (await agent.post(f"inboxes/{agent.inbox_id}/api-keys")).json()["api_key"]
    narrow = Agent(server, {"inbox_id": agent.inbox_id, "api_key": key})
    for answer in (await narrow.verify(code), await narrow.attach(HUMAN)):
        assert code_of(answer) == (403, "missing_permission")


@pytest.mark.parametrize(
    "human", ["", "kim", "kim@example.com", "kim@mail.example.org", "kim@a.invalid", "kim@localhost"]
)
async def test_an_address_that_reaches_nobody_is_refused(anyone: httpx.AsyncClient, human: str) -> None:
    refused = await anyone.post("/v0/agent/sign-up", json={"username": "ada", "human_email": human})
    assert code_of(refused) == (400, "validation_error")
    assert refused.json()["errors"][0]["path"] == ["human_email"]


async def test_agents_vouch_for_each_other_only_after_somebody_vouched_for_one(
    server: RestServer, anyone: httpx.AsyncClient, agent: Agent
) -> None:
    for local in (agent.inbox_id, "Ada+tag@x.test", "nobody@x.test"):
        body = {"username": "ben", "human_email": local}
        assert code_of(await anyone.post("/v0/agent/sign-up", json=body)) == (400, "validation_error")
    (code,) = await mailed_codes(server)
    await agent.verify(code)
    await signed_up(anyone, "ben", human_email=agent.inbox_id)
    await mailed_codes(server)
    (mail,) = (await agent.get(f"inboxes/{agent.inbox_id}/messages"))["messages"]
    found = await agent.get(f"inboxes/{agent.inbox_id}/messages/{mail['message_id']}")
    assert found["verification"]["code"] in found["text"]


@pytest.mark.parametrize("username", ["", "no spaces", "a+b", "postmaster", "Sign-Up"])
async def test_unfit_and_reserved_usernames_are_refused(anyone: httpx.AsyncClient, username: str) -> None:
    refused = await anyone.post("/v0/agent/sign-up", json={"username": username})
    assert refused.json()["errors"][0]["path"] == ["username"]


async def test_long_origins_are_refused(anyone: httpx.AsyncClient) -> None:
    for name in ("source", "referrer"):
        refused = await anyone.post("/v0/agent/sign-up", json={"username": "ada", name: "x" * 2049})
        assert refused.json()["errors"][0]["path"] == [name]


async def test_a_network_signs_up_so_many_in_an_hour(
    server: RestServer, anyone: httpx.AsyncClient, clock: FixedClock
) -> None:
    for _ in range(server.ports.policy.sign_ups_per_hour):
        await anyone.post("/v0/agent/sign-up", json={"username": "ada"})
    refused = await anyone.post("/v0/agent/sign-up", json={"username": "ben"})
    assert (code_of(refused), refused.headers["retry-after"]) == ((429, "rate_limit_exceeded"), "1")
    clock.ms += 3_600_000
    await signed_up(anyone, "ben")


async def test_the_operator_can_turn_sign_up_off(database: AnyDatabase, clock: FixedClock) -> None:
    closed = await open_rest_server(database, clock, sign_up=False)
    async with closed.client(None) as anyone:
        refused = await anyone.post("/v0/agent/sign-up", json={"username": "ada"})
    assert code_of(refused) == (403, "forbidden")
    assert "PILLARBOX_ALLOW_SIGN_UP" in refused.json()["fix"]


async def test_codes_come_from_another_inbox_when_a_tenant_has_the_usual_one(
    server: RestServer, anyone: httpx.AsyncClient
) -> None:
    async with server.client() as root:
        await root.post("/v0/inboxes", json={"username": "sign-up"})
    await signed_up(anyone, human_email=HUMAN)
    await signed_up(anyone, "ben", human_email="lee@people.test")
    assert len(await mailed_codes(server)) == 1
    async with server.client() as root:
        senders = {mail["from"] for mail in (await root.get("/v0/world/messages")).json()["messages"]}
    assert len(senders) == 1
    assert "sign-up@x.test" not in senders.pop()
