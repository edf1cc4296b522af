"""The command line, put together from one module for each command."""

import typer

from pillarbox.edges.cli import extract
from pillarbox.edges.cli.reextract import reextract
from pillarbox.edges.cli.run import run
from pillarbox.edges.cli.serve import serve

app = typer.Typer(
    name="pillarbox",
    help="Self-hosted email for AI agents.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(serve)
app.command()(reextract)
app.command(context_settings={"allow_interspersed_args": False})(run)
app.add_typer(extract.app, name="extract", help="Run the extraction engines on mails from standard input.")
