"""What a reader sees of a mail: its text, its HTML, and everything else as attachments."""

from dataclasses import dataclass

from pillarbox.mail.html.words import MAX_HTML_CHARACTERS, lines_of_html
from pillarbox.mail.mime import transfer
from pillarbox.mail.mime.parser import Message
from pillarbox.mail.mime.part import Part
from pillarbox.mail.mime.text import decode_text
from pillarbox.mail.mime.transfer import Buffer, Location

PREVIEW_CHARACTERS = 200

_MAX_BLANK_BYTES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A part that is not body text. `location` finds and decodes it in the raw mail."""

    content_type: str
    filename: str | None
    disposition: str  # "inline" or "attachment"
    content_id: str | None
    size_bytes: int  # decoded
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Bodies and attachments of one mail. `text` is None for a mail in HTML only, `html` for plain text.

    Neither is empty.
    """

    text: str | None
    html: str | None
    preview: str | None  # the first 200 characters of the text, white space as it is; None for a blank text
    attachments: tuple[Attachment, ...]


def extract(raw: Buffer, message: Message) -> Content:
    """The bodies and attachments of `message`, which was parsed from `raw`.

    Parts are told apart as RFC 8621 §4.1.4 does; several inline texts follow each other in one. HTML among
    them that is no alternative of a text is part of the text, too: its lines stand there.
    """
    bodies, others = _sort(raw, message.root)
    text = _text(bodies)
    return Content(
        text=text,
        html=_joined([body.content for body in bodies if body.is_html]),
        preview=text[:PREVIEW_CHARACTERS] if text and not text.isspace() else None,
        attachments=tuple(_attachment(raw, part) for part in others),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """A body part, decoded. `is_text` of HTML tells that no text beside it says the same."""

    content: str
    is_html: bool
    is_text: bool

    @property
    def is_blank(self) -> bool:
        return not self.content or self.content.isspace()


def _sort(raw: Buffer, root: Part) -> tuple[list[_Body], list[Part]]:
    bodies: list[_Body] = []
    others: list[Part] = []
    waiting = [(root, True, True)]  # a part, and whether by its place it may be a body and, if HTML, a text
    while waiting:
        part, may_be_body, is_text = waiting.pop()
        if part.children:
            root_index = _related_root(part) if part.content_type == "multipart/related" else None
            is_text = is_text and not _offers_text(raw, part)
            waiting += [
                (
                    child,
                    index == root_index if root_index is not None else index == 0 or child.filename is None,
                    is_text,
                )
                for index, child in reversed(list(enumerate(part.children)))
            ]
        elif not may_be_body or part.disposition == "attachment":
            others.append(part)
        elif part.content_type in ("text/plain", "text/html"):
            is_html = part.content_type == "text/html"
            bodies.append(
                _Body(content=decode_text(raw, part), is_html=is_html, is_text=is_text or not is_html)
            )
        else:
            others.append(part)
    return bodies, others


def _offers_text(raw: Buffer, part: Part) -> bool:
    """Whether what HTML in this part says is there as text as well."""
    return part.content_type == "multipart/alternative" and any(
        leaf.content_type == "text/plain" and leaf.disposition != "attachment" and not _is_blank(raw, leaf)
        for leaf in part.leaves
    )


def _is_blank(raw: Buffer, part: Part) -> bool:
    is_short = part.location.end - part.location.start <= _MAX_BLANK_BYTES
    return is_short and not decode_text(raw, part).strip()


def _text(bodies: list[_Body]) -> str | None:
    """The texts, and in their midst the HTML that has none beside it; None for a mail in HTML only."""
    if all(body.is_html or body.is_blank for body in bodies):
        return _joined([body.content for body in bodies if not body.is_html])
    texts: list[str] = []
    room = MAX_HTML_CHARACTERS
    for body in bodies:
        if body.is_html and body.is_text:
            texts.append(lines_of_html(body.content[:room]))
            room = max(room - len(body.content), 0)
        elif body.is_text:
            texts.append(body.content)
    return _joined(texts)


def _related_root(part: Part) -> int:
    """The index of the part the others belong to (RFC 2387 §3.2)."""
    start = part.params.get("start", "").strip("<> ")
    identifiers = [child.content_id for child in part.children]
    return identifiers.index(start) if start in identifiers else 0


def _joined(bodies: list[str]) -> str | None:
    if not any(bodies):
        return None
    *before, last = [body for body in bodies if body]
    return "".join(body if body.endswith("\n") else body + "\n" for body in before) + last


def _attachment(raw: Buffer, part: Part) -> Attachment:
    return Attachment(
        content_type=part.content_type,
        filename=part.filename,
        disposition=part.disposition or ("inline" if part.content_id else "attachment"),
        content_id=part.content_id,
        size_bytes=transfer.decoded_size(raw, part.location),
        location=part.location,
    )
