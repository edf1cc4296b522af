"""Miss no mail: go on from the last event that was dealt with, kept in a file."""

from pathlib import Path

from agentmail import AgentMail, Error, MessageReceivedEvent, Subscribe, Subscribed
from agentmail.inboxes.types import CreateInboxRequest

SEEN = Path("last-event-id")

client = AgentMail()
inbox = client.inboxes.create(request=CreateInboxRequest(username="orders", client_id="orders"))
seen = {"after": SEEN.read_text()} if SEEN.exists() else {}

with client.websockets.connect() as socket:
    socket.send_subscribe(Subscribe(inbox_ids=[inbox.inbox_id], **seen))
    for event in socket:
        if isinstance(event, MessageReceivedEvent):
            print(f"Order: {event.message.subject}", flush=True)
            SEEN.write_text(event.event_id)
        elif isinstance(event, Subscribed):
            print(f"{inbox.email} listens", flush=True)
        elif isinstance(event, Error):
            raise SystemExit(f"{event.name}: {event.message}")
