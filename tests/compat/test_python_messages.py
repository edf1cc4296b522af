"""The official Python SDK on messages: list, filter, read, send, answer, pass on, label, delete, download."""

import base64
from collections.abc import Callable

import httpx
import pytest
from agentmail import SendAttachment
from agentmail.inboxes.types import Inbox
from agentmail.messages.types import Message, MessageItem
from tests.compat.strict import StrictClient
from tests.server_process import ServerProcess, mail_to

Receive = Callable[..., Message]


@pytest.fixture
def receive(strict: StrictClient, inbox: Inbox, server: ServerProcess) -> Receive:
    """Lets a mail for the inbox come in over SMTP and returns it as the API tells it."""

    def receive(text: str = "Hello.\n", *, attachment: bytes | None = None, **headers: str) -> Message:
        mail = mail_to(inbox.inbox_id, text, **headers)
        if attachment is not None:
            mail.add_attachment(attachment, maintype="text", subtype="csv", filename="sums.csv")
        server.receive(mail)
        newest = strict(strict.sdk.inboxes.messages.list(inbox.inbox_id)).messages[0]
        message: Message = strict(strict.sdk.inboxes.messages.get(inbox.inbox_id, newest.message_id))
        return message

    return receive


def ids(messages: list[MessageItem]) -> list[str]:
    return [message.message_id for message in messages]


def test_a_received_mail_is_told_in_full(inbox: Inbox, receive: Receive) -> None:
    message = receive("See you at nine.\n", subject="Tomorrow", sender="Zoë <zoe@example.com>")
    assert (message.from_, message.to) == ("Zoë <zoe@example.com>", [inbox.inbox_id])
    assert (message.subject, message.labels) == ("Tomorrow", ["received", "unread"])
    assert message.text is not None
    assert message.extracted_text is not None
    assert message.text.strip() == message.extracted_text.strip() == "See you at nine."
    assert message.size > 0


def test_every_filter_of_a_list_narrows_it(strict: StrictClient, inbox: Inbox, receive: Receive) -> None:
    first = receive(subject="Harvest of apples", sender="Ann <ann@orchard.example>")
    second = receive(subject="Harvest of plums", sender="Bob <bob@garden.example>")
    messages = strict.sdk.inboxes.messages
    strict(messages.update(inbox.inbox_id, first.message_id, add_labels=["fruit", "red"]))

    def listed(**filters: object) -> list[str]:
        return ids(strict(messages.list(inbox.inbox_id, **filters)).messages)

    a, b = first.message_id, second.message_id
    assert listed() == [b, a]
    assert listed(ascending=True) == [a, b]
    assert listed(labels=["fruit"]) == listed(labels=["fruit", "red"]) == [a]
    assert listed(labels=["fruit", "blue"]) == []
    assert listed(from_=["orchard"]) == [a]
    assert listed(to=[inbox.inbox_id]) == [b, a]
    assert listed(subject=["plums"]) == [b]
    assert listed(before=second.timestamp) == [a]
    assert listed(after=first.timestamp) == [b]
    assert listed(limit=1) == [b]


def test_hidden_mail_is_listed_when_asked_for(strict: StrictClient, inbox: Inbox, receive: Receive) -> None:
    messages = strict.sdk.inboxes.messages
    for label in ("spam", "blocked", "unauthenticated", "trash"):
        hidden = receive(subject=label).message_id
        strict(messages.update(inbox.inbox_id, hidden, add_labels=label))
        assert ids(strict(messages.list(inbox.inbox_id)).messages) == []
        asked = {f"include_{label}": True}
        assert ids(strict(messages.list(inbox.inbox_id, **asked)).messages) == [hidden]


def test_pages_of_messages_hold_each_once(strict: StrictClient, inbox: Inbox, receive: Receive) -> None:
    received = [receive(subject=f"Number {number}").message_id for number in range(5)]
    seen: list[str] = []
    token = None
    while True:
        page = strict(strict.sdk.inboxes.messages.list(inbox.inbox_id, limit=2, page_token=token))
        seen += ids(page.messages)
        token = page.next_page_token
        if token is None:
            break
    assert seen == received[::-1]


def test_what_is_sent_is_read_back_as_sent(strict: StrictClient, inbox: Inbox) -> None:
    messages = strict.sdk.inboxes.messages
    sent = strict(
        messages.send(
            inbox.inbox_id,
            to=["Ada <ada@example.org>", "bo@example.org"],
            cc="carl@example.org",
            bcc="dora@example.org",
            reply_to="desk@example.org",
            subject="Plans",
            text="See below.",
            html="<p>See <b>below</b>.</p>",
            labels=["plans"],
            headers={"X-Task": "17"},
        )
    )
    message = strict(messages.get(inbox.inbox_id, sent.message_id))
    assert message.thread_id == sent.thread_id
    assert message.to == ["Ada <ada@example.org>", "bo@example.org"]
    assert (message.cc, message.bcc) == (["carl@example.org"], ["dora@example.org"])
    assert message.reply_to == ["desk@example.org"]
    assert (message.subject, message.text, message.html) == (
        "Plans",
        "See below.",
        "<p>See <b>below</b>.</p>",
    )
    assert set(message.labels) >= {"sent", "plans"}
    assert message.headers is not None
    assert message.headers["X-Task"] == "17"


