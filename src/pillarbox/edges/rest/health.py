"""Handlers for load balancers and supervisors: is the process up, can it serve."""

from msgspec import Struct

from pillarbox.edges.rest.endpoint import TOP, Endpoint, Nothing, PublicRequest, endpoint
from pillarbox.ports import Tx


class Health(Struct):
    status: str


async def get_health(request: PublicRequest[Nothing, Nothing]) -> Health:
    """Whether the process answers."""
    return Health("ok")


async def get_readiness(request: PublicRequest[Nothing, Nothing]) -> Health:
    """Whether the database answers; 503 when it does not."""
    await request.ports.database.read(_ping)
    return Health("ready")


def _ping(tx: Tx) -> None:
    tx.one("SELECT 1")


ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", "healthz", TOP, "health.live", None, get_health),
    endpoint("GET", "readyz", TOP, "health.ready", None, get_readiness),
)
