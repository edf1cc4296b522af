"""The receiving side of SMTP as a state machine: bytes in, actions out. Knows no sockets and no event loop.

RFC 5321 with PIPELINING (2920), SIZE (1870), 8BITMIME (6152), SMTPUTF8 (6531), CHUNKING (3030),
ENHANCEDSTATUSCODES (2034) and STARTTLS (3207).
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from pillarbox.domain.envelope import Reply
from pillarbox.edges.smtp import commands, replies
from pillarbox.edges.smtp.actions import (
    Accept,
    Action,
    Close,
    Farewell,
    Question,
    ReadChunk,
    ReadData,
    Resolve,
    Send,
    StartTls,
    Step,
)
from pillarbox.edges.smtp.content import DotReader
from pillarbox.edges.smtp.dialogue import Dialogue, Server
from pillarbox.edges.smtp.input_buffer import InputBuffer

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ENDS_A_GROUP = frozenset({"EHLO", "HELO", "DATA"})  # the client must wait for the reply (RFC 2920 §3.1)


class _State(Enum):
    COMMAND = auto()  # reading command lines
    DATA = auto()  # reading content up to the final dot
    CHUNK = auto()  # reading the octets of one BDAT
    TURN_OVER = auto()  # letting others have their turn before the next command line
    WAITING = auto()  # for the answer to a question, or for TLS
    CLOSED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a session knows of its client between two mails: enough to go on with it elsewhere."""

    client_address: str
    helo: str
    esmtp: bool
    commands: int
    errors: int
    refused_recipients: int


