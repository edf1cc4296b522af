"""The command line, put together from one module for each command."""

from importlib import metadata
from typing import Annotated

import typer

from pillarbox.edges.cli import extract
from pillarbox.edges.cli.reextract import reextract
from pillarbox.edges.cli.run import run
from pillarbox.edges.cli.serve import serve

app = typer.Typer(
    name="pillarbox",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"pillarbox {metadata.version('pillarbox')}")
        raise typer.Exit


@app.callback()
def pillarbox(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Self-hosted email for AI agents."""


app.command()(serve)
app.command()(reextract)
app.command(context_settings={"allow_interspersed_args": False})(run)
app.add_typer(extract.app, name="extract", help="Run the extraction engines on mails from standard input.")
