"""How a command that cannot do its work says so: a clear line on standard error and a status."""

import contextlib
from collections.abc import Iterator
from typing import Final

import typer

from pillarbox.domain.errors import PillarboxError
from pillarbox.settings import WrongSettings

_FAILED: Final = 1
_WRONG_USAGE: Final = 2


def failure(command: str, message: str, status: int = _FAILED) -> typer.Exit:
    """What to raise after the user has been told `message`."""
    typer.secho(f"pillarbox {command}: {message}", err=True, fg="red")
    return typer.Exit(status)


@contextlib.contextmanager
def told_plainly(command: str) -> Iterator[None]:
    """What is wrong with options, files, the network or the database inside the block ends the command.

    Raises `typer.Exit`, with status 2 for options and 1 otherwise. Our own faults keep their traceback.
    """
    try:
        yield
    except WrongSettings as error:
        raise failure(command, _options(str(error)), _WRONG_USAGE) from error
    except PillarboxError as error:
        raise failure(command, error.message) from error
    except OSError as error:
        raise failure(command, _fault(error)) from error


def _options(told: str) -> str:
    lines = told.splitlines()
    return told if len(lines) == 1 else "\n  ".join(["these options are wrong:", *lines])


def _fault(error: OSError) -> str:
    words = error.strerror or str(error)
    return words if error.filename is None else f"{error.filename}: {words}"
