"""Sign up somewhere with an inbox made for it, and wait for the code that is sent there."""

import re

from agentmail import AgentMail, MessageReceivedEvent, Subscribe, Subscribed

client = AgentMail()
inbox = client.inboxes.create()

with client.websockets.connect() as socket:
    socket.send_subscribe(Subscribe(inbox_ids=[inbox.inbox_id]))
    for event in socket:
        if isinstance(event, MessageReceivedEvent):
            code = re.search(r"\b\d{6}\b", event.message.text or "")
            if code:
                print(code.group())
                break
        elif isinstance(event, Subscribed):
            print(f"Sign up as {inbox.email}", flush=True)

client.inboxes.delete(inbox.inbox_id)
