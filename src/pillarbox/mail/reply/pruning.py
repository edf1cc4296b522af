"""HTML without its quoted parts: the mail's own nodes, minus those whose every line was removed."""

import re
from collections.abc import Sequence
from typing import Final

from pillarbox.mail.reply.lines import rows
from pillarbox.mail.reply.model import Kind
from pillarbox.mail.reply.rendering import Leaf, Rendering

_IS_DOCUMENT: Final = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE)


def prune(html: str, rendering: Rendering, kinds: Sequence[Kind | None]) -> str:
    """The HTML without removed lines. Uses up the rendering's tree."""
    gone = [kind is not None for kind in kinds]
    removed = [all(gone[leaf.first : leaf.last + 1]) for leaf in rendering.leaves]
    counts = [0]
    for is_removed in removed:
        counts.append(counts[-1] + is_removed)
    next_leaf = index = 0
    while index < len(rendering.elements):
        element = rendering.elements[index]
        size = element.leaf_stop - element.leaf_start
        if size and counts[element.leaf_stop] - counts[element.leaf_start] == size:
            _cut_leaves(rendering, removed, gone, next_leaf, element.leaf_start)
            next_leaf = element.leaf_stop
            element.node.decompose()
            index = element.element_stop
        else:
            index += 1
    _cut_leaves(rendering, removed, gone, next_leaf, len(removed))
    return _serialized(html, rendering)


def _cut_leaves(rendering: Rendering, removed: list[bool], gone: list[bool], start: int, stop: int) -> None:
    for index in range(start, stop):
        leaf = rendering.leaves[index]
        if removed[index]:
            leaf.node.decompose()
        elif leaf.last > leaf.first and leaf.node.is_text_node:
            _shorten(leaf, gone)


def _shorten(leaf: Leaf, gone: list[bool]) -> None:
    """Preformatted text of many lines keeps the lines that stay; behind its last line end may be nothing."""
    pieces = rows(leaf.node.text_content or "")
    kept = [piece for row, piece in enumerate(pieces, leaf.first) if row == len(gone) or not gone[row]]
    if len(kept) < len(pieces):
        leaf.node.replace_with("\n".join(kept))


def _serialized(html: str, rendering: Rendering) -> str:
    if _IS_DOCUMENT.search(html):
        return rendering.tree.html or ""
    body = rendering.tree.body
    return (body.inner_html if body is not None else rendering.tree.html) or ""
