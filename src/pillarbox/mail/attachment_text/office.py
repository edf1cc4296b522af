"""The text of Office files, which are archives of XML: Open XML (ECMA-376) and OpenDocument."""

import re
import zlib
from collections.abc import Callable
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, LargeZipFile, ZipFile

_MAX_MEMBERS = 10_000
_MAX_UNPACKED_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
_TEXT_PARTS = re.compile(
    r"word/(?:document|footnotes|endnotes|header\d*|footer\d*|comments)\.xml|"
    r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml|content\.xml"
)
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_SHARED_STRINGS = "xl/sharedStrings.xml"
_NUMBER = re.compile(r"\d+")
_SEPARATORS = {
    "p": "\n",
    "h": "\n",
    "br": "\n",
    "cr": "\n",
    "line-break": "\n",
    "tab": "\t",
    "tc": "\t",
    "s": " ",
}
_LEAVES = frozenset({"t"})
_OPEN_DOCUMENT_LEAVES = frozenset({"p", "h"})


class UnreadableFile(ValueError):
    """The file is broken, locked, or unpacks to too much."""


def document_text(data: bytes) -> str:
    """The text of a document or of slides, in order. Raises `UnreadableFile`."""
    archive = _Archive(data)
    pieces: list[str] = []
    for name in archive.names(_TEXT_PARTS):
        leaves = _OPEN_DOCUMENT_LEAVES if name == "content.xml" else _LEAVES
        _Leaves(leaves, pieces).read(archive, name)
        pieces.append("\n")
    return "".join(pieces)


def workbook_text(data: bytes) -> str:
    """The cells of a workbook, a line for each row and a tab between cells. Raises `UnreadableFile`."""
    archive = _Archive(data)
    strings = _SharedStrings()
    if archive.has(_SHARED_STRINGS):
        strings.read(archive, _SHARED_STRINGS)
    cells = _Cells(strings.found)
    for name in archive.names(_SHEET):
        cells.read(archive, name)
    return "".join(cells.pieces)


class _Archive:
    """A ZIP archive that gives out at most 64 MiB altogether."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = ZipFile(BytesIO(data))
        except (BadZipFile, LargeZipFile, ValueError, OSError) as error:
            raise UnreadableFile from error
        if len(self._archive.namelist()) > _MAX_MEMBERS:
            raise UnreadableFile
        self._left_bytes = _MAX_UNPACKED_BYTES

    def has(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    def names(self, pattern: re.Pattern[str]) -> list[str]:
        """The members with such names, `slide2` before `slide10`."""
        found = (name for name in self._archive.namelist() if pattern.fullmatch(name))
        return sorted(
            found, key=lambda name: (_NUMBER.sub("", name), int("".join(_NUMBER.findall(name)) or 0))
        )

    def feed(self, name: str, parse: Callable[[bytes], object]) -> None:
        """Hand the bytes of a member over, piece by piece. Raises `UnreadableFile`."""
        try:
            with self._archive.open(name) as member:
                while chunk := member.read(_CHUNK_BYTES):
                    self._left_bytes -= len(chunk)
                    if self._left_bytes < 0:
                        raise UnreadableFile
                    parse(chunk)
        except (BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
            raise UnreadableFile from error


class _Reader:
    """Reads one XML member, without entities of its own: those could stand for any amount of text."""

    def read(self, archive: _Archive, name: str) -> None:
        """Raises `UnreadableFile`."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.EntityDeclHandler = _refuse
        parser.StartElementHandler = lambda tag, attributes: self.start(tag.rpartition(":")[2], attributes)
        parser.EndElementHandler = lambda tag: self.end(tag.rpartition(":")[2])
        parser.CharacterDataHandler = self.text
        try:
            archive.feed(name, lambda chunk: parser.Parse(chunk, False))
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise UnreadableFile from error

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...


def _refuse(*declaration: object) -> None:
    raise UnreadableFile


class _Leaves(_Reader):
    """What stands in elements with certain names, parted by those that break lines."""

    def __init__(self, leaves: frozenset[str], pieces: list[str]) -> None:
        self._leaves = leaves
        self._pieces = pieces
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += tag in self._leaves

    def end(self, tag: str) -> None:
        self._depth -= tag in self._leaves
        if separator := _SEPARATORS.get(tag):
            self._pieces.append(separator)

    def text(self, text: str) -> None:
        if self._depth:
            self._pieces.append(text)


class _SharedStrings(_Reader):
    """The strings that cells refer to by number."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._in_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._in_text = tag == "t"
        if tag == "si":
            self.found.append("")

    def end(self, tag: str) -> None:
        self._in_text = False

    def text(self, text: str) -> None:
        if self._in_text and self.found:
            self.found[-1] += text


class _Cells(_Reader):
    """The values of a sheet."""

    def __init__(self, strings: list[str]) -> None:
        self.pieces: list[str] = []
        self._strings = strings
        self._is_shared = False
        self._value: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._is_shared = attributes.get("t") == "s"
        elif tag in ("v", "t"):
            self._value = []

    def end(self, tag: str) -> None:
        if tag == "row":
            self.pieces.append("\n")
        elif tag == "c":
            self.pieces.append("\t")
        elif tag in ("v", "t") and self._value is not None:
            self.pieces.append(self._shown("".join(self._value)))
            self._value = None

    def text(self, text: str) -> None:
        if self._value is not None:
            self._value.append(text)

    def _shown(self, value: str) -> str:
        if not self._is_shared:
            return value
        known = value.isdecimal() and len(value) < 10 and int(value) < len(self._strings)
        return self._strings[int(value)] if known else ""
