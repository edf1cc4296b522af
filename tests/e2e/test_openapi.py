"""The server held to its own description: calls made up from it get no 500 and no answer it does not name."""

from collections.abc import Iterator
from typing import Any, TypeAlias

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.server_process import ServerProcess, mail_to

from pillarbox.edges.rest.openapi import describe
from pillarbox.edges.rest.table import RESOURCES

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
DOCUMENT = schemathesis.openapi.from_dict(describe(RESOURCES, "http://127.0.0.1"))
Operation: TypeAlias = APIOperation[Any, Any, Any, Any]
OPERATIONS = [found.ok() for found in DOCUMENT.get_all_operations() if isinstance(found, Ok)]
CALLS = [
    pytest.param(operation, mode, id=f"{operation.label} {mode.value}")
    for operation in OPERATIONS
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or operation.query or operation.body
]
Known = dict[str, str]
BRIEF = settings(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path_factory.mktemp("fuzzed") / "data")
    server.start()
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="module")
def known(fuzzed: ServerProcess) -> Known:
    """Ids of things that exist, for every path parameter."""
    with fuzzed.http() as http:

        def post(path: str, **body: object) -> dict[str, str]:
            made: dict[str, str] = http.post(path, json=body).raise_for_status().json()
            return made

        inbox = post("/v0/inboxes", username="ada")
        at = f"/v0/inboxes/{inbox['inbox_id']}"
        fuzzed.receive(mail_to(inbox["inbox_id"], "Hello\n"))
        message = http.get(f"{at}/messages").json()["messages"][0]
        return {
            "inbox_id": inbox["inbox_id"],
            "pod_id": inbox["pod_id"],
            "message_id": message["message_id"],
            "thread_id": message["thread_id"],
            "draft_id": post(f"{at}/drafts", to="you@example.com", text="Hi")["draft_id"],
            "webhook_id": post(f"{at}/webhooks", url="http://127.0.0.1:9/")["webhook_id"],
            "api_key_id": post(f"{at}/api-keys", permissions={})["api_key_id"],
            "domain_id": post("/v0/domains", domain="known.example")["domain_id"],
            "direction": "receive",
            "type": "block",
            "entry": post(f"{at}/lists/receive/block", entry="evil.example")["entry"],
            "address": "you@example.com",
        }


def test_the_document_is_served(fuzzed: ServerProcess) -> None:
    answer = httpx.get(f"{fuzzed.url}/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == describe(RESOURCES, fuzzed.url)


@pytest.mark.parametrize(("operation", "mode"), CALLS)
def test_an_operation_answers_as_described(
    fuzzed: ServerProcess, known: Known, operation: Operation, mode: GenerationMode
) -> None:
    headers = {"Authorization": f"Bearer {fuzzed.api_key}"}

    @BRIEF
    @given(case=operation.as_strategy(mode), real=st.booleans())
    def call(case: Case[Any], real: bool) -> None:
        if real and operation.method != "delete":
            case.path_parameters = {
                name: known.get(name, value) for name, value in case.path_parameters.items()
            }
        if isinstance(case.query.get("wait"), int):
            case.query["wait"] = min(case.query["wait"], 0)
        case.call_and_validate(fuzzed.url, headers=headers, checks=CHECKS, timeout=20)

    call()
