"""How every method of every client is called, once: clients differ in which of the methods they have."""

from collections.abc import Iterator
from functools import partial

from tests.compat.calls.call import Call, Value, call
from tests.compat.calls.extras import EXTRA_CALLS
from tests.compat.calls.world import HOOK, World

Mount = tuple[str, tuple[Value, ...]]
_ORGANIZATION: Mount = ("", ())
_POD: Mount = ("pods.", (World.pod,))
_INBOX: Mount = ("inboxes.", (World.inbox,))
_SUMS = "sums"
_BLOCKED = ("receive", "block")


def _on_every_mount(mount: Mount) -> Iterator[Call]:
    prefix, at = mount
    yield call(f"{prefix}threads.list", *at, limit=3, labels=["received"], ascending=True)
    yield call(f"{prefix}threads.get", *at, World.thread)
    yield call(f"{prefix}threads.get_attachment", *at, World.thread, World.attachment)
    yield call(f"{prefix}threads.search", *at, q=_SUMS)
    yield call(f"{prefix}threads.update", *at, World.thread, add_labels=["seen"])
    yield call(f"{prefix}threads.delete", *at, World.new_thread)
    yield call(f"{prefix}drafts.list", *at, limit=3)
    yield call(f"{prefix}drafts.get", *at, World.draft)
    yield call(f"{prefix}drafts.get_attachment", *at, World.draft, World.draft_attachment)
    yield call(f"{prefix}metrics.query", *at)
    yield call(f"{prefix}metrics.query_events", *at, event_types=["message.sent"], limit=3)
    yield call(f"{prefix}metrics.query_rates", *at, rate_types=["bounce"], limit=3)
    yield call(f"{prefix}metrics.query_usage", *at, usage_types=["message_count"], limit=3)
    yield from _lists(mount)
    yield from _api_keys(mount)
    yield from _webhooks(mount)


def _lists(mount: Mount) -> Iterator[Call]:
    prefix, at = mount
    entry = partial(World.new_entry, mount=prefix)
    yield call(f"{prefix}lists.list", *at, *_BLOCKED, limit=3)
    yield call(f"{prefix}lists.create", *at, *_BLOCKED, entry=World.domain_name, reason="Noise")
    yield call(f"{prefix}lists.get", *at, *_BLOCKED, entry)
    yield call(f"{prefix}lists.delete", *at, *_BLOCKED, entry)


def _api_keys(mount: Mount) -> Iterator[Call]:
    prefix, at = mount
    key = partial(World.new_api_key, mount=prefix)
    yield call(f"{prefix}api_keys.list", *at, limit=3)
    yield call(f"{prefix}api_keys.create", *at, name="Night shift")
    yield call(f"{prefix}api_keys.update", *at, key, name="Day shift")
    yield call(f"{prefix}api_keys.delete", *at, key)


def _webhooks(mount: Mount) -> Iterator[Call]:
    prefix, at = mount
    webhook = partial(World.new_webhook, mount=prefix)
    poll = partial(World.new_polling_webhook, mount=prefix)
    types = ["message.received", "message.sent"]
    more: dict[str, Value] = {} if prefix == "inboxes." else {"add_inbox_ids": [World.inbox]}
    yield call(f"{prefix}webhooks.list", *at, limit=3)
    yield call(f"{prefix}webhooks.create", *at, url=HOOK, event_types=types, client_id=World.word)
    yield call(f"{prefix}webhooks.get", *at, webhook)
    yield call(f"{prefix}webhooks.update", *at, webhook, event_types=types, **more)
    yield call(f"{prefix}webhooks.get_headers", *at, webhook)
    yield call(f"{prefix}webhooks.update_headers", *at, webhook, headers={"X-Team": "Night"})
    yield call(f"{prefix}webhooks.delete", *at, webhook)
    yield call(f"{prefix}webhooks.polling.list", *at, limit=3)
    yield call(f"{prefix}webhooks.polling.create", *at, client_id=World.word, event_types=types)
    yield call(f"{prefix}webhooks.polling.get", *at, poll)
    yield call(f"{prefix}webhooks.polling.delete", *at, poll)


