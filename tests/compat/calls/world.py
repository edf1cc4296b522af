"""What calls are made on: an inbox in a pod with mail in it, and new things for calls that change theirs.

It is prepared over plain HTTP and SMTP, so no client is tried by the means of another one.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import cast
from urllib.parse import quote
from uuid import uuid4

import httpx
from tests.server_process import WAIT_S, ServerProcess, mail_to, wait_until

HOOK = "http://127.0.0.1:9/hook"
"""A webhook where nobody listens."""

_CSV = b"1,2\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """An agent that signed itself up."""

    api_key: str
    human: str


class World:
    """Things of one organization, by their ids. What is not called new is the same thing each time."""

    def __init__(self, server: ServerProcess) -> None:
        self._server = server
        self._http = server.http()
        self._agent: Agent | None = None

    def close(self) -> None:
        self._http.close()

    def root_key(self) -> str:
        return self._server.api_key

    def opted_in_key(self) -> str:
        """A key with the permissions that no key has unless it was given them by name."""
        names = ("inbox_read", "message_read", "app_connect", "agent_armor_release")
        body = {"name": "Opted in", "permissions": dict.fromkeys(names, True)}
        return self._post("/api-keys", body, "api_key")

    def word(self) -> str:
        """A word that nothing is called yet."""
        return f"w{uuid4().hex}"

    def domain_name(self) -> str:
        return f"{self.word()}.test"

    def human(self) -> str:
        """The address of a person outside."""
        return f"{self.word()}@people.test"

    def pod(self) -> str:
        return self._pod

    def inbox(self) -> str:
        """An inbox in the pod."""
        return self._inbox

    def message(self) -> str:
        """A mail that came in to the inbox, with a file attached."""
        return self._message["message_id"]

    def thread(self) -> str:
        """The thread of the message."""
        return self._message["thread_id"]

    def attachment(self) -> str:
        """The file attached to the message."""
        return self._message["attachment_id"]

    def draft(self) -> str:
        """A draft in the inbox, with a file attached."""
        return self._draft["draft_id"]

    def draft_attachment(self) -> str:
        return self._draft["attachment_id"]

    def domain(self) -> str:
        """A domain of the pod."""
        return self._domain

    def file(self) -> str:
        """A file kept in the inbox."""
        return self._file

    def sha256(self) -> str:
        return _digest(_CSV)

    def missing_id(self) -> str:
        """An id that nothing has."""
        return str(uuid4())

    def new_pod(self) -> str:
        return self._post("/pods", {"name": "Passing"}, "pod_id")

    def new_inbox(self) -> str:
        """An empty inbox in the pod."""
        return self._post(f"/pods/{self._pod}/inboxes", {}, "inbox_id")

    def new_message(self) -> str:
        return self._sent("message_id")

    def new_thread(self) -> str:
        return self._sent("thread_id")

    def new_draft(self) -> str:
        """A draft that may be sent."""
        body = {"to": ["ada@example.org"], "subject": "Plans", "text": "See below."}
        return self._post(f"{self._in_inbox}/drafts", body, "draft_id")

    def new_domain(self) -> str:
        return self._post(f"/pods/{self._pod}/domains", {"domain": self.domain_name()}, "domain_id")

    def new_uploaded_file(self) -> str:
        """A file whose bytes have come, but that nobody said is complete."""
        body = {"path": f"{self.word()}.csv", "size": len(_CSV), "sha256": self.sha256()}
        answer = self._answer(self._http.post(f"/v0{self._in_inbox}/files", json=body))
        upload = cast(dict[str, object], answer["upload"])
        url, headers = str(upload["url"]), cast(dict[str, str], upload["headers"])
        httpx.put(url, content=_CSV, headers=headers).raise_for_status()
        return str(answer["file_id"])

    def new_webhook(self, mount: str) -> str:
        body = {"url": HOOK, "event_types": ["message.sent"]}
        return self._post(f"{self._path_of(mount)}/webhooks", body, "webhook_id")

    def new_polling_webhook(self, mount: str) -> str:
        body = {"client_id": self.word(), "event_types": ["message.sent"]}
        return self._post(f"{self._path_of(mount)}/webhooks/polling", body, "webhook_id")

    def new_api_key(self, mount: str) -> str:
        return self._post(f"{self._path_of(mount)}/api-keys", {"name": "Passing"}, "api_key_id")

    def new_entry(self, mount: str) -> str:
        """An address that may not write to us."""
        entry = f"{self.word()}@example.org"
        return self._post(f"{self._path_of(mount)}/lists/receive/block", {"entry": entry}, "entry")

    def new_agent(self) -> str:
        """The key of an agent without a human."""
        return self._post("/agent/sign-up", {"username": self.word()}, "api_key")

    def new_attended_agent(self) -> str:
        """The key of an agent whose human has been mailed a code."""
        human = self.human()
        body = {"username": self.word(), "human_email": human}
        self._agent = Agent(api_key=self._post("/agent/sign-up", body, "api_key"), human=human)
        return self._agent.api_key

    def mailed_code(self) -> str:
        """The code in the mail to the human of the last attended agent."""
        assert self._agent is not None
        human = self._agent.human

        def texts() -> list[str]:
            mails = self._get(f"/world/messages/{human}")["messages"]
            return [mail["text"] for mail in cast(list[dict[str, str]], mails)]

        def has_come() -> bool:
            return bool(texts())

        wait_until(has_come)
        code = re.search(r"\b\d{6}\b", texts()[0])
        assert code is not None
        return code[0]

    @cached_property
    def _pod(self) -> str:
        return self._post("/pods", {"name": "Calls"}, "pod_id")

    @cached_property
    def _inbox(self) -> str:
        return self.new_inbox()

    @cached_property
    def _in_inbox(self) -> str:
        return f"/inboxes/{quote(self._inbox)}"

    @cached_property
    def _message(self) -> dict[str, str]:
        mail = mail_to(self._inbox, "Please add these.\n", subject="Sums")
        mail.add_attachment(_CSV, maintype="text", subtype="csv", filename="sums.csv")
        self._server.receive(mail)
        listed = cast(list[dict[str, str]], self._get(f"{self._in_inbox}/messages")["messages"])
        answer = self._get(f"{self._in_inbox}/messages/{quote(listed[0]['message_id'], safe='')}")
        return _ids(answer, "message_id", "thread_id")

    @cached_property
    def _draft(self) -> dict[str, str]:
        file = {"filename": "sums.csv", "content": base64.b64encode(_CSV).decode()}
        body = {"to": ["ada@example.org"], "text": "See below.", "attachments": [file]}
        answer = self._answer(self._http.post(f"/v0{self._in_inbox}/drafts", json=body))
        return _ids(answer, "draft_id")

    @cached_property
    def _domain(self) -> str:
        return self.new_domain()

    @cached_property
    def _file(self) -> str:
        file_id = self.new_uploaded_file()
        return self._post(f"{self._in_inbox}/files/{file_id}/complete", {}, "file_id")

    def _sent(self, name: str) -> str:
        body = {"to": "ada@example.org", "subject": "Passing", "text": "Hello"}
        return self._post(f"{self._in_inbox}/messages/send", body, name)

    def _path_of(self, mount: str) -> str:
        return {"": "", "pods.": f"/pods/{self._pod}", "inboxes.": self._in_inbox}[mount]

    def _post(self, path: str, body: object, name: str) -> str:
        answer = self._answer(self._http.post(f"/v0{path}", json=body))
        value = answer[name]
        assert isinstance(value, str)
        return value

    def _get(self, path: str) -> dict[str, object]:
        return self._answer(self._http.get(f"/v0{path}", timeout=WAIT_S))

    def _answer(self, response: httpx.Response) -> dict[str, object]:
        assert response.is_success, f"{response.request.url}: {response.text}"
        answer: dict[str, object] = response.json()
        return answer


def _ids(answer: dict[str, object], *names: str) -> dict[str, str]:
    attachments = cast(list[dict[str, str]], answer["attachments"])
    return {**{name: str(answer[name]) for name in names}, "attachment_id": attachments[0]["attachment_id"]}


def _digest(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()
