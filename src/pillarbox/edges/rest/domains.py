"""Handlers of custom domains."""

from msgspec import Struct
from starlette.responses import Response

from pillarbox.domain.access import Permission
from pillarbox.domain.domains import zone_file
from pillarbox.domain.errors import invalid
from pillarbox.edges.rest.endpoint import ORG, ORG_POD, Endpoint, Nothing, Request, endpoint
from pillarbox.edges.rest.fields import ClientId
from pillarbox.edges.rest.paging import OrderedPageQuery, echoed_limit, page_request, page_token
from pillarbox.services import domains
from pillarbox.services.domains import DomainChange
from pillarbox.wire.domains import DomainItemObject, DomainObject, ListDomainsObject, SetupLinkObject


class UpdateDomain(Struct, kw_only=True):
    feedback_enabled: bool | None = None
    inbound_enabled: bool | None = None
    subdomains_enabled: bool | None = None
    tracking_enabled: bool | None = None

    @property
    def change(self) -> DomainChange:
        return DomainChange(
            feedback_enabled=self.feedback_enabled,
            inbound_enabled=self.inbound_enabled,
            subdomains_enabled=self.subdomains_enabled,
            tracking_enabled=self.tracking_enabled,
        )


class CreateDomain(UpdateDomain, kw_only=True):
    domain: str
    client_id: ClientId | None = None


async def list_domains(request: Request[OrderedPageQuery, Nothing]) -> ListDomainsObject:
    """A page of domains, newest first."""
    asked = page_request(request)
    page = await domains.list_domains(request.ports, request.caller, asked)
    return ListDomainsObject(
        count=len(page.items),
        domains=[DomainItemObject.of(domain) for domain in page.items],
        limit=echoed_limit(request, asked),
        next_page_token=page_token(request, page.next_position),
    )


async def create_domain(request: Request[Nothing, CreateDomain]) -> DomainObject:
    """The new domain with the DNS records it needs, or the one made before with the same `client_id`."""
    body = request.body
    domain = await domains.create_domain(
        request.ports, request.caller, name=body.domain, client_id=body.client_id, wanted=body.change
    )
    return DomainObject.with_records(domain)


async def get_domain(request: Request[Nothing, Nothing]) -> DomainObject:
    """The domain with the DNS records it needs."""
    domain = await domains.get_domain(request.ports, request.caller, request.params["domain_id"])
    return DomainObject.with_records(domain)


async def update_domain(request: Request[Nothing, UpdateDomain]) -> DomainObject:
    """The domain after the change, with the DNS records it needs now."""
    change = request.body.change
    if change == DomainChange():
        raise invalid(
            "feedback_enabled, inbound_enabled, subdomains_enabled or tracking_enabled must be specified"
        )
    domain_id = request.params["domain_id"]
    domain = await domains.update_domain(request.ports, request.caller, domain_id, change)
    return DomainObject.with_records(domain)


async def delete_domain(request: Request[Nothing, Nothing]) -> None:
    """Gives the domain up; its inboxes stay readable and neither send nor receive."""
    await domains.delete_domain(request.ports, request.caller, request.params["domain_id"])


async def verify_domain(request: Request[Nothing, Nothing]) -> None:
    """Looks for the domain's DNS records now."""
    await domains.verify_domain(request.ports, request.caller, request.params["domain_id"])


async def get_zone_file(request: Request[Nothing, Nothing]) -> Response:
    """The domain's DNS records as lines of a zone file."""
    domain = await domains.get_domain(request.ports, request.caller, request.params["domain_id"])
    disposition = f'attachment; filename="{domain.name}.zone"'
    return Response(
        zone_file(domain.records), media_type="text/plain", headers={"Content-Disposition": disposition}
    )


async def get_setup_link(request: Request[Nothing, Nothing]) -> SetupLinkObject:
    """That no link sets the domain up: its records are to be published by hand."""
    await domains.get_domain(request.ports, request.caller, request.params["domain_id"])
    return SetupLinkObject(supported=False)


_ONE = "domains/{domain_id}"
_READ, _UPDATE = Permission.DOMAIN_READ, Permission.DOMAIN_UPDATE
ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", "domains", ORG_POD, "domains.list", _READ, list_domains),
    endpoint("POST", "domains", ORG_POD, "domains.create", Permission.DOMAIN_CREATE, create_domain),
    endpoint("GET", _ONE, ORG_POD, "domains.get", _READ, get_domain),
    endpoint("PATCH", _ONE, ORG_POD, "domains.update", _UPDATE, update_domain),
    endpoint("DELETE", _ONE, ORG_POD, "domains.delete", Permission.DOMAIN_DELETE, delete_domain),
    endpoint("POST", f"{_ONE}/verify", ORG_POD, "domains.verify", _UPDATE, verify_domain),
    endpoint(
        "GET",
        f"{_ONE}/zone-file",
        ORG_POD,
        "domains.zone_file",
        _READ,
        get_zone_file,
        media_type="text/plain",
    ),
    endpoint("GET", f"{_ONE}/setup-link", ORG, "domains.setup_link", _READ, get_setup_link),
)
