"""Every method of every client, called once: nothing is missed, and every answer is the documented one."""

from functools import cache

import pytest
from tests.compat.calls.client import Report
from tests.compat.calls.clients import SDKS, TOOLKIT
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
