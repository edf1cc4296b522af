"""Handlers of the captured world: mail to outside addresses that was kept here instead of sent."""

from collections.abc import Sequence

from msgspec import Struct

from pillarbox.domain.access import Permission
from pillarbox.edges.rest.endpoint import ORG, Endpoint, Nothing, Request, endpoint
from pillarbox.edges.rest.paging import OrderedPageQuery, echoed_limit, page_request, page_token
from pillarbox.services import world
from pillarbox.tables.world import CapturedMessage
from pillarbox.wire.times import timestamp


class CapturedMessageObject(Struct, omit_defaults=True, kw_only=True, rename={"from_": "from"}):
    """A mail as one outside recipient would have got it."""

    recipient: str
    return_path: str
    message_id: str
    from_: str
    to: Sequence[str]
    timestamp: str
    size: int
    subject: str | None = None
    text: str | None = None
    html: str | None = None

    @classmethod
    def of(cls, mail: CapturedMessage) -> "CapturedMessageObject":
        return cls(
            recipient=mail.recipient,
            return_path=mail.return_path,
            message_id=mail.message_id,
            from_=mail.sender,
            to=mail.recipients,
            timestamp=timestamp(mail.created_at),
            size=mail.size_bytes,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
        )


class ListCapturedObject(Struct, omit_defaults=True, kw_only=True):
    count: int
    messages: Sequence[CapturedMessageObject]
    limit: int | None = None
    next_page_token: str | None = None


async def list_captured(request: Request[OrderedPageQuery, Nothing]) -> ListCapturedObject:
    """A page of captured mail, newest first, to one outside address or to all."""
    asked = page_request(request)
    page = await world.list_captured(request.ports, request.caller, request.params.get("address"), asked)
    return ListCapturedObject(
        count=len(page.items),
        messages=[CapturedMessageObject.of(mail) for mail in page.items],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, page.next_position),
    )


_READ = Permission.MESSAGE_READ
ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", "world/messages", ORG, "world.list", _READ, list_captured),
    endpoint("GET", "world/messages/{address:path}", ORG, "world.list_to", _READ, list_captured),
)
