"""The trace header (RFC 5321 §4.4)."""

from dataclasses import replace

import pytest

from pillarbox.domain.envelope import Envelope
from pillarbox.edges.smtp.trace import trace_header

ENVELOPE = Envelope(
    return_path="a@client.test",
    recipients=("b@pillarbox.test",),
    client_address="192.0.2.1",
    helo="client.test",
    tls=False,
    smtputf8=False,
    received_at_ms=1_700_000_000_999,
)


def test_it_says_who_gave_the_mail_to_whom_when() -> None:
    assert trace_header(ENVELOPE, "mx.test", "f00") == (
        b"Received: from client.test ([192.0.2.1])\r\n"
        b"\tby mx.test with ESMTP id f00\r\n"
        b"\tfor <b@pillarbox.test>;\r\n"
        b"\tTue, 14 Nov 2023 22:13:20 -0000\r\n"
    )


def test_it_names_no_recipient_when_there_are_several() -> None:
    several = replace(ENVELOPE, recipients=("b@pillarbox.test", "c@pillarbox.test"))
    assert b"\tby mx.test with ESMTP id f00;\r\n" in trace_header(several, "mx.test", "f00")
    assert b"pillarbox" not in trace_header(several, "mx.test", "f00")


@pytest.mark.parametrize(("address", "shown"), [("2001:db8::1", b"[IPv6:2001:db8::1]"), ("", b"[unknown]")])
def test_it_shows_the_address_of_the_client(address: str, shown: bytes) -> None:
    assert b"(" + shown + b")\r\n" in trace_header(
        replace(ENVELOPE, client_address=address), "mx.test", "f00"
    )


@pytest.mark.parametrize(
    ("esmtp", "tls", "smtputf8", "protocol"),
    [
        (False, False, False, b"SMTP"),
        (True, False, False, b"ESMTP"),
        (True, True, False, b"ESMTPS"),
        (True, False, True, b"UTF8SMTP"),
        (True, True, True, b"UTF8SMTPS"),
    ],
)
def test_it_names_the_protocol(esmtp: bool, tls: bool, smtputf8: bool, protocol: bytes) -> None:
    envelope = replace(ENVELOPE, tls=tls, smtputf8=smtputf8)
    assert b" with " + protocol + b" id " in trace_header(envelope, "mx.test", "f00", esmtp=esmtp)
