"""Keeps the text of attachments, read after their mail was filed."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import cast

from pillarbox.domain.messages import Message
from pillarbox.domain.search import message_lexemes, text_lexemes
from pillarbox.mail.attachment_text.extract import text_kind
from pillarbox.mail.html.words import searchable_text
from pillarbox.mail.mime import transfer
from pillarbox.ports import FileTexts, Ports, Tx
from pillarbox.services.letters import storable
from pillarbox.services.replies import location_of
from pillarbox.tables import attachment_texts, bodies, messages, search_index
from pillarbox.tables.jobs import Job, finish_job

_MAX_ATTACHMENTS = 20
_MAX_MESSAGE_S = 45.0  # within the lease
_MAX_TRIES = 3


async def extract_texts(ports: Ports, job: Job) -> None:
    """Read what can be read of a message's attachments. A file that makes its process fail stays without
    text; it is not tried again. A busy server may take too long, and tries again when it has more time."""
    message_no = cast("int", job.payload["message_no"])

    def read(tx: Tx) -> tuple[Message, bytes] | None:
        if not messages.message_remains(tx, message_no):
            return None
        message = messages.get_message(tx, message_no)
        return message, ports.blobs.load(tx, message.blob_id)

    source = await ports.database.read(read)
    texts: dict[str, str] = {}
    try:
        async with asyncio.timeout(_MAX_MESSAGE_S):
            if source is not None:
                await _read_texts(ports.file_texts, *source, texts)
    except TimeoutError:
        if job.attempts < _MAX_TRIES:
            raise
    await ports.database.write(partial(_keep, job_no=job.job_no, message_no=message_no, texts=texts))


async def _read_texts(file_texts: FileTexts, message: Message, raw: bytes, found: dict[str, str]) -> None:
    """Add texts to `found`, by attachment id, as they are read."""
    for attachment in message.attachments[:_MAX_ATTACHMENTS]:
        kind = text_kind(attachment.content_type, attachment.filename)
        if kind is not None:
            data = await asyncio.to_thread(transfer.decode, raw, location_of(attachment))
            if text := await file_texts.text_of(kind, data):
                found[attachment.attachment_id] = storable(text)


def _keep(tx: Tx, *, job_no: int, message_no: int, texts: Mapping[str, str]) -> None:
    if not finish_job(tx, job_no) or not texts or not messages.message_remains(tx, message_no):
        return
    attachment_texts.put_texts(tx, message_no, texts)
    content = bodies.get_bodies(tx, [message_no])[message_no]
    every = (searchable_text(content.text, content.html), *texts.values())
    message = messages.get_message(tx, message_no)
    lexemes = message_lexemes(
        subject=message.subject,
        sender=message.from_,
        recipients=message.recipients,
        text=" ".join(filter(None, map(text_lexemes, every))),
    )
    search_index.reindex_message(tx, message, lexemes)
