"""The official Python SDK on threads, seen from the organization, the pod and the inbox."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from agentmail.inboxes.types import Inbox
from tests.compat.strict import StrictClient
from tests.server_process import ServerProcess, mail_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """The thread calls of one place, with what names the place filled in."""

    client: Any
    place: tuple[str, ...]

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self.client, name)
        return lambda *arguments, **options: call(*self.place, *arguments, **options)


@pytest.fixture(params=["organization", "pod", "inbox"])
def threads(request: pytest.FixtureRequest, strict: StrictClient, inbox: Inbox) -> Mount:
    if request.param == "organization":
        return Mount(client=strict.sdk.threads, place=())
    if request.param == "pod":
        return Mount(client=strict.sdk.pods.threads, place=(inbox.pod_id,))
    return Mount(client=strict.sdk.inboxes.threads, place=(inbox.inbox_id,))


@pytest.fixture
def thread_id(strict: StrictClient, inbox: Inbox, server: ServerProcess) -> str:
    """A thread of a question with a file and its answer."""
    mail = mail_to(inbox.inbox_id, "How many?\n", subject=f"Eggs for {inbox.inbox_id}")
    mail.add_attachment(b"1,2\n", maintype="text", subtype="csv", filename="sums.csv")
    server.receive(mail)
    question = strict(strict.sdk.inboxes.messages.list(inbox.inbox_id)).messages[0]
    answer = strict.sdk.inboxes.messages.reply(inbox.inbox_id, question.message_id, text="A dozen.")
    thread_id: str = strict(answer).thread_id
    return thread_id


def test_a_thread_holds_its_messages_oldest_first(
    strict: StrictClient, threads: Mount, thread_id: str, inbox: Inbox
) -> None:
    thread = strict(threads.get(thread_id))
    assert [message.from_ for message in thread.messages] == ["Ann <ann@example.com>", inbox.email]
    assert (thread.message_count, thread.count) == (2, 2)
    assert thread.last_message_id == thread.messages[-1].message_id
    assert thread.size == sum(message.size for message in thread.messages)
    assert thread.senders == ["Ann <ann@example.com>", inbox.email]
    assert thread.received_timestamp == thread.messages[0].timestamp
    assert thread.sent_timestamp == thread.messages[1].timestamp


def test_pages_of_a_thread_begin_with_the_newest(
    strict: StrictClient, threads: Mount, thread_id: str
) -> None:
    newest = strict(threads.get(thread_id, limit=1))
    older = strict(threads.get(thread_id, limit=1, page_token=newest.next_page_token))
    assert older.next_page_token is None
    texts = [page.messages[0].extracted_text.strip() for page in (older, newest)]
    assert texts == ["How many?", "A dozen."]


def test_filters_narrow_the_list(strict: StrictClient, threads: Mount, thread_id: str, inbox: Inbox) -> None:
    thread = strict(threads.get(thread_id))

    def listed(**filters: object) -> bool:
        page = strict(threads.list(limit=100, **filters))
        return thread_id in {item.thread_id for item in page.threads}

    assert listed()
    assert listed(ascending=True)
    assert listed(subject=[inbox.inbox_id])
    assert not listed(subject=["no such words"])
    assert listed(senders=["ann@example.com"], subject=[inbox.inbox_id])
    assert listed(recipients=[inbox.inbox_id])
    assert not listed(senders=["nobody@example.com"])
    assert not listed(before=thread.timestamp)
    assert listed(labels=["sent", "received"])
    assert not listed(labels=["no-such-label"])


def test_labels_of_a_thread_are_those_of_its_messages(
    strict: StrictClient, threads: Mount, thread_id: str
) -> None:
    changed = strict(threads.update(thread_id, add_labels=["kept"], remove_labels=["unread"]))
    assert "kept" in changed.labels
    assert all("kept" in message.labels for message in strict(threads.get(thread_id)).messages)


def test_an_attachment_of_any_message_is_reached_through_the_thread(
    strict: StrictClient, threads: Mount, thread_id: str
) -> None:
    (attachment,) = strict(threads.get(thread_id)).attachments
    link = strict(threads.get_attachment(thread_id, attachment.attachment_id))
    assert httpx.get(link.download_url).content == b"1,2\n"


def test_a_deleted_thread_takes_its_messages_along(
    strict: StrictClient, threads: Mount, thread_id: str, inbox: Inbox
) -> None:
    strict(threads.delete(thread_id))
    assert strict(strict.sdk.inboxes.messages.list(inbox.inbox_id)).messages == []
