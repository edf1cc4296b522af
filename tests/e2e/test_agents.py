"""Agents with a key each, which may do nothing outside their own inbox, work together by mail."""

from contextlib import ExitStack
from smtplib import SMTPException

import pytest
from agentmail import AgentMail, MessageReceivedEvent, Subscribe, Subscribed
from agentmail.api_keys import ApiKeyPermissions, CreateBearerApiKeyRequest
from agentmail.core.api_error import ApiError
from agentmail.messages.types import Message
from tests.server_process import ServerProcess, mail_to, wait_until

pytestmark = pytest.mark.filterwarnings("ignore:websockets:DeprecationWarning")  # the SDK uses old names


class Agent:
    """An inbox, the key to it alone and a socket that tells of its mail."""

    def __init__(self, server: ServerProcess, stack: ExitStack) -> None:
        with server.client() as root:
            self.inbox_id = root.inboxes.create().inbox_id
            key = root.inboxes.api_keys.create(self.inbox_id, request=CreateBearerApiKeyRequest()).api_key
        self.client: AgentMail = stack.enter_context(server.client(key))
        self._socket = stack.enter_context(self.client.websockets.connect())
        self._socket.send_subscribe(Subscribe(event_types=["message.received"]))
        assert isinstance(self._socket.recv(), Subscribed)

    def next_mail(self) -> Message:
        event = self._socket.recv()
        assert isinstance(event, MessageReceivedEvent)
        return event.message

    def words_of(self, thread_id: str) -> list[str]:
        """The new words of each message of a thread, oldest first."""
        thread = self.client.inboxes.threads.get(self.inbox_id, thread_id)
        assert thread.message_count == len(thread.messages)
        return [(message.extracted_text or "").strip() for message in thread.messages]


def test_two_agents_talk_in_one_thread_each(server: ServerProcess) -> None:
    with ExitStack() as stack:
        asker, helper = Agent(server, stack), Agent(server, stack)
        first = asker.client.inboxes.messages.send(
            asker.inbox_id, to=helper.inbox_id, subject="Tea", text="Black or green?"
        )
        question = helper.next_mail()
        assert question.extracted_text == "Black or green?"
        helper.client.inboxes.messages.reply(helper.inbox_id, question.message_id, text="Green.")
        answer = asker.next_mail()
        assert (answer.thread_id, answer.extracted_text) == (first.thread_id, "Green.")
        asker.client.inboxes.messages.reply(asker.inbox_id, answer.message_id, text="With milk?")
        assert helper.next_mail().thread_id == question.thread_id

        conversation = ["Black or green?", "Green.", "With milk?"]
        assert asker.words_of(first.thread_id) == conversation
        assert helper.words_of(question.thread_id) == conversation


def test_an_agent_hears_of_its_own_mail_only(server: ServerProcess) -> None:
    with ExitStack() as stack:
        one, other = Agent(server, stack), Agent(server, stack)
        server.receive(mail_to(other.inbox_id, "For the other.\n"))
        server.receive(mail_to(one.inbox_id, "For the one.\n"))
        assert one.next_mail().extracted_text == "For the one."
        assert other.next_mail().extracted_text == "For the other."


def test_a_router_hands_a_mail_to_a_specialist_and_the_answer_to_the_customer(server: ServerProcess) -> None:
    with ExitStack() as stack:
        router, specialist = Agent(server, stack), Agent(server, stack)
        server.receive(mail_to(router.inbox_id, "My invoice is wrong.\n", sender="kim@example.com"))
        asked = router.next_mail()
        handed_on = router.client.inboxes.messages.forward(
            router.inbox_id, asked.message_id, to=specialist.inbox_id, text="Yours?"
        )
        task = specialist.next_mail()
        assert "My invoice is wrong." in (task.text or "")
        specialist.client.inboxes.messages.reply(specialist.inbox_id, task.message_id, text="Corrected.")
        result = router.next_mail()
        assert (result.thread_id, result.extracted_text) == (handed_on.thread_id, "Corrected.")
        router.client.inboxes.messages.reply(router.inbox_id, asked.message_id, text="It is corrected.")

        assert router.words_of(asked.thread_id)[-1] == "It is corrected."
        wait_until(lambda: len(captured_texts(server, "kim@example.com")) == 1)
        assert captured_texts(server, "kim@example.com")[0].startswith("It is corrected.")


def test_an_agent_that_may_not_send_writes_drafts_for_somebody_who_may(server: ServerProcess) -> None:
    flags = ApiKeyPermissions(message_read=True, draft_create=True, draft_read=True)
    with ExitStack() as stack:
        human = Agent(server, stack)
        key = human.client.inboxes.api_keys.create(
            human.inbox_id, request=CreateBearerApiKeyRequest(permissions=flags)
        )
        writer = stack.enter_context(server.client(key.api_key))
        server.receive(mail_to(human.inbox_id, "May I have a refund?\n", sender="lou@example.com"))
        asked = human.next_mail()
        draft = writer.inboxes.drafts.create(human.inbox_id, in_reply_to=asked.message_id, text="Certainly.")
        with pytest.raises(ApiError, match="draft_send"):
            writer.inboxes.drafts.send(human.inbox_id, draft.draft_id)
        with pytest.raises(ApiError, match="message_send"):
            writer.inboxes.messages.reply(human.inbox_id, asked.message_id, text="Certainly.")
        sent = human.client.inboxes.drafts.send(human.inbox_id, draft.draft_id)
        assert sent.thread_id == asked.thread_id
        wait_until(lambda: len(captured_texts(server, "lou@example.com")) == 1)


def test_a_throwaway_inbox_lives_for_one_sign_up(server: ServerProcess) -> None:
    with ExitStack() as stack:
        agent = Agent(server, stack)
        server.receive(mail_to(agent.inbox_id, "Your verification code is 482913.\n"))
        assert "482913" in (agent.next_mail().text or "")
        with server.client() as root:
            root.inboxes.delete(agent.inbox_id)
        with pytest.raises(SMTPException, match="No such inbox"):
            server.receive(mail_to(agent.inbox_id, "Still there?\n"))


def captured_texts(server: ServerProcess, address: str) -> list[str]:
    """What was sent to an outside address."""
    with server.http() as http:
        answer = http.get(f"/v0/world/messages/{address}").raise_for_status()
        return [message["text"] for message in answer.json()["messages"]]
