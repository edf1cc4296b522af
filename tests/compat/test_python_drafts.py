"""The official Python SDK on drafts: write, change, list, schedule, approve, send, attach."""

import base64
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from agentmail import SendAttachment
from agentmail.api_keys import CreateBearerApiKeyRequest
from agentmail.api_keys.types import ApiKeyPermissions
from agentmail.core.api_error import ApiError
from agentmail.drafts.types import Draft
from agentmail.errors import NotFoundError, ValidationError
from agentmail.inboxes.types import Inbox
from agentmail.messages import MessageRejectedError
from agentmail.messages.types import Message
from tests.compat.strict import StrictClient
from tests.server_process import ServerProcess, mail_to, wait_until

TOMORROW = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(days=1)


def in_a_second() -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)


@pytest.fixture
def question(strict: StrictClient, inbox: Inbox, server: ServerProcess) -> Message:
    """A mail that came in."""
    server.receive(mail_to(f"{inbox.inbox_id}, bo@example.org", "Where are you?\n", subject="Now"))
    newest = strict(strict.sdk.inboxes.messages.list(inbox.inbox_id)).messages[0]
    message: Message = strict(strict.sdk.inboxes.messages.get(inbox.inbox_id, newest.message_id))
    return message


def sent_of(strict: StrictClient, inbox_id: str) -> list[str]:
    """The subjects of what the inbox sent."""
    listed = strict(strict.sdk.inboxes.messages.list(inbox_id, labels=["sent"]))
    return [str(message.subject) for message in listed.messages]


def test_a_draft_is_read_back_on_every_mount(strict: StrictClient, inbox: Inbox) -> None:
    drafts = strict.sdk.inboxes.drafts
    draft = strict(
        drafts.create(
            inbox.inbox_id,
            to=["Ada <ada@example.org>"],
            cc=["carl@example.org"],
            bcc=["dora@example.org"],
            reply_to=["desk@example.org"],
            subject="Plans",
            text="See below.",
            html="<p>See below.</p>",
            labels=["plans"],
            client_id=f"plans-{inbox.inbox_id[:8]}",
        )
    )
    assert (draft.to, draft.cc, draft.bcc) == (
        ["Ada <ada@example.org>"],
        ["carl@example.org"],
        ["dora@example.org"],
    )
    assert (draft.subject, draft.text, draft.preview) == ("Plans", "See below.", "See below.")
    pods, of_all = strict.sdk.pods.drafts, strict.sdk.drafts
    gets: list[Callable[[], Draft]] = [
        lambda: drafts.get(inbox.inbox_id, draft.draft_id),
        lambda: pods.get(inbox.pod_id, draft.draft_id),
        lambda: of_all.get(draft.draft_id),
    ]
    for get in gets:
        assert strict(get()) == draft
    assert [item.draft_id for item in strict(drafts.list(inbox.inbox_id)).drafts] == [draft.draft_id]
    for page in (of_all.list(labels=["plans"], limit=1), pods.list(inbox.pod_id, labels=["plans"], limit=1)):
        assert [item.draft_id for item in page.drafts] == [draft.draft_id]


def test_what_is_left_out_stays_and_none_clears(strict: StrictClient, inbox: Inbox) -> None:
    drafts = strict.sdk.inboxes.drafts
    draft = strict(
        drafts.create(inbox.inbox_id, to=["a@example.org"], cc=["b@example.org"], subject="One", text="1")
    )
    changed = strict(drafts.update(inbox.inbox_id, draft.draft_id, subject="Two", text=None, cc=[]))
    assert (changed.to, changed.cc, changed.subject, changed.text) == (["a@example.org"], None, "Two", None)


def test_files_are_added_downloaded_and_removed(strict: StrictClient, inbox: Inbox) -> None:
    drafts = strict.sdk.inboxes.drafts
    data = bytes(range(256)) * 40
    file = SendAttachment(content=base64.b64encode(data).decode(), filename="all.bin")
    draft = strict(drafts.create(inbox.inbox_id, attachments=[file]))
    logo = SendAttachment(content="UE5H", content_disposition="inline", content_id="logo")
    draft = strict(drafts.update(inbox.inbox_id, draft.draft_id, add_attachments=[logo]))
    assert draft.attachments is not None
    first, second = draft.attachments
    link = strict(drafts.get_attachment(inbox.inbox_id, draft.draft_id, first.attachment_id))
    assert httpx.get(link.download_url).content == data
    draft = strict(drafts.update(inbox.inbox_id, draft.draft_id, remove_attachments=[first.attachment_id]))
    assert draft.attachments == [second]


def test_a_draft_is_sent_once(strict: StrictClient, inbox: Inbox) -> None:
    drafts = strict.sdk.inboxes.drafts
    draft = strict(drafts.create(inbox.inbox_id, to=["a@example.org"], subject="Once", labels=["plans"]))
    key = f"once-{draft.draft_id}"
    sent = strict(drafts.send(inbox.inbox_id, draft.draft_id, add_labels="urgent", idempotency_key=key))
    assert (
        strict(drafts.send(inbox.inbox_id, draft.draft_id, add_labels="urgent", idempotency_key=key)) == sent
    )
    message = strict(strict.sdk.inboxes.messages.get(inbox.inbox_id, sent.message_id))
    assert (message.thread_id, message.labels) == (sent.thread_id, ["sent", "plans", "urgent"])
    with pytest.raises(NotFoundError):
        drafts.send(inbox.inbox_id, draft.draft_id)


