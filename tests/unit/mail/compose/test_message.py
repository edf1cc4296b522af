from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from pillarbox.domain.address import Mailbox
from pillarbox.mail.compose.addresses import InvalidAddress
from pillarbox.mail.compose.allowed_headers import InvalidHeader
from pillarbox.mail.compose.attachments import Disposition, InvalidAttachment, OutgoingAttachment
from pillarbox.mail.compose.message import OutgoingMail, compose

AGENT = Mailbox(name="Agent Smith", address="agent@example.org")
JANE = Mailbox(name="Jürgen Roe", address="jane@example.com")
MAIL = OutgoingMail(
    from_=AGENT,
    to=[JANE],
    subject="Hello",
    text="Hi Jane\n",
    message_id="<1@example.org>",
    date_ms=1_772_532_000_999,
)
PDF = OutgoingAttachment(data=bytes(range(256)) * 3, filename="größe.pdf", content_type="application/pdf")
LOGO = OutgoingAttachment(
    data=b"\x89PNG",
    content_type="image/png",
    disposition=Disposition.INLINE,
    content_id="logo",
    filename="logo.png",
)


def read(mail: OutgoingMail) -> EmailMessage:
    message = message_from_bytes(compose(mail), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not [part.defects for part in message.walk() if part.defects]
    return message


def shape(message: EmailMessage) -> object:
    if not message.is_multipart():
        return message.get_content_type()
    parts = [part for part in message.iter_parts() if isinstance(part, EmailMessage)]
    return (message.get_content_type(), [shape(part) for part in parts])


def test_the_header_says_who_what_and_when() -> None:
    message = read(replace(MAIL, cc=[AGENT], reply_to=[JANE], extra_headers={"X-Campaign": "spring"}))
    assert message.items() == [
        ("Message-ID", "<1@example.org>"),
        ("Date", "Tue, 03 Mar 2026 10:00:00 +0000"),
        ("From", "Agent Smith <agent@example.org>"),
        ("To", "Jürgen Roe <jane@example.com>"),
        ("Cc", "Agent Smith <agent@example.org>"),
        ("Reply-To", "Jürgen Roe <jane@example.com>"),
        ("Subject", "Hello"),
        ("X-Campaign", "spring"),
        ("MIME-Version", "1.0"),
        ("Content-Type", 'text/plain; charset="utf-8"'),
        ("Content-Transfer-Encoding", "7bit"),
    ]


def test_equal_values_give_equal_bytes() -> None:
    mail = replace(MAIL, html="<p>Hi</p>", attachments=[PDF, LOGO])
    assert compose(mail) == compose(mail)


def test_blind_recipients_are_never_written() -> None:
    raw = compose(replace(MAIL, bcc=[Mailbox(name="Secret", address="secret@example.net")]))
    assert b"ecret" not in raw
    assert b"Bcc" not in raw


def test_a_mail_to_blind_recipients_only_says_so() -> None:
    assert b"\r\nTo: undisclosed-recipients:;\r\n" in compose(replace(MAIL, to=[], bcc=[JANE]))


def test_an_empty_subject_is_left_out() -> None:
    assert "Subject" not in read(replace(MAIL, subject=""))


@pytest.mark.parametrize(
    ("text", "html", "files", "expected"),
    [
        ("t", None, [], "text/plain"),
        (None, None, [], "text/plain"),
        ("", "", [], "text/plain"),
        (None, "h", [], "text/html"),
        ("t", "h", [], ("multipart/alternative", ["text/plain", "text/html"])),
        ("t", None, [PDF], ("multipart/mixed", ["text/plain", "application/pdf"])),
        (None, None, [PDF], ("multipart/mixed", ["text/plain", "application/pdf"])),
        (None, "h", [LOGO], ("multipart/related", ["text/html", "image/png"])),
        ("t", None, [LOGO], ("multipart/mixed", ["text/plain", "image/png"])),
        (None, "h", [replace(LOGO, content_id=None)], ("multipart/mixed", ["text/html", "image/png"])),
        (
            "t",
            "h",
            [PDF, LOGO],
            (
                "multipart/mixed",
                [
                    (
                        "multipart/alternative",
                        ["text/plain", ("multipart/related", ["text/html", "image/png"])],
                    ),
                    "application/pdf",
                ],
            ),
        ),
    ],
)
def test_the_structure_is_the_simplest_for_the_content(
    text: str | None, html: str | None, files: Sequence[OutgoingAttachment], expected: object
) -> None:
    assert shape(read(replace(MAIL, text=text, html=html, attachments=files))) == expected


BODIES = [
    "short\n",
    "no line break at the end",
    "Grüße\n\n  indented\ntrailing space \ntrailing tab\t\n",
    "日本語の本文。" * 200,
    "long " * 500,
    "x" * 5000,
    ".\n..\nFrom here\n--\n-- \n",
    "--=_boundary\n=_=?utf-8?q?x?=\n",
    "tab\tand control \x01\x0c\x00\n",
    "\ufeffbyte order mark \u2028 separator \x85\n",
    "👋" * 100 + "\n",
]


@pytest.mark.parametrize("body", BODIES)
def test_a_parser_reads_back_the_body(body: str) -> None:
    raw = compose(replace(MAIL, text=body, html=f"<pre>{body}</pre>"))
    message = message_from_bytes(raw, policy=policy.default)
    text, html = (part.get_payload(decode=True) for part in message.iter_parts())
    assert isinstance(text, bytes) and isinstance(html, bytes)
    assert text.decode().replace("\r\n", "\n") == body
    assert html.decode().replace("\r\n", "\n") == f"<pre>{body}</pre>"
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78


@pytest.mark.parametrize("body", ["", *BODIES])
def test_every_line_ends_with_crlf(body: str) -> None:
    raw = compose(replace(MAIL, text=body))
    assert raw.endswith(b"\r\n")
    bare = raw.replace(b"\r\n", b"")
    assert b"\r" not in bare and b"\n" not in bare


def test_any_line_end_of_the_caller_is_one_line_end_on_the_wire() -> None:
    assert compose(replace(MAIL, text="a\r\nb\rc\nd")).endswith(b"\r\n\r\na\r\nb\r\nc\r\nd\r\n")


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        ("plain\n", "7bit"),
        ("a few ümläuts in a line of plain words\n", "quoted-printable"),
        ("日本語" * 20, "base64"),
    ],
)
def test_the_encoding_follows_the_content(body: str, encoding: str) -> None:
    assert read(replace(MAIL, text=body))["Content-Transfer-Encoding"] == encoding


