"""Two agents with an inbox each: one hands the other a task and reads the answer in its own thread."""

from agentmail import AgentMail, MessageReceivedEvent, Subscribe, Subscribed

client = AgentMail()
planner = client.inboxes.create()
worker = client.inboxes.create()

with client.websockets.connect() as socket:
    socket.send_subscribe(Subscribe(inbox_ids=[planner.inbox_id, worker.inbox_id]))
    for event in socket:
        if isinstance(event, Subscribed):
            task = "What is six times seven?"
            client.inboxes.messages.send(planner.inbox_id, to=worker.email, subject="Task", text=task)
        elif isinstance(event, MessageReceivedEvent) and event.message.inbox_id == worker.inbox_id:
            client.inboxes.messages.reply(worker.inbox_id, event.message.message_id, text="42")
        elif isinstance(event, MessageReceivedEvent):
            print(f"The worker says: {event.message.extracted_text}")
            break

thread = client.inboxes.threads.get(planner.inbox_id, event.message.thread_id)
print(f"{thread.message_count} messages in the planner's thread")
