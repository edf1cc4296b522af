"""Mails in `tests/golden`, each with what a reader must find in it."""

import json
from pathlib import Path

import pytest

from pillarbox.mail.mime import body, parser, transfer

GOLDEN = Path(__file__).resolve().parents[3] / "golden"


def summary(raw: bytes) -> dict[str, object]:
    """What is worth knowing of a mail, without the things that are not there."""
    message = parser.parse(raw)
    content = body.extract(raw, message)
    attachments = [
        {
            "content_type": attachment.content_type,
            "filename": attachment.filename,
            "disposition": attachment.disposition,
            "content_id": attachment.content_id,
            "content": transfer.decode(raw, attachment.location).decode("latin-1"),
        }
        for attachment in content.attachments
    ]
    found = {
        "subject": message.headers.get("subject"),
        "from": [str(mailbox) for mailbox in message.headers.mailboxes("from")],
        "to": [str(mailbox) for mailbox in message.headers.mailboxes("to")],
        "cc": [str(mailbox) for mailbox in message.headers.mailboxes("cc")],
        "text": content.text,
        "html": content.html,
        "attachments": [{key: value for key, value in item.items() if value} for item in attachments],
        "defects": list(message.defects),
    }
    return {key: value for key, value in found.items() if value}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.eml")), ids=lambda path: path.stem)
def test_a_golden_mail_reads_as_its_json_says(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert summary(path.read_bytes()) == expected


def test_every_golden_mail_has_its_json_and_the_other_way_round() -> None:
    mails = {path.stem for path in GOLDEN.glob("*.eml")}
    assert len(mails) > 50
    assert mails == {path.stem for path in GOLDEN.glob("*.json")}
