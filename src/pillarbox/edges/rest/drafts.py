"""Handlers of drafts."""

from msgspec import UNSET, Struct, UnsetType, field

from pillarbox.domain.access import Permission
from pillarbox.edges.rest.endpoint import INBOX, ORG_POD_INBOX, Endpoint, Nothing, Request, endpoint
from pillarbox.edges.rest.fields import ClientId, OneOrMany, many
from pillarbox.edges.rest.instants import Instant
from pillarbox.edges.rest.messages import UpdateLabels
from pillarbox.edges.rest.paging import OrderedPageQuery, echoed_limit, page_request, page_token
from pillarbox.edges.rest.parameters import Words
from pillarbox.edges.rest.sending import NewAttachments, decode_attachments, idempotency_key, sent_object
from pillarbox.services import draft_sending, drafts
from pillarbox.services.draft_content import DraftChange, NewDraft
from pillarbox.services.outbound import Submission
from pillarbox.wire.drafts import DraftObject, ListDraftsObject, draft_item, draft_object
from pillarbox.wire.messages import SentObject

Texts = OneOrMany | UnsetType | None
Text = str | UnsetType | None


class ListDrafts(OrderedPageQuery, kw_only=True):
    labels: Words = field(default_factory=list)
    before: Instant | None = None
    after: Instant | None = None


class CreateDraft(Struct, kw_only=True):
    """Plain, or the answer to the message `in_reply_to`, or the forward of `forward_of`."""

    labels: OneOrMany | None = None
    reply_to: OneOrMany | None = None
    to: OneOrMany | None = None
    cc: OneOrMany | None = None
    bcc: OneOrMany | None = None
    subject: str | None = None
    text: str | None = None
    html: str | None = None
    attachments: NewAttachments | None = None
    in_reply_to: str | None = None
    forward_of: str | None = None
    reply_all: bool | None = None
    send_at: Instant | None = None
    client_id: ClientId | None = None


class UpdateDraft(UpdateLabels, kw_only=True):
    """Fields left out stay as they are; null clears them, as an empty list does."""

    reply_to: Texts = UNSET
    to: Texts = UNSET
    cc: Texts = UNSET
    bcc: Texts = UNSET
    subject: Text = UNSET
    text: Text = UNSET
    html: Text = UNSET
    add_attachments: NewAttachments | None = None
    remove_attachments: OneOrMany | None = None
    send_at: Instant | UnsetType | None = UNSET


async def list_drafts(request: Request[ListDrafts, Nothing]) -> ListDraftsObject:
    """A page of drafts without bodies, the last changed first."""
    query = request.query
    asked = page_request(request)
    page = await drafts.list_drafts(
        request.ports,
        request.caller,
        asked,
        labels=[label.strip().lower() for label in query.labels],
        before=query.before,
        after=query.after,
    )
    now = request.ports.clock.now_ms()
    return ListDraftsObject(
        count=len(page.items),
        drafts=[draft_item(draft, now) for draft in page.items],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, page.next_position),
    )


async def get_draft(request: Request[Nothing, Nothing]) -> DraftObject:
    """The draft with its bodies."""
    draft = await drafts.get_draft(request.ports, request.caller, request.params["draft_id"])
    return draft_object(draft, request.ports.clock.now_ms())


async def create_draft(request: Request[Nothing, CreateDraft]) -> DraftObject:
    """The new draft, or the one made before with the same `client_id`."""
    body = request.body
    content = Submission(
        to=many(body.to),
        cc=many(body.cc),
        bcc=many(body.bcc),
        reply_to=many(body.reply_to),
        subject=body.subject,
        text=body.text,
        html=body.html,
        labels=many(body.labels),
        attachments=await decode_attachments(body.attachments, "attachments"),
    )
    wanted = NewDraft(
        content=content,
        in_reply_to=body.in_reply_to,
        forward_of=body.forward_of,
        reply_all=body.reply_all or False,
        send_at=body.send_at,
        client_id=body.client_id,
    )
    draft = await drafts.create_draft(request.ports, request.caller, wanted)
    return draft_object(draft, request.ports.clock.now_ms())


async def update_draft(request: Request[Nothing, UpdateDraft]) -> DraftObject:
    """The draft after the change. `send_at` schedules it; null takes the schedule back."""
    body = request.body
    change = DraftChange(
        to=UNSET if body.to is UNSET else many(body.to),
        cc=UNSET if body.cc is UNSET else many(body.cc),
        bcc=UNSET if body.bcc is UNSET else many(body.bcc),
        reply_to=UNSET if body.reply_to is UNSET else many(body.reply_to),
        subject=body.subject,
        text=body.text,
        html=body.html,
        send_at=body.send_at,
        add_attachments=await decode_attachments(body.add_attachments, "add_attachments"),
        remove_attachments=many(body.remove_attachments),
        labels=body.change(),
    )
    draft = await drafts.update_draft(request.ports, request.caller, request.params["draft_id"], change)
    return draft_object(draft, request.ports.clock.now_ms())


async def delete_draft(request: Request[Nothing, Nothing]) -> None:
    """Deletes the draft and takes its schedule back."""
    await drafts.delete_draft(request.ports, request.caller, request.params["draft_id"])


async def send_draft(request: Request[Nothing, UpdateLabels]) -> SentObject:
    """The ids of the message that the draft became; the draft is gone."""
    sent = await draft_sending.send_draft(
        request.ports,
        request.caller,
        request.params["draft_id"],
        request.body.change(),
        idempotency_key(request),
    )
    return sent_object(sent)


_ALL, _ONE = "drafts", "drafts/{draft_id}"
ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", _ALL, ORG_POD_INBOX, "drafts.list", Permission.DRAFT_READ, list_drafts),
    endpoint("POST", _ALL, INBOX, "drafts.create", Permission.DRAFT_CREATE, create_draft),
    endpoint("GET", _ONE, ORG_POD_INBOX, "drafts.get", Permission.DRAFT_READ, get_draft),
    endpoint("PATCH", _ONE, INBOX, "drafts.update", Permission.DRAFT_UPDATE, update_draft),
    endpoint("DELETE", _ONE, INBOX, "drafts.delete", Permission.DRAFT_DELETE, delete_draft),
    endpoint("POST", f"{_ONE}/send", INBOX, "drafts.send", Permission.DRAFT_SEND, send_draft),
)