def _above_inboxes(mount: Mount) -> Iterator[Call]:
    prefix, at = mount
    yield call(f"{prefix}domains.list", *at, limit=3)
    yield call(f"{prefix}domains.create", *at, domain=World.domain_name, feedback_enabled=True)
    yield call(f"{prefix}domains.get", *at, World.domain)
    yield call(f"{prefix}domains.get_zone_file", *at, World.domain)
    yield call(f"{prefix}domains.update", *at, World.domain, feedback_enabled=False)
    yield call(f"{prefix}domains.verify", *at, World.domain)
    yield call(f"{prefix}domains.delete", *at, World.new_domain)
    yield call(f"{prefix}inboxes.list", *at, limit=3)
    yield call(f"{prefix}inboxes.create", *at, username=World.word, display_name="Ada")
    yield call(f"{prefix}inboxes.get", *at, World.inbox)
    yield call(f"{prefix}inboxes.search", *at, q="ada")
    yield call(f"{prefix}inboxes.update", *at, World.new_inbox, display_name="Bo")
    yield call(f"{prefix}inboxes.delete", *at, World.new_inbox)


def _messages() -> Iterator[Call]:
    at = (World.inbox, World.message)
    answer: dict[str, Value] = {"text": "Three.", "html": "<p>Three.</p>"}
    yield call("inboxes.messages.list", World.inbox, limit=3, labels=["received"])
    yield call("inboxes.messages.get", *at)
    yield call("inboxes.messages.get_attachment", *at, World.attachment)
    yield call("inboxes.messages.get_raw", *at)
    yield call("inboxes.messages.search", World.inbox, q=_SUMS)
    yield call("inboxes.messages.send", World.inbox, to=["ada@example.org"], subject="Plans", **answer)
    yield call("inboxes.messages.reply", *at, **answer)
    yield call("inboxes.messages.reply_all", *at, **answer)
    yield call("inboxes.messages.forward", *at, to=["ada@example.org"], **answer)
    yield call("inboxes.messages.update", *at, add_labels=["seen"], remove_labels=["unread"])
    yield call("inboxes.messages.delete", World.inbox, World.new_message)
    yield call("inboxes.messages.batch_get", World.inbox, message_ids=[World.message])
    yield call("inboxes.messages.batch_update", World.inbox, message_ids=[World.message], add_labels=["read"])


def _in_an_inbox() -> Iterator[Call]:
    inbox = World.inbox
    yield from _messages()
    yield call("inboxes.drafts.create", inbox, to=["ada@example.org"], subject="Plans", text="See below.")
    yield call("inboxes.drafts.update", inbox, World.new_draft, subject="Other plans")
    yield call("inboxes.drafts.send", inbox, World.new_draft, add_labels=["plans"])
    yield call("inboxes.drafts.delete", inbox, World.new_draft)
    yield call("inboxes.events.list", inbox, limit=3)
    yield call("inboxes.files.list", inbox, path_prefix="s")
    yield call("inboxes.files.create", inbox, path="sums.csv", size=4, sha_256=World.sha256)
    yield call("inboxes.files.complete", inbox, World.new_uploaded_file)
    yield call("inboxes.files.get", inbox, World.file)
    yield call("inboxes.files.delete", inbox, World.new_uploaded_file)


def _of_an_organization() -> Iterator[Call]:
    yield call("auth.me")
    yield call("organizations.get")
    yield call("pods.list", limit=3)
    yield call("pods.create", name="Harbour", client_id=World.word)
    yield call("pods.get", World.pod)
    yield call("pods.delete", World.new_pod)
    yield call("api_keys.get", partial(World.new_api_key, mount=""))
    yield call("domains.get_setup_link", World.domain)
    yield call("agent.sign_up", username=World.word, human_email=World.human)
    yield call("agent.attach_human", human_email=World.human).by(World.new_agent)
    yield call("agent.verify", otp_code=World.mailed_code).by(World.new_attended_agent)
    yield call("websockets.connect")
    yield call("fetch", "/v0/auth/me")


CALLS: dict[str, Call] = {
    row.name: row
    for row in (
        *_of_an_organization(),
        *_above_inboxes(_ORGANIZATION),
        *_above_inboxes(_POD),
        *(row for mount in (_ORGANIZATION, _POD, _INBOX) for row in _on_every_mount(mount)),
        *_in_an_inbox(),
        *EXTRA_CALLS,
    )
}
"""All rows by name. A client's method without a row here is a gap, whatever the client's age."""
