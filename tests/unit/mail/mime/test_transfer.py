"""Transfer encodings, whole and broken."""

import base64
import binascii

import pytest

from pillarbox.mail.mime import transfer
from pillarbox.mail.mime.base64_text import MAX_RUNS, decode_base64
from pillarbox.mail.mime.transfer import Encoding, Location, encoding_of

DATA = bytes(range(256)) * 4_000


def decode(encoded: bytes, encoding: Encoding) -> bytes:
    return transfer.decode(encoded, Location(start=0, end=len(encoded), encoding=encoding))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("base64", Encoding.BASE64),
        (" BASE64 ", Encoding.BASE64),
        ("base64; x=y", Encoding.BASE64),
        ("Quoted-Printable (really)", Encoding.QUOTED_PRINTABLE),
        ("x-uuencode", Encoding.UUENCODE),
        ("7bit", Encoding.IDENTITY),
        ("8bit", Encoding.IDENTITY),
        ("rot13", Encoding.IDENTITY),
        ("", Encoding.IDENTITY),
        (None, Encoding.IDENTITY),
    ],
)
def test_the_encoding_is_found_by_its_name(value: str | None, expected: Encoding) -> None:
    assert encoding_of(value) is expected


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        (b"aGVsbG8=", b"hello"),
        (b"aGVs\r\nbG8=\r\n", b"hello"),
        (b"aGVsbG8", b"hello"),
        (b"aGVsbG8===", b"hello"),
        (b"aGVs bG*8=", b"hello"),
        (b"aGk=aGk=", b"hihi"),
        (b"aGVsbG8=\r\nZ", b"hello"),
        (b"====", b""),
        (b"REFUQTE=\r\n\r\nScanned by a gateway\r\n", b"DATA1"),
        (b"REFUQTE=\r\nREFUQTE=\r\n--\r\nlist", b"DATA1DATA1"),
        (b"REFUQTE=\nREFUQTE\n.\nREFU\n", b"DATA1DATA1"),
        (b"aGk=aGk= # aGk=", b"hihi"),
        (b"REFU\r\nREFU -\r\nQTE=", b"DATDATA1"),
        (b"aGk=\r\n" + b"REFU" * 500 + b"-REFU", b"hi" + b"DAT" * 250),
        (b"a", b""),
        (b"", b""),
    ],
)
def test_base64_is_decoded_as_far_as_it_goes(encoded: bytes, expected: bytes) -> None:
    assert decode(encoded, Encoding.BASE64) == expected


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        (b"caf=C3=A9", "café".encode()),
        (b"caf=c3=a9", "café".encode()),
        (b"soft=\r\nbreak", b"softbreak"),
        (b"soft=  \r\nbreak", b"softbreak"),
        (b"soft=\nbreak", b"softbreak"),
        (b"soft=\rbreak", b"softbreak"),
        (b"padded  \t\r\nline", b"padded\r\nline"),
        (b"kept=20\r\nline", b"kept \r\nline"),
        (b"bad=XY =4", b"bad=XY =4"),
        (b"cut=", b"cut"),
        (b"under_score", b"under_score"),
    ],
)
def test_quoted_printable_is_decoded_as_far_as_it_goes(encoded: bytes, expected: bytes) -> None:
    assert decode(encoded, Encoding.QUOTED_PRINTABLE) == expected


def test_uuencoded_lines_are_decoded_and_the_frame_is_left_out() -> None:
    lines = b"".join(binascii.b2a_uu(DATA[start : start + 45]) for start in range(0, 450, 45))
    assert decode(b"begin 644 a.bin\n" + lines + b"`\nend\n", Encoding.UUENCODE) == DATA[:450]


def test_broken_uuencode_ends_at_the_broken_line() -> None:
    good = binascii.b2a_uu(b"good")
    assert decode(good + b"$\x7f\x7f\x7f\x7f\x7f\x7f\n" + good, Encoding.UUENCODE) == b"good"


@pytest.mark.parametrize("encoding", [Encoding.IDENTITY, Encoding.BASE64, Encoding.QUOTED_PRINTABLE])
def test_large_bodies_come_in_pieces_no_larger_than_a_chunk(encoding: Encoding) -> None:
    encoded = {
        Encoding.IDENTITY: DATA,
        Encoding.BASE64: base64.encodebytes(DATA),
        Encoding.QUOTED_PRINTABLE: binascii.b2a_qp(DATA, istext=False),
    }[encoding]
    location = Location(start=0, end=len(encoded), encoding=encoding)
    pieces = list(transfer.iter_decoded(encoded, location))
    assert len(pieces) > 1 and max(map(len, pieces)) <= transfer.CHUNK_BYTES
    assert b"".join(pieces) == DATA
    assert transfer.decoded_size(encoded, location) == len(DATA)


def test_only_the_located_stretch_is_decoded() -> None:
    raw = b"before aGk= after"
    assert transfer.decode(raw, Location(start=7, end=11, encoding=Encoding.BASE64)) == b"hi"


def test_padding_past_the_limit_is_junk_in_pieces_too() -> None:
    encoded = b"aGk=" * (MAX_RUNS + 1) + b"aGk"
    location = Location(start=0, end=len(encoded), encoding=Encoding.BASE64)
    whole = transfer.decode(encoded, location)
    assert whole.startswith(b"hi" * MAX_RUNS)
    assert b"".join(transfer.iter_decoded(encoded, location, chunk_bytes=999)) == whole
    assert decode_base64(encoded) == whole
    assert transfer.decoded_size(encoded, location) == len(whole)
