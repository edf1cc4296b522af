"""The text of an attachment: PDF, Office, HTML, calendars, mails, CSV and plain text. Takes the time and
memory that hostile files want: it is called in a process with limits."""

import re
from enum import StrEnum
from io import BytesIO

from pillarbox.mail.attachment_text.office import UnreadableFile, document_text, workbook_text
from pillarbox.mail.html.words import plain_text_of_html, searchable_text
from pillarbox.mail.mime import body, charsets, parser

MAX_TEXT_CHARS = 1_000_000
"""How much of a text is kept."""

_MAX_PAGES = 2_000
_FOLD = re.compile(r"\r?\n[ \t]")
_SHOWN_PROPERTY = re.compile(
    r"^(?:SUMMARY|DESCRIPTION|LOCATION|COMMENT|ORGANIZER|ATTENDEE)(?:;[^:\n]*)?:(.*)$", re.MULTILINE
)
_ESCAPED = re.compile(r"\\([\\;,nN])")


class TextKind(StrEnum):
    """How the text of a file is found."""

    PDF = "pdf"
    DOCUMENT = "document"
    WORKBOOK = "workbook"
    HTML = "html"
    CALENDAR = "calendar"
    MAIL = "mail"
    PLAIN = "plain"


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
_BY_TYPE = {
    "application/pdf": TextKind.PDF,
    f"{_OPEN_XML}.wordprocessingml.document": TextKind.DOCUMENT,
    f"{_OPEN_XML}.presentationml.presentation": TextKind.DOCUMENT,
    f"{_OPEN_XML}.spreadsheetml.sheet": TextKind.WORKBOOK,
    f"{_OPEN_DOCUMENT}.text": TextKind.DOCUMENT,
    f"{_OPEN_DOCUMENT}.presentation": TextKind.DOCUMENT,
    f"{_OPEN_DOCUMENT}.spreadsheet": TextKind.DOCUMENT,
    "text/html": TextKind.HTML,
    "application/xhtml+xml": TextKind.HTML,
    "text/calendar": TextKind.CALENDAR,
    "message/rfc822": TextKind.MAIL,
    "text/csv": TextKind.PLAIN,
    "text/plain": TextKind.PLAIN,
    "text/markdown": TextKind.PLAIN,
    "text/tab-separated-values": TextKind.PLAIN,
}
_BY_EXTENSION = {
    "pdf": TextKind.PDF,
    "docx": TextKind.DOCUMENT,
    "pptx": TextKind.DOCUMENT,
    "odt": TextKind.DOCUMENT,
    "odp": TextKind.DOCUMENT,
    "ods": TextKind.DOCUMENT,
    "xlsx": TextKind.WORKBOOK,
    "html": TextKind.HTML,
    "htm": TextKind.HTML,
    "ics": TextKind.CALENDAR,
    "eml": TextKind.MAIL,
    "csv": TextKind.PLAIN,
    "tsv": TextKind.PLAIN,
    "txt": TextKind.PLAIN,
    "md": TextKind.PLAIN,
}


def text_kind(content_type: str, filename: str | None) -> TextKind | None:
    """How to read a file of this type, or else of this name; None for files without text."""
    extension = (filename or "").lower().rpartition(".")[2]
    return _BY_TYPE.get(content_type.lower()) or _BY_EXTENSION.get(extension)


def extract_text(kind: TextKind, data: bytes) -> str:
    """The text in `data`, lines kept, blank at the ends, at most a million characters.

    Raises `UnreadableFile` for files that are not what they are said to be, are locked or unpack to too much.
    """
    match kind:
        case TextKind.PDF:
            text = _pdf_text(data)
        case TextKind.DOCUMENT:
            text = document_text(data)
        case TextKind.WORKBOOK:
            text = workbook_text(data)
        case TextKind.HTML:
            text = plain_text_of_html(charsets.decode(data))
        case TextKind.CALENDAR:
            text = _calendar_text(charsets.decode(data))
        case TextKind.MAIL:
            text = _mail_text(data)
        case TextKind.PLAIN:
            text = charsets.decode(data)
    return text.strip()[:MAX_TEXT_CHARS]


def _pdf_text(data: bytes) -> str:
    from pypdf import PdfReader  # here, so that the server itself never loads it

    pages: list[str] = []
    length = 0
    try:
        for number, page in enumerate(PdfReader(BytesIO(data)).pages):
            if number == _MAX_PAGES or length > MAX_TEXT_CHARS:
                break
            pages.append(page.extract_text())
            length += len(pages[-1])
    except Exception as error:  # of many kinds on broken files
        if not pages:
            raise UnreadableFile from error
    return "\n".join(pages)


def _calendar_text(text: str) -> str:
    """What people read of a calendar (RFC 5545 §3.1, §3.3.11)."""
    shown = _SHOWN_PROPERTY.findall(_FOLD.sub("", text).replace("\r\n", "\n"))
    return "\n".join(
        _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], value) for value in shown
    )


def _mail_text(data: bytes) -> str:
    message = parser.parse(data)
    content = body.extract(data, message)
    names = (message.headers.get(name) for name in ("from", "to", "subject"))
    text = searchable_text(content.text, content.html)
    return "\n".join((*(name for name in names if name), text))
