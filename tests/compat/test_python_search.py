"""The official Python SDK on searches and on the text of attachments."""

import time

import httpx
from agentmail.inboxes.types import Inbox
from tests.compat.strict import StrictClient
from tests.office_files import docx
from tests.server_process import WAIT_S, ServerProcess, mail_to


def test_messages_are_found_with_highlights(
    strict: StrictClient, inbox: Inbox, server: ServerProcess
) -> None:
    server.receive(mail_to(inbox.inbox_id, "Please pay by Friday.\n", subject="Quarterly invoice"))
    found = strict(strict.sdk.inboxes.messages.search(inbox.inbox_id, q='invoice "pay by"', limit=10))
    assert (found.count, found.limit, found.next_page_token) == (1, 10, None)
    (message,) = found.messages
    assert message.subject == "Quarterly invoice"
    assert message.highlights.subject == ["Quarterly **invoice**"]
    assert message.highlights.text == ["Please **pay by** Friday."]
    assert message.highlights.from_ is None


def test_threads_are_found_from_everywhere(strict: StrictClient, inbox: Inbox, server: ServerProcess) -> None:
    name = inbox.inbox_id.partition("@")[0]
    server.receive(mail_to(inbox.inbox_id, "Eggs.\n", subject=f"Order {name}"))
    sdk = strict.sdk
    for answer in (
        sdk.threads.search(q=name),
        sdk.pods.threads.search(inbox.pod_id, q=name),
        sdk.inboxes.threads.search(inbox.inbox_id, q=name),
    ):
        (thread,) = strict(answer).threads
        assert thread.highlights.subject == [f"Order **{name}**"]


def test_the_text_of_an_attachment_is_linked_and_found(
    strict: StrictClient, inbox: Inbox, server: ServerProcess, connection: httpx.Client
) -> None:
    mail = mail_to(inbox.inbox_id, "See the terms.\n", subject="Terms")
    mail.add_attachment(docx("The walrus clause"), maintype="application", subtype="zip", filename="t.docx")
    server.receive(mail)
    messages = strict.sdk.inboxes.messages
    (message,) = strict(messages.list(inbox.inbox_id)).messages
    until = time.monotonic() + WAIT_S
    while not strict(messages.search(inbox.inbox_id, q="walrus")).messages:
        assert time.monotonic() < until
    (attached,) = message.attachments
    linked = strict(messages.get_attachment(inbox.inbox_id, message.message_id, attached.attachment_id))
    assert connection.get(linked.text_url).text == "The walrus clause"
