"""The captured world: what agents sent to outside addresses, for whoever wants to look."""

from pillarbox.domain.access import Caller
from pillarbox.domain.errors import NotFound
from pillarbox.domain.policy import Delivery
from pillarbox.ports import Ports
from pillarbox.services import access
from pillarbox.tables import world
from pillarbox.tables.paging import Page, PageRequest
from pillarbox.tables.world import CapturedMessage


async def list_captured(
    ports: Ports, caller: Caller, recipient: str | None, page: PageRequest
) -> Page[CapturedMessage]:
    """Captured mail in the caller's scope, newest first, of one recipient or of all. Raises `NotFound` when
    this server sends mail for real."""
    if ports.policy.delivery is not Delivery.CAPTURE:
        raise NotFound("Route not found", fix="Start the server with PILLARBOX_DELIVERY=capture.")
    return await ports.database.read(
        lambda tx: world.list_captured(tx, access.resolve(tx, caller), recipient, page)
    )