class Session:
    """One client's connection, without the connection.

    `feed` takes whatever the network delivered and returns what to do, in order. After a question (`Resolve`,
    `Accept`) input is only kept until `answer`; the owner bounds it by not reading on while `backlog_bytes`
    is high. While it is `turn_over`, input is only kept until `go_on`. After `StartTls` all input comes
    through TLS. Never raises on any input.
    """

    def __init__(
        self, server: Server, client_address: str, *, tls: bool = False, standing: Standing | None = None
    ) -> None:
        """With `standing` it goes on where another session stood."""
        self._host = server.host
        self._limits = server.limits
        self._dialogue = Dialogue(server, client_address, tls=tls)
        self._input = InputBuffer(line_bytes=server.limits.command_bytes)
        self._output: list[bytes] = []
        self._next: Action | None = None  # what follows the output
        self._state = _State.COMMAND
        self._question: Question | None = None
        self._dots = DotReader()
        self._chunk = ReadChunk(0, last=False, refusal=None)
        self._chunk_left = 0
        self._turn_left = server.limits.commands_per_turn
        self._commands = 0  # since the last mail taken
        self._errors = 0
        self._refused_recipients = 0
        if standing is not None:
            self._dialogue.helo, self._dialogue.esmtp = standing.helo, standing.esmtp
            self._commands, self._errors = standing.commands, standing.errors
            self._refused_recipients = standing.refused_recipients

    @property
    def backlog_bytes(self) -> int:
        """Input that is not read yet."""
        return len(self._input)

    @property
    def waiting(self) -> bool:
        """Whether a question is open, or TLS is being negotiated."""
        return self._state is _State.WAITING

    @property
    def turn_over(self) -> bool:
        """Whether it has read as many commands as one client may at a time, and should `go_on` soon."""
        return self._state is _State.TURN_OVER

    @property
    def reading_content(self) -> bool:
        """Whether the next octets are content, not a command."""
        return self._state in (_State.DATA, _State.CHUNK)

    @property
    def content_begun(self) -> bool:
        """Whether a mail's content is on its way, up to the reply to it."""
        return self._dialogue.content is not None

    @property
    def standing(self) -> Standing | None:
        """Where the session stands; None while something is in progress."""
        if self._state is not _State.COMMAND or self._dialogue.mail_begun or not self._input.between_lines:
            return None
        return Standing(
            client_address=self._dialogue.client_address,
            helo=self._dialogue.helo,
            esmtp=self._dialogue.esmtp,
            commands=self._commands,
            errors=self._errors,
            refused_recipients=self._refused_recipients,
        )

    def greet(self) -> list[Action]:
        """The banner (RFC 5321 §3.1)."""
        self._reply(Reply(code=220, enhanced="", text=f"{self._host} ESMTP Pillarbox"))
        return self._actions()

    def feed(self, data: bytes) -> list[Action]:
        """What to do about `data`, which may be any piece of the client's stream."""
        if self._state is _State.CLOSED:
            return []
        self._input.append(data)
        self._turn_left = self._limits.commands_per_turn
        return self._run()

    def go_on(self) -> list[Action]:
        """What to do about the commands that were left when the turn was over."""
        if self._state is not _State.TURN_OVER:
            return []
        self._state = _State.COMMAND
        self._turn_left = self._limits.commands_per_turn
        return self._run()

    def answer(self, reply: Reply) -> list[Action]:
        """What to do now that the open question has its answer."""
        question, self._question = self._question, None
        if isinstance(question, Accept):
            self._dialogue.end_mail()
            if reply.positive:
                self._commands = 0
        if self._state is _State.CLOSED:
            return []
        self._state = _State.COMMAND
        if isinstance(question, Resolve):
            if reply.positive:
                self._dialogue.take_recipient(question.address)
            else:
                self._refused_recipients += 1
        if reply.code == replies.SHUTTING_DOWN.code:
            self._hang_up(reply)
        elif self._refused_recipients > self._limits.refused_recipients:
            self._hang_up(replies.TOO_MANY_ERRORS)
        else:
            self._reply(reply)
        return self._run()

    def secured(self) -> list[Action]:
        """What to do now that TLS is active; what was fed since `StartTls` came through it."""
        if self._state is _State.CLOSED:
            return []
        self._dialogue.secured()
        self._state = _State.COMMAND
        return self._run()

    def interrupt(self, reply: Reply) -> list[Action]:
        """Say `reply` now, whatever the client is doing, and close."""
        if self._state is not _State.CLOSED:
            self._hang_up(reply)
        return self._actions()

    def close(self) -> None:
        """Read nothing more, and drop a content that is not complete."""
        if self._question is None:
            self._dialogue.end_mail()
        self._input.clear()
        self._state = _State.CLOSED

    def _run(self) -> list[Action]:
        progress = True
        while progress:
            match self._state:
                case _State.COMMAND:
                    progress = self._read_command()
                case _State.DATA:
                    progress = self._read_data()
                case _State.CHUNK:
                    progress = self._read_chunk()
                case _State.WAITING | _State.TURN_OVER | _State.CLOSED:
                    progress = False
        return self._actions()

    def _actions(self) -> list[Action]:
        actions: list[Action] = []
        if self._output:
            actions.append(Send(b"".join(self._output)))
            self._output.clear()
        if self._next is not None:
            actions.append(self._next)
            self._next = None
        return actions

    def _read_command(self) -> bool:
        if not self._turn_left and self._input:
            self._state = _State.TURN_OVER
            return False
        line = self._input.line()
        if line is None:
            return False
        self._turn_left -= 1
        step = line if isinstance(line, Reply) else self._command(line)
        match step:
            case Reply() if step.code >= 500:
                self._fail(step)
            case Reply():
                self._acknowledge(step)
            case Farewell():
                self._hang_up(step.reply)
            case Resolve():
                self._ask(step)
            case StartTls():
                self._reply(replies.READY_FOR_TLS)
                self._input.clear()  # commands injected before the handshake
                self._next = step
                self._state = _State.WAITING
            case ReadData():
                self._reply(replies.CONTENT_WANTED)
                self._dots = DotReader()
                self._state = _State.DATA
            case ReadChunk():
                self._chunk, self._chunk_left = step, step.size_bytes
                self._state = _State.CHUNK
            case _:
                assert_never(step)
        return True

    def _command(self, line: bytes) -> Step:
        try:
            text = line.decode().rstrip(" \t")
        except UnicodeDecodeError:
            return replies.NOT_UTF8
        verb, _, argument = text.partition(" ")
        if verb in commands.HTTP_METHODS:
            return Farewell(replies.NOT_A_MAIL_CLIENT)
        if _CONTROL.search(text):
            return replies.CONTROL_CHARACTER
        if self._input and verb.upper() in _ENDS_A_GROUP:
            return Farewell(replies.OUT_OF_STEP)
        return self._dialogue.command(verb, argument)

    def _read_data(self) -> bool:
        content = self._dialogue.content
        assert content is not None
        data, rest = self._dots.feed(self._input.take(len(self._input)))
        content.write(data)
        if rest is not None:
            self._input.unread(len(rest))
            self._finish_content()
        elif content.overrun:
            self._hang_up(replies.TOO_LARGE)
        return rest is not None

    def _read_chunk(self) -> bool:
        data = self._input.take(self._chunk_left)
        self._chunk_left -= len(data)
        content = self._dialogue.content
        if content is not None:
            content.write(data)
        if self._chunk_left:
            return False
        self._state = _State.COMMAND
        if self._chunk.refusal is not None:
            self._fail(self._chunk.refusal)
        elif self._chunk.last:
            self._finish_content()
        elif content is not None and content.flaw is not None:
            self._reply(content.flaw)
            self._dialogue.end_mail()
        elif self._chunk.size_bytes:
            self._reply(replies.CHUNK_OK)
        else:
            self._acknowledge(replies.CHUNK_OK)
        return True

    def _finish_content(self) -> None:
        self._state = _State.COMMAND
        outcome = self._dialogue.finish_content()
        if isinstance(outcome, Reply):
            self._reply(outcome)
        else:
            self._ask(outcome)

    def _reply(self, reply: Reply) -> None:
        self._output.append(replies.encode(reply))

    def _acknowledge(self, reply: Reply) -> None:
        """Answer a command that nobody has to be asked about; too many of those without a mail end the
        session."""
        self._commands += 1
        if self._commands > self._limits.commands_per_mail:
            self._hang_up(replies.TOO_MANY_COMMANDS)
        else:
            self._reply(reply)

    def _fail(self, reply: Reply) -> None:
        """Refuse a command for its form or order; too many of those end the session."""
        self._errors += 1
        if self._errors > self._limits.errors:
            self._hang_up(replies.TOO_MANY_ERRORS)
        else:
            self._reply(reply)

    def _hang_up(self, reply: Reply) -> None:
        self._reply(reply)
        self._next = Close()
        self.close()

    def _ask(self, question: Question) -> None:
        self._question = self._next = question
        self._state = _State.WAITING
