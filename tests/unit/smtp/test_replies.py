"""Replies on the wire (RFC 5321 §4.2)."""

from pillarbox.domain.envelope import Reply
from pillarbox.edges.smtp.replies import encode


def test_every_line_of_a_reply_carries_code_and_status() -> None:
    assert encode(Reply(code=550, enhanced="5.1.1", text="No\nNo")) == b"550-5.1.1 No\r\n550 5.1.1 No\r\n"


def test_a_reply_without_status_has_none() -> None:
    assert encode(Reply(code=354, enhanced="", text="Go")) == b"354 Go\r\n"


def test_text_of_a_service_cannot_break_the_protocol() -> None:
    wire = encode(Reply(code=451, enhanced="4.0.0", text="a\r\n250 b\x00\x1b ü" + "x" * 9999))
    assert wire.startswith(b"451-4.0.0 a \r\n451 4.0.0 250 b   ?x")
    assert wire.endswith(b"x\r\n")
    assert max(map(len, wire.split(b"\n"))) < 512
