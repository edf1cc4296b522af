"""Sends the official AgentMail SDK of any Python program to the server at AGENTMAIL_BASE_URL.

Python imports this file at start, since `pillarbox run` puts its directory on PYTHONPATH. It runs under the
program's own interpreter (3.8 or newer), so it knows the standard library only.
"""

from __future__ import annotations

import os
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType
from typing import Sequence  # noqa: UP035 - collections.abc.Sequence cannot be subscripted in 3.8

_MODULE = "agentmail.environment"


class _EnvironmentFinder(MetaPathFinder):
    """Finds the SDK's module of server addresses where it is, and has it loaded with ours."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != _MODULE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _EnvironmentLoader(spec.loader, self._base_url)
        return spec


class _EnvironmentLoader(Loader):
    """Loads the module as its own loader does, then gives every named environment our addresses."""

    def __init__(self, loader: Loader, base_url: str) -> None:
        self._loader = loader
        self._http = base_url
        self._websockets = "ws" + base_url[len("http") :]

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        for environment in list(vars(module.AgentMailEnvironment).values()):
            if isinstance(environment, module.AgentMailEnvironment):
                environment.http = self._http
                environment.websockets = self._websockets


def _run_the_one_we_stand_before() -> None:
    """Import the `sitecustomize` that this file hides, if there is one."""
    here = Path(__file__).resolve().parent
    spec = PathFinder.find_spec(__name__, [entry for entry in sys.path if Path(entry).resolve() != here])
    if spec is not None and spec.loader is not None:
        sys.modules[__name__] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[__name__])


_base_url = os.environ.get("AGENTMAIL_BASE_URL")
if _base_url:
    sys.meta_path.insert(0, _EnvironmentFinder(_base_url))
_run_the_one_we_stand_before()
