"""`python -m bench [--quick | --full] [SECTION …]`: measure, print, and write `docs/performance.md`.

A quick run tries the bench out: it prints its tables and leaves the page alone.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from rich.console import Console

from bench import events, inboxes, ingest, large, lists, memory, search, sockets, webhooks
from bench.report import PAGE, Section, machine, markdown, write_blocks
from bench.scale import DEFAULT, FULL, QUICK, Scale

Measurement = Callable[[Scale, Path, Callable[[str], None]], Awaitable[Section]]

SECTIONS: dict[str, Measurement] = {
    "ingest": ingest.run,
    "large": large.run,
    "events": events.run,
    "webhooks": webhooks.run,
    "lists": lists.run,
    "search": search.run,
    "inboxes": inboxes.run,
    "memory": memory.run,
    "sockets": sockets.run,
}


async def _run(scale: Scale, names: Sequence[str], console: Console) -> dict[str, str]:
    """The Markdown of each section."""
    blocks = {}
    for name in names:
        with (
            console.status(name) as status,
            tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as directory,
        ):

            def step(what: str, name: str = name) -> None:
                status.update(f"{name}: {what}")

            section = await SECTIONS[name](scale, Path(directory), step)
        shown = markdown(section)
        console.rule(name)
        console.out(shown, highlight=False)
        blocks[name] = f"{machine(scale.name)}\n\n{shown}"
    return blocks


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_const", const=QUICK, dest="scale", help="under 2 minutes")
    size.add_argument(
        "--full", action="store_const", const=FULL, dest="scale", help="with 1,000,000 messages"
    )
    parser.add_argument(
        "sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; default: all"
    )
    options = parser.parse_args()
    unknown = set(options.sections) - SECTIONS.keys()
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    scale = options.scale or DEFAULT
    blocks = asyncio.run(_run(scale, options.sections or list(SECTIONS), Console()))
    if scale is not QUICK:
        write_blocks(PAGE, blocks)


if __name__ == "__main__":
    main()
