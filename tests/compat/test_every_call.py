"""Every method of every client, called once: nothing is missed, and every answer is the documented one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from tests.compat.calls.call import ReadyCall
from tests.compat.calls.client import Report
from tests.compat.calls.clients import SDKS, TOOLKIT, Client
from tests.compat.calls.table import CALLS
from tests.compat.page import PAGE, render, report_of

pytestmark = pytest.mark.timeout(600)  # the first run installs the clients, and one test may need all of them

CLIENTS = {client.title: client for client in (*SDKS, TOOLKIT)}


@cache
def report(title: str) -> Report:
    return report_of(CLIENTS[title])


@pytest.mark.parametrize("title", CLIENTS)
def test_every_method_answers_as_documented(title: str) -> None:
    assert CLIENTS[title].deviations(report(title)) == {}
    assert len(report(title)["outcomes"]) > 10


def test_every_row_of_the_table_is_a_method_of_some_client() -> None:
    assert {name for client in SDKS for name in report(client.title)["methods"]} == CALLS.keys()


def test_the_page_says_what_came_of_the_calls() -> None:
    assert PAGE.read_text(encoding="utf-8") == render({title: report(title) for title in CLIENTS})


def test_what_is_missing_or_wrong_is_seen() -> None:
    right, lacking, late, accepted = "pods.list", "pods.get", "auth.me", "inboxes.calendar.get"
    assert CALLS[accepted].refusal == 403
    wrong = SDKS[0].deviations(
        {
            "methods": [right, lacking, late, accepted, "pods.paint"],
            "outcomes": {
                right: {"status": 200, "deviation": ""},
                lacking: {"status": 200, "deviation": "Pod lacks name"},
                late: {"status": 500, "deviation": ""},
                accepted: {"status": 200, "deviation": ""},
            },
        }
    )
    assert wrong.keys() == {lacking, late, accepted, "pods.paint"}


@contextmanager
def server_that_answers(body: object) -> Iterator[str]:
    """The URL of a server that gives one answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


GOOD = {"scope_type": "organization", "scope_id": "o", "organization_id": "o"}


@pytest.mark.parametrize("client", [SDKS[0], SDKS[-1]], ids=lambda client: client.title)
@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (GOOD, ""),
        ({**GOOD, "scope_id": 1}, "scope_id"),
        ({**GOOD, "scope_type": "galaxy"}, "scope_type"),
        ({**GOOD, "surprise": 1}, "surprise"),
        ({name: value for name, value in GOOD.items() if name != "organization_id"}, "organization_id"),
    ],
)
def test_each_client_is_stricter_here_than_by_itself(client: Client, answer: object, found: str) -> None:
    me: ReadyCall = {"name": "auth.me", "api_key": "none", "arguments": [], "named": {}}
    with server_that_answers(answer) as url:
        outcome = client.carry_out(url, [me])["outcomes"]["auth.me"]
    assert outcome["status"] == 200
    assert found in outcome["deviation"]
    assert bool(found) == bool(outcome["deviation"])