def test_attachments_keep_their_bytes_and_names() -> None:
    message = read(replace(MAIL, attachments=[PDF, LOGO, OutgoingAttachment(data=b"")]))
    files = list(message.iter_attachments())
    assert [file.get_payload(decode=True) for file in files] == [PDF.data, LOGO.data, b""]
    assert [file.get_filename() for file in files] == ["größe.pdf", "logo.png", None]
    assert [file.get_content_disposition() for file in files] == ["attachment", "inline", "attachment"]
    assert files[1]["Content-ID"] == "<logo>"


@pytest.mark.parametrize("content_type", ["message/rfc822", "Multipart/mixed"])
def test_an_attached_message_cannot_add_parts_to_the_mail(content_type: str) -> None:
    file = OutgoingAttachment(data=b"Subject: x\r\n\r\nhi", content_type=content_type, filename="x.eml")
    (attached,) = read(replace(MAIL, attachments=[file])).iter_attachments()
    assert attached.get_content_type() == "application/octet-stream"
    assert attached.get_payload(decode=True) == file.data


def test_an_answer_names_its_parents() -> None:
    message = read(replace(MAIL, in_reply_to="<0@a>", references=["<-1@a>", "<0@a>"]))
    assert message["In-Reply-To"] == "<0@a>"
    assert message["References"] == "<-1@a> <0@a>"


def test_parents_in_the_extra_headers_give_way_to_those_of_the_mail() -> None:
    extra = {"In-Reply-To": "<x@a>", "references": "<x@a>", "X-Other": "1"}
    assert read(replace(MAIL, extra_headers=extra)).get_all("In-Reply-To") == ["<x@a>"]
    answer = read(replace(MAIL, extra_headers=extra, in_reply_to="<0@a>", references=["<0@a>"]))
    assert answer.get_all("In-Reply-To") == ["<0@a>"]
    assert answer.get_all("References") == ["<0@a>"]
    assert answer["X-Other"] == "1"


def test_a_parent_id_without_a_wire_form_is_left_out() -> None:
    message = read(replace(MAIL, in_reply_to="<a b>", references=["<0@a>\r\nBcc: v@example.org"]))
    assert "In-Reply-To" not in message and "References" not in message


def test_a_mail_with_an_internationalized_address_needs_smtputf8() -> None:
    mail = replace(MAIL, cc=[Mailbox(name="", address="jürgen@example.org")])
    assert mail.needs_smtputf8
    assert "Cc: jürgen@example.org\r\n".encode() in compose(mail)
    assert not MAIL.needs_smtputf8


@pytest.mark.parametrize(
    ("mail", "error"),
    [
        (replace(MAIL, from_=Mailbox(name="x\r\nBcc: v", address="a@b")), InvalidAddress),
        (replace(MAIL, bcc=[Mailbox(name="", address="a")]), InvalidAddress),
        (replace(MAIL, subject="=?utf-8?q?a=0D=0ABcc:_v?="), InvalidHeader),
        (replace(MAIL, extra_headers={"Bcc": "v@example.org"}), InvalidHeader),
        (replace(MAIL, message_id="<a>\r\nBcc: v"), InvalidHeader),
        (replace(MAIL, attachments=[OutgoingAttachment(data=b"", filename="\n")]), InvalidAttachment),
    ],
)
def test_a_value_that_could_add_a_header_is_refused(mail: OutgoingMail, error: type[ValueError]) -> None:
    with pytest.raises(error):
        compose(mail)
