"""Servers as users run them: one for tests that share it, and one for each test that ends it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server_process import ServerProcess


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that tests share; none may end it."""
    server = ServerProcess(tmp_path_factory.mktemp("shared") / "data")
    server.start()
    yield server
    assert server.stop() == 0


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server of this test's own, not started yet, to stop or kill at will."""
    server = ServerProcess(tmp_path / "data")
    yield server
    server.close()
