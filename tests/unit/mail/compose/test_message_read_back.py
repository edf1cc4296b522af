"""What one half of the server writes, the other half reads: composing and quoting against our own parsers."""

import pytest

from pillarbox.domain.address import Mailbox
from pillarbox.mail.compose.attachments import Disposition, OutgoingAttachment
from pillarbox.mail.compose.message import OutgoingMail, compose
from pillarbox.mail.compose.quoting import QuotedOriginal, quote_reply
from pillarbox.mail.mime import parser
from pillarbox.mail.reply.extraction import extract

NAMES = [
    "Jane Roe",
    "Roe, Jane (Sales)",
    "Jürgen",
    "山田太郎" * 20,
    'the "J" \\',
    "=?utf-8?q?x?=",
    "مرحبا بالعالم",
]


@pytest.mark.parametrize("name", NAMES)
def test_our_parser_reads_back_names_and_addresses(name: str) -> None:
    mailboxes = [Mailbox(name=name, address="jane@example.org"), Mailbox(name="", address="bob@example.org")]
    raw = compose(OutgoingMail(from_=mailboxes[0], to=mailboxes * 3, message_id="<1@a>", date_ms=0))
    headers = parser.parse(raw).headers
    assert list(headers.mailboxes("From")) == mailboxes[:1]
    assert list(headers.mailboxes("To")) == mailboxes * 3


@pytest.mark.parametrize("filename", ["report.pdf", "größe “2”.pdf", "報告書" * 30 + ".pdf", 'quo"te.txt'])
def test_our_parser_reads_back_the_files(filename: str) -> None:
    logo = OutgoingAttachment(
        data=b"\x89PNG",
        filename=filename,
        content_type="image/png",
        disposition=Disposition.INLINE,
        content_id="logo",
    )
    mail = OutgoingMail(
        from_=Mailbox(name="", address="agent@example.org"),
        text="Hi",
        html="<img src=cid:logo>",
        attachments=[logo, OutgoingAttachment(data=b"x", filename=filename)],
        message_id="<1@a>",
        date_ms=0,
    )
    message = parser.parse(compose(mail))
    assert not message.defects
    assert [
        (part.content_type, part.disposition, part.filename, part.content_id) for part in message.parts
    ] == [
        ("text/plain", None, None, None),
        ("text/html", None, None, None),
        ("image/png", "inline", filename, "logo"),
        ("application/octet-stream", "attachment", filename, None),
    ]


def test_the_quote_of_a_reply_is_told_from_what_is_new() -> None:
    original = QuotedOriginal(
        from_=Mailbox(name="Jane Roe", address="jane@example.org"),
        date_ms=1_772_532_000_000,
        text="Are you free?\n\nJane",
        html="<p>Are you free?</p><p>Jane</p>",
    )
    text, html = quote_reply("Yes, at noon.", "<p>Yes, at noon.</p>", original)
    found = extract(text=text, html=html)
    assert found.text == "Yes, at noon."
    assert found.html is not None and "free" not in found.html
