"""What a reader sees of a mail: its text, its HTML, and everything else as attachments."""

from dataclasses import dataclass

from pillarbox.mail.mime import transfer
from pillarbox.mail.mime.parser import Message
from pillarbox.mail.mime.part import Part
from pillarbox.mail.mime.text import decode_text
from pillarbox.mail.mime.transfer import Buffer, Location

PREVIEW_CHARACTERS = 200


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
    """Bodies and attachments of one mail. `text` is None for a mail in HTML only, `html` for plain text."""

    text: str | None
    html: str | None
    preview: str | None  # the first 200 characters of the text, white space as it is
    attachments: tuple[Attachment, ...]


def extract(raw: Buffer, message: Message) -> Content:
    """The bodies and attachments of `message`, which was parsed from `raw`.

    Parts are told apart as RFC 8621 §4.1.4 does; several inline texts follow each other in one.
    """
    texts: list[Part] = []
    htmls: list[Part] = []
    others: list[Part] = []
    _sort(message.root, texts, htmls, others)
    text = _joined([decode_text(raw, part) for part in texts])
    html = _joined([decode_text(raw, part) for part in htmls])
    return Content(
        text=text,
        html=html,
        preview=text[:PREVIEW_CHARACTERS] if text else None,
        attachments=tuple(_attachment(raw, part) for part in others),
    )


def _sort(root: Part, texts: list[Part], htmls: list[Part], others: list[Part]) -> None:
    waiting = [(root, True)]  # a part, and whether it may be body text by its place
    while waiting:
        part, may_be_body = waiting.pop()
        if part.children:
            root_index = _related_root(part) if part.content_type == "multipart/related" else None
            waiting += [
                (
                    child,
                    index == root_index if root_index is not None else index == 0 or child.filename is None,
                )
                for index, child in reversed(list(enumerate(part.children)))
            ]
        elif not may_be_body or part.disposition == "attachment":
            others.append(part)
        elif part.content_type == "text/plain":
            texts.append(part)
        elif part.content_type == "text/html":
            htmls.append(part)
        else:
            others.append(part)


def _related_root(part: Part) -> int:
    """The index of the part the others belong to (RFC 2387 §3.2)."""
    start = part.params.get("start", "").strip("<> ")
    identifiers = [child.content_id for child in part.children]
    return identifiers.index(start) if start in identifiers else 0


def _joined(bodies: list[str]) -> str | None:
    if not bodies:
        return None
    last = bodies.pop()
    return "".join(body if body.endswith("\n") else body + "\n" for body in bodies if body) + last


def _attachment(raw: Buffer, part: Part) -> Attachment:
    return Attachment(
        content_type=part.content_type,
        filename=part.filename,
        disposition=part.disposition or ("inline" if part.content_id else "attachment"),
        content_id=part.content_id,
        size_bytes=transfer.decoded_size(raw, part.location),
        location=part.location,
    )
