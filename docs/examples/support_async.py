"""The same loop for programs that use asyncio."""

import asyncio

from agentmail import AsyncAgentMail, MessageReceivedEvent, Subscribe, Subscribed
from agentmail.inboxes.types import CreateInboxRequest


async def main() -> None:
    client = AsyncAgentMail()
    desk = CreateInboxRequest(username="help-async", client_id="help-desk-async")
    inbox = await client.inboxes.create(request=desk)
    async with client.websockets.connect() as socket:
        await socket.send_subscribe(Subscribe(inbox_ids=[inbox.inbox_id]))
        async for event in socket:
            if isinstance(event, MessageReceivedEvent):
                mail = event.message
                question = mail.extracted_text or mail.text or ""
                words = f"You asked: {question}"
                await client.inboxes.messages.reply(inbox.inbox_id, mail.message_id, text=words)
            elif isinstance(event, Subscribed):
                print(f"{inbox.email} listens", flush=True)


asyncio.run(main())
