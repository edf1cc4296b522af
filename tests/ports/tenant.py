"""An organization with pods, inboxes and keys on a migrated database, and short ways to use it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.conftest import AnyDatabase, FixedClock

from pillarbox.backends.blobs import TableBlobs
from pillarbox.backends.embedded.bus import LocalBus
from pillarbox.domain.access import Caller, Mount, Permission, Principal, Scope
from pillarbox.domain.envelope import Envelope
from pillarbox.domain.ids import new_uuid
from pillarbox.domain.labels import NOTHING_HIDDEN, HiddenMask
from pillarbox.domain.messages import Message, Thread
from pillarbox.domain.policy import Policy, Secrets
from pillarbox.domain.tenants import Inbox
from pillarbox.ports import HttpAnswer, Ports, RemoteFile, Tx
from pillarbox.services import access, inboxes, messages, threads
from pillarbox.services.inbound import Inbound
from pillarbox.services.inboxes import NewInbox
from pillarbox.tables import organizations
from pillarbox.tables.filters import MessageFilter
from pillarbox.tables.paging import PageRequest

DOMAIN = "x.test"
EVERYTHING = PageRequest(limit=1000)
ANY = MessageFilter(visible=NOTHING_HIDDEN)
OUTSIDE = "192.0.2.7"
"""The address of a client that shows no credentials: its mail is `unauthenticated`."""


class NoFileTexts:
    """`ports.FileTexts` in which no file has a text."""

    async def text_of(self, kind: str, data: bytes) -> str | None:
        return None


class NoNetwork:
    """`ports.HttpPost` and `ports.RemoteFiles` that reach nobody."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> HttpAnswer:
        return HttpAnswer(problem="no network in tests")

    async def fetch(self, url: str, *, max_bytes: int) -> RemoteFile:
        return RemoteFile(problem="no network in tests")


def make_ports(database: AnyDatabase, clock: FixedClock) -> Ports:
    return Ports(
        database=database,
        blobs=TableBlobs(database),
        bus=LocalBus(),
        clock=clock,
        http=NoNetwork(),
        remote_files=NoNetwork(),
        file_texts=NoFileTexts(),
        policy=Policy(domain=DOMAIN, host=f"mx.{DOMAIN}", public_url=f"http://{DOMAIN}"),
        secrets=Secrets(signing_key=b"k" * 32),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """One organization. `principal` is an unrestricted key of it."""

    ports: Ports
    principal: Principal

    @classmethod
    async def create(cls, ports: Ports) -> "Tenant":
        organization_id = new_uuid()
        now = ports.clock.now_ms()

        def work(tx: Tx) -> int:
            return organizations.create_organization(
                tx, organization_id=organization_id, name="Tenant", now=now
            )

        organization_no = await ports.database.write(work)
        principal = Principal(
            api_key_id=new_uuid(),
            organization_id=organization_id,
            pod_id=None,
            inbox_id=None,
            scope=Scope(organization_no=organization_no),
            permissions=None,
            expires_at_ms=None,
        )
        return cls(ports=ports, principal=principal)

    def caller(self, inbox_id: str | None = None, pod_id: str | None = None) -> Caller:
        """The tenant's key on a mount."""
        return Caller(principal=self.principal, mount=Mount(pod_id=pod_id, inbox_id=inbox_id))

    async def inbox(self, username: str, pod_id: str | None = None) -> Inbox:
        """A new inbox."""
        wanted = NewInbox(username=username)
        return await inboxes.create_inbox(self.ports, self.caller(pod_id=pod_id), wanted)

    async def listed(
        self, inbox_id: str, wanted: MessageFilter = ANY, page: PageRequest = EVERYTHING
    ) -> list[Message]:
        found = await messages.list_messages(self.ports, self.caller(inbox_id), wanted, page)
        return list(found.items)

    async def threads(
        self, inbox_id: str | None = None, wanted: MessageFilter = ANY, page: PageRequest = EVERYTHING
    ) -> list[Thread]:
        found = await threads.list_threads(self.ports, self.caller(inbox_id), wanted, page)
        return list(found.items)

    def restricted(self, *permissions: Permission) -> "Tenant":
        """The same organization seen with a key of these flags only."""
        return replace(self, principal=replace(self.principal, permissions=frozenset(permissions)))

    def keyed_to(self, inbox: Inbox) -> "Tenant":
        """The same organization seen with the key of one inbox."""
        principal = replace(
            self.principal, scope=access.scope_of(inbox), pod_id=inbox.pod_id, inbox_id=inbox.inbox_id
        )
        return replace(self, principal=principal)


def seeing(visible: int, *labels: str) -> MessageFilter:
    """A filter that shows these restricted labels and keeps what has all of `labels`."""
    return MessageFilter(visible=HiddenMask(visible), labels=labels)


def mail(
    message_id: str,
    *,
    subject: str = "Plans",
    sender: str = "Ann <ann@y.test>",
    to: str = f"ada@{DOMAIN}",
    in_reply_to: str | None = None,
    references: str | None = None,
    text: str = "Hello\n",
    **headers: str,
) -> bytes:
    """The octets of a plain mail; an empty `message_id` leaves the field out."""
    given = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Message-ID": message_id or None,
        "In-Reply-To": in_reply_to,
        "References": references,
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value is not None)
    return (head + "\r\n" + text.replace("\n", "\r\n")).encode()


async def receive(
    ports: Ports, raw: bytes, *recipients: str, client_address: str = "127.0.0.1", return_path: str = ""
) -> None:
    """Let a mail come in for `recipients`, ada by default."""
    envelope = Envelope(
        return_path=return_path or "ann@y.test",
        recipients=recipients or (f"ada@{DOMAIN}",),
        client_address=client_address,
        helo="y.test",
        tls=False,
        smtputf8=False,
        received_at_ms=ports.clock.now_ms(),
    )
    reply = await Inbound(ports).accept(envelope, raw)
    assert reply.positive, reply
