"""A mail as lines of visible text with its links set aside. Knows nothing of codes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from .folding import plain, visible
from .vocabulary import Kind, Mark, marks

MAX_TEXT = 16_000  # characters of a body that are read
MAX_HTML = 150_000
MAX_TAGS = 8_000  # a parser's time grows with the square of the depth
MAX_LINES = 240
MAX_LINE = 1_000
MAX_LINKS = 200

_FIRST, _END = 0xE000, "\uf8ff"  # private use: one character for each link, one for where its label ends
_PRIVATE = re.compile("[\ue000-\uf8ff]+")
_LINK = re.compile("[\ue000-\uf8fe]")
_URL = re.compile(
    r"https?://[^\s<>\"'`{}|\\^\[\]\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ue000-\uf8ff\ufeff]+"
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_EMPHASIS = re.compile(r"(?<![\w*])(\*\*|__|[*_])([^\s*_](?:[^*_]{0,60}[^\s*_])?)\1(?![\w*])")
_NEWLINES = str.maketrans("\r\n\t", "   ")
_CELL = re.compile(r"[A-Za-z0-9]")
_INLINE = re.compile(
    r"</?(?:abbr|b|bdi|bdo|big|code|em|font|i|ins|mark|s|small|span|strong|sub|sup|tt|u|var|wbr)(?:[\s/][^<>]{0,4000})?>",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """One line as it reads; what it is compared by is worked out when first asked for."""

    text: str

    @cached_property
    def plain(self) -> str:
        """The text with base letters and ASCII digits."""
        return plain(self.text)

    @cached_property
    def folded(self) -> str:
        """The text as words are compared."""
        return self.plain.lower()

    @cached_property
    def marks(self) -> list[Mark]:
        """The known words of the line."""
        return marks(self.folded)


@dataclass(frozen=True, slots=True)
class Link:
    """One link: its target as written, its label, and the number of the line it stands in."""

    url: str
    label: str
    line: int
    start: int


@dataclass(frozen=True, slots=True)
class Page:
    """The lines and links of one body. Line 0 is the subject."""

    lines: list[Line]
    links: list[Link]

    def speaks_of(self, kind: Kind) -> bool:
        """Whether any line holds a word of that kind."""
        return any(mark.kind & kind for line in self.lines for mark in line.marks)


def _unmarked(text: str) -> str:
    """The text free of the characters that stand for links."""
    return text if text.isascii() else _PRIVATE.sub(" ", text)


def _joined_cells(rows: list[str]) -> list[str]:
    """The rows with each run of four or more single characters (one table cell each) made one row."""
    joined: list[str] = []
    run: list[str] = []
    for row in [*rows, ""]:
        if row and len(row) == 1 and _CELL.fullmatch(plain(row)):
            run.append(row)
            continue
        if run:
            joined += [" ".join(run)] if len(run) >= 4 else run
            run = []
        if row:
            joined.append(row)
    return joined


def page(subject: str, marked: str, urls: list[str]) -> Page:
    """The page of a text in which links are single private-use characters."""
    rows = [row.strip()[:MAX_LINE] for row in marked.splitlines()[: MAX_LINES * 4]]
    if "*" in marked or "_" in marked:
        rows = [_EMPHASIS.sub(r"\2", row) for row in rows]
    rows = _joined_cells([row for row in rows if row and not row.startswith(">")])[:MAX_LINES]
    lines = [Line(visible(_unmarked(subject))[:MAX_LINE])]
    links: list[Link] = []
    for number, row in enumerate(rows, start=1):
        for found in _LINK.finditer(row):
            which = ord(found.group()) - _FIRST
            if which >= len(urls):
                continue
            rest = row[found.end() :]
            label = rest.partition(_END)[0] if _END in rest else ""
            links.append(Link(urls[which], label, number, found.start()))
        if "@" in row:
            row = _ADDRESS.sub(lambda found: " " * len(found.group()), row)
        lines.append(Line(row))
    return Page(lines, links)


def urls_in(source: str) -> Iterator[str]:
    """The first URLs of a text or of HTML source, for a quick look."""
    return (found.group() for found in islice(_URL.finditer(source), MAX_LINKS))


def of_text(subject: str, text: str) -> Page:
    """The page of a plain text body."""
    urls: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        if len(urls) >= MAX_LINKS:
            return " "
        url = found.group().rstrip(".,;:!?'\"*_")
        if url.endswith(")") and "(" not in url:
            url = url.rstrip(")")
        urls.append(url)
        return chr(_FIRST + len(urls) - 1) + found.group()[len(url) :]

    text = text[:MAX_TEXT]
    marked = _URL.sub(set_aside, _unmarked(text))
    return page(subject, marked if text.isascii() else visible(marked), urls)


def of_html(subject: str, html: str) -> Page:
    """The page of an HTML body: a line for each block, labels kept with their links."""
    source = _unmarked(html[:MAX_HTML]).translate(_NEWLINES)
    source = "<".join(_INLINE.sub("", source).split("<", MAX_TAGS)[:MAX_TAGS])
    tree = LexborHTMLParser(source)
    tree.strip_tags(["style", "script", "head", "title", "noscript", "template"])
    urls: list[str] = []
    for anchor in tree.css("a")[:MAX_LINKS]:
        url = (anchor.attributes.get("href") or "").strip()
        if url[:4].lower() == "http":
            anchor.insert_before(chr(_FIRST + len(urls)))
            anchor.insert_after(_END)
            urls.append(url)
        anchor.unwrap()
    if tree.body is None:
        return page(subject, "", [])
    tree.body.merge_text_nodes()
    return page(subject, visible(tree.body.text(separator="\n")[:MAX_TEXT]), urls)
