"""`pillarbox reextract`: a newer engine over stored mail, with progress."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pillarbox.app import open_ports
from pillarbox.edges.cli.failures import told_plainly
from pillarbox.observe import configure_logging
from pillarbox.services.reextraction import reextract as reextract_mail
from pillarbox.settings import Settings


def reextract(
    data_dir: Annotated[Path | None, typer.Option(help="The server's data directory")] = None,
    config: Annotated[Path | None, typer.Option(help="TOML file of the server's options")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every received message, not only those of older engines")
    ] = False,
) -> None:
    """Find the new words, codes and links of stored mail again, after the engine has improved.

    Stop the embedded server first: its database belongs to one process. It may be interrupted and started
    again; what is done stays done.
    """
    with told_plainly("reextract"):
        settings = Settings.load(config, data_dir=data_dir)
        configure_logging(settings.log_format, "warning")
        done = asyncio.run(_run(settings, everything=everything))
    typer.echo(f"{done} messages read again.")


async def _run(settings: Settings, *, everything: bool) -> int:
    bar = Progress(TextColumn("Reading again"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with bar:
        task = bar.add_task("")
        async with open_ports(settings) as ports:
            return await reextract_mail(
                ports,
                everything=everything,
                on_progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
