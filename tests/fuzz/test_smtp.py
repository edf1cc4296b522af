"""Any stream in any pieces: the session never fails, always says the same, and keeps mail as it was sent."""

import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dialogues.conversation import Conversation

from pillarbox.edges.smtp.limits import Limits

DIRECTORY = Path(tempfile.gettempdir())
SMALL = Limits(
    command_bytes=80,
    message_bytes=200,
    header_bytes=60,
    line_bytes=50,
    discard_bytes=300,
    recipients=2,
    received_hops=1,
    errors=6,
    commands_per_mail=8,
    commands_per_turn=2,
    memory_bytes_per_mail=200,
)
LARGE = Limits(memory_bytes_per_mail=300)
OPENING = b"HELO c.test\r\n"
MAIL = b"MAIL FROM:<a@c.test>\r\nRCPT TO:<b@pillarbox.test>\r\n"

# Streams that keep to the synchronization points of RFC 2920 §3.1: each element waits for its replies.
piece_of_content = st.sampled_from(
    [
        b".",
        b"..",
        b"\r",
        b"\n",
        b"\r\n",
        b"\r\n.\r\n",
        b"\x00",
        b"x" * 30,
        b"Received: y\r\n",
        b"\xff",
        b" \t",
    ]
)
commands = st.sampled_from(
    [
        MAIL,
        b"RCPT TO:<c@pillarbox.test>\r\n",
        b"RSET\r\n",
        b"NOOP\r\n",
        b"NO\nOP\r\n",
        b"MAIL FROM:<a@c.test> SIZE=9999\r\n",
        b"VRFY " + b"x" * 90 + b"\r\n",
        b"BDAT 10\r\n0123456\r\n\r",
        b"BDAT 11 LAST\r\n0123456\r\n\r\n",
        b"BDAT 0 LAST\r\n",
        b"GET\xff\r\n",
        b"\r\n",
    ]
)
group = st.lists(commands, min_size=1, max_size=6).map(b"".join)
content = st.lists(piece_of_content, max_size=25).map(lambda pieces: b"".join(pieces) + b"\r\n.\r\n")
polite_stream = st.lists(
    st.one_of(group.map(lambda data: [data]), content.map(lambda data: [MAIL + b"DATA\r\n", data])),
    max_size=6,
).map(lambda groups: [OPENING, *(data for pair in groups for data in pair)])


def heard(groups: list[bytes], limits: Limits, size: int) -> tuple[bytes, list[bytes]]:
    """All replies and all contents stored, for a stream in pieces of `size`."""
    talk = Conversation(DIRECTORY, limits)
    replies = b"".join(
        talk.say(group[at : at + size]) for group in groups for at in range(0, len(group), size)
    )
    contents = [mail.content for mail in talk.stored]
    talk.session.close()
    assert (talk.spool.memory_bytes, talk.spool.disk_bytes) == (0, 0)
    return replies, contents


def after_trace(sent: bytes) -> bytes:
    """What follows the trace header: white space must not continue it."""
    return b"\r\n" + sent if sent.startswith((b" ", b"\t")) else sent


@given(groups=polite_stream, size=st.integers(1, 40))
def test_replies_and_mails_do_not_depend_on_how_the_network_cuts(groups: list[bytes], size: int) -> None:
    whole = heard(groups, SMALL, 1_000_000)
    assert heard(groups, SMALL, size) == whole
    assert heard(groups, SMALL, 1) == whole


@given(stream=st.binary(max_size=500), size=st.integers(1, 50), opened=st.booleans())
def test_no_stream_breaks_the_session(stream: bytes, size: int, opened: bool) -> None:
    groups = [OPENING, MAIL, b"DATA\r\n", stream] if opened else [stream]
    replies, _ = heard(groups, SMALL, size)
    assert all(re.fullmatch(rb"[2-5][0-9]{2}[ -][ -~]*", line) for line in replies.split(b"\r\n")[:-1])


lines = st.lists(
    st.binary(max_size=40).map(lambda line: line.replace(b"\r", b"").replace(b"\n", b"")), max_size=30
)


@given(lines=lines, size=st.integers(1, 100))
@settings(max_examples=200)
def test_data_keeps_content_as_it_was_sent(lines: list[bytes], size: int) -> None:
    sent = b"".join(line + b"\r\n" for line in lines)
    stuffed = b"".join(b"." + line + b"\r\n" if line[:1] == b"." else line + b"\r\n" for line in lines)
    _, contents = heard([OPENING, MAIL, b"DATA\r\n", stuffed + b".\r\n"], LARGE, size)
    assert contents == [after_trace(sent)]


@given(lines=lines, size=st.integers(1, 100), chunk=st.integers(1, 100))
@settings(max_examples=200)
def test_chunks_keep_content_as_it_was_sent(lines: list[bytes], size: int, chunk: int) -> None:
    sent = b"".join(line + b"\r\n" for line in lines)
    chunks = [sent[at : at + chunk] for at in range(0, len(sent), chunk)]
    stream = b"".join(b"BDAT %d\r\n%b" % (len(data), data) for data in chunks) + b"BDAT 0 LAST\r\n"
    _, contents = heard([OPENING, MAIL, stream], LARGE, size)
    assert contents == [after_trace(sent)]


@given(pieces=st.lists(piece_of_content, max_size=20))
def test_content_ends_at_the_first_crlf_dot_crlf_and_nowhere_else(pieces: list[bytes]) -> None:
    stream = b"".join(pieces) + b"\r\n.\r\n"
    _, contents = heard([OPENING, MAIL, b"DATA\r\n", stream], LARGE, 7)
    first = (b"\r\n" + stream).split(b"\r\n.\r\n")[0][2:]
    bare = re.search(rb"\r(?!\n)|(?<!\r)\n", first)
    text = first + b"\r\n" if first or stream.startswith(b"\r\n") else b""
    if bare is None:
        assert contents[:1] == [after_trace(re.sub(rb"(\r\n|^)\.", rb"\1", text))]
    else:
        assert contents == []
