"""Reads the text of attachments after their mail was filed, in processes of their own."""

import asyncio
import sys
from collections.abc import Mapping
from functools import partial
from typing import cast

from pillarbox.domain.messages import Message
from pillarbox.domain.search import message_lexemes, text_lexemes
from pillarbox.mail.attachment_text.extract import TextKind, text_kind
from pillarbox.mail.html.words import searchable_text
from pillarbox.mail.mime import transfer
from pillarbox.ports import Ports, Tx
from pillarbox.services.letters import storable
from pillarbox.services.replies import location_of
from pillarbox.tables import attachment_texts, bodies, messages, search_index
from pillarbox.tables.jobs import Job, finish_job

_MAX_ATTACHMENTS = 20
_MAX_MESSAGE_S = 20.0
_MAX_OUTPUT_BYTES = 8 * 1024 * 1024


async def extract_texts(ports: Ports, job: Job) -> None:
    """Read what can be read of a message's attachments within its time. A file that makes its process fail
    stays without text; it is not tried again."""
    message_no = cast("int", job.payload["message_no"])

    def read(tx: Tx) -> tuple[Message, bytes] | None:
        if not messages.message_remains(tx, message_no):
            return None
        message = messages.get_message(tx, message_no)
        return message, ports.blobs.load(tx, message.blob_id)

    source = await ports.database.read(read)
    texts = {} if source is None else await _texts(*source)
    await ports.database.write(partial(_keep, job_no=job.job_no, message_no=message_no, texts=texts))


async def _texts(message: Message, raw: bytes) -> dict[str, str]:
    """By attachment id."""
    found: dict[str, str] = {}
    try:
        async with asyncio.timeout(_MAX_MESSAGE_S):
            for attachment in message.attachments[:_MAX_ATTACHMENTS]:
                kind = text_kind(attachment.content_type, attachment.filename)
                if kind is not None:
                    data = await asyncio.to_thread(transfer.decode, raw, location_of(attachment))
                    if text := await _text(kind, data):
                        found[attachment.attachment_id] = text
    except TimeoutError:
        pass  # what was read until then counts
    return found


async def _text(kind: TextKind, data: bytes) -> str | None:
    """What the worker process says; None when it fails. It has no environment and ends with the call."""
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pillarbox.edges.text_worker", kind.value),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        output, _ = await worker.communicate(data)
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()
    if worker.returncode != 0 or len(output) > _MAX_OUTPUT_BYTES:
        return None
    return storable(output.decode("utf-8", "replace"))


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
