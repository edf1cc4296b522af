"""A store full of messages, filled through the services without SMTP and parsing."""

import random
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import time
from typing import Final

from bench.mails import DOMAIN, USERNAMES, message_id, words
from pillarbox.backends.embedded.database import SqliteDatabase
from pillarbox.domain.ids import MessageId
from pillarbox.domain.messages import Bodies, Filing, Letter
from pillarbox.domain.search import text_lexemes
from pillarbox.ports import Tx
from pillarbox.services import filing
from pillarbox.tables.inboxes import find_recipients

_BATCH: Final = 500
_WORDS: Final = 40
_APART_MS: Final = 1_000
_MAIN_INBOX_SHARE: Final = 0.6


async def fill(
    database_file: Path,
    messages: int,
    filled: Callable[[int], None],
    *,
    usernames: Sequence[str] = USERNAMES,
    main_inbox_share: float = _MAIN_INBOX_SHARE,
) -> int:
    """File `messages` messages, oldest first; how many of them are in the first inbox.

    The server must not be running. `filled` hears how many are done.
    """
    database = await SqliteDatabase.open(database_file)
    source = random.Random(7)
    in_main = 0
    try:
        for start in range(0, messages, _BATCH):
            numbers = range(start, min(start + _BATCH, messages))
            inboxes = [
                usernames[0] if source.random() < main_inbox_share else source.choice(usernames[1:])
                for _ in numbers
            ]
            letters = [_letter(source, number) for number in numbers]
            since_ms = int(time() * 1000) - (messages - start) * _APART_MS
            await database.write(partial(_file, inboxes=inboxes, letters=letters, since_ms=since_ms))
            in_main += inboxes.count(usernames[0])
            filled(numbers.stop)
    finally:
        await database.close()
    return in_main


def _file(tx: Tx, inboxes: list[str], letters: list[Letter], since_ms: int) -> None:
    found = find_recipients(tx, {f"{username}@{DOMAIN}" for username in inboxes})
    filings = []
    for offset, (username, letter) in enumerate(zip(inboxes, letters, strict=True)):
        at = since_ms + offset * _APART_MS
        filings.append(
            Filing(
                inbox=found[f"{username}@{DOMAIN}"],
                letter=letter,
                labels=["received", "unread"],
                blob_id=filing.new_blob_id(at),
                timestamp=at,
                now=at,
            )
        )
    filing.file_letters(tx, filings)


def _letter(source: random.Random, number: int) -> Letter:
    text = " ".join(words(source, _WORDS))
    return Letter(
        message_id=MessageId(message_id("stored", number)),
        from_=f"Sender {number % 500} <sender{number % 500}@load.test>",
        to=(f"inbox@{DOMAIN}",),
        cc=(),
        bcc=(),
        reply_to=(),
        subject=" ".join(words(source, 5)),
        preview=text[:100],
        in_reply_to=None,
        references=(),
        headers={},
        attachments=(),
        bodies=Bodies(text=text, extracted_text=text),
        lexemes=text_lexemes(text),
        size_bytes=len(text),
    )
