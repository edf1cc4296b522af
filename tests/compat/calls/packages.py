"""Clients that cannot share this environment, in directories of their own below it. Each is filled once, and
again when its pins change."""

import fcntl
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[3]
_PROGRAMS = _ROOT / "tests" / "compat" / "node"
_CLIENTS = Path(sys.prefix) / "compat"


def python_packages(name: str) -> Path:
    """A directory for PYTHONPATH with what `requirements/<name>.txt` pins."""
    pins = _ROOT / "requirements" / f"{name}.txt"
    return _filled(name, pins, partial(_install_with_pip, pins))


def python_version(name: str) -> str:
    """The version that `requirements/<name>.txt` pins of the first package in it."""
    pinned = re.search(r"==(\S+)", (_ROOT / "requirements" / f"{name}.txt").read_text())
    assert pinned is not None
    return pinned[1]


def node_version(package: str) -> str:
    """The version of a package that the test programs for Node are pinned to."""
    version: str = json.loads((_PROGRAMS / "package.json").read_text())["dependencies"][package]
    return version


def node_programs() -> Path:
    """The test programs for Node, with the packages they name installed beside them."""
    directory = _filled("node", _PROGRAMS / "package-lock.json", _install_with_npm)
    with _alone("node"):
        shutil.copytree(_PROGRAMS, directory, dirs_exist_ok=True)
    return directory


def _filled(name: str, pins: Path, install: Callable[[Path], None]) -> Path:
    directory = _CLIENTS / name
    mark = directory / "installed"
    with _alone(name):
        if not mark.exists() or mark.read_bytes() != pins.read_bytes():
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir(parents=True)
            install(directory)
            mark.write_bytes(pins.read_bytes())
    return directory


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Keep the other processes that run tests away from a directory."""
    _CLIENTS.mkdir(exist_ok=True)
    with (_CLIENTS / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install_with_pip(pins: Path, directory: Path) -> None:
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _run(*pip, "--no-deps", "--require-hashes", "--target", str(directory), "-r", str(pins), within=directory)


def _install_with_npm(directory: Path) -> None:
    npm = shutil.which("npm")
    assert npm, "node and npm are needed to test the official npm SDK: install them (Debian: nodejs, npm)"
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_PROGRAMS / name, directory)
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
    _run(npm, "ci", *quiet, within=directory)


def _run(*command: str, within: Path) -> None:
    done = subprocess.run(command, cwd=within, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
