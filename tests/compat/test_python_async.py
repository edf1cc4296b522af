"""The official Python SDK on asyncio: the same calls, through its other half."""

from collections.abc import AsyncIterator

import httpx
import pytest
from agentmail import AsyncAgentMail, MessageReceivedEvent, Subscribe, Subscribed
from agentmail.inboxes.types import CreateInboxRequest
from tests.server_process import WAIT_S, ServerProcess, mail_to

pytestmark = pytest.mark.filterwarnings("ignore:websockets:DeprecationWarning")  # the SDK uses old names


@pytest.fixture
async def client(server: ServerProcess) -> AsyncIterator[AsyncAgentMail]:
    async with httpx.AsyncClient(timeout=WAIT_S) as connection:
        yield AsyncAgentMail(environment=server.environment, api_key=server.api_key, httpx_client=connection)


async def test_an_agent_answers_a_mail(client: AsyncAgentMail, server: ServerProcess) -> None:
    inbox = await client.inboxes.create(request=CreateInboxRequest(display_name="Async"))
    async with client.websockets.connect() as socket:
        await socket.send_subscribe(Subscribe(inbox_ids=[inbox.inbox_id]))
        assert isinstance(await socket.recv(), Subscribed)
        server.receive(mail_to(inbox.inbox_id, "Are you there?\n"))
        event = await socket.recv()
    assert isinstance(event, MessageReceivedEvent)
    sent = await client.inboxes.messages.reply(inbox.inbox_id, event.message.message_id, text="Always.")
    thread = await client.inboxes.threads.get(inbox.inbox_id, sent.thread_id)
    assert [message.extracted_text for message in thread.messages] == ["Are you there?", "Always."]
    await client.inboxes.delete(inbox.inbox_id)


async def test_the_calls_of_a_life_of_a_pod(client: AsyncAgentMail) -> None:
    pod = await client.pods.create(name="Async")
    inbox = await client.pods.inboxes.create(pod.pod_id)
    listed = await client.pods.inboxes.list(pod.pod_id, limit=1)
    assert [own.inbox_id for own in listed.inboxes] == [inbox.inbox_id]
    await client.inboxes.delete(inbox.inbox_id)
    await client.pods.delete(pod.pod_id)
