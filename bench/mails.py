"""The mails that are sent: English words as text and HTML, larger ones with an attachment."""

import random
from base64 import encodebytes
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from itertools import accumulate

DOMAIN = "bench.test"
INBOXES = 100
USERNAMES = tuple(f"u{number}" for number in range(INBOXES))

_BODIES = 64
_BODIES_BYTES = 8 * 1024 * 1024
_ALTERNATIVES_BYTES = 3_500
_LINES = 23
_CODE_EVERY = 10
_WORDS = (
    "the and to of a in for is on that with we you it this be are at as from by have will our not your "
    "can if was they an please or all has about more up when which there their would been one could "
    "some what so time see new know next week meeting report team project plan review update draft "
    "customer order invoice price shipping delivery question answer attached file page table number "
    "list change request issue fix release date monday tuesday friday morning afternoon office travel "
    "budget quarter result figure chart summary note call agenda item point step risk owner partner "
    "supplier contract offer term payment balance account detail address phone product feature design "
    "test build server storage network search index batch memory speed measure growth market region "
    "city street window garden river mountain winter summer weather coffee lunch dinner ticket train "
    "flight hotel room booking guest visit story photo music book paper letter writing reading language "
    "school student teacher lesson course history science research method"
)
_VOCABULARY = _WORDS.split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """`content` is what follows DATA, final dot included."""

    recipient: bytes
    content: bytes


def username(number: int) -> str:
    """The local part of one of the `INBOXES` inboxes."""
    return USERNAMES[number % INBOXES]


def message_id(run: str, number: int) -> str:
    return f"<{number}.{run}@load.test>"


def mails(size_bytes: int, run: str) -> Callable[[int], Mail]:
    """Makes the mail with a number; ids are unique as long as `run` is.

    Of two mails in an inbox, every second pair belongs to one thread: a quarter of all mails answer one.
    """
    bodies = _bodies(size_bytes)
    date = formatdate()

    def mail(number: int) -> Mail:
        recipient = f"{username(number)}@{DOMAIN}"
        answered = ""
        if number % 2 and number // INBOXES % 2:
            parent = message_id(run, number - INBOXES)
            answered = f"In-Reply-To: {parent}\r\nReferences: {parent}\r\n"
        head = (
            f"From: Sender {number % 20} <sender{number % 20}@load.test>\r\nTo: {recipient}\r\n"
            f"Subject: Report {number} of the day\r\nDate: {date}\r\n"
            f"Message-ID: {message_id(run, number)}\r\n{answered}"
        )
        content = head.encode() + bodies[number % len(bodies)]
        return Mail(recipient=recipient.encode(), content=content)

    return mail


def words(source: random.Random, count: int) -> list[str]:
    """Words in no order; as in a real text, few of them are most of it."""
    return source.choices(_VOCABULARY, cum_weights=_WEIGHTS, k=count)


_WEIGHTS = list(accumulate(1 / rank for rank in range(1, len(_VOCABULARY) + 1)))


def _bodies(size_bytes: int) -> list[bytes]:
    source = random.Random(size_bytes)
    count = max(4, min(_BODIES, _BODIES_BYTES // size_bytes))
    return [_body(source, size_bytes, with_code=number % _CODE_EVERY == 0) for number in range(count)]


def _body(source: random.Random, size_bytes: int, *, with_code: bool) -> bytes:
    """The MIME headers and parts of a mail of about this size."""
    lines = [" ".join(words(source, 13)).capitalize() + "." for _ in range(_LINES)]
    if with_code:
        lines[0] = f"Your verification code is {source.randrange(100_000, 1_000_000)}."
    paragraphs = "".join(f'<p style="margin:0 0 1em 0">{line}</p>\r\n' for line in lines)
    link = '<p><a href="https://load.test/">Read more</a></p>\r\n'
    alternatives = (
        'Content-Type: multipart/alternative; boundary="inner"\r\n\r\n'
        '--inner\r\nContent-Type: text/plain; charset="utf-8"\r\n\r\n' + "\r\n".join(lines) + "\r\n"
        '--inner\r\nContent-Type: text/html; charset="utf-8"\r\n\r\n'
        f"<html><body>\r\n{paragraphs}{link}</body></html>\r\n--inner--\r\n"
    ).encode()
    missing = size_bytes - len(alternatives)
    if missing < _ALTERNATIVES_BYTES:
        return b"MIME-Version: 1.0\r\n" + alternatives + b".\r\n"
    attachment = encodebytes(source.randbytes(missing * 3 // 4 * 76 // 78)).replace(b"\n", b"\r\n")
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="outer"\r\n\r\n--outer\r\n'
        + alternatives
        + b'\r\n--outer\r\nContent-Type: application/pdf; name="report.pdf"\r\n'
        + b'Content-Disposition: attachment; filename="report.pdf"\r\n'
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + attachment
        + b"--outer--\r\n.\r\n"
    )
