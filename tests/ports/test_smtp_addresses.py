"""Which inbox an address on the wire means."""

import pytest
from tests.ports.tenant import DOMAIN, Tenant

from pillarbox.ports import Ports
from pillarbox.services.inbound import Inbound


@pytest.mark.parametrize(
    ("local", "taken"), [("kim", True), ("KIM", True), ("\u212aim", False), ("k\u0131m", False)]
)
async def test_only_ascii_letters_have_another_case(
    ports: Ports, tenant: Tenant, local: str, taken: bool
) -> None:
    await tenant.inbox("kim")
    inbound = Inbound(ports)
    assert (await inbound.resolve(f"{local}@{DOMAIN}")).positive == taken
    assert inbound.knows(f"{local}@{DOMAIN}") == taken