def test_an_answer_and_a_forward_are_drafted(strict: StrictClient, inbox: Inbox, question: Message) -> None:
    drafts, messages = strict.sdk.inboxes.drafts, strict.sdk.inboxes.messages
    answer = strict(
        drafts.create(inbox.inbox_id, in_reply_to=question.message_id, reply_all=True, text="Here.")
    )
    assert (answer.to, answer.subject) == ([question.from_, "bo@example.org"], "Re: Now")
    assert (answer.in_reply_to, answer.references) == (question.message_id, [question.message_id])
    forward = strict(drafts.create(inbox.inbox_id, forward_of=question.message_id, to=["c@example.org"]))
    assert (forward.forward_of, forward.subject) == (question.message_id, "Fwd: Now")
    for draft in (answer, forward):
        sent = strict(drafts.send(inbox.inbox_id, draft.draft_id))
        message = strict(messages.get(inbox.inbox_id, sent.message_id))
        assert (message.thread_id, message.in_reply_to) == (question.thread_id, question.message_id)
        assert message.text is not None
        assert "Where are you?" in message.text


def test_a_draft_is_scheduled_moved_and_freed(strict: StrictClient, inbox: Inbox) -> None:
    drafts = strict.sdk.inboxes.drafts
    draft = strict(drafts.create(inbox.inbox_id, to=["a@example.org"], send_at=TOMORROW))
    assert (draft.labels, draft.send_status, draft.send_at) == (["scheduled"], "scheduled", TOMORROW)
    later = TOMORROW + dt.timedelta(hours=1)
    assert strict(drafts.update(inbox.inbox_id, draft.draft_id, send_at=later)).send_at == later
    (item,) = strict(drafts.list(inbox.inbox_id, labels=["scheduled"])).drafts
    assert (item.send_status, item.send_at) == ("scheduled", later)
    freed = strict(drafts.update(inbox.inbox_id, draft.draft_id, send_at=None))
    assert (freed.labels, freed.send_status, freed.send_at) == ([], None, None)


def test_a_scheduled_draft_goes_out_by_itself(strict: StrictClient, inbox: Inbox) -> None:
    drafts = strict.sdk.inboxes.drafts
    strict(drafts.create(inbox.inbox_id, to=["a@example.org"], subject="Due", send_at=in_a_second()))
    unable = strict(drafts.create(inbox.inbox_id, subject="To nobody", send_at=in_a_second()))

    def both_are_done() -> bool:
        status = strict(drafts.get(inbox.inbox_id, unable.draft_id)).send_status
        return status == "failed" and sent_of(strict, inbox.inbox_id) == ["Due"]

    wait_until(both_are_done)
    assert strict(drafts.list(inbox.inbox_id)).count == 1


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server of this test's own."""
    server = ServerProcess(tmp_path / "data")
    server.start()
    yield server
    server.close()


def test_a_schedule_outlives_the_server(mortal: ServerProcess, connection: httpx.Client) -> None:
    before = StrictClient(mortal, connection)
    inbox_id = before(before.sdk.inboxes.create()).inbox_id
    drafts = before.sdk.inboxes.drafts
    before(drafts.create(inbox_id, to=["a@example.org"], subject="Due", send_at=in_a_second()))
    mortal.kill()
    mortal.start()
    with httpx.Client() as fresh:
        after = StrictClient(mortal, fresh)

        def it_is_sent() -> bool:
            return sent_of(after, inbox_id) == ["Due"]

        wait_until(it_is_sent)
        assert after(after.sdk.inboxes.drafts.list(inbox_id)).count == 0


def test_an_agent_writes_and_a_human_approves(
    strict: StrictClient, server: ServerProcess, inbox: Inbox
) -> None:
    def key(permissions: ApiKeyPermissions) -> str:
        request = CreateBearerApiKeyRequest(name="k", permissions=permissions)
        made = strict.sdk.inboxes.api_keys.create(inbox.inbox_id, request=request)
        return str(made.api_key)

    with httpx.Client() as one, httpx.Client() as another:
        agent = StrictClient(server, one, key(ApiKeyPermissions(draft_create=True)))
        human = StrictClient(server, another, key(ApiKeyPermissions(draft_send=True)))
        written = agent.sdk.inboxes.drafts.create(inbox.inbox_id, to=["a@example.org"], subject="May I?")
        draft = agent(written)
        with pytest.raises(MessageRejectedError) as refused:
            agent.sdk.inboxes.drafts.send(inbox.inbox_id, draft.draft_id)
        assert refused.value.body.code == "missing_permission"
        human(human.sdk.inboxes.drafts.send(inbox.inbox_id, draft.draft_id))
    assert sent_of(strict, inbox.inbox_id) == ["May I?"]


def test_what_is_malformed_or_refused_raises(
    strict: StrictClient, server: ServerProcess, inbox: Inbox
) -> None:
    drafts = strict.sdk.inboxes.drafts
    yesterday = TOMORROW - dt.timedelta(days=2)
    for words in (
        {"send_at": yesterday},
        {"subject": "a\nb"},
        {"in_reply_to": "<1@x>", "forward_of": "<1@x>"},
    ):
        with pytest.raises(ValidationError):
            drafts.create(inbox.inbox_id, **words)
    with pytest.raises(NotFoundError):
        drafts.create(inbox.inbox_id, in_reply_to="<none@x>")
    here = SendAttachment(url=f"{server.url}/health", filename="health.json")
    with pytest.raises(ApiError) as refused:
        drafts.create(inbox.inbox_id, attachments=[here])
    assert refused.value.status_code == 403
    with pytest.raises(MessageRejectedError):
        strict.sdk.inboxes.messages.send(inbox.inbox_id, to="a@example.org", attachments=[here])
    assert strict(drafts.list(inbox.inbox_id)).drafts == []
    assert sent_of(strict, inbox.inbox_id) == []
