"""A mail's text as lines with their quote depth and place. Knows nothing of languages."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from typing import Final

from pillarbox.mail.reply.folding import MAX_WIDTH, visible

MAX_LINES: Final = 20_000

_END: Final = 40
_QUOTE_MARKS: Final = re.compile(r"[ \t\u00a0]*(?:[>＞](?![=:])[ \t\u00a0]?)+")
_QUOTED_LINES: Final = re.compile(r"(?:[ \t\u00a0]*+[>＞][^\r\n]*+[\r\n]*+)++")
_INITIALS: Final = re.compile(r" ?[A-Z][A-Za-z]{1,3}>+(?= |$)")
_OPEN_BRACKET: Final = re.compile(r"<[^<>]{0,200}$")
_PROMPT_DEPTH: Final = 3
_FENCE: Final = re.compile(r"[ \t]*(?:```|~~~)")


class Mark(Enum):
    """What a mail client's own markup says of a line."""

    ATTRIBUTION = auto()
    RULE = auto()  # a horizontal rule
    TAIL = auto()  # from here on everything is quoted


@dataclass(slots=True)
class Line:
    """One line: its range in the text, its words without quote marks, and how deep it is quoted."""

    start: int
    end: int
    words: str
    depth: int
    mark: Mark | None = None
    literal: bool = False  # inside a code fence: shown, not said

    @property
    def is_blank(self) -> bool:
        return not self.words


def split(text: str) -> list[Line]:
    """The lines of the text, in order, covering every character.

    Beyond `MAX_LINES` the rest is one line, after one that holds as much of it as goes on with a quote.
    """
    ending = "\r" if "\r" in text and "\n" not in text else "\n"
    lines: list[Line] = []
    offset = 0
    for raw in rows(text, ending):
        lines.append(parse(raw, offset))
        offset += len(raw) + 1
    lines[-1].end -= 1
    if len(lines) > MAX_LINES:
        lines[-1:] = _parted_rest(text, lines[-1], lines[-2].depth)
    _unmark_fences(lines, text)
    _unmark_escaped_from(lines)
    _unmark_prompts(lines)
    _unmark_wrapped_addresses(lines)
    return lines


def _parted_rest(text: str, rest: Line, depth_above: int) -> list[Line]:
    """The rest as one line, shown as it is; after a quoted line what goes on with the quote is apart."""
    rest.depth, rest.literal = 0, True
    quoted = _QUOTED_LINES.match(text, rest.start) if depth_above else None
    if quoted is None:
        return [rest]
    end = quoted.end()
    quote = Line(rest.start, end, rest.words, depth_above)
    words = visible(text[end : end + MAX_WIDTH]).strip()
    return [quote, Line(end, rest.end, words, 0, literal=True)] if end < rest.end else [quote]


def rows(text: str, ending: str = "\n") -> list[str]:
    """The text parted at its line ends, at most `MAX_LINES` times."""
    return text.split(ending, MAX_LINES)


def parse(raw: str, offset: int) -> Line:
    """One line of text that begins at `offset` and ends with the character after it."""
    depth = 0
    head = raw[: MAX_WIDTH + 1]
    marks = _QUOTE_MARKS.match(head) or _INITIALS.match(head)
    if marks is not None and not raw[-_END:].rstrip().endswith("<<"):
        depth = marks[0].count(">") + marks[0].count("＞")
        head = head[marks.end() :]
    return Line(offset, offset + len(raw) + 1, visible(head).strip(), depth)


def _unmark_fences(lines: list[Line], text: str) -> None:
    """Inside a closed code fence a quote mark is a character like any other."""
    if "```" not in text and "~~~" not in text:
        return
    opened: int | None = None
    for index, line in enumerate(lines):
        if line.depth or not _FENCE.match(line.words):
            continue
        if opened is None:
            opened = index
            continue
        for fenced in lines[opened : index + 1]:
            fenced.depth, fenced.literal = 0, True
        opened = None


def _unmark_escaped_from(lines: list[Line]) -> None:
    """Mbox files write `>From` for a line that begins with From (RFC 4155 appendix A): no quote."""
    for index, line in enumerate(lines):
        if line.depth == 1 and line.words.startswith("From ") and line.end - line.start > 6:
            around = lines[max(0, index - 1) : index + 2]
            if all(near is line or not near.depth for near in around):
                line.depth = 0


def _unmark_prompts(lines: list[Line]) -> None:
    """A mail whose only marks are `>>>` shows a Python session; quotes start with one mark."""
    if {line.depth for line in lines} == {0, _PROMPT_DEPTH}:
        for line in lines:
            line.depth, line.literal = 0, line.literal or line.depth > 0


def _unmark_wrapped_addresses(lines: list[Line]) -> None:
    """The bracket that closes an address a line later (`<ana@example.com` / `> wrote:`) is no quote mark."""
    for above, line in pairwise(lines):
        if (
            line.depth == above.depth + 1
            and line.words.endswith((":", "："))
            and _OPEN_BRACKET.search(above.words)
        ):
            line.depth = above.depth
