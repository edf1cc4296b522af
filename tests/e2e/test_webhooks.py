"""Webhooks of a server as users run it: kills lose no event, and the documentation's receivers verify."""

import re
import socket
import sys
from pathlib import Path

import httpx
import pytest
from tests.server_process import ServerProcess, mail_to, program, wait_until
from tests.webhook_receiver import Delivery, receiving

PAGE = Path(__file__).parents[2] / "docs" / "webhooks.md"
MAILS = 60
LEAVE_AFTER = 15


def test_every_event_reaches_its_webhook_across_kills(own_server: ServerProcess) -> None:
    own_server.start()
    with receiving() as receiver:
        with own_server.client() as client:
            inbox = client.inboxes.create()
            webhook = client.webhooks.create(url=receiver.url(), event_types=["message.received"])
        arrived: list[Delivery] = []
        for round_ in range(3):
            for number in range(MAILS):
                own_server.receive(mail_to(inbox.inbox_id, subject=f"{round_}-{number}"))
            arrived += [receiver.next() for _ in range(LEAVE_AFTER)]
            own_server.kill()
            own_server.start()
        expected = {f"{round_}-{number}" for round_ in range(3) for number in range(MAILS)}

        def all_arrived() -> bool:
            arrived.extend(receiver.rest())
            return {delivery.event["message"]["subject"] for delivery in arrived} == expected

        wait_until(all_arrived)
    for delivery in arrived:
        delivery.verify(webhook.secret)
    assert len({delivery.headers["svix-id"] for delivery in arrived}) == len(expected)


@pytest.mark.parametrize(
    ("language", "command"), [("python", [sys.executable, "-c"]), ("javascript", ["node", "-e"])]
)
def test_the_receivers_of_the_documentation_verify_what_they_are_sent(
    server: ServerProcess, language: str, command: list[str]
) -> None:
    (code,) = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with server.client() as client:
        inbox = client.inboxes.create()
        webhook = client.inboxes.webhooks.create(
            inbox.inbox_id, url=f"http://127.0.0.1:{port}/", event_types=["message.received"]
        )
    with program(*command, code, WEBHOOK_SECRET=webhook.secret, PORT=str(port)) as receiver:
        wait_until(lambda: listens(port))
        server.receive(mail_to(inbox.inbox_id))
        assert receiver.stdout is not None
        event_id, event_type = receiver.stdout.readline().split()
        forged = httpx.post(webhook.url, content=b"{}", headers={"webhook-id": event_id})
    assert event_type == "message.received"
    assert forged.status_code == 400
    with server.http() as http:
        log = http.get(f"/v0/webhooks/{webhook.webhook_id}/deliveries").json()["deliveries"]
    assert [delivery["event_id"] for delivery in log] == [event_id]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
