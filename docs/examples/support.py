"""Answer each mail as it arrives: the loop of a support agent."""

from agentmail import AgentMail, MessageReceivedEvent, Subscribe, Subscribed
from agentmail.inboxes.types import CreateInboxRequest

client = AgentMail()
inbox = client.inboxes.create(request=CreateInboxRequest(username="help", client_id="help-desk"))


def answer(question: str) -> str:
    return f"You asked: {question}"  # a model's words go here


with client.websockets.connect() as socket:
    socket.send_subscribe(Subscribe(inbox_ids=[inbox.inbox_id]))
    for event in socket:
        if isinstance(event, MessageReceivedEvent):
            mail = event.message
            question = mail.extracted_text or mail.text or ""
            client.inboxes.messages.reply(inbox.inbox_id, mail.message_id, text=answer(question))
        elif isinstance(event, Subscribed):
            print(f"{inbox.email} listens", flush=True)
