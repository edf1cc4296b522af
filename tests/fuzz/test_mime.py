"""Any bytes at all are a mail: the parser never raises, stays within the raw bytes and agrees with itself."""

import mmap
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pillarbox.mail.html.words import plain_text_of_html
from pillarbox.mail.mime import body, parser, transfer
from pillarbox.mail.mime.addresses import parse_addresses
from pillarbox.mail.mime.base64_text import decode_base64
from pillarbox.mail.mime.charsets import decode
from pillarbox.mail.mime.dates import parse_date
from pillarbox.mail.mime.headers import parse_message_ids
from pillarbox.mail.mime.part import Part
from pillarbox.mail.mime.transfer import Encoding, Location

GOLDEN = [
    path.read_bytes() for path in sorted((Path(__file__).resolve().parents[1] / "golden").glob("*.eml"))
]
SCRAPS = [
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b"--",
        b"--b",
        b"--b--",
        b"\r\n--b\r\n",
        b"\n--c--\n",
        b" ",
        b"\t",
        b":",
        b";",
        b'"',
    ),
    *(
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b'content-type: multipart/alternative; boundary="c"\n',
    ),
    *(
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Type: text/html; charset=utf-7\r\n",
        b"=?utf-8?q?",
        b"?=",
    ),
    *(
        b"Content-Transfer-Encoding: base64\r\n\r\n",
        b"Content-Transfer-Encoding: quoted-printable\n\n",
        b"=\r\n",
    ),
    *(
        b"Content-Disposition: attachment; filename*0*=x''%",
        b"begin 644 x\n",
        b"\x1b$B",
        b"\xe4\xf6",
        b"\0",
        b"=E2",
    ),
    *(
        b"Content-Transfer-Encoding: x-uue\n\n",
        b"Subject: =?gb2312?b?xOO6",
        b"From: a <b@c>, (",
        b"> flowed \n",
    ),
    *(
        b"Content-Type: text/plain; format=flowed; delsp=yes\n\n",
        b"charset=iso-2022-kr",
        b"\x1b$)C\x0e",
        b"~{",
    ),
    *(
        b"QUJD",
        b"QUI=\n",
        b"QUI=",
        b"a" * 1_100,
        b"list footer\n",
        b"Subject: =?iso-2022-jp?b?GyRCLSE3bg==?=\r\n",
        b"charset=euc-jp",
        b"\xad\xa1",
        b"\x1b(B",
        b"-!",
    ),
]

scraps = st.lists(st.one_of(st.sampled_from(SCRAPS), st.binary(max_size=12)), max_size=40).map(b"".join)


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    """A golden mail with stretches of it cut, doubled or replaced."""
    raw = draw(st.sampled_from(GOLDEN))
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted((draw(st.integers(0, len(raw))), draw(st.integers(0, len(raw)))))
        change = draw(
            st.one_of(
                st.just(b""), st.just(raw[start:end] * 2), st.sampled_from(SCRAPS), st.binary(max_size=8)
            )
        )
        raw = raw[:start] + change + raw[min(end, start + 60) :]
    return raw


mails = st.one_of(st.binary(max_size=400), scraps, mutants())


def everything(raw: transfer.Buffer) -> list[object]:
    """All the parser can tell about a mail."""
    message = parser.parse(raw)
    parts = list(message.parts)
    return [
        body.extract(raw, message),
        message.defects,
        [(name, message.headers.all(name), message.headers.mailboxes(name)) for name, _ in message.headers],
        [(part.content_type, part.filename, part.content_id, part.location) for part in parts],
    ]


def assert_consistent(part: Part, start: int, end: int) -> int:
    """The number of entities in `part`, after a check that each lies inside the one around it."""
    assert start <= part.header_start <= part.body_start <= part.body_end <= end
    count = 1
    inside = part.children or ((part.embedded,) if part.embedded else ())
    position = part.body_start
    for child in inside:
        count += assert_consistent(child, position, part.body_end)
        position = child.body_end
    return count


@settings(max_examples=600, deadline=None)
@given(mails)
def test_every_byte_string_is_read_without_an_exception(raw: bytes) -> None:
    content = body.extract(raw, message := parser.parse(raw))
    for text in (content.text, content.html, message.headers.get("subject"), message.headers.get("from")):
        assert text is None or text.encode("utf-8") is not None
    for name, _ in message.headers:
        assert not {"\r", "\n", "\0"} & set(message.headers.get(name) or "")
    everything(raw)


@settings(max_examples=400, deadline=None)
@given(mails)
def test_every_part_lies_inside_its_parent_and_after_its_elder(raw: bytes) -> None:
    assert assert_consistent(parser.parse(raw).root, 0, len(raw)) <= parser.MAX_PARTS + parser.MAX_NESTING


