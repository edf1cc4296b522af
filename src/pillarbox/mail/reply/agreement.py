"""The text and the HTML of one mail say the same: what one shows to be quoted goes from the other too."""

import re
from collections.abc import Sequence
from typing import Final

from pillarbox.mail.reply.folding import squash
from pillarbox.mail.reply.judge import Judgement
from pillarbox.mail.reply.lines import Line
from pillarbox.mail.reply.model import Kind

_LINK_TARGET: Final = re.compile(
    r"<(?:https?|mailto|cid|tel)[^<>]{0,2000}>|\[(?:image|cid)[^\[\]]{0,200}\]", re.IGNORECASE
)
_MIN_INSIDE: Final = 16
_MAX_LINES: Final = 5_000


def trim(lines: Sequence[Line], verdict: Judgement, other_lines: Sequence[Line], other: Judgement) -> bool:
    """Mark what the other part shows to be quoted, if the other's new words stand whole in this one's."""
    if other.is_whole or not any(other.kinds) or max(len(lines), len(other_lines)) > _MAX_LINES:
        return False
    theirs = "".join(_squashed(other_lines, other))
    ours = _squashed(lines, verdict)
    joined = "".join(ours)
    at = joined.find(theirs) if theirs else -1
    if at < 0 or (at > 0 and len(theirs) < _MIN_INSIDE) or len(theirs) == len(joined):
        return False
    position = 0
    for index, words in enumerate(ours):
        outside = position >= at + len(theirs) or position + len(words) <= at
        position += len(words)
        if outside and words and verdict.kinds[index] is None:
            verdict.kinds[index] = Kind.QUOTE
    return True


def _squashed(lines: Sequence[Line], verdict: Judgement) -> list[str]:
    return [
        squash(_LINK_TARGET.sub("", line.words)) if kind is None else ""
        for line, kind in zip(lines, verdict.kinds, strict=True)
    ]
