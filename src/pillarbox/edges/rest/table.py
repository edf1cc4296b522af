"""The whole route table."""

from pillarbox.edges.rest import api_keys, health, inboxes, messages, tenants, threads
from pillarbox.edges.rest.endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *health.ENDPOINTS,
    *tenants.ENDPOINTS,
    *api_keys.ENDPOINTS,
    *inboxes.ENDPOINTS,
    *messages.ENDPOINTS,
    *threads.ENDPOINTS,
)