@settings(max_examples=150, deadline=None)
@given(mails)
def test_a_mapped_file_reads_like_bytes(raw: bytes) -> None:
    with mmap.mmap(-1, len(raw) + 1) as mapped:
        mapped.write(raw + b"\n")
        assert everything(mapped) == everything(raw + b"\n")


@settings(max_examples=300, deadline=None)
@given(scraps, st.sampled_from(Encoding), st.integers(1, 50))
def test_pieces_of_any_size_add_up_to_the_whole_and_to_its_size(
    raw: bytes, encoding: Encoding, size: int
) -> None:
    location = Location(start=0, end=len(raw), encoding=encoding)
    whole = transfer.decode(raw, location)
    assert b"".join(transfer.iter_decoded(raw, location, chunk_bytes=size)) == whole
    assert transfer.decoded_size(raw, location) == len(whole)


base64_scraps = st.sampled_from(
    [b"Q", b"QUJD", b"QUI=", b"=", b"\n", b"\r\n", b" ", b"-", b"a" * 450, b"A footer", b"\xff"]
)


@settings(max_examples=600, deadline=None)
@given(st.lists(base64_scraps, max_size=14).map(b"".join), st.integers(1, 2_500))
def test_base64_ends_at_the_same_byte_in_pieces_of_any_size(raw: bytes, size: int) -> None:
    location = Location(start=0, end=len(raw), encoding=Encoding.BASE64)
    whole = transfer.decode(raw, location)
    assert b"".join(transfer.iter_decoded(raw, location, chunk_bytes=size)) == whole == decode_base64(raw)
    assert transfer.decoded_size(raw, location) == len(whole)


japanese_scraps = st.sampled_from(
    [b"\x1b$B", b"\x1b$(D", b"\x1b(B", b"\x1b(I", b"\x1b(J", b"\x1b", b"-!", b"0!", b"\n", b"\xad", b"\x8f"]
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.one_of(japanese_scraps, st.binary(max_size=6)), max_size=20).map(b"".join),
    st.sampled_from(["iso-2022-jp", "euc-jp", "big5"]),
)
def test_text_of_several_bytes_a_character_is_read_from_any_bytes(raw: bytes, label: str) -> None:
    text = decode(raw, label)
    assert len(text.encode("utf-8")) <= 3 * len(raw)
    assert decode(raw + b"\n\x1b(B\nend", label).endswith("\nend")


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(max_size=80), st.lists(st.sampled_from(' "\\()<>@,;:[]=?.aq'), max_size=60).map("".join)
    )
)
def test_header_grammars_take_any_text(text: str) -> None:
    for mailbox in parse_addresses(text):
        assert mailbox.address
        assert not set(mailbox.address) & set("\r\n")
    parse_date(text)
    assert all(
        identifier.startswith("<") and identifier.endswith(">") for identifier in parse_message_ids(text)
    )
    plain_text_of_html(text)


printable = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")), min_size=1
)
words = (  # the library drops what looks to it like an encoded word of nothing
    st.lists(printable, min_size=1, max_size=4).map(" ".join).filter(lambda found: "=?" not in found)
)
lines = st.lists(words, max_size=5).map(lambda found: "".join(f"{line}\n" for line in found))


@settings(max_examples=200, deadline=None)
@given(words, lines, lines, st.binary(max_size=200), words)
def test_what_the_standard_library_writes_is_read_back(
    subject: str, text: str, html: str, data: bytes, filename: str
) -> None:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    mail["From"] = "ada@example.org"
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    mail.add_attachment(data, maintype="application", subtype="x-test", filename=filename)
    raw = mail.as_bytes()
    message = parser.parse(raw)
    content = body.extract(raw, message)
    assert message.defects == ()
    # The library loses a space between two encoded words when it folds a line there.
    assert (message.headers.get("subject") or "").replace(" ", "") == subject.replace(" ", "")
    assert (content.text or "").removesuffix("\n") == text.removesuffix("\n")
    assert (content.html or "").removesuffix("\n") == html.removesuffix("\n")
    (attachment,) = content.attachments
    assert transfer.decode(raw, attachment.location) == data
    if not set(filename) & set("/\\") and filename.strip("."):
        assert attachment.filename == filename


@settings(max_examples=200, deadline=None)
@given(
    st.text("abc ,;:<>@\"\\()'.", min_size=1, max_size=20),
    st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True),
)
def test_a_quoted_display_name_never_changes_the_address(name: str, address: str) -> None:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    (mailbox,) = parse_addresses(f'"{quoted}" <{address}>')
    assert mailbox.address == address
    assert mailbox.name == " ".join(name.split())
