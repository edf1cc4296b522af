"""The official npm SDK under `pillarbox run`, from CommonJS and from ES modules. Needs node and npm."""

import json
import subprocess
from pathlib import Path

import pytest
from tests.compat.calls.packages import node_programs
from tests.server_process import PILLARBOX, ServerProcess, plain_environment

PROGRAMS = Path(__file__).parent / "node"


@pytest.fixture(scope="module")
def programs() -> Path:
    return node_programs()


def run(server: ServerProcess, program: Path, **environment: str) -> object:
    """What the program printed, decoded."""
    done = subprocess.run(
        [*PILLARBOX, "run", "--data-dir", str(server.data), "--", "node", str(program)],
        env=plain_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("program", ["agent.cjs", "agent.mjs"])
def test_an_agent_lives_its_day(server: ServerProcess, programs: Path, program: str) -> None:
    assert run(server, programs / program) == {
        "scope": "organization",
        "created": True,
        "subscribed": 1,
        "words": "Please add these.",
        "file": "1,2\n",
        "labels": ["received", "done"],
        "thread": ["Please add these.", "Three."],
        "listed": 1,
        "missing": 404,
    }


def test_no_way_out_leads_to_the_hosted_service(server: ServerProcess) -> None:
    assert run(server, PROGRAMS / "hosts.cjs") == [200] * 24


def test_options_for_node_of_the_users_own_stay_in_force(server: ServerProcess, tmp_path: Path) -> None:
    preload = tmp_path / "mine.cjs"
    preload.write_text("globalThis.mine = 'yes';")
    program = tmp_path / "program.cjs"
    program.write_text("console.log(JSON.stringify(globalThis.mine));")
    assert run(server, program, NODE_OPTIONS=f'--require "{preload}"') == "yes"
