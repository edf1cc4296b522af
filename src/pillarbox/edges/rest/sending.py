"""Handlers that send, reply and forward."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from pillarbox.domain.access import Permission
from pillarbox.domain.errors import Forbidden, invalid
from pillarbox.domain.ids import is_client_id
from pillarbox.domain.policy import MAX_FILES
from pillarbox.edges.rest.bodies import LARGE_BODY_BYTES
from pillarbox.edges.rest.endpoint import INBOX, B, Endpoint, Nothing, Q, Request, endpoint
from pillarbox.edges.rest.fields import OneOrMany, many
from pillarbox.mail.compose.attachments import (
    ANY_TYPE,
    Disposition,
    InvalidAttachment,
    OutgoingAttachment,
    decode_base64,
)
from pillarbox.services import outbound, replies
from pillarbox.services.linked_files import GivenFile, LinkedFile
from pillarbox.services.outbound import IdempotencyKey, Sent, Submission
from pillarbox.wire.messages import SentObject


class NewAttachment(Struct, kw_only=True):
    """A file, as base64 in `content` or to be fetched from `url`."""

    content: str | None = None
    url: str | None = None
    filename: str | None = None
    content_type: str | None = None
    content_disposition: Disposition | None = None
    content_id: str | None = None


NewAttachments = Annotated[list[NewAttachment], Meta(max_length=MAX_FILES)]


class ReplyAll(Struct, kw_only=True):
    """What every way to send has in common."""

    reply_to: OneOrMany | None = None
    text: str | None = None
    html: str | None = None
    labels: OneOrMany | None = None
    attachments: NewAttachments | None = None
    headers: Mapping[str, str] | None = None
    track_opens: bool | None = None


class Reply(ReplyAll, kw_only=True):
    to: OneOrMany | None = None
    cc: OneOrMany | None = None
    bcc: OneOrMany | None = None
    reply_all: bool | None = None


class Send(ReplyAll, kw_only=True):
    to: OneOrMany | None = None
    cc: OneOrMany | None = None
    bcc: OneOrMany | None = None
    subject: str | None = None


async def send(request: Request[Nothing, Send]) -> SentObject:
    """The ids of the message sent, in a thread of its own."""
    body = request.body
    submission = await _submission(body, to=body.to, cc=body.cc, bcc=body.bcc, subject=body.subject)
    return sent_object(
        await outbound.send(request.ports, request.caller, submission, idempotency_key(request))
    )


async def reply(request: Request[Nothing, Reply]) -> SentObject:
    """The ids of the answer to a message, in its thread; named recipients replace the sender of it."""
    body = request.body
    submission = await _submission(body, to=body.to, cc=body.cc, bcc=body.bcc)
    return await _reply(request, submission, reply_all=body.reply_all or False)


async def reply_all(request: Request[Nothing, ReplyAll]) -> SentObject:
    """The ids of the answer to everyone who got a message, in its thread."""
    return await _reply(request, await _submission(request.body), reply_all=True)


async def forward(request: Request[Nothing, Send]) -> SentObject:
    """The ids of the message that passes another one on with its attachments, in its thread."""
    body = request.body
    submission = await _submission(body, to=body.to, cc=body.cc, bcc=body.bcc, subject=body.subject)
    sent = await replies.forward(
        request.ports,
        request.caller,
        request.params["message_id"],
        submission,
        idempotency_key=idempotency_key(request),
    )
    return sent_object(sent)


async def _reply(request: Request[Q, B], submission: Submission, *, reply_all: bool) -> SentObject:
    sent = await replies.reply(
        request.ports,
        request.caller,
        request.params["message_id"],
        submission,
        reply_all=reply_all,
        idempotency_key=idempotency_key(request),
    )
    return sent_object(sent)


async def _submission(
    body: ReplyAll,
    *,
    to: OneOrMany | None = None,
    cc: OneOrMany | None = None,
    bcc: OneOrMany | None = None,
    subject: str | None = None,
) -> Submission:
    if body.track_opens:
        raise Forbidden("Open tracking is not enabled", fix="Leave track_opens out.")
    return Submission(
        to=many(to),
        cc=many(cc),
        bcc=many(bcc),
        reply_to=many(body.reply_to),
        subject=subject,
        text=body.text,
        html=body.html,
        labels=many(body.labels),
        attachments=await decode_attachments(body.attachments, "attachments"),
        headers=body.headers or {},
    )


async def decode_attachments(given: Sequence[NewAttachment] | None, path: str) -> list[GivenFile]:
    """The files in the field `path`. Raises `ValidationFailed`."""
    files = given or []
    if sum(len(file.content or "") for file in files) > LARGE_BODY_BYTES:
        return await asyncio.to_thread(_decoded, files, path)
    return _decoded(files, path)


def _decoded(given: Sequence[NewAttachment], path: str) -> list[GivenFile]:
    return [_attachment(attachment, [path, index]) for index, attachment in enumerate(given)]


def _attachment(given: NewAttachment, path: list[str | int]) -> GivenFile:
    if (given.content is None) == (given.url is None):
        raise invalid("Exactly one of content and url must be specified", path)
    disposition = given.content_disposition or Disposition.ATTACHMENT
    if given.url is not None:
        return LinkedFile(
            url=given.url,
            filename=given.filename,
            content_type=given.content_type,
            disposition=disposition,
            content_id=given.content_id,
        )
    assert given.content is not None
    try:
        data = decode_base64(given.content)
    except InvalidAttachment as error:
        raise invalid(str(error), [*path, "content"]) from error
    return OutgoingAttachment(
        data=data,
        filename=given.filename,
        content_type=given.content_type or ANY_TYPE,
        disposition=disposition,
        content_id=given.content_id,
    )


def idempotency_key(request: Request[Q, B]) -> IdempotencyKey | None:
    """The `Idempotency-Key` header, with a digest of the operation, the inbox, the message or
    draft, and the body."""
    key = request.header(b"idempotency-key")
    if key is None:
        return None
    if not is_client_id(key):
        raise invalid(
            "Idempotency-Key must have 1 to 256 characters out of A-Z a-z 0-9 - . _ ~", ["Idempotency-Key"]
        )
    inbox_id = (request.caller.mount.inbox_id or "").lower()
    bound = (request.operation, inbox_id, request.params, request.body)
    content = msgspec.json.encode(bound, order="sorted")
    return IdempotencyKey(key=key, fingerprint=hashlib.sha256(content).digest())


def sent_object(sent: Sent) -> SentObject:
    return SentObject(message_id=sent.message_id, thread_id=sent.thread_id)


_ONE, _SEND = "messages/{message_id:path}", Permission.MESSAGE_SEND
ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("POST", "messages/send", INBOX, "messages.send", _SEND, send),
    endpoint("POST", f"{_ONE}/reply", INBOX, "messages.reply", _SEND, reply),
    endpoint("POST", f"{_ONE}/reply-all", INBOX, "messages.reply_all", _SEND, reply_all),
    endpoint("POST", f"{_ONE}/forward", INBOX, "messages.forward", _SEND, forward),
)
