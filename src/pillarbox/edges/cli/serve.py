"""`pillarbox serve`: one flag for each setting, and a first look for newcomers."""

import contextlib
import inspect
import os
import resource
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import structlog
import typer
from pydantic import SecretStr

from pillarbox.app import ROOT_KEY_FILE, Running
from pillarbox.app import serve as run_server
from pillarbox.edges.cli.failures import told_plainly
from pillarbox.net.event_loop import run
from pillarbox.observe import configure_logging
from pillarbox.settings import Settings, misspelt_variables

_MANY_FILES = 65_536
_log = structlog.get_logger()
_FORMS: Final[dict[object, str]] = {
    Any: "<host:port>",
    bool: "[true|false]",
    float: "<number>",
    int: "<integer>",
    Path: "<path>",
    SecretStr: "<text>",
    str: "<text>",
}


def serve(config: Path | None, **flags: str | None) -> None:
    """Start the server: SMTP on one side, the API and WebSockets on the other.

    Every option can also be set as PILLARBOX_<NAME> in the environment or as a key of the TOML file.
    """
    with told_plainly("serve"):
        settings = Settings.load(config, **flags)
        configure_logging(settings.log_format, settings.log_level)
        for name, meant in misspelt_variables(os.environ).items():
            _log.warning("environment variable without effect", name=name, meant=meant)
        _allow_many_files()
        run(run_server(settings, on_ready=_welcome))


def _allow_many_files() -> None:
    """Ask for as many open files as this process may have: each connection is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MANY_FILES if most == resource.RLIM_INFINITY else most
    with contextlib.suppress(OSError, ValueError):  # some systems allow less than they say
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _welcome(running: Running) -> None:
    """Tell where the server is and how to try it."""
    data = running.settings.data_dir
    if running.new_root_key is not None:
        typer.echo(f"\nRoot API key (shown once, kept in {data / ROOT_KEY_FILE}): {running.new_root_key}")
    host, port = running.smtp
    inbox = f"hello@{running.settings.domain}"
    mail = f"From: you@example.com\\nTo: {inbox}\\nSubject: Hi\\n\\nFirst words."
    send = f"import smtplib; smtplib.SMTP('{host}', {port}).sendmail('you@example.com', '{inbox}', '{mail}')"
    typer.echo(
        f"""
Try this in another terminal:
  export KEY=$(cat {data.absolute() / ROOT_KEY_FILE}) API=http://{running.http}/v0
  curl -s -H "Authorization: Bearer $KEY" $API/inboxes -d '{{"username": "hello", "client_id": "hello"}}'
  python3 -c "{send}"
  curl -s -H "Authorization: Bearer $KEY" $API/inboxes/{inbox}/messages
  curl -s -H "Authorization: Bearer $KEY" $API/inboxes/{inbox}/messages/send -d '{{"to": "you@example.com"}}'
"""
    )


def _with_flags(command: Callable[..., None]) -> Callable[..., None]:
    """`command` with one `--flag` for each field of `Settings`."""
    config = typer.Option("--config", help="TOML file; default: pillarbox.toml, if there")
    parameters = [_flag("config", Annotated[Path | None, config])]
    for name, field in Settings.model_fields.items():
        shown = "" if field.default is None else f" [default: {_written(field.default)}]"
        option = typer.Option(
            f"--{name.replace('_', '-')}",
            help=f"{field.description}{shown}",
            metavar=_form(field.annotation),
        )
        parameters.append(_flag(name, Annotated[str | None, option]))
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return command


def _flag(name: str, annotation: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _form(kind: object) -> str:
    """How a value of a field annotated as `kind` is written: its choices, or the kind of thing it is."""
    if get_origin(kind) is Annotated:
        return _form(get_args(kind)[0])
    if get_origin(kind) is Literal:
        return _choices(get_args(kind))
    if get_origin(kind) in (Union, UnionType):
        (value,) = (each for each in get_args(kind) if each is not NoneType)
        return _form(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _choices(kind)
    return _FORMS[kind]


def _choices(values: Iterable[str]) -> str:
    return f"[{'|'.join(values)}]"


def _written(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


serve = _with_flags(serve)
