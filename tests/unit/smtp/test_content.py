"""Content behind its trace header, in pieces of any size."""

from pathlib import Path

import pytest

from pillarbox.domain.envelope import Envelope
from pillarbox.edges.smtp import replies
from pillarbox.edges.smtp.content import Content
from pillarbox.edges.smtp.limits import Limits
from pillarbox.edges.smtp.spool import Spool
from pillarbox.mail.mime import body, parser

TRACE = b"Received: from c.test\r\n\tby x.test;\r\n\tTue, 14 Nov 2023 22:13:20 -0000\r\n"
ENVELOPE = Envelope(
    return_path="",
    recipients=("b@x.test",),
    client_address="",
    helo="c.test",
    tls=False,
    smtputf8=False,
    received_at_ms=0,
)


def stored(directory: Path, sent: bytes, size: int, limits: Limits | None = None) -> object:
    """What is kept of the content, or the reply that refuses it."""
    limits = limits or Limits()
    spool = Spool(directory, limits)
    content = Content(ENVELOPE, spool, limits, trace=TRACE)
    for at in range(0, len(sent), size):
        content.write(b"")
        content.write(sent[at : at + size])
    kept = content.finish()
    content.close()
    assert spool.memory_bytes == 0
    return kept


@pytest.mark.parametrize("size", [1, 2, 1000])
@pytest.mark.parametrize("space", [b" ", b"\t"])
def test_content_that_begins_with_white_space_keeps_its_first_line(
    tmp_path: Path, space: bytes, size: int
) -> None:
    sent = space + b"indented first line\r\nsecond line\r\n"
    kept = stored(tmp_path, sent, size)
    assert kept == TRACE + b"\r\n" + sent
    text = body.extract(kept, parser.parse(kept)).text
    assert text == space.decode() + "indented first line\nsecond line\n"


@pytest.mark.parametrize(
    "sent", [b"", b"\r\n \r\n", b"Subject: x\r\n\r\n y\r\n", b"first line\r\n second\r\n"]
)
@pytest.mark.parametrize("size", [1, 1000])
def test_other_content_follows_the_trace_at_once(tmp_path: Path, sent: bytes, size: int) -> None:
    assert stored(tmp_path, sent, size) == TRACE + sent


def test_the_bounds_of_a_header_section_are_none_to_content_without_one(tmp_path: Path) -> None:
    limits = Limits(header_bytes=20, received_hops=1)
    lines = b"Received: x\r\n" * 5
    assert stored(tmp_path, b" " + lines, 7, limits) == TRACE + b"\r\n " + lines
    assert stored(tmp_path, lines, 7, limits) == replies.HEADER_TOO_LARGE


def test_white_space_takes_no_room_when_there_is_none(tmp_path: Path) -> None:
    limits = Limits(memory_bytes_per_mail=1, spool_bytes=1)
    assert stored(tmp_path, b" x\r\n", 1, limits) == replies.STORAGE_FULL
