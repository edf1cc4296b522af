"""The official Python SDK on what this server does not have, and on the log of label changes."""

from typing import Any

import pytest
from agentmail.core.api_error import ApiError
from agentmail.inboxes.types import Inbox
from tests.compat.strict import StrictClient
from tests.server_process import ServerProcess


def refused(status: int, code: str, call: Any, /, *arguments: Any, **named: Any) -> None:
    """Hold a call to a refusal, which it is not to try again."""
    with pytest.raises(ApiError) as refusal:
        call(*arguments, request_options={"max_retries": 0}, **named)
    assert refusal.value.status_code == status
    body = refusal.value.body
    assert (body["code"] if isinstance(body, dict) else body.code) == code


def test_nobody_has_accounts(strict: StrictClient, inbox: Inbox) -> None:
    sdk = strict.sdk
    for page in (
        strict(sdk.accounts.list()),
        strict(sdk.pods.accounts.list(inbox.pod_id)),
        strict(sdk.inboxes.accounts.list(inbox.inbox_id)),
        strict(sdk.apps.list_accounts("firecrawl")),
    ):
        assert (page.count, page.accounts) == (0, [])
    refused(404, "not_found", sdk.accounts.get, "1")
    refused(404, "not_found", sdk.pods.accounts.get, inbox.pod_id, "1")
    refused(404, "not_found", sdk.inboxes.accounts.get, inbox.inbox_id, "1")
    refused(404, "not_found", sdk.accounts.update, "1", status="disabled")


def test_there_are_no_apps(strict: StrictClient, inbox: Inbox) -> None:
    apps = strict.sdk.apps
    assert strict(apps.list(limit=7)).limit == 7
    assert strict(apps.search(q="fire")).apps == []
    refused(404, "not_found", apps.get, "firecrawl")
    refused(403, "missing_permission", apps.connect, "firecrawl")
    refused(403, "missing_permission", strict.sdk.inboxes.authorize, inbox.inbox_id, auth_token="1")


def test_calendars_are_not_enabled(strict: StrictClient, inbox: Inbox) -> None:
    calendar = strict.sdk.inboxes.calendar
    refused(403, "forbidden", calendar.get, inbox.inbox_id)
    refused(403, "forbidden", calendar.update, inbox.inbox_id, timezone="UTC")
    refused(403, "forbidden", calendar.get_agenda, inbox.inbox_id)
    refused(403, "forbidden", calendar.list_events, inbox.inbox_id)
    refused(403, "forbidden", calendar.get_event, inbox.inbox_id, "1")
    refused(403, "forbidden", calendar.delete_event, inbox.inbox_id, "1")
    refused(403, "forbidden", calendar.list_event_instances, inbox.inbox_id, "1")
    refused(403, "forbidden", calendar.respond_to_event, inbox.inbox_id, "1", status="accepted")


def test_no_message_is_scanned(strict: StrictClient, inbox: Inbox) -> None:
    messages = strict.sdk.inboxes.messages
    sent = strict(messages.send(inbox.inbox_id, to=["ben@example.com"], text="Hi"))
    feedback = messages.create_agent_armor_feedback
    refused(409, "conflict", feedback, inbox.inbox_id, sent.message_id, feedback="false_positive")
    refused(404, "not_found", feedback, inbox.inbox_id, "<no@message>", feedback="false_positive")


def test_labs_are_not_available(strict: StrictClient) -> None:
    assert not strict(strict.sdk.organizations.get_labs()).available
    refused(403, "forbidden", strict.sdk.organizations.join_labs)


def test_label_changes_are_told(strict: StrictClient, inbox: Inbox) -> None:
    sdk = strict.sdk
    sent = strict(sdk.inboxes.messages.send(inbox.inbox_id, to=["ben@example.com"], text="Hi"))
    strict(sdk.inboxes.messages.update(inbox.inbox_id, sent.message_id, add_labels=["kept"]))
    newest = strict(sdk.inboxes.events.list(inbox.inbox_id, limit=1))
    (event,) = newest.events
    assert (event.event_type, event.label, event.message_id) == ("label.added", "kept", sent.message_id)
    older = strict(sdk.inboxes.events.list(inbox.inbox_id, page_token=newest.next_page_token))
    assert [event.label for event in older.events] == ["sent"]
    oldest = strict(sdk.inboxes.events.list(inbox.inbox_id, ascending=True, limit=1))
    assert [event.label for event in oldest.events] == ["sent"]


def test_a_key_is_deleted_by_its_secret(strict: StrictClient, server: ServerProcess) -> None:
    with server.http() as http:
        key = http.post("/v0/api-keys", json={"name": "old client"}).json()
        assert http.delete(f"/v0/api-keys/{key['api_key']}").status_code == 204
        assert http.get(f"/v0/api-keys/{key['api_key_id']}").status_code == 404
