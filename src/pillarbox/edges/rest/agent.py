"""Handlers for agents that sign themselves up. `sign_up` is the one call of the API that makes a tenant, and
needs no key."""

from typing import Annotated

from msgspec import Meta, Struct

from pillarbox.domain.sign_up import MAX_SOURCE_CHARS
from pillarbox.edges.rest.endpoint import ORG, Endpoint, Nothing, PublicRequest, Request, endpoint
from pillarbox.services import sign_up, vouching
from pillarbox.services.sign_up import NewAgent

Origin = Annotated[str, Meta(max_length=MAX_SOURCE_CHARS)]


class SignUpAgent(Struct, kw_only=True):
    username: str
    human_email: str | None = None
    source: Origin | None = None
    referrer: Origin | None = None


class AttachHuman(Struct, kw_only=True):
    human_email: str


class VerifyAgent(Struct, kw_only=True):
    otp_code: str


class AccountObject(Struct, kw_only=True):
    organization_id: str
    inbox_id: str
    api_key: str


class AttachedHumanObject(Struct, kw_only=True):
    human_email: str
    instructions: str


class VerifiedObject(Struct, kw_only=True):
    verified: bool


async def sign_up_agent(request: PublicRequest[Nothing, SignUpAgent]) -> AccountObject:
    """A new organization with an inbox and an API key, which is shown this once."""
    body = request.body
    peer = request.scope.get("client")
    agent = NewAgent(
        username=body.username,
        human_email=body.human_email,
        source=body.source,
        referrer=body.referrer,
        client_address=peer[0] if peer else "",
    )
    account = await sign_up.sign_up(request.ports, agent)
    return AccountObject(
        organization_id=account.organization_id, inbox_id=account.inbox_id, api_key=account.api_key
    )


async def attach_human(request: Request[Nothing, AttachHuman]) -> AttachedHumanObject:
    """The human who may vouch for the organization, and what to do next; a code is mailed to them."""
    human = await vouching.attach_human(request.ports, request.caller, request.body.human_email)
    return AttachedHumanObject(
        human_email=human,
        instructions=f"Ask {human} for the 6-digit code in their mail and send it to POST /v0/agent/verify. "
        "Until then this organization may write to them alone.",
    )


async def verify_agent(request: Request[Nothing, VerifyAgent]) -> VerifiedObject:
    """That the organization is verified, by the code mailed to its human."""
    await vouching.verify(request.ports, request.caller, request.body.otp_code)
    return VerifiedObject(verified=True)


ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("POST", "agent/sign-up", ORG, "agent.sign_up", None, sign_up_agent),
    endpoint("POST", "agent/human", ORG, "agent.attach_human", None, attach_human),
    endpoint("POST", "agent/verify", ORG, "agent.verify", None, verify_agent),
)
