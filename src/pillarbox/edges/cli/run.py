"""`pillarbox run`: a program written for the hosted AgentMail service, run unchanged against this server."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Annotated, Final, NoReturn
from urllib.parse import urlsplit

import typer

from pillarbox.app import PORTS_FILE, ROOT_KEY_FILE
from pillarbox.edges.cli.client_environment import client_environment
from pillarbox.edges.cli.failures import failure, told_plainly
from pillarbox.settings import Address, Settings

_ANSWER_WITHIN_S: Final = 5.0
_START_WITHIN_S: Final = 60.0
_LOOK_EVERY_S: Final = 0.02
_ANYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound
_FREE_PORT: Final = "127.0.0.1:0"
_FORWARDED: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)
_NOT_EXECUTABLE: Final = 126
_NOT_FOUND: Final = 127
_ENDED_BY_SIGNAL: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server:
    """Where a server answers and with which key."""

    url: str
    api_key: str


def run(
    command: Annotated[list[str], typer.Argument(help="The program and its arguments, after --")],
    *,
    data_dir: Annotated[
        Path | None, typer.Option(help="The data directory of the server [default: data]")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Origin of a server that runs elsewhere")] = None,
    api_key: Annotated[str | None, typer.Option(help="Key to use instead of the root API key")] = None,
) -> None:
    """Run a program against this server: what AgentMail's official SDKs call, comes here.

    Uses the server that runs on the data directory, or starts one for as long as the program runs.
    """
    with told_plainly("run"):
        data = Settings.load(data_dir=data_dir).data_dir
        if url is not None:
            _become(command, _elsewhere(url, api_key, data))
        found = _running(data, api_key)
        if found is not None:
            _become(command, found)
        with _started(data, api_key) as started:
            told = client_environment(os.environ, url=started.url, api_key=started.api_key)
            status = _supervise(command, told)
    raise typer.Exit(status)


def _elsewhere(url: str, api_key: str | None, data: Path) -> _Server:
    origin = url.rstrip("/").removesuffix("/v0")
    if urlsplit(origin).scheme not in ("http", "https") or not urlsplit(origin).hostname:
        raise _failure(f"{url!r} is no origin such as http://127.0.0.1:8700")
    if not _answers(origin):
        raise _failure(
            f"No Pillarbox answers at {origin}. Start it there, or leave out --url to have one started."
        )
    return _Server(url=origin, api_key=api_key or _root_key(data))


def _running(data: Path, api_key: str | None) -> _Server | None:
    """The server that `ports.json` tells of, if it answers."""
    url = _told_url(data)
    if url is None or not _answers(url):
        return None
    return _Server(url=url, api_key=api_key or _root_key(data))


def _told_url(data: Path) -> str | None:
    try:
        bound = json.loads((data / PORTS_FILE).read_text())["http"]
        host, port = str(bound["host"]), int(bound["port"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return f"http://{Address((_ANYWHERE.get(host, host), port))}"


def _answers(url: str) -> bool:
    """Whether a Pillarbox is alive at `url`."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_ANSWER_WITHIN_S)
    try:
        connection.request("GET", f"{parts.path}/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _root_key(data: Path) -> str:
    file = data / ROOT_KEY_FILE
    try:
        return file.read_text().strip()
    except OSError as error:
        raise _failure(
            f"{file} cannot be read: {error.strerror}. "
            "Name the server's data directory with --data-dir, or a key with --api-key."
        ) from error


@contextlib.contextmanager
def _started(data: Path, api_key: str | None) -> Iterator[_Server]:
    """A server of our own inside the block, drained at its end. Its log goes to stderr from warnings on."""
    (data / PORTS_FILE).unlink(missing_ok=True)  # left by a server that was killed
    signal.signal(signal.SIGTERM, _leave)
    given = Settings.load().model_fields_set
    serve = [sys.executable, "-m", "pillarbox", "serve", "--data-dir", str(data), "--log-level", "warning"]
    for door in ("http", "smtp"):
        if door not in given:
            serve += [f"--{door}", _FREE_PORT]
    with subprocess.Popen(  # noqa: S603 - our own command
        serve, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            url = _wait_until_ready(process, data)
            smtp = json.loads((data / PORTS_FILE).read_text())["smtp"]
            typer.echo(
                f"pillarbox run: no server ran on {data}, started one: API {url}, "
                f"SMTP {Address((smtp['host'], smtp['port']))}",
                err=True,
            )
            yield _Server(url=url, api_key=api_key or _root_key(data))
        finally:
            process.terminate()


def _leave(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(_ENDED_BY_SIGNAL + number)


def _wait_until_ready(process: subprocess.Popen[bytes], data: Path) -> str:
    deadline = time.monotonic() + _START_WITHIN_S
    while process.poll() is None and time.monotonic() < deadline:
        url = _told_url(data)
        if url is not None:
            return url
        time.sleep(_LOOK_EVERY_S)
    raise _failure(f"No server could be started on {data}. `pillarbox serve --data-dir {data}` tells more.")


def _become(command: list[str], server: _Server) -> NoReturn:
    """Let the program take this process's place: its signals, terminal and exit code are its own."""
    environment = client_environment(os.environ, url=server.url, api_key=server.api_key)
    try:
        os.execvpe(command[0], command, environment)  # noqa: S606 - to run it is our task
    except OSError as error:
        raise _cannot_run(command, error) from error


def _supervise(command: list[str], environment: Mapping[str, str]) -> int:
    """Run the program as a child that gets our signals. The exit status a shell would report."""
    try:
        program = subprocess.Popen(command, env=environment)  # noqa: S603 - to run it is our task
    except OSError as error:
        raise _cannot_run(command, error) from error

    def forward(number: int, _: FrameType | None) -> None:
        typed = number == signal.SIGINT and sys.stdin.isatty()  # then the terminal has told the program
        if not typed:
            program.send_signal(number)

    for number in _FORWARDED:
        signal.signal(number, forward)
    status = program.wait()
    return status if status >= 0 else _ENDED_BY_SIGNAL - status


def _cannot_run(command: list[str], error: OSError) -> typer.Exit:
    status = _NOT_FOUND if isinstance(error, FileNotFoundError) else _NOT_EXECUTABLE
    return _failure(f"{command[0]} cannot be run: {error.strerror}", status)


def _failure(message: str, status: int = 1) -> typer.Exit:
    return failure("run", message, status)
