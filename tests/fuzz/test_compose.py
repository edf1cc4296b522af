"""Whatever strings a caller gives, a mail says what was meant or is refused with a documented error."""

import re
from dataclasses import replace
from email import message_from_bytes, message_from_string, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from hypothesis import given, settings
from hypothesis import strategies as st

from pillarbox.domain.address import Mailbox
from pillarbox.mail.compose.addresses import InvalidAddress, parse_mailbox, parse_mailbox_list
from pillarbox.mail.compose.allowed_headers import InvalidHeader, check_subject, is_message_id
from pillarbox.mail.compose.attachments import (
    Disposition,
    InvalidAttachment,
    OutgoingAttachment,
    decode_base64,
)
from pillarbox.mail.compose.message import OutgoingMail, compose
from pillarbox.mail.compose.reply_headers import forward_subject, reply_references, reply_subject

ATTACKS = [
    "\r\nBcc: v@example.org",
    "\nBcc: v@example.org\n\nbody",
    "\rX: y",
    "\r\n\r\nbody",
    "=?utf-8?q?a=0D=0ABcc:_v=40example.org?=",
    "=?utf-8?b?DQpCY2M6IHY=?=",
    "=?utf-8?q?ceo=40example.com?=",
    "\u2028Bcc: v",
    "\x85Bcc: v",
    "\x00",
    '"',
    "\\",
    '\\"',
    "<v@example.org>",
    ">, <v@example.org>",
    ",v@example.org,",
    "(",
    ";",
    "--=_",
    "?=",
    "=?",
    "a@example.org",
    "ü@bücher.example",
    "日本語",
    "👩\u200d💻",
    " ",
    "  ",
    "x" * 80,
    "x" * 1000,
]
WORDS = st.lists(st.sampled_from(ATTACKS) | st.text(max_size=12), max_size=4).map("".join)
CALM = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=120) | st.sampled_from(
    ['Roe, "J" (x)', "=?utf-8?q?a=40b?=", "--=_", "x" * 200, "日本語" * 30, " a  b ", "\\", ";:<>@"]
)
TEXTS = WORDS | CALM
ADDRESSES = st.sampled_from(
    ["jane@example.org", "o'hara@example.com", '"a b"@example.org', "jürgen@example.org"]
)
IDS = st.sampled_from(["<0@example.org>", "<long" + "x" * 200 + "@example.org>", "<not an id>"])
MAILBOXES = st.builds(Mailbox, name=TEXTS, address=ADDRESSES | TEXTS)
CALM_MAILBOXES = st.lists(st.builds(Mailbox, name=CALM, address=ADDRESSES), max_size=3)
ATTACHMENTS = st.builds(
    OutgoingAttachment,
    data=st.binary(max_size=100),
    filename=st.none() | TEXTS,
    content_type=st.sampled_from(["text/csv", "message/rfc822", "image/png; x=y"]) | TEXTS,
    disposition=st.sampled_from(Disposition),
    content_id=st.none() | st.just("logo") | TEXTS,
)
CALM_ATTACHMENTS = st.builds(
    OutgoingAttachment,
    data=st.binary(max_size=100),
    filename=st.none() | CALM,
    content_type=st.sampled_from(["text/csv", "message/rfc822", "image/png; x=y"]),
    disposition=st.sampled_from(Disposition),
    content_id=st.none() | st.just("logo"),
)
CALM_MAILS = st.builds(
    OutgoingMail,
    from_=st.builds(Mailbox, name=CALM, address=ADDRESSES),
    to=CALM_MAILBOXES,
    cc=CALM_MAILBOXES,
    bcc=CALM_MAILBOXES,
    reply_to=CALM_MAILBOXES,
    subject=CALM,
    text=st.none() | CALM,
    html=st.none() | CALM,
    attachments=st.lists(CALM_ATTACHMENTS, max_size=2),
    extra_headers=st.dictionaries(st.sampled_from(["X-A", "List-Id", "In-Reply-To"]), CALM, max_size=2),
    message_id=st.just("<1@example.org>"),
    date_ms=st.integers(0, 4_000_000_000_000),
    in_reply_to=st.none() | IDS,
    references=st.lists(IDS, max_size=3),
)
HOSTILE_MAILS = st.one_of(
    st.builds(replace, CALM_MAILS, from_=MAILBOXES),
    st.builds(replace, CALM_MAILS, to=st.lists(MAILBOXES, max_size=3)),
    st.builds(replace, CALM_MAILS, bcc=st.lists(MAILBOXES, max_size=3)),
    st.builds(replace, CALM_MAILS, reply_to=st.lists(MAILBOXES, max_size=3)),
    st.builds(replace, CALM_MAILS, subject=TEXTS),
    st.builds(replace, CALM_MAILS, text=TEXTS, html=TEXTS),
    st.builds(replace, CALM_MAILS, message_id=TEXTS),
    st.builds(replace, CALM_MAILS, in_reply_to=TEXTS, references=st.lists(TEXTS, max_size=3)),
    st.builds(replace, CALM_MAILS, attachments=st.lists(ATTACHMENTS, max_size=2)),
    st.builds(replace, CALM_MAILS, extra_headers=st.dictionaries(st.just("X-A") | TEXTS, TEXTS, max_size=2)),
)
PLAIN = OutgoingMail(
    from_=Mailbox(name="", address="agent@example.org"), message_id="<1@example.org>", date_ms=0, text="x"
)


def parsed(raw: bytes) -> Message:
    return message_from_string(raw.decode())


def unfolded(value: str) -> str:
    return re.sub(r"\r?\n(?=[ \t])", "", value)


def decoded(value: str) -> str:
    return str(make_header(decode_header(unfolded(value))))


