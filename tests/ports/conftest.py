"""A table for tests of the drivers; the ports and a tenant for tests above them; a server on a socket."""

from collections.abc import AsyncIterator

import pytest
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.live_server import Sockets, serving_inboxes
from tests.ports.notes import create
from tests.ports.rest_server import RestServer, open_rest_server
from tests.ports.tenant import Tenant, make_ports

from pillarbox.ports import Database, Ports


@pytest.fixture
async def notes(empty_database: Database) -> Database:
    """A database with the table `notes (id, text)`."""
    await empty_database.write(create)
    return empty_database


@pytest.fixture
def ports(database: AnyDatabase, clock: FixedClock) -> Ports:
    """What services are handed, on a migrated database of either kind."""
    return make_ports(database, clock)


@pytest.fixture
async def tenant(ports: Ports) -> Tenant:
    """An organization without inboxes."""
    return await Tenant.create(ports)


@pytest.fixture
async def server(database: AnyDatabase, clock: FixedClock) -> RestServer:
    """The REST API with one organization, called in process."""
    return await open_rest_server(database, clock)


@pytest.fixture
async def sockets(database: AnyDatabase, clock: FixedClock) -> AsyncIterator[Sockets]:
    """A server on a socket, with the inboxes ada and ben."""
    async with serving_inboxes(database, clock) as sockets:
        yield sockets
