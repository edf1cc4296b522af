"""A Pillarbox server as users run it: a process of its own, on free ports of loopback."""

import json
import os
import signal
import smtplib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from threading import Event
from time import monotonic

import httpx
from agentmail import AgentMail
from agentmail.environment import AgentMailEnvironment

PILLARBOX = (sys.executable, "-m", "pillarbox")
DOMAIN = "pillarbox.test"
WAIT_S = 20.0
_LOOK_EVERY_S = 0.01


class ServerProcess:
    """A server on `data`. It can be stopped, killed and started again on the same data."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.log = data.with_name(data.name + ".log")
        self.welcome = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Return when the server takes mail and calls."""
        command = [*PILLARBOX, "serve", "--data-dir", str(self.data)]
        with self.log.open("a") as log:
            process = subprocess.Popen(
                [*command, "--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0"],
                env=plain_environment(),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._process = process
        assert process.stdout is not None
        self.welcome = ""
        while not self.welcome.endswith('/messages/send -d \'{"to": "you@example.com"}\'\n'):
            line = process.stdout.readline()
            assert line, f"the server did not start: {self.log.read_text()}"
            self.welcome += line

    @property
    def process(self) -> subprocess.Popen[str]:
        assert self._process is not None
        return self._process

    def stop(self) -> int:
        """The exit status after SIGTERM."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the process as a power cut would, as far as the process can tell."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """The exit status of a process that was told to end."""
        status = self.process.wait(WAIT_S)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._process = None
        return status

    def close(self) -> None:
        if self._process is not None:
            self.kill()

    @property
    def api_key(self) -> str:
        return (self.data / "root-api-key").read_text().strip()

    @property
    def url(self) -> str:
        host, port = self._bound("http")
        return f"http://{host}:{port}"

    @property
    def smtp_address(self) -> tuple[str, int]:
        return self._bound("smtp")

    def _bound(self, door: str) -> tuple[str, int]:
        bound = json.loads((self.data / "ports.json").read_text())[door]
        return bound["host"], bound["port"]

    @property
    def environment(self) -> AgentMailEnvironment:
        """Where the official SDK finds this server."""
        return AgentMailEnvironment(http=self.url, websockets=self.url.replace("http", "ws", 1))

    @contextmanager
    def client(self, api_key: str | None = None) -> Iterator[AgentMail]:
        """The official SDK, with the root key unless another is given."""
        with httpx.Client(timeout=WAIT_S) as connection:
            yield AgentMail(
                environment=self.environment, api_key=api_key or self.api_key, httpx_client=connection
            )

    def http(self) -> httpx.Client:
        """Plain HTTP with the root key."""
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {self.api_key}"})

    def receive(self, mail: EmailMessage) -> None:
        """Let a mail come in over SMTP. Raises `smtplib.SMTPException` when it is refused."""
        with smtplib.SMTP(*self.smtp_address, timeout=WAIT_S) as smtp:
            smtp.send_message(mail)


def plain_environment(**more: str) -> dict[str, str]:
    """This process's environment without what could steer Pillarbox or a client of it."""
    steering = ("PILLARBOX_", "AGENTMAIL_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(steering)}
    return {**kept, **more}


def mail_to(
    recipient: str, text: str = "Hello.\n", *, sender: str = "Ann <ann@example.com>", subject: str = "Hi"
) -> EmailMessage:
    """A plain mail."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = recipient
    mail["Subject"] = subject
    mail.set_content(text)
    return mail


def wait_until(condition: Callable[[], bool], within_s: float = WAIT_S) -> None:
    """Return when `condition` holds; fail when it does not in time."""
    never = Event()
    deadline = monotonic() + within_s
    while not condition():
        assert monotonic() < deadline, f"{condition.__name__} did not come true within {within_s} s"
        never.wait(_LOOK_EVERY_S)


@contextmanager
def program(*command: str | Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A running program with its output on pipes, ended with the block if it still runs."""
    with subprocess.Popen(
        command,
        env=plain_environment(**environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
