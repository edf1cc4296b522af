"""What a rightful call of each operation sends: one line for each row of the route table that asks for a key.

To add an endpoint, add its operation here; `Case()` will do when the call needs neither query nor body. If
its path has a new parameter, make the thing it names in `tests/ports/tenancy.py` and its id to `ids` there.
`test_rest_tenancy.py` tries the operation on all its mounts, as its owner and as every kind of stranger.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pillarbox.domain.ids import new_uuid
from pillarbox.edges.rest import extras


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A call that succeeds for the owner of what it names, and what they are told."""

    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    fresh: str | None = None
    """A field of the body that gets a new word in every call, as `<uuid>.test`."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Path parameters that name another thing than usual: the parameter, and its key in `Tenants.ids`."""
    status: int | None = None
    """What the owner is told, where that is not the endpoint's own success."""
    shows_things: bool = True
    """Whether a list of the owner names anything of theirs."""

    def new_body(self) -> Mapping[str, Any]:
        return self.body if self.fresh is None else {**self.body, self.fresh: f"{new_uuid()}.test"}


SEARCH = Case(query={"q": "ada"})
NOTHING = NUMBERS = Case(shows_things=False)
ANNOUNCED = {"size": 1, "sha256": "0" * 64}
HOOK = {"url": "http://127.0.0.1/hook"}

CASES: dict[str, Case] = {
    "auth.me": Case(shows_things=False),
    "organizations.get": Case(shows_things=False),
    "pods.list": Case(),
    "pods.create": Case(),
    "pods.get": Case(),
    "pods.delete": Case(),
    "agent.attach_human": Case(body={"human_email": "kim@people.test"}, status=409),
    "agent.verify": Case(body={"otp_code": "123456"}),
    "api_keys.list": Case(),
    "api_keys.create": Case(),
    "api_keys.get": Case(),
    "api_keys.update": Case(body={"name": "Renamed"}),
    "api_keys.delete": Case(),
    "inboxes.list": Case(),
    "inboxes.search": SEARCH,
    "inboxes.create": Case(),
    "inboxes.get": Case(),
    "inboxes.update": Case(body={"display_name": "Ada"}),
    "inboxes.delete": Case(),
    "domains.list": Case(),
    "domains.create": Case(fresh="domain"),
    "domains.get": Case(),
    "domains.update": Case(body={"tracking_enabled": True}),
    "domains.delete": Case(),
    "domains.verify": Case(),
    "domains.zone_file": Case(),
    "domains.setup_link": Case(),
    "inbox_events.list": Case(),
    "events.list": Case(query={"after": "0"}),
    "messages.list": Case(),
    "messages.search": SEARCH,
    "messages.batch_get": Case(body={"message_ids": ["<1@y.test>"]}),
    "messages.batch_update": Case(body={"message_ids": ["<1@y.test>"], "add_labels": "seen"}),
    "messages.get": Case(),
    "messages.update": Case(body={"add_labels": "seen"}),
    "messages.delete": Case(ids={"message_id": "second_message_id"}),
    "messages.send": Case(body={"to": "ben@y.test"}),
    "messages.reply": Case(body={"text": "Yes"}),
    "messages.reply_all": Case(body={"text": "Yes"}),
    "messages.forward": Case(body={"to": "ben@y.test"}),
    "messages.raw": Case(),
    "messages.attachment": Case(),
    "lists.list": Case(),
    "lists.create": Case(body={"entry": "worse.test"}),
    "lists.get": Case(),
    "lists.delete": Case(),
    "threads.list": Case(),
    "threads.search": SEARCH,
    "threads.get": Case(),
    "threads.update": Case(body={"add_labels": "seen"}),
    "threads.delete": Case(),
    "threads.attachment": Case(),
    "metrics.events": NUMBERS,
    "metrics.usage": NUMBERS,
    "metrics.rates": NUMBERS,
    "metrics.list": NUMBERS,
    "drafts.list": Case(),
    "drafts.create": Case(body={"to": "ben@y.test"}),
    "drafts.get": Case(),
    "drafts.update": Case(body={"subject": "Changed"}),
    "drafts.delete": Case(),
    "drafts.attachment": Case(ids={"attachment_id": "draft_attachment_id"}),
    "drafts.send": Case(ids={"draft_id": "ready_draft_id"}),
    "files.list": Case(),
    "files.create": Case(body=ANNOUNCED, fresh="path"),
    "files.complete": Case(status=404),  # unless the key may also read files, or made this one
    "files.get": Case(),
    "files.delete": Case(status=404),  # likewise
    "webhooks.list": Case(),
    "webhooks.create": Case(body=HOOK),
    "webhooks.get": Case(),
    "webhooks.update": Case(body={"enabled": True}),
    "webhooks.delete": Case(),
    "webhooks.get_headers": Case(),
    "webhooks.update_headers": Case(body={"headers": {"X-Token": "a"}}),
    "webhooks.rotate_secret": Case(),
    "webhooks.test": Case(),
    "webhooks.list_deliveries": Case(),
    "webhooks.get_delivery": Case(),
    "webhooks.redeliver": Case(),
    "polling_webhooks.list": Case(),
    "polling_webhooks.create": Case(fresh="client_id"),
    "polling_webhooks.get": Case(),
    "polling_webhooks.delete": Case(),
    **{endpoint.operation: NOTHING for endpoint in extras.ENDPOINTS},
    "world.list": Case(),
    "world.list_to": Case(),
}
