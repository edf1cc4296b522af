"""`pillarbox serve`: one flag for each setting, and a first look for newcomers."""

import contextlib
import inspect
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from pillarbox.app import ROOT_KEY_FILE, Running
from pillarbox.app import serve as run_server
from pillarbox.domain.errors import StorageUnavailable
from pillarbox.net.event_loop import run
from pillarbox.observe import configure_logging
from pillarbox.settings import Settings

_MANY_FILES = 65_536


def serve(config: Path | None, **flags: str | None) -> None:
    """Start the server: SMTP on one side, the API and WebSockets on the other.

    Every option can also be set as PILLARBOX_<NAME> in the environment or as a key of the TOML file.
    """
    try:
        settings = Settings.load(config, **flags)
    except (ValidationError, FileNotFoundError) as error:
        typer.secho(_explained(error), err=True, fg="red")
        raise typer.Exit(2) from error
    configure_logging(settings.log_format, settings.log_level)
    _allow_many_files()
    try:
        run(run_server(settings, on_ready=_welcome))
    except (OSError, StorageUnavailable, ValueError) as error:
        typer.secho(f"Pillarbox cannot start: {error}", err=True, fg="red")
        raise typer.Exit(1) from error


def _allow_many_files() -> None:
    """Ask for as many open files as this process may have: each connection is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MANY_FILES if most == resource.RLIM_INFINITY else most
    with contextlib.suppress(OSError, ValueError):  # some systems allow less than they say
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _explained(error: ValidationError | FileNotFoundError) -> str:
    if isinstance(error, FileNotFoundError):
        return str(error)
    lines = [f"  {'.'.join(map(str, wrong['loc']))}: {wrong['msg']}" for wrong in error.errors()]
    return "\n".join(["These options are wrong:", *lines])


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
    parameters = [
        inspect.Parameter(
            "config",
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[
                Path | None, typer.Option("--config", help="TOML file; default: pillarbox.toml, if there")
            ],
        )
    ]
    for name, field in Settings.model_fields.items():
        shown = "" if field.default is None else f" [default: {field.default}]"
        option = typer.Option(f"--{name.replace('_', '-')}", help=f"{field.description}{shown}")
        parameters.append(
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default=None,
                annotation=Annotated[str | None, option],
            )
        )
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return command


serve = _with_flags(serve)
