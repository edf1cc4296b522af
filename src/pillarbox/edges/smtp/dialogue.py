"""What each SMTP command means in its place (RFC 5321 §4.1), one command at a time. Knows no stream."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pillarbox.domain.envelope import RECIPIENT_OK, Envelope, Reply
from pillarbox.edges.smtp import commands, replies
from pillarbox.edges.smtp.actions import Accept, Farewell, ReadChunk, ReadData, Resolve, StartTls, Step
from pillarbox.edges.smtp.content import Content
from pillarbox.edges.smtp.limits import Limits
from pillarbox.edges.smtp.spool import Spool
from pillarbox.edges.smtp.trace import trace_header
from pillarbox.edges.smtp.transaction import Transaction
from pillarbox.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What all sessions of one server share."""

    host: str  # the name it gives itself
    limits: Limits
    spool: Spool
    clock: Clock
    starttls: bool  # whether it has a certificate


class Dialogue:
    """Who the client says it is, and the mail it is sending."""

    def __init__(self, server: Server, client_address: str, *, tls: bool) -> None:
        self.content: Content | None = None
        self.client_address = client_address
        self.helo = ""  # empty until the client has said who it is
        self.esmtp = False
        self._server = server
        self._limits = server.limits
        self._tls = tls
        self._mail: Transaction | None = None

    @property
    def mail_begun(self) -> bool:
        """Whether a mail is in progress."""
        return self._mail is not None or self.content is not None

    def command(self, verb: str, argument: str) -> Step:
        """What to do about a command; a reply of 500 or more refuses it."""
        handler = _COMMANDS.get(verb.upper()) if verb.isascii() else None
        return replies.UNKNOWN_COMMAND if handler is None else handler(self, argument)

    def take_recipient(self, address: str) -> None:
        """Mail for this address is taken."""
        if self._mail is not None:
            self._mail.add(address)

    def finish_content(self) -> Accept | Reply:
        """The complete mail, or the reply that refuses its content and ends it."""
        if self.content is None:
            return replies.SENDER_WANTED
        raw = self.content.finish()
        if isinstance(raw, Reply):
            self.end_mail()
            return raw
        return Accept(self.content.envelope, raw)

    def end_mail(self) -> None:
        """Forget the mail in progress, if there is one."""
        if self.content is not None:
            self.content.close()
        self._mail = self.content = None

    def secured(self) -> None:
        """TLS is active: everything said before it is forgotten (RFC 3207 §4.2)."""
        self._tls = True
        self.helo = ""
        self.end_mail()

    def _ehlo(self, argument: str) -> Step:
        lines = [
            self._server.host,
            "PIPELINING",
            f"SIZE {self._limits.message_bytes}",
            "8BITMIME",
            "SMTPUTF8",
            "CHUNKING",
            "ENHANCEDSTATUSCODES",
            "HELP",
        ]
        if self._server.starttls and not self._tls:
            lines.append("STARTTLS")
        return self._meet(argument, lines, esmtp=True)

    def _helo_only(self, argument: str) -> Step:
        return self._meet(argument, [self._server.host], esmtp=False)

    def _meet(self, argument: str, lines: list[str], *, esmtp: bool) -> Step:
        name = commands.client_name(argument)
        if name is None:
            return replies.BAD_ARGUMENT
        self.end_mail()
        self.helo, self.esmtp = name, esmtp
        return Reply(code=250, enhanced="", text="\n".join(lines))

    def _starttls(self, argument: str) -> Step:
        if not self._server.starttls:
            return replies.NOT_IMPLEMENTED
        if self._tls:
            return replies.ALREADY_ENCRYPTED
        return replies.BAD_ARGUMENT if argument else StartTls()

    def _mail_from(self, argument: str) -> Step:
        if not self.helo:
            return replies.GREETING_WANTED
        if self._mail is not None:
            return replies.SENDER_GIVEN
        mail = commands.mail_from(argument)
        if isinstance(mail, Reply):
            return mail
        if mail.size_bytes > self._limits.message_bytes:
            return replies.TOO_LARGE
        self._mail = Transaction(return_path=mail.return_path, smtputf8=mail.smtputf8)
        return replies.SENDER_OK

    def _rcpt_to(self, argument: str) -> Step:
        if self._mail is None:
            return replies.SENDER_WANTED
        if self.content is not None:
            return replies.CHUNKS_BEGUN
        address = commands.recipient(argument, smtputf8=self._mail.smtputf8)
        if isinstance(address, Reply):
            return address
        if self._mail.has(address):
            return RECIPIENT_OK
        if len(self._mail.recipients) >= self._limits.recipients:
            return replies.TOO_MANY_RECIPIENTS
        return Resolve(address)

    def _data(self, argument: str) -> Step:
        if argument:
            return replies.BAD_ARGUMENT
        if self.content is not None:
            return replies.CHUNKS_BEGUN
        return self._begin_content() or ReadData()

    def _bdat(self, argument: str) -> Step:
        chunk = commands.chunk(argument)
        if chunk is None:  # where its octets end is unknown: they could pass for commands
            return Farewell(replies.BAD_ARGUMENT)
        if chunk.size_bytes > self._limits.message_bytes + self._limits.discard_bytes:
            return Farewell(replies.TOO_LARGE)
        refusal = self._begin_content() if self.content is None else None
        return ReadChunk(chunk.size_bytes, last=chunk.last, refusal=refusal)

    def _begin_content(self) -> Reply | None:
        """Fixes the envelope and makes room, or returns why it is not yet time for that."""
        if self._mail is None:
            return replies.SENDER_WANTED
        if not self._mail.recipients:
            return replies.NO_RECIPIENTS
        envelope = Envelope(
            return_path=self._mail.return_path,
            recipients=self._mail.recipients,
            client_address=self.client_address,
            helo=self.helo,
            tls=self._tls,
            smtputf8=self._mail.smtputf8,
            received_at_ms=self._server.clock.now_ms(),
        )
        trace = trace_header(envelope, self._server.host, secrets.token_hex(8), esmtp=self.esmtp)
        self.content = Content(envelope, self._server.spool, self._limits, trace=trace)
        return None

    def _rset(self, _argument: str) -> Step:
        self.end_mail()
        return replies.OK

    def _noop(self, _argument: str) -> Step:
        return replies.OK

    def _vrfy(self, argument: str) -> Step:
        return replies.NOT_VERIFIED if argument else replies.BAD_ARGUMENT

    def _help(self, _argument: str) -> Step:
        return replies.HELP

    def _quit(self, _argument: str) -> Step:
        return Farewell(replies.GOODBYE)

    def _not_implemented(self, _argument: str) -> Step:
        return replies.NOT_IMPLEMENTED


_COMMANDS: Mapping[str, Callable[[Dialogue, str], Step]] = {
    "EHLO": Dialogue._ehlo,
    "HELO": Dialogue._helo_only,
    "STARTTLS": Dialogue._starttls,
    "MAIL": Dialogue._mail_from,
    "RCPT": Dialogue._rcpt_to,
    "DATA": Dialogue._data,
    "BDAT": Dialogue._bdat,
    "RSET": Dialogue._rset,
    "NOOP": Dialogue._noop,
    "VRFY": Dialogue._vrfy,
    "HELP": Dialogue._help,
    "QUIT": Dialogue._quit,
    "EXPN": Dialogue._not_implemented,
    "AUTH": Dialogue._not_implemented,
}
