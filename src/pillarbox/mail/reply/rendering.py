"""A mail's HTML as lines of text that know their quote depth and the nodes they came from."""

import re
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pillarbox.mail.html.cost import is_too_costly
from pillarbox.mail.reply.clients import INDENT_STYLES, QUOTE_CLASSES, SELECTORS, Role
from pillarbox.mail.reply.header_block import is_labelled
from pillarbox.mail.reply.lines import Line, Mark, parse, rows

_MIN_BOXED_LABELS: Final = 2
_MAX_BOXED_LINES: Final = 20
_MAX_INTRODUCTION: Final = 4

_SPACED: Final = frozenset(
    {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"}
)
_BLOCKS: Final = _SPACED | frozenset(
    {
        "address",
        "article",
        "aside",
        "body",
        "center",
        "dd",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
    }
    | {"header", "html", "li", "main", "menu", "nav", "section", "tbody", "td", "tfoot", "th", "thead", "tr"}
)
_CELLS: Final = frozenset({"td", "th"})
_SILENT: Final = frozenset({"head", "noscript", "script", "style", "template", "textarea", "title"})
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_SELECTORS_BY_ROLE: Final = {
    role: ",".join(selector for selector, its_role in SELECTORS.items() if its_role is role) for role in Role
}


@dataclass(slots=True)
class Leaf:
    """A node that shows something, and the rows it shows it on."""

    node: LexborNode
    first: int
    last: int


@dataclass(slots=True)
class Element:
    """An element and the ranges of leaves and elements inside it."""

    node: LexborNode
    leaf_start: int
    leaf_stop: int = 0
    element_stop: int = 0


@dataclass(slots=True)
class _Open:
    identity: int
    element: Element
    tag: str
    depth: int
    role: Role | None
    row: int
    attribution: bool
    quoted_at: int | None = None


@dataclass(slots=True)
class Rendering:
    """The text of an HTML body, its lines, and the nodes behind them."""

    tree: LexborHTMLParser
    text: str = ""
    lines: list[Line] = field(default_factory=list)
    leaves: list[Leaf] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    is_bare: bool = False  # its only markup of quotes is blockquotes without any attribute


def render(html: str) -> Rendering | None:
    """The rendering, or None for HTML too deep or too large to be a mail someone wrote."""
    if is_too_costly(html):
        return None
    tree = LexborHTMLParser(html)
    body = tree.body or tree.root
    return None if body is None else _Renderer(tree).run(body)


class _Renderer:
    def __init__(self, tree: LexborHTMLParser) -> None:
        self.result = Rendering(tree)
        self.roles, self.result.is_bare = _roles(tree)
        self.pieces: list[str] = []
        self.rows: list[str] = []
        self.depths: list[int] = []
        self.marks: dict[int, Mark] = {}
        self.stack: list[_Open] = []
        self.mixed: list[_Open] = []
        self.depth = 0
        self.last_said = 0
        self.in_attribution = False
        self.in_pre = 0

    def run(self, body: LexborNode) -> Rendering:
        for node in body.traverse(include_text=True):
            self._close_until(node)
            if node.is_text_node:
                self._text(node)
            elif node.is_element_node:
                self._open(node)
        while self.stack:
            self._close(self.stack.pop())
        self._end_row()
        self._build_lines()
        return self.result

    def _close_until(self, node: LexborNode) -> None:
        parent = node.parent
        identity = parent.mem_id if parent is not None else 0
        while self.stack and self.stack[-1].identity != identity:
            self._close(self.stack.pop())

    def _open(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "br":
            self._end_row(forced=True)
            return
        if tag == "hr":
            self._rule(node)
            return
        if tag == "img":
            self._picture(node)
            return
        if tag in _BLOCKS:
            self._end_row()
            if tag in _SPACED:
                self._blank_row(node, tag)
        if tag in _CELLS and self.pieces:
            self.pieces.append(" ")
        role = self.roles.get(node.mem_id)
        element = Element(node, len(self.result.leaves))
        self.result.elements.append(element)
        self.stack.append(
            _Open(node.mem_id, element, tag, self.depth, role, len(self.rows), self.in_attribution)
        )
        if role is not None:
            self._end_row()
            self.stack[-1].row = len(self.rows)
        if role is Role.QUOTE:
            self.depth += 1
            self._note_quote(len(self.rows))
        elif role is Role.MIXED:
            self.mixed.append(self.stack[-1])
        elif role is Role.ATTRIBUTION:
            self.in_attribution = True
        elif role is Role.TAIL:
            self.marks.setdefault(len(self.rows), Mark.TAIL)
        self.in_pre += tag == "pre"

    def _close(self, closed: _Open) -> None:
        if closed.role is not None or (closed.tag in _BLOCKS and closed.tag not in _CELLS):
            self._end_row()
        closed.element.leaf_stop = len(self.result.leaves)
        closed.element.element_stop = len(self.result.elements)
        if closed.role is Role.BOXED_HEADER:
            self._mark_boxed(closed.row)
        elif closed.role is Role.MIXED:
            self.mixed.pop()
            self._mark_introduction(closed)
            self._note_quote(closed.row)
        self.depth = closed.depth
        self.in_attribution = closed.attribution
        self.in_pre -= closed.tag == "pre"

    def _text(self, node: LexborNode) -> None:
        if self.stack and self.stack[-1].tag in _SILENT:
            return
        content = node.text_content or ""
        first = len(self.rows)
        if self.in_pre:
            head, *more = rows(content)
            self.pieces.append(head)
            for row in more:
                self._end_row(forced=True)
                self.pieces.append(row)
        else:
            self.pieces.append(_SPACE.sub(" ", content))
        if not content.isspace():
            self.last_said = len(self.rows)
            self.result.leaves.append(Leaf(node, first, len(self.rows)))

    def _picture(self, node: LexborNode) -> None:
        """A picture shows no words: between rows and outside quotes it goes only if all around it goes."""
        row = len(self.rows)
        is_between = not self.depth and self.last_said < row
        self.result.leaves.append(Leaf(node, self.last_said if is_between else row, row))

    def _rule(self, node: LexborNode) -> None:
        self._end_row()
        row = len(self.rows)
        self.marks.setdefault(row, Mark.RULE)
        self.result.leaves.append(Leaf(node, row, row))
        self._end_row(forced=True)

    def _blank_row(self, node: LexborNode, tag: str) -> None:
        if self.rows and self.rows[-1] and not (tag == "p" and "Mso" in (node.attributes.get("class") or "")):
            self._end_row(forced=True)

    def _end_row(self, *, forced: bool = False) -> None:
        row = "".join(self.pieces)
        if not self.in_pre:
            row = row.strip(" ")
        self.pieces.clear()
        if not row.strip() and not forced:
            return
        if self.in_attribution and row.strip():
            self.marks.setdefault(len(self.rows), Mark.ATTRIBUTION)
        self.rows.append(row)
        self.depths.append(self.depth)

    def _mark_boxed(self, first: int) -> None:
        """A box with labelled lines is a client's header block, in whatever language."""
        rows = self.rows[first : first + _MAX_BOXED_LINES]
        if sum(is_labelled(row) for row in rows) >= _MIN_BOXED_LABELS:
            self.marks.setdefault(first, Mark.TAIL)

    def _note_quote(self, row: int) -> None:
        """Tell the quoting container around it where its first quote is."""
        if self.mixed and self.mixed[-1].quoted_at is None:
            self.mixed[-1].quoted_at = row

    def _mark_introduction(self, closed: _Open) -> None:
        """Few lines above its first quote are its attribution; with no quote, all is quoted."""
        if closed.quoted_at is None:
            for row in range(closed.row, len(self.rows)):
                self.depths[row] += 1
            return
        above = range(closed.row, min(closed.quoted_at, closed.row + 2 * _MAX_INTRODUCTION))
        spoken = [row for row in above if self.rows[row].strip()]
        if len(spoken) <= _MAX_INTRODUCTION:
            for row in spoken:
                self.marks.setdefault(row, Mark.ATTRIBUTION)

    def _build_lines(self) -> None:
        offset = 0
        tail = False
        for row, (words, depth) in enumerate(zip(self.rows, self.depths, strict=True)):
            line = parse(words, offset)
            line.depth += depth
            line.mark = self.marks.get(row)
            tail = tail or line.mark is Mark.TAIL
            if tail and not line.is_blank:
                line.mark, tail = Mark.TAIL, False
            offset = line.end
            self.result.lines.append(line)
        self.result.text = "\n".join(self.rows) + ("\n" if self.rows else "")


def _roles(tree: LexborHTMLParser) -> tuple[dict[int, Role], bool]:
    """What each element that some client marks holds, and whether all are blockquotes without attributes."""
    found: dict[int, Role] = {}
    is_bare = True
    for role, selector in _SELECTORS_BY_ROLE.items():
        for node in tree.css(selector):
            if node.tag != "blockquote" or not _is_indent(node):
                found.setdefault(node.mem_id, Role.QUOTE if node.tag == "blockquote" else role)
                is_bare = is_bare and node.tag == "blockquote" and not node.attributes
    return found, is_bare and bool(found)


def _is_indent(node: LexborNode) -> bool:
    attributes = node.attributes
    style = (attributes.get("style") or "").lower()
    names = f"{attributes.get('class') or ''} {attributes.get('type') or ''}".lower()
    return any(part in style for part in INDENT_STYLES) and not any(part in names for part in QUOTE_CLASSES)
