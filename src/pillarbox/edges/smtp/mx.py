"""The MX role on a connection: drives a `Session` over a transport and puts its questions to the services."""

import asyncio
import mmap
import select
import ssl
from collections.abc import Awaitable
from typing import Protocol, assert_never, cast

import structlog

from pillarbox.domain.envelope import RECIPIENT_OK, Envelope, Reply
from pillarbox.edges.smtp import replies
from pillarbox.edges.smtp.actions import Accept, Action, Close, Question, Resolve, Send, StartTls
from pillarbox.edges.smtp.dialogue import Server
from pillarbox.edges.smtp.protocol import Session, Standing

_READ_AHEAD_BYTES = 64 * 1024  # kept while a question is open; the rest waits in the client
_log = structlog.get_logger()


class Mx(Protocol):
    """Decides about mail from the outside. What it raises becomes `451 4.3.0`."""

    def knows(self, address: str) -> bool:
        """Whether mail for `address` is taken for certain, so that nobody has to be asked."""
        ...

    async def resolve(self, address: str) -> Reply:
        """Whether mail for `address` is taken: 250, 550 5.1.1 unknown, 550 5.7.1 not ours, 451 ask again.

        The address is an addr-spec as the client wrote it, without source route and needless quotes.
        `postmaster` alone is this server's own postmaster (RFC 5321 §4.5.1), here and in the envelope.
        """
        ...

    async def accept(self, envelope: Envelope, raw: bytes | mmap.mmap) -> Reply:
        """250 once the mail is stored durably for all its recipients, another reply when it is not.

        `raw` starts with this server's `Received:` field. A map is only valid while somebody holds it.
        """
        ...


class Door(Protocol):
    """Counts connections and says which may come in."""

    def admit(self, connection: "MxConnection", address: str) -> bool: ...

    def leave(self, connection: "MxConnection") -> None: ...


class Mover(Protocol):
    """Lets connections be served elsewhere when that is better for all."""

    def move(self, connection: "MxConnection", descriptor: int, standing: Standing) -> bool:
        """Whether somebody else goes on with the client at the socket `descriptor`, from now on."""
        ...


