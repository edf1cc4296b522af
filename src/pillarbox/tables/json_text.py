"""JSON columns: text in the database, tuples and dicts in Python."""

import msgspec

from pillarbox.domain.drafts import DraftAttachment
from pillarbox.domain.messages import Attachment
from pillarbox.ports import Value

_encoder = msgspec.json.Encoder()
_strings = msgspec.json.Decoder(tuple[str, ...])
_string_map = msgspec.json.Decoder(dict[str, str])
_objects = msgspec.json.Decoder(dict[str, object])
_attachments = msgspec.json.Decoder(tuple[Attachment, ...])
_draft_attachments = msgspec.json.Decoder(tuple[DraftAttachment, ...])


def encode(value: object) -> str:
    """`value` as compact JSON text."""
    return _encoder.encode(value).decode()


def encode_optional(value: object | None) -> str | None:
    return None if value is None else encode(value)


def strings(text: Value) -> tuple[str, ...]:
    return () if text == "[]" else _strings.decode(_text(text))


def string_map(text: Value) -> dict[str, str]:
    return {} if text == "{}" else _string_map.decode(_text(text))


def optional_object(text: Value) -> dict[str, object] | None:
    return None if text is None else _objects.decode(_text(text))


def attachments(text: Value) -> tuple[Attachment, ...]:
    return () if text == "[]" else _attachments.decode(_text(text))


def draft_attachments(text: Value) -> tuple[DraftAttachment, ...]:
    return () if text == "[]" else _draft_attachments.decode(_text(text))


def _text(value: Value) -> str:
    assert isinstance(value, str)
    return value
