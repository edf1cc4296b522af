"""Names that several callers claim at the same moment."""

import asyncio

from tests.ports.rest_server import RestServer

AT_ONCE = 6


async def claim(server: RestServer, path: str, bodies: list[dict[str, str]]) -> list[int]:
    """The statuses of POSTs made at once."""
    async with server.client() as client:
        answers = await asyncio.gather(*(client.post(path, json=body) for body in bodies))
    return sorted(answer.status_code for answer in answers)


async def test_a_domain_goes_to_one(server: RestServer) -> None:
    statuses = await claim(server, "/v0/domains", [{"domain": "agents.test"}] * AT_ONCE)
    assert statuses == [200, *[403] * (AT_ONCE - 1)]


async def test_one_client_id_makes_one_domain(server: RestServer) -> None:
    bodies = [{"domain": f"d{index}.test", "client_id": "mine"} for index in range(AT_ONCE)]
    assert await claim(server, "/v0/domains", bodies) == [200] * AT_ONCE
    async with server.client() as client:
        assert (await client.get("/v0/domains")).json()["count"] == 1


async def test_a_username_goes_to_one_agent(server: RestServer) -> None:
    statuses = await claim(server, "/v0/agent/sign-up", [{"username": "ada"}] * AT_ONCE)
    assert statuses == [200, *[403] * (AT_ONCE - 1)]


async def test_a_human_vouches_for_one_organization_however_many_ask_at_once(server: RestServer) -> None:
    bodies = [{"username": f"a{index}", "human_email": "kim@people.test"} for index in range(AT_ONCE)]
    statuses = await claim(server, "/v0/agent/sign-up", bodies)
    assert set(statuses) <= {200, 409}
    assert 200 in statuses
    rows = await server.ports.database.read(lambda tx: tx.all("SELECT human_email FROM sign_ups"))
    assert rows == [("kim@people.test",)]
    jobs = await server.ports.database.read(lambda tx: tx.all("SELECT 1 FROM jobs WHERE kind = 'delivery'"))
    assert len(jobs) == 1


async def test_wrong_codes_given_at_once_all_count(server: RestServer) -> None:
    async with server.client(None) as anyone:
        body = {"username": "ada", "human_email": "kim@people.test"}
        key = (await anyone.post("/v0/agent/sign-up", json=body)).json()["api_key"]
    async with server.client(key) as agent:
        guesses = [agent.post("/v0/agent/verify", json={"otp_code": "000000"}) for _ in range(AT_ONCE)]
        statuses = [answer.status_code for answer in await asyncio.gather(*guesses)]
    rows = await server.ports.database.read(lambda tx: tx.all("SELECT attempts FROM sign_ups"))
    assert rows == [(statuses.count(400),)]