class MxConnection(asyncio.Protocol):
    """One client on port 25.

    At most one question is open at a time, in its own task, so that the replies keep their order and a slow
    answer holds up nobody else.
    """

    def __init__(
        self,
        server: Server,
        mx: Mx,
        door: Door,
        tls_context: ssl.SSLContext | None = None,
        *,
        mover: Mover | None = None,
        standing: Standing | None = None,
    ) -> None:
        """With `standing` the client was greeted elsewhere."""
        self._server = server
        self._limits = server.limits
        self._mx = mx
        self._door = door
        self._tls_context = tls_context
        self._mover = mover
        self._standing = standing
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle
        self._idle_at = 0.0  # when the client has been silent for too long
        self._content_at: float | None = None  # when the content has taken too long
        self._answer_at = 0.0  # when a service has taken too long
        self._negotiating = False
        self._closing = False
        self._draining = False
        self._half_closed = False
        self._send_blocked = False
        self._paused = False
        self._turn_due = False
        self._left = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        address = _peer_address(transport) if self._standing is None else self._standing.client_address
        self._session = Session(self._server, address, tls=self._encrypted, standing=self._standing)
        self._touch()
        self._check_time()
        if not self._door.admit(self, address):
            self._session.close()
            self._transport.write(replies.encode(replies.TOO_MANY_CONNECTIONS))
            self._transport.close()
        elif self._standing is None:
            self._greet()

    def data_received(self, data: bytes) -> None:
        was_content = self._session.reading_content
        actions = self._session.feed(data)
        if actions or was_content:  # a command line that never ends is silence
            self._touch()
        self._perform(actions)
        self._regulate()

    def eof_received(self) -> bool:
        """Keeps a half-closed connection open until the last answer; TLS cannot."""
        self._half_closed = True
        return self._answering and not self._encrypted

    def connection_lost(self, exc: Exception | None) -> None:
        if self._left:
            return
        self._left = self._closing = True
        self._session.close()
        self._timer.cancel()
        self._door.leave(self)

    def pause_writing(self) -> None:
        self._send_blocked = True
        self._regulate()

    def resume_writing(self) -> None:
        self._send_blocked = False
        self._regulate()

    def drain(self) -> None:
        """Say goodbye as soon as no mail is in progress; there are no words while TLS is negotiated."""
        self._draining = True
        if self._negotiating:
            self.abort()
        self._perform([])

    def abort(self) -> None:
        """Cut the connection and whatever still runs for it."""
        if self._task is not None:
            self._task.cancel()
        self._transport.abort()

    @property
    def _encrypted(self) -> bool:
        return self._transport.get_extra_info("sslcontext") is not None

    @property
    def _answering(self) -> bool:
        """Whether the client can expect replies without saying more."""
        return self._session.waiting or self._session.turn_over

    def _greet(self) -> None:
        if not self._encrypted and _has_input(self._transport):
            self._perform(self._session.interrupt(replies.OUT_OF_STEP))
        else:
            self._perform(self._session.greet())
            self._offer_soon()

    def _perform(self, actions: list[Action]) -> None:
        while actions:
            actions = [following for action in actions for following in self._do(action)]
        in_progress = self._session.waiting or self._session.content_begun or self._closing
        if self._draining and not in_progress:
            self._perform(self._session.interrupt(replies.SHUTTING_DOWN))

    def _do(self, action: Action) -> list[Action]:
        """Begin one action; what follows from it at once."""
        match action:
            case Send():
                self._transport.write(action.data)
            case Resolve() if self._mx.knows(action.address):
                return self._session.answer(RECIPIENT_OK)
            case Resolve() | Accept():
                self._answer_at = self._loop.time() + self._limits.answer_s
                self._task = self._loop.create_task(self._ask(action))
            case StartTls():
                self._task = self._loop.create_task(self._start_tls())
                self._negotiating = True
                self._regulate()
            case Close():
                self._close()
            case _:
                assert_never(action)
        return []

    async def _ask(self, question: Question) -> None:
        match question:
            case Resolve():
                self._answer(await reply_of(self._mx.resolve(question.address)))
            case Accept():
                self._answer(await reply_of(self._mx.accept(question.envelope, question.raw)))
                self._offer_soon()

    def _answer(self, reply: Reply) -> None:
        self._proceed(self._session.answer(reply))

    def _go_on(self) -> None:
        """Have the next turn, unless the client does not read what it was told in those before."""
        self._turn_due = False
        if not (self._closing or self._send_blocked):
            self._proceed(self._session.go_on())

    def _proceed(self, actions: list[Action]) -> None:
        self._touch()
        self._perform(actions)
        self._regulate()
        if self._half_closed and not self._answering:
            self._transport.close()

    def _offer_soon(self) -> None:
        if self._mover is not None and not self._encrypted:
            self._loop.call_soon(self._offer, self._mover)  # when the reply has gone out

    def _offer(self, mover: Mover) -> None:
        """Let somebody else go on with the client, unless something is in progress."""
        standing = self._session.standing
        if standing is None or self._closing or self._draining or self._half_closed or self._encrypted:
            return
        if self._transport.get_write_buffer_size():
            return
        if mover.move(self, self._transport.get_extra_info("socket").fileno(), standing):
            self._closing = True
            self._transport.abort()  # the other one holds the socket open

    async def _start_tls(self) -> None:
        assert self._tls_context is not None
        if self._transport.is_closing():
            return
        transport = None
        try:
            transport = await self._loop.start_tls(
                self._transport,
                self,
                self._tls_context,
                server_side=True,
                ssl_handshake_timeout=self._limits.idle_s,
            )
        except OSError as error:
            _log.info("tls negotiation failed", error=str(error))
        finally:
            self._negotiated(transport)

    def _negotiated(self, transport: asyncio.Transport | None) -> None:
        """Go on over `transport`. Without one the connection is lost, which event loops tell nobody who is
        still waiting for TLS."""
        if transport is None or transport.is_closing():
            self._transport.abort()
            self._loop.call_soon(self.connection_lost, None)
            return
        self._transport = transport
        self._negotiating = self._paused = self._send_blocked = False
        self._touch()
        self._perform(self._session.secured())
        self._regulate()

    def _close(self) -> None:
        """Send what is left, then give the client a moment to read it: closing at once could destroy it."""
        self._closing = True
        self._timer.cancel()
        self._timer = self._loop.call_later(self._limits.linger_s, self._transport.abort)
        if self._half_closed or not self._transport.can_write_eof():
            self._transport.close()
            return
        try:
            self._transport.write_eof()
        except OSError:  # the client has cut the connection
            self._transport.abort()

    def _regulate(self) -> None:
        """Read no further while answers or replies are behind, so that one client's memory is bounded, and
        go on with what is read when the others have had their turn, so that its time is."""
        turn_over = self._session.turn_over
        if turn_over and not (self._turn_due or self._send_blocked):
            self._turn_due = True
            self._loop.call_soon(self._go_on)
        behind = self._session.waiting and self._session.backlog_bytes > _READ_AHEAD_BYTES
        pause = self._send_blocked or self._negotiating or behind or turn_over
        if pause == self._paused or self._transport.is_closing():
            return
        self._paused = pause
        if pause:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def _touch(self) -> None:
        """The client made progress: its time starts anew, except that of one content."""
        now = self._loop.time()
        self._idle_at = now + self._limits.idle_s
        if not self._session.content_begun:
            self._content_at = None
        elif self._content_at is None:
            self._content_at = now + self._limits.content_s

    def _check_time(self) -> None:
        now = self._loop.time()
        if self._negotiating:
            due = now + self._limits.idle_s  # the event loop watches over that
        elif self._session.waiting:
            due = self._answer_at
        else:
            due = min(self._idle_at, self._content_at or self._idle_at)
        if now < due:
            limits = self._limits
            latest = now + min(limits.idle_s, limits.content_s, limits.answer_s)
            self._timer = self._loop.call_at(min(due, latest), self._check_time)
        elif self._session.waiting and self._task is not None:
            _log.error("mail service gave no answer", after_s=self._limits.answer_s)
            self._task.cancel()
            self._timer = self._loop.call_later(self._limits.idle_s, self._check_time)
            self._answer(replies.SERVICE_FAILED)
        else:
            self._perform(self._session.interrupt(replies.IDLE_TOO_LONG))


async def reply_of(answer: Awaitable[Reply]) -> Reply:
    """What a service answers; whatever it raises, the client is told to come back."""
    try:
        return await answer
    except Exception:  # noqa: BLE001 - a service may fail in any way
        _log.exception("mail service failed")
        return replies.SERVICE_FAILED


def _peer_address(transport: asyncio.BaseTransport) -> str:
    """The client's IP address; of one that has gone already it is unknown, which no service may trust."""
    peer = transport.get_extra_info("peername")
    return peer[0].removeprefix("::ffff:") if peer else "unknown"


def _has_input(transport: asyncio.BaseTransport) -> bool:
    """Whether the client spoke before it was greeted. Costs no wait."""
    poll = select.poll()
    poll.register(transport.get_extra_info("socket").fileno(), select.POLLIN)
    return bool(poll.poll(0))
