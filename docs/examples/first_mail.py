"""Give an agent an address and send from it."""

from agentmail import AgentMail

client = AgentMail()
inbox = client.inboxes.create()
sent = client.inboxes.messages.send(
    inbox.inbox_id,
    to="reader@example.org",
    subject="A first letter",
    text="This program has an address of its own.",
)
print(f"{inbox.email} sent {sent.message_id}")
