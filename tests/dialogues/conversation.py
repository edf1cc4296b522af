"""A client's end of an SMTP session without a network, and a small world of inboxes that answers it."""

from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import FixedClock

from pillarbox.domain.envelope import NOT_OUR_DOMAIN, RECIPIENT_OK, UNKNOWN_RECIPIENT, Envelope, Reply
from pillarbox.edges.smtp.actions import Accept, Action, Close, Resolve, Send, StartTls
from pillarbox.edges.smtp.dialogue import Server
from pillarbox.edges.smtp.limits import Limits
from pillarbox.edges.smtp.protocol import Session
from pillarbox.edges.smtp.spool import Spool

HOST = "mx.pillarbox.test"
STORED = Reply(code=250, enhanced="2.0.0", text="Stored")
TRY_LATER = Reply(code=451, enhanced="4.3.0", text="Try later")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A mail that was accepted."""

    envelope: Envelope
    raw: bytes

    @property
    def content(self) -> bytes:
        """What the client sent: what follows the trace header, which ends in a date."""
        return self.raw.partition(b" -0000\r\n")[2]


def resolve(address: str) -> Reply:
    """Every address of pillarbox.test is an inbox but `nobody`; `later` cannot be looked up."""
    local, _, domain = address.rpartition("@")
    if address == "postmaster":
        return RECIPIENT_OK
    if domain.lower() != "pillarbox.test":
        return NOT_OUR_DOMAIN
    return {"nobody": UNKNOWN_RECIPIENT, "later": TRY_LATER}.get(local, RECIPIENT_OK)


@dataclass(slots=True)
class Conversation:
    """Speaks to one session; whatever it asks is answered at once."""

    directory: Path
    limits: Limits = field(default_factory=Limits)
    starttls: bool = False
    stored: list[Stored] = field(default_factory=list)
    closed: bool = False
    tls_started: bool = False
    spool: Spool = field(init=False)
    session: Session = field(init=False)

    def __post_init__(self) -> None:
        self.spool = Spool(self.directory, self.limits)
        server = Server(
            host=HOST, limits=self.limits, spool=self.spool, clock=FixedClock(), starttls=self.starttls
        )
        self.session = Session(server, "192.0.2.1")

    def greeting(self) -> bytes:
        """What the server says first."""
        return self._act(self.session.greet())

    def say(self, data: bytes) -> bytes:
        """What the server answers to `data`."""
        heard = self._act(self.session.feed(data))
        while self.session.turn_over:
            heard += self._act(self.session.go_on())
        return heard

    def _act(self, actions: list[Action]) -> bytes:
        heard = b""
        for action in actions:
            match action:
                case Send():
                    heard += action.data
                case Resolve():
                    heard += self._act(self.session.answer(resolve(action.address)))
                case Accept():
                    heard += self._act(self.session.answer(self._store(action)))
                case StartTls():
                    self.tls_started = True
                    heard += self._act(self.session.secured())
                case Close():
                    self.closed = True
        return heard

    def _store(self, mail: Accept) -> Reply:
        if mail.envelope.return_path == "fails@client.test":
            return TRY_LATER
        self.stored.append(Stored(envelope=mail.envelope, raw=bytes(mail.raw)))
        return STORED
