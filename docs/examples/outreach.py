"""Write to each person on a list, and label what was sent so that it can be found again."""

from agentmail import AgentMail
from agentmail.inboxes.types import CreateInboxRequest

PEOPLE = [
    {"name": "Mira", "address": "mira@example.org", "team": "Harbour Works"},
    {"name": "Tom", "address": "tom@example.net", "team": "Lighthouse Labs"},
]

client = AgentMail()
inbox = client.inboxes.create(request=CreateInboxRequest(username="outreach", client_id="outreach"))

for person in PEOPLE:
    client.inboxes.messages.send(
        inbox.inbox_id,
        to=f"{person['name']} <{person['address']}>",
        subject=f"A question for {person['team']}",
        text=f"Dear {person['name']},\n\nmay we ask you something?",
        labels=["outreach", "first-letter"],
    )

found = client.inboxes.messages.list(inbox.inbox_id, labels=["outreach"])
print(f"{found.count} letters sent")
