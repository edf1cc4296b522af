"""Logging: short phrases with keys, to standard error. Never bodies, keys or secrets."""

import logging
import sys
from typing import Literal

import structlog


def configure_logging(form: Literal["console", "json"], level: str) -> None:
    """Log lines for people (`console`) or for machines (`json`), from `level` up."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_plain)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if form == "json" else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


_plain = structlog.dev.plain_traceback
