"""One live server for all clients, and the official SDK with its answers checked."""

from collections.abc import Iterator

import httpx
import pytest
from agentmail.inboxes.types import Inbox
from tests.compat.strict import StrictClient
from tests.server_process import WAIT_S, ServerProcess


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that tests share; none may end it."""
    server = ServerProcess(tmp_path_factory.mktemp("compat") / "data")
    server.start()
    yield server
    assert server.stop() == 0


@pytest.fixture
def connection() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=WAIT_S) as connection:
        yield connection


@pytest.fixture
def strict(server: ServerProcess, connection: httpx.Client) -> StrictClient:
    return StrictClient(server, connection)


@pytest.fixture
def inbox(strict: StrictClient) -> Inbox:
    """A new inbox of this test's own."""
    made: Inbox = strict(strict.sdk.inboxes.create())
    return made
