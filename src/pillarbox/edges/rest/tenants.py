"""Handlers of the caller's identity, the organization and its pods."""

from msgspec import Struct

from pillarbox.domain.access import Permission
from pillarbox.edges.rest.endpoint import ORG, Endpoint, Nothing, Request, endpoint
from pillarbox.edges.rest.fields import ClientId
from pillarbox.edges.rest.paging import OrderedPageQuery, echoed_limit, page_request, page_token
from pillarbox.services import tenants
from pillarbox.wire.tenants import IdentityObject, ListPodsObject, OrganizationObject, PodObject


class CreatePod(Struct, kw_only=True):
    name: str | None = None
    client_id: ClientId | None = None


async def get_identity(request: Request[Nothing, Nothing]) -> IdentityObject:
    """Who the API key stands for."""
    return IdentityObject.of(request.caller.principal)


async def get_organization(request: Request[Nothing, Nothing]) -> OrganizationObject:
    """The caller's organization with live counts and its limits."""
    return OrganizationObject.of(await tenants.get_organization(request.ports, request.caller))


async def list_pods(request: Request[OrderedPageQuery, Nothing]) -> ListPodsObject:
    """A page of pods, newest first."""
    asked = page_request(request)
    page = await tenants.list_pods(request.ports, request.caller, asked)
    return ListPodsObject(
        count=len(page.items),
        pods=[PodObject.of(pod) for pod in page.items],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, page.next_position),
    )


async def create_pod(request: Request[Nothing, CreatePod]) -> PodObject:
    """The new pod, or the one made before with the same `client_id`."""
    body = request.body
    pod = await tenants.create_pod(request.ports, request.caller, name=body.name, client_id=body.client_id)
    return PodObject.of(pod)


async def get_pod(request: Request[Nothing, Nothing]) -> PodObject:
    """The pod with this id or `client_id`."""
    return PodObject.of(await tenants.get_pod(request.ports, request.caller, request.params["pod_id"]))


async def delete_pod(request: Request[Nothing, Nothing]) -> None:
    """Deletes an empty pod."""
    await tenants.delete_pod(request.ports, request.caller, request.params["pod_id"])


ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", "auth/me", ORG, "auth.me", None, get_identity),
    endpoint("GET", "organizations", ORG, "organizations.get", None, get_organization),
    endpoint("GET", "pods", ORG, "pods.list", Permission.POD_READ, list_pods),
    endpoint("POST", "pods", ORG, "pods.create", Permission.POD_CREATE, create_pod),
    endpoint("GET", "pods/{pod_id}", ORG, "pods.get", Permission.POD_READ, get_pod),
    endpoint("DELETE", "pods/{pod_id}", ORG, "pods.delete", Permission.POD_DELETE, delete_pod),
)
