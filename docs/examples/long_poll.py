"""Wait for mail with any HTTP client: ask for what came after the last answer, again and again."""

import os

import httpx

http = httpx.Client(
    base_url=os.environ["AGENTMAIL_BASE_URL"] + "/v0",
    headers={"Authorization": f"Bearer {os.environ['AGENTMAIL_API_KEY']}"},
    timeout=90,
)
made = http.post("/inboxes", json={"username": "parcels", "client_id": "parcels"}).raise_for_status()
inbox = made.json()["inbox_id"]
wanted = {"inbox_ids": inbox, "event_types": "message.received"}
after = http.get("/events", params=wanted).raise_for_status().json()["after"]
print(f"{inbox} listens", flush=True)
while True:
    answer = http.get("/events", params={**wanted, "after": after, "wait": 60}).raise_for_status().json()
    for event in answer["events"]:
        print(f"Parcel: {event['message']['subject']}", flush=True)
    after = answer["after"]