def expected_names(mail: OutgoingMail, is_multipart: bool) -> list[str]:
    parents = ["in-reply-to"] if is_message_id(mail.in_reply_to or "") else []
    parents += ["references"] if any(map(is_message_id, mail.references)) else []
    names = ["message-id", "date", "from"]
    names += ["to"] if mail.to or not mail.cc else []
    names += ["cc"] if mail.cc else []
    names += ["reply-to"] if mail.reply_to else []
    names += ["subject"] if mail.subject else []
    names += parents
    names += [
        name.lower()
        for name in mail.extra_headers
        if not (parents and name.lower() in ("in-reply-to", "references"))
    ]
    names += ["mime-version", "content-type"]
    return names if is_multipart else [*names, "content-transfer-encoding"]


def check_wire(raw: bytes) -> None:
    bare = raw.replace(b"\r\n", b"")
    assert b"\r" not in bare and b"\n" not in bare
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.endswith(b"\r\n")


@settings(max_examples=400, deadline=None)
@given(mail=HOSTILE_MAILS)
def test_a_mail_has_the_intended_headers_or_is_refused(mail: OutgoingMail) -> None:
    try:
        raw = compose(mail)
    except (InvalidAddress, InvalidHeader, InvalidAttachment):
        return
    check_wire(raw)
    message = parsed(raw)
    assert [name.lower() for name in message] == expected_names(mail, message.is_multipart())
    assert len(list(message.walk())) <= 6 + len(mail.attachments)


@settings(max_examples=300, deadline=None)
@given(mailboxes=st.lists(MAILBOXES, min_size=1, max_size=3))
def test_an_address_list_is_read_back_as_it_was_meant(mailboxes: list[Mailbox]) -> None:
    try:
        raw = compose(OutgoingMail(from_=mailboxes[0], to=mailboxes, message_id="<1@a>", date_ms=0))
    except InvalidAddress:
        return
    check_wire(raw)
    read = getaddresses([unfolded(parsed(raw)["To"])])
    assert [address for _, address in read] == [mailbox.address for mailbox in mailboxes]
    assert [decoded(name) for name, _ in read] == [mailbox.name for mailbox in mailboxes]


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_a_subject_is_read_back_as_it_was_meant(text: str) -> None:
    mail = OutgoingMail(from_=PLAIN.from_, subject=text, message_id="<1@a>", date_ms=0)
    try:
        raw = compose(mail)
    except InvalidHeader:
        return
    check_wire(raw)
    assert raw.isascii()
    assert decoded(parsed(raw).get("Subject", "")) == text


@settings(max_examples=300, deadline=None)
@given(value=TEXTS)
def test_an_extra_header_is_read_back_as_it_was_meant(value: str) -> None:
    mail = OutgoingMail(from_=PLAIN.from_, extra_headers={"X-A": value}, message_id="<1@a>", date_ms=0)
    try:
        raw = compose(mail)
    except InvalidHeader:
        return
    check_wire(raw)
    assert raw.isascii()
    assert decoded(parsed(raw)["X-A"]) == value


@settings(max_examples=300, deadline=None)
@given(attachment=ATTACHMENTS)
def test_an_attachment_is_read_back_as_it_was_meant(attachment: OutgoingAttachment) -> None:
    mail = OutgoingMail(from_=PLAIN.from_, attachments=[attachment], message_id="<1@a>", date_ms=0)
    try:
        raw = compose(mail)
    except InvalidAttachment:
        return
    check_wire(raw)
    (part,) = message_from_bytes(raw, policy=policy.default).iter_attachments()
    disposition = part["Content-Disposition"]
    assert part.get_payload(decode=True) == attachment.data
    assert disposition.params.get("filename", "") == (attachment.filename or "")
    assert disposition.content_disposition == attachment.disposition
    assert part["Content-ID"] == (None if attachment.content_id is None else f"<{attachment.content_id}>")


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=300) | TEXTS)
def test_a_body_is_read_back_as_it_was_meant(text: str) -> None:
    raw = compose(OutgoingMail(from_=PLAIN.from_, text=text, html="<p>x", message_id="<1@a>", date_ms=0))
    check_wire(raw)
    if text:
        part = parsed(raw).get_payload(0)
        assert isinstance(part, Message)
        octets = part.get_payload(decode=True)
        assert isinstance(octets, bytes)
        meant = re.sub(r"\r\n?", "\n", text).encode("utf-8", "replace")
        assert octets.replace(b"\r\n", b"\n") == meant


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_an_address_is_read_alone_or_refused(text: str) -> None:
    try:
        mailbox = parse_mailbox(text)
    except InvalidAddress:
        return
    assert parse_mailbox(str(mailbox)) == mailbox
    compose(OutgoingMail(from_=mailbox, message_id="<1@a>", date_ms=0))


@settings(max_examples=300, deadline=None)
@given(text=st.lists(TEXTS | ADDRESSES, max_size=4).map(",".join))
def test_a_list_is_read_or_refused(text: str) -> None:
    try:
        mailboxes = parse_mailbox_list(text)
    except InvalidAddress:
        return
    assert mailboxes
    assert parse_mailbox_list(", ".join(map(str, mailboxes))) == mailboxes


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, ids=st.lists(TEXTS, max_size=5))
def test_an_answer_to_anything_can_be_sent(text: str, ids: list[str]) -> None:
    for subject in (reply_subject(text), forward_subject(text)):
        check_subject(subject)
    references = reply_references(ids, text)
    check_wire(
        compose(
            OutgoingMail(
                from_=PLAIN.from_, references=references, in_reply_to=text, message_id="<1@a>", date_ms=0
            )
        )
    )


@settings(max_examples=200, deadline=None)
@given(text=TEXTS)
def test_base64_is_read_or_refused(text: str) -> None:
    try:
        decode_base64(text)
    except InvalidAttachment:
        return
