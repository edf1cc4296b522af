"""Every method of every client, called once: nothing is missed, and every answer is the documented one."""

import pytest
from tests.compat.calls.clients import CLIENTS, PythonClient, deviations
from tests.compat.calls.table import CALLS
from tests.server_process import ServerProcess


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.title)
def test_every_method_answers_as_documented(server: ServerProcess, client: PythonClient) -> None:
    report = client.report(server)
    assert deviations(report) == {}
    assert report["outcomes"].keys() == set(report["methods"])


def test_what_is_missing_or_wrong_is_seen() -> None:
    right, refused = "pods.get", "inboxes.calendar.get"
    wrong = deviations(
        {
            "methods": [right, refused, "pods.paint"],
            "outcomes": {
                right: {"status": 200, "deviation": "Pod lacks name"},
                refused: {"status": 200, "deviation": ""},
            },
        }
    )
    assert wrong.keys() == {right, refused, "pods.paint"}
    assert CALLS[refused].refusal == 403
