"""Mail, calls and a listener in threads until the server dies, with a note of everything it promised."""

import json
import smtplib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Self

import httpx
from tests.server_process import WAIT_S, ServerProcess, mail_to, wait_until
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

SMTP_CONNECTIONS = 6  # enough for some to move to the SMTP process
HTTP_CONNECTIONS = 2
_ANSWERS_PART = 0.3


@dataclass(frozen=True, slots=True)
class Promises:
    """What the server answered with success for: it must hold whatever happens later."""

    received: set[tuple[str, str]] = field(default_factory=set)
    """Inbox and Message-ID of each mail that got its 250."""
    sent: set[tuple[str, str, str]] = field(default_factory=set)
    """Sender, recipient and Message-ID of each send that got its 200."""
    heard: set[str] = field(default_factory=set)
    """Id of each event that came over a WebSocket."""

    def __len__(self) -> int:
        return len(self.received) + len(self.sent)


class Load:
    """Keeps a server busy inside a `with` block, which ends when the server does."""

    def __init__(self, server: ServerProcess, inboxes: list[str], promises: Promises, seed: str) -> None:
        self._server = server
        self._inboxes = inboxes
        self._promises = promises
        self._seed = seed
        self._listening = threading.Event()
        self._listener = self._thread(self._listen, "listener")
        self._senders = [
            *(self._thread(self._mail, f"smtp-{number}") for number in range(SMTP_CONNECTIONS)),
            *(self._thread(self._send, f"http-{number}") for number in range(HTTP_CONNECTIONS)),
        ]

    def _thread(self, work: Callable[[str], None], name: str) -> threading.Thread:
        return threading.Thread(target=work, args=[f"{self._seed}-{name}"], name=name)

    def __enter__(self) -> Self:
        self._listener.start()
        assert self._listening.wait(WAIT_S)
        for thread in self._senders:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for thread in (self._listener, *self._senders):
            thread.join(WAIT_S)
            assert not thread.is_alive()

    def wait_for(self, promises: int) -> None:
        """Return when the server has made as many promises more."""
        goal = len(self._promises) + promises
        wait_until(lambda: len(self._promises) >= goal)

    def _listen(self, _: str) -> None:
        """Events of all inboxes, as they are told."""
        headers = {"Authorization": f"Bearer {self._server.api_key}"}
        try:
            with connect(f"{self._server.environment.websockets}/v0", additional_headers=headers) as socket:
                socket.send(json.dumps({"type": "subscribe"}))
                for frame in map(json.loads, socket):
                    self._listening.set()
                    if frame["type"] == "event":
                        self._promises.heard.add(frame["event_id"])
        except (WebSocketException, OSError):
            return

    def _mail(self, name: str) -> None:
        """Mails to one or two inboxes at a time; some answer an earlier one."""
        random = Random(name)
        earlier: list[str] = []
        try:
            with smtplib.SMTP(*self._server.smtp_address, timeout=WAIT_S) as smtp:
                while True:
                    recipients = random.sample(self._inboxes, random.choice((1, 1, 2)))
                    message_id = f"<{name}-{len(earlier)}@example.com>"
                    mail = mail_to(", ".join(recipients), "Word. " * random.randrange(200))
                    mail["Message-ID"] = message_id
                    if earlier and random.random() < _ANSWERS_PART:
                        mail["In-Reply-To"] = random.choice(earlier)
                    smtp.send_message(mail)
                    self._promises.received.update((inbox, message_id) for inbox in recipients)
                    earlier.append(message_id)
        except (smtplib.SMTPServerDisconnected, OSError):
            return  # the server is dead; a mail without an answer was promised nothing

    def _send(self, name: str) -> None:
        """Mails from one of our inboxes to another."""
        random = Random(name)
        try:
            with self._server.http() as http:
                while True:
                    sender, recipient = random.sample(self._inboxes, 2)
                    answer = http.post(
                        f"/v0/inboxes/{sender}/messages/send", json={"to": recipient, "text": "To you."}
                    )
                    message_id = answer.raise_for_status().json()["message_id"]
                    self._promises.sent.add((sender, recipient, message_id))
        except httpx.TransportError:
            return
