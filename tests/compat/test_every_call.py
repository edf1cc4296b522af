"""Every method of every client, called once: nothing is missed, and every answer is the documented one."""

import pytest
from tests.compat.calls.clients import SDKS, TOOLKIT, Client
from tests.compat.calls.table import CALLS
from tests.server_process import ServerProcess

CLIENTS = (*SDKS, TOOLKIT)


@pytest.mark.parametrize("client", CLIENTS, ids=[client.title for client in CLIENTS])
def test_every_method_answers_as_documented(server: ServerProcess, client: Client) -> None:
    report = client.report(server)
    assert client.deviations(report) == {}
    assert len(report["outcomes"]) > 10


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
