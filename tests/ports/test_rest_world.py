import httpx
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.rest_server import RestServer, open_rest_server

from pillarbox.ports import Tx
from pillarbox.tables.world import CapturedMessage, capture


async def server_with_captured_mail(database: AnyDatabase, clock: FixedClock) -> RestServer:
    server = await open_rest_server(database, clock)

    def work(tx: Tx) -> None:
        for recipient in ("ben@y.test", "cay/sales@y.test"):
            mail = CapturedMessage(
                world_no=0,
                recipient=recipient,
                return_path="ada@x.test",
                message_id="<1@x.test>",
                blob_id="b",
                sender="Ada <ada@x.test>",
                recipients=("ben@y.test", "cay/sales@y.test"),
                subject="Hello",
                text="Hi\n",
                html=None,
                size_bytes=100,
                created_at=clock.now_ms(),
            )
            capture(tx, 1, 1, mail)

    async with server.client() as client:
        await client.post("/v0/inboxes", json={"username": "ada"})
    await database.write(work)
    return server


async def get(server: RestServer, path: str, **query: str) -> httpx.Response:
    async with server.client() as client:
        return await client.get(path, params=query)


async def test_captured_mail_is_listed_newest_first(database: AnyDatabase, clock: FixedClock) -> None:
    server = await server_with_captured_mail(database, clock)
    first = (await get(server, "/v0/world/messages", limit="1")).json()
    assert first["messages"] == [
        {
            "recipient": "cay/sales@y.test",
            "return_path": "ada@x.test",
            "message_id": "<1@x.test>",
            "from": "Ada <ada@x.test>",
            "to": ["ben@y.test", "cay/sales@y.test"],
            "timestamp": "2023-11-14T22:13:20.000Z",
            "size": 100,
            "subject": "Hello",
            "text": "Hi\n",
        }
    ]
    last = (await get(server, "/v0/world/messages", page_token=first["next_page_token"])).json()
    assert [message["recipient"] for message in last["messages"]] == ["ben@y.test"]


async def test_captured_mail_is_found_by_its_recipient(database: AnyDatabase, clock: FixedClock) -> None:
    server = await server_with_captured_mail(database, clock)
    for path, count in (("Ben@y.test", 1), ("cay/sales@y.test", 1), ("cay%2Fsales@y.test", 1), ("x@y", 0)):
        assert (await get(server, f"/v0/world/messages/{path}")).json()["count"] == count
