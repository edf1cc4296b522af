"""The clients that are tried: how calls are made with each, and what is wrong with what came of it."""

import json
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from tests.compat import strict
from tests.compat.calls.call import Call, ReadyCall
from tests.compat.calls.client import Order, Report
from tests.compat.calls.fields import fields_by_model
from tests.compat.calls.packages import node_programs, node_version, python_packages, python_version
from tests.compat.calls.table import CALLS
from tests.compat.calls.tools import TOOL_CALLS
from tests.compat.calls.world import World
from tests.server_process import ServerProcess, plain_environment

_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Client(ABC):
    """Something that makes calls."""

    title: str
    calls: Mapping[str, Call] = field(default_factory=lambda: CALLS)

    @abstractmethod
    def carry_out(self, url: str, calls: Sequence[ReadyCall]) -> Report:
        """What came of those of the calls that it can make."""

    def report(self, server: ServerProcess) -> Report:
        """What came of all its calls, in a world of their own."""
        world = World(server)
        try:
            return self.carry_out(server.url, [row.ready(world) for row in self.calls.values()])
        finally:
            world.close()

    def deviations(self, report: Report) -> dict[str, str]:
        """What is wrong, by call: nothing if each method has a row and each answer is the documented one."""
        found = dict.fromkeys(report["methods"], "no row, or not called")
        for name, outcome in report["outcomes"].items():
            refusal = self.calls[name].refusal
            wanted = (refusal,) if refusal else (101, *range(200, 300))
            if outcome["deviation"] or outcome["status"] not in wanted:
                found[name] = f"{outcome['status']} {outcome['deviation']}"
            else:
                found.pop(name)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonClient(Client):
    """The official Python SDK, and what uses it: as it is installed, or with other packages before it."""

    is_async: bool = False
    packages: str | None = None
    is_older: bool = False
    program: str = "tests.compat.calls.client"

    def carry_out(self, url: str, calls: Sequence[ReadyCall]) -> Report:
        order: Order = {
            "url": url,
            "is_async": self.is_async,
            "calls": calls,
            "newer_fields": fields_by_model() if self.is_older else {},
        }
        packages = [str(python_packages(self.packages))] if self.packages else []
        path = ":".join([*packages, str(_ROOT)])
        return _reported((sys.executable, "-m", self.program), order, PYTHONPATH=path)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeClient(Client):
    """The official npm SDK."""

    def carry_out(self, url: str, calls: Sequence[ReadyCall]) -> Report:
        models = [*fields_by_model().values(), *strict.EXTRAS.values(), strict.MESSAGE_EXTRAS]
        known_fields = sorted({name for names in models for name in names})
        order = {"url": url, "calls": calls, "known_fields": known_fields}
        return _reported(("node", str(node_programs() / "every_call.cjs")), order)


_NEWEST = f"Python {version('agentmail')}"
SDKS: tuple[Client, ...] = (
    PythonClient(title=_NEWEST),
    PythonClient(title=f"{_NEWEST}, async", is_async=True),
    *(
        PythonClient(title=f"Python {python_version(line)}", packages=line, is_older=True)
        for line in ("compat-0.5", "compat-0.4")
    ),
    NodeClient(title=f"npm {node_version('agentmail')}"),
)
TOOLKIT = PythonClient(
    title=f"agentmail-toolkit {python_version('compat-toolkit')}",
    calls=TOOL_CALLS,
    packages="compat-toolkit",
    program="tests.compat.calls.toolkit",
)


def _reported(command: tuple[str, ...], order: object, **environment: str) -> Report:
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
