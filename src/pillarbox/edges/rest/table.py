"""The whole route table."""

from pillarbox.edges.rest import (
    agent,
    api_keys,
    domains,
    downloads,
    drafts,
    events,
    extras,
    files,
    health,
    inbox_events,
    inboxes,
    lists,
    messages,
    metrics,
    polling_webhooks,
    search,
    sending,
    tenants,
    threads,
    webhooks,
    world,
)
from pillarbox.edges.rest.endpoint import Endpoint
from pillarbox.edges.rest.reference import reference

RESOURCES: tuple[Endpoint, ...] = (
    *health.ENDPOINTS,
    *tenants.ENDPOINTS,
    *agent.ENDPOINTS,
    *api_keys.ENDPOINTS,
    *inboxes.ENDPOINTS,
    *domains.ENDPOINTS,
    *events.ENDPOINTS,
    *inbox_events.ENDPOINTS,
    *messages.ENDPOINTS,
    *lists.ENDPOINTS,
    *metrics.ENDPOINTS,
    *search.ENDPOINTS,
    *sending.ENDPOINTS,
    *threads.ENDPOINTS,
    *downloads.ENDPOINTS,
    *drafts.ENDPOINTS,
    *files.ENDPOINTS,
    *webhooks.ENDPOINTS,
    *polling_webhooks.ENDPOINTS,
    *extras.ENDPOINTS,
    *world.ENDPOINTS,
)

ENDPOINTS: tuple[Endpoint, ...] = (*RESOURCES, *reference(RESOURCES))