def test_a_repeated_send_with_its_key_sends_once(strict: StrictClient, inbox: Inbox) -> None:
    def send() -> str:
        sent = strict.sdk.inboxes.messages.send(
            inbox.inbox_id, to="a@example.org", text="Once.", idempotency_key=f"once-{inbox.inbox_id[:8]}"
        )
        message_id: str = strict(sent).message_id
        return message_id

    assert send() == send()
    assert strict(strict.sdk.inboxes.messages.list(inbox.inbox_id)).count == 1


def test_a_reply_goes_to_the_sender_in_the_same_thread(
    strict: StrictClient, inbox: Inbox, receive: Receive
) -> None:
    question = receive("Where are you?\n", subject="Now")
    messages = strict.sdk.inboxes.messages
    sent = strict(messages.reply(inbox.inbox_id, question.message_id, text="At sea.", html="<p>At sea.</p>"))
    answer = strict(messages.get(inbox.inbox_id, sent.message_id))
    assert (answer.thread_id, answer.to, answer.subject) == (
        question.thread_id,
        [question.from_],
        "Re: Now",
    )
    assert (answer.in_reply_to, answer.references) == (question.message_id, [question.message_id])
    assert answer.extracted_text == "At sea."


@pytest.mark.parametrize("spelling", ["reply_all", "reply with reply_all"])
def test_an_answer_to_all_leaves_out_the_inbox_itself(
    strict: StrictClient, inbox: Inbox, server: ServerProcess, spelling: str
) -> None:
    mail = mail_to(f"{inbox.inbox_id}, bo@example.org", subject="Round")
    mail["Cc"] = "carl@example.org"
    server.receive(mail)
    messages = strict.sdk.inboxes.messages
    round_mail = strict(messages.list(inbox.inbox_id)).messages[0]
    if spelling == "reply_all":
        sent = strict(messages.reply_all(inbox.inbox_id, round_mail.message_id, text="Yes."))
    else:
        sent = strict(messages.reply(inbox.inbox_id, round_mail.message_id, text="Yes.", reply_all=True))
    answer = strict(messages.get(inbox.inbox_id, sent.message_id))
    addressed = [*answer.to, *(answer.cc or [])]
    assert addressed == ["Ann <ann@example.com>", "bo@example.org", "carl@example.org"]


def test_a_forward_takes_the_attachments_along(strict: StrictClient, inbox: Inbox, receive: Receive) -> None:
    original = receive("The sums.\n", subject="Sums", attachment=b"1,2\n")
    messages = strict.sdk.inboxes.messages
    sent = strict(messages.forward(inbox.inbox_id, original.message_id, to="boss@example.org", text="FYI"))
    forwarded = strict(messages.get(inbox.inbox_id, sent.message_id))
    assert forwarded.subject == "Fwd: Sums"
    assert forwarded.attachments is not None
    assert [attachment.filename for attachment in forwarded.attachments] == ["sums.csv"]


def test_labels_change_alone_and_together(strict: StrictClient, inbox: Inbox, receive: Receive) -> None:
    both = [receive(subject="One").message_id, receive(subject="Two").message_id]
    messages = strict.sdk.inboxes.messages
    changed = strict(messages.update(inbox.inbox_id, both[0], add_labels="done", remove_labels="unread"))
    assert changed.labels == ["received", "done"]
    together = strict(
        messages.batch_update(inbox.inbox_id, message_ids=[*both, "<none@x>"], add_labels=["filed"])
    )
    assert (together.limit, together.count) == (3, 2)
    assert {update.message_id for update in together.updates} == set(both)
    got = strict(messages.batch_get(inbox.inbox_id, message_ids=[*both, "<none@x>"]))
    assert (got.limit, ids(got.messages)) == (3, both)
    assert all("filed" in message.labels for message in got.messages)


def test_a_deleted_message_is_gone(strict: StrictClient, inbox: Inbox, receive: Receive) -> None:
    message = receive()
    strict(strict.sdk.inboxes.messages.delete(inbox.inbox_id, message.message_id))
    assert strict(strict.sdk.inboxes.messages.list(inbox.inbox_id)).messages == []


def test_attachments_and_raw_mail_come_by_signed_links(
    strict: StrictClient, inbox: Inbox, receive: Receive
) -> None:
    data = bytes(range(256)) * 40
    encoded = base64.b64encode(data).decode()
    messages = strict.sdk.inboxes.messages
    sent = strict(
        messages.send(
            inbox.inbox_id,
            to="a@example.org",
            text="With a file.",
            attachments=[
                SendAttachment(content=encoded, filename="all.bin", content_type="application/octet-stream")
            ],
        )
    )
    message = strict(messages.get(inbox.inbox_id, sent.message_id))
    assert message.attachments is not None
    (attachment,) = message.attachments
    link = strict(messages.get_attachment(inbox.inbox_id, sent.message_id, attachment.attachment_id))
    assert (link.filename, link.size) == ("all.bin", len(data))
    assert httpx.get(link.download_url).content == data
    raw = strict(messages.get_raw(inbox.inbox_id, sent.message_id))
    octets = httpx.get(raw.download_url).content
    assert len(octets) == raw.size
    assert b"all.bin" in octets
