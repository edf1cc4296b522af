"""The values reply extraction takes and gives. Holds no rules."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

ENGINE_VERSION: Final = 2
"""Stored beside each extracted text; raised whenever the same mail may come out differently."""


class Kind(StrEnum):
    """What a stretch of a mail is, when it is not the sender's new words."""

    QUOTE = "quote"
    ATTRIBUTION = "attribution"
    HEADER_BLOCK = "header_block"
    FORWARD = "forward"
    SIGNATURE = "signature"
    MOBILE_FOOTER = "mobile_footer"
    LIST_FOOTER = "list_footer"
    DISCLAIMER = "disclaimer"


class Method(StrEnum):
    """Which evidence decided."""

    UNTOUCHED = "untouched"  # nothing in the mail looks quoted
    LINES = "lines"  # quote marks, attributions, header blocks, separators
    DOM = "dom"  # a mail client's own markup
    THREAD = "thread"  # the words of an earlier message of the thread
    WHOLE = "whole"  # nothing but a quote or a forward, so all of it is given back


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A half-open range of characters of the text, and what it is."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """An earlier message of the thread. `sender` is its From field as written."""

    text: str | None = None
    html: str | None = None
    sender: str | None = None
    subject: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """A message passed on: its header fields by role (from, date, to, cc, subject) and its text."""

    headers: dict[str, str]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What the sender of one mail wrote, set apart from what was quoted or passed on.

    `removed` and `trailers` are ranges of the text given in, or of `rendered` when the mail had HTML only.
    `removed` is gone from `text`; `trailers` (signature, footers, disclaimer; on request) is still in it.
    """

    text: str
    html: str | None
    method: Method
    confidence: float
    removed: tuple[Span, ...] = ()
    trailers: tuple[Span, ...] = ()
    is_forward: bool = False
    forwarded: Forwarded | None = None
    rendered: str | None = None
    engine_version: int = field(default=ENGINE_VERSION)
