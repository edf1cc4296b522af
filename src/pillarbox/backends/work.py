"""What the log calls a unit of work."""

from collections.abc import Callable
from functools import partial

from pillarbox.ports import Tx


def work_name(work: Callable[[Tx], object]) -> str:
    """The name of the function, never its arguments: they may be somebody's mail."""
    function = work.func if isinstance(work, partial) else work
    return getattr(function, "__qualname__", type(function).__qualname__)
