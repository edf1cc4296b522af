"""Bodies of messages: one JSON object each, packed with zstd where that pays."""

from typing import cast

import msgspec

from pillarbox.domain.messages import Bodies
from pillarbox.ports import Tx, Value
from pillarbox.tables.packing import WORTH_PACKING_BYTES, pack, unpack
from pillarbox.tables.values import in_parts

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Bodies)


def insert_bodies(tx: Tx, message_no: int, bodies: Bodies) -> None:
    """Store the bodies of a new message."""
    tx.insert("message_bodies", {"message_no": message_no, **_packed(bodies)})


def replace_bodies(tx: Tx, message_no: int, bodies: Bodies) -> None:
    """Put bodies in place of those a message has."""
    tx.execute(
        "UPDATE message_bodies SET compressed = :compressed, data = :data WHERE message_no = :message_no",
        {"message_no": message_no, **_packed(bodies)},
    )


def _packed(bodies: Bodies) -> dict[str, Value]:
    present = {
        name: value
        for name, value in (
            ("text", bodies.text),
            ("html", bodies.html),
            ("extracted_text", bodies.extracted_text),
            ("extracted_html", bodies.extracted_html),
        )
        if value is not None
    }
    data = _encoder.encode(present)
    compressed = len(data) >= WORTH_PACKING_BYTES
    return {"compressed": int(compressed), "data": pack(data) if compressed else data}


def get_bodies(tx: Tx, message_nos: list[int]) -> dict[int, Bodies]:
    """The bodies of these messages."""
    found: dict[int, Bodies] = {}
    for values, parameters in in_parts([(message_no,) for message_no in message_nos]):
        rows = tx.all(
            f"SELECT message_no, compressed, data FROM message_bodies WHERE message_no IN ({values})",
            parameters,
        )
        for message_no, compressed, data in rows:
            found[cast("int", message_no)] = _decoder.decode(bodies_json(compressed, data))
    return found


def bodies_json(compressed: Value, data: Value) -> bytes:
    """The JSON object of a row."""
    packed = cast("bytes", data)
    return unpack(packed) if compressed else packed
