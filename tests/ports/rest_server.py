"""The REST API over a migrated database, called in process."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx
from tests.ports.tenant import NoFileTexts, NoNetwork

from pillarbox.backends.blobs import TableBlobs
from pillarbox.backends.embedded.bus import LocalBus
from pillarbox.domain.envelope import Envelope
from pillarbox.domain.policy import Policy, Secrets
from pillarbox.edges.rest.api import Api
from pillarbox.edges.rest.table import ENDPOINTS
from pillarbox.ports import Clock, Database, FileTexts, HttpPost, Ports, RemoteFiles
from pillarbox.services.access import Gatekeeper
from pillarbox.services.inbound import Inbound
from pillarbox.services.stream import Hub
from pillarbox.services.tenants import first_start

ROOT_KEY = "am_us_" + "0" * 64
ORIGIN = "http://mail.x.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestServer:
    """A server with one organization and its root key."""

    ports: Ports
    api: Api

    def client(self, key: str | None = ROOT_KEY) -> httpx.AsyncClient:
        """An HTTP client that holds `key`."""
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        transport = httpx.ASGITransport(self.api)
        return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)

    async def receive(self, recipient: str, raw: bytes, *, client_address: str = "127.0.0.1") -> None:
        """Let a mail for `recipient` come in."""
        envelope = Envelope(
            return_path="ann@y.test",
            recipients=(recipient,),
            client_address=client_address,
            helo="y.test",
            tls=False,
            smtputf8=False,
            received_at_ms=self.ports.clock.now_ms(),
        )
        reply = await Inbound(self.ports).accept(envelope, raw)
        assert reply.positive


async def open_rest_server(
    database: Database,
    clock: Clock,
    http: HttpPost | None = None,
    *,
    remote_files: RemoteFiles | None = None,
    file_texts: FileTexts | None = None,
    private_webhooks: bool = True,
    sign_up: bool = True,
) -> RestServer:
    """A server on `database`, after its first start; it reaches nobody unless given a client."""
    ports = Ports(
        database=database,
        blobs=TableBlobs(database),
        bus=LocalBus(),
        clock=clock,
        http=http or NoNetwork(),
        remote_files=remote_files or NoNetwork(),
        file_texts=file_texts or NoFileTexts(),
        policy=Policy(
            domain="x.test",
            host="mx.x.test",
            public_url=ORIGIN,
            sign_up=sign_up,
            private_webhooks=private_webhooks,
        ),
        secrets=Secrets(signing_key=b"k" * 32),
    )
    await first_start(ports, secret=ROOT_KEY)
    api = Api(ports, ENDPOINTS, Gatekeeper(ports).authenticate, Hub(ports))
    return RestServer(ports=ports, api=api)


def mail(headers: Mapping[str, str], text: str = "Hello\n") -> bytes:
    """The octets of a plain mail."""
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return (head + "\r\n" + text.replace("\n", "\r\n")).encode()
