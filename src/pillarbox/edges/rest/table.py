"""The whole route table."""

from pillarbox.edges.rest import (
    api_keys,
    downloads,
    health,
    inboxes,
    lists,
    messages,
    sending,
    tenants,
    threads,
    world,
)
from pillarbox.edges.rest.endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *health.ENDPOINTS,
    *tenants.ENDPOINTS,
    *api_keys.ENDPOINTS,
    *inboxes.ENDPOINTS,
    *messages.ENDPOINTS,
    *lists.ENDPOINTS,
    *sending.ENDPOINTS,
    *threads.ENDPOINTS,
    *downloads.ENDPOINTS,
    *world.ENDPOINTS,
)
