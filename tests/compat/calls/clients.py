"""The clients that are tried: where each comes from and how the calls are made with it."""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.compat.calls.call import Call, ReadyCall
from tests.compat.calls.client import Order, Report
from tests.compat.calls.fields import fields_by_model
from tests.compat.calls.table import CALLS
from tests.compat.calls.world import World
from tests.server_process import ServerProcess, plain_environment

_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonClient:
    """The official Python SDK: the installed one, or another that is installed beside it on first use."""

    title: str
    is_async: bool = False
    requirements: str | None = None
    """The file in `requirements/` that pins an older line."""

    def report(self, server: ServerProcess) -> Report:
        order: Order = {
            "url": server.url,
            "is_async": self.is_async,
            "calls": ready_calls(server, CALLS.values()),
            "newer_fields": fields_by_model() if self.requirements else {},
        }
        packages = [str(installed(self.requirements))] if self.requirements else []
        path = ":".join([*packages, str(_ROOT)])
        return carried_out((sys.executable, "-m", "tests.compat.calls.client"), order, PYTHONPATH=path)


PYTHON = PythonClient(title="Python 2.0.18")
PYTHON_ASYNC = PythonClient(title="Python 2.0.18, async", is_async=True)
PYTHON_0_5 = PythonClient(title="Python 0.5.10", requirements="compat-0.5.txt")
PYTHON_0_4 = PythonClient(title="Python 0.4.15", requirements="compat-0.4.txt")
CLIENTS = (PYTHON, PYTHON_ASYNC, PYTHON_0_5, PYTHON_0_4)


def ready_calls(server: ServerProcess, calls: Iterable[Call]) -> list[ReadyCall]:
    """The calls in a world of their own."""
    world = World(server)
    try:
        return [row.ready(world) for row in calls]
    finally:
        world.close()


def carried_out(command: tuple[str, ...], order: object, **environment: str) -> Report:
    """What a program reports that reads its order from standard input."""
    done = subprocess.run(
        command,
        input=json.dumps(order),
        env=plain_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report: Report = json.loads(done.stdout)
    return report


def installed(requirements: str) -> Path:
    """A directory of this environment with the pinned packages in it; filled once."""
    pins = _ROOT / "requirements" / requirements
    directory = Path(sys.prefix) / "compat" / pins.stem
    mark = directory / "installed.txt"
    if not mark.exists() or mark.read_bytes() != pins.read_bytes():
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        options = ("--no-deps", "--require-hashes", "--upgrade", "--target", str(directory))
        done = subprocess.run((*pip, *options, "-r", str(pins)), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        mark.write_bytes(pins.read_bytes())
    return directory


def deviations(report: Report) -> dict[str, str]:
    """What is wrong, by call; empty when every method has a row and every answer is the documented one."""
    found = {name: "no row in tests/compat/calls" for name in report["methods"] if name not in CALLS}
    for name, outcome in report["outcomes"].items():
        refusal = CALLS[name].refusal
        as_documented = outcome["status"] == refusal if refusal else outcome["status"] < 300
        if outcome["deviation"] or not as_documented:
            found[name] = f"{outcome['status']} {outcome['deviation']}"
    return found
