"""Two agents with a key each, which may do nothing outside their own inbox, talk by mail."""

from contextlib import ExitStack

import pytest
from agentmail import AgentMail, MessageReceivedEvent, Subscribe, Subscribed
from agentmail.api_keys import CreateBearerApiKeyRequest
from agentmail.messages.types import Message
from tests.server_process import ServerProcess, mail_to

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
