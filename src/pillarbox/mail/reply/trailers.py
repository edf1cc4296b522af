"""What stands below the new words but is still the sender's: signature, footers, disclaimer."""

from collections.abc import Iterator, Sequence
from typing import Final

from pillarbox.mail.reply import lexicon, separator
from pillarbox.mail.reply.folding import fold
from pillarbox.mail.reply.lines import Line
from pillarbox.mail.reply.model import Kind, Span

_MAX_LINES: Final = 60
_MAX_SIGNATURE_LINES: Final = 15
_MAX_SIGN_OFF_LINES: Final = 6
_MAX_SIGN_OFF_WIDTH: Final = 60
_MAX_FOOTER_WIDTH: Final = 90
_MIN_DISCLAIMER_WIDTH: Final = 40
_DELIMITERS: Final = frozenset({"--", "—", "–", "__", "---"})


def find(lines: Sequence[Line]) -> tuple[Span, ...]:
    """The trailers at the end of these lines of new words, in order. Looks at the last sixty lines."""
    said = [line for line in lines[-_MAX_LINES:] if not line.is_blank]
    spans: list[Span] = []
    stop = len(said)
    while stop > 1:
        first, kind = next(_candidates(said, stop), (stop, Kind.SIGNATURE))
        if first == 0 or first == stop:
            break
        spans.append(Span(start=said[first].start, end=said[stop - 1].end, kind=kind))
        stop = first
    return tuple(reversed(spans))


def _candidates(said: Sequence[Line], stop: int) -> Iterator[tuple[int, Kind]]:
    """Where a trailer that ends at `stop` may begin, the surest first."""
    last = said[stop - 1].words
    if is_sent_from(last):
        yield stop - 1, Kind.MOBILE_FOOTER
    for first in range(stop - 1, max(0, stop - _MAX_SIGNATURE_LINES) - 1, -1):
        words = said[first].words
        if lexicon.LIST_FOOTER.search(fold(words)):
            above = first - 1 if first and separator.is_rule(said[first - 1].words) else first
            yield above, Kind.LIST_FOOTER
        elif len(words) >= _MIN_DISCLAIMER_WIDTH and lexicon.DISCLAIMER.search(fold(words)):
            yield first, Kind.DISCLAIMER
        elif _is_delimiter(words) or (stop - first <= _MAX_SIGN_OFF_LINES and _is_sign_off(said[first:stop])):
            yield first, Kind.SIGNATURE


def is_sent_from(words: str) -> bool:
    """Whether a telephone or app wrote this line under the mail."""
    if len(words) > _MAX_FOOTER_WIDTH:
        return False
    folded = fold(words)
    return folded.startswith(lexicon.SENT_FROM) or folded.endswith(lexicon.SENT_FROM_ENDINGS)


def _is_delimiter(words: str) -> bool:
    return words in _DELIMITERS or separator.is_rule(words)


def _is_sign_off(said: Sequence[Line]) -> bool:
    head = fold(said[0].words).strip(" ,.!;-–—")
    return head in lexicon.CLOSINGS and all(len(line.words) <= _MAX_SIGN_OFF_WIDTH for line in said)
