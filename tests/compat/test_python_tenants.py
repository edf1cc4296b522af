"""The official Python SDK on identity, organization, pods, API keys and inboxes."""

import datetime as dt

import httpx
import pytest
from agentmail.api_keys import CreateBearerApiKeyRequest
from agentmail.api_keys.types import ApiKeyPermissions
from agentmail.inboxes.types import CreateInboxRequest, Inbox
from tests.compat.strict import Deviation, StrictClient, conform
from tests.server_process import ServerProcess


def test_the_checker_sees_what_is_missing_mistyped_or_unknown() -> None:
    good = {
        "inbox_id": "a@b.test",
        "pod_id": "p",
        "email": "a@b.test",
        "created_at": "2026-01-02T03:04:05.678Z",
        "updated_at": "2026-01-02T03:04:05.678Z",
    }
    conform(Inbox, good)
    wrong: dict[str, object] = {
        "email": None,
        "inbox_id": 1,
        "created_at": "2026-01-02T03:04:05Z",
        "metadata": {"k": []},
        "status": "asleep",
        "surprise": 1,
    }
    for name, value in wrong.items():
        with pytest.raises(Deviation):
            conform(Inbox, {**good, name: value})
    with pytest.raises(Deviation, match="lacks email"):
        conform(Inbox, {key: value for key, value in good.items() if key != "email"})


def test_the_root_key_stands_for_the_organization(strict: StrictClient) -> None:
    me = strict(strict.sdk.auth.me())
    organization = strict(strict.sdk.organizations.get())
    assert (me.scope_type, me.scope_id) == ("organization", organization.organization_id)


def test_a_pod_lives_from_creation_to_deletion(strict: StrictClient) -> None:
    pods = strict.sdk.pods
    pod = strict(pods.create(name="Harbour", client_id="harbour"))
    assert strict(pods.create(name="Other", client_id="harbour")) == pod
    assert strict(pods.get(pod.pod_id)) == pod
    assert pod in (strict(pods.list(limit=100)).pods)

    inbox = strict(pods.inboxes.create(pod.pod_id))
    assert strict(pods.inboxes.get(pod.pod_id, inbox.inbox_id)) == inbox
    assert strict(pods.inboxes.list(pod.pod_id)).inboxes == [inbox]
    renamed = strict(pods.inboxes.update(pod.pod_id, inbox.inbox_id, display_name="Quay"))
    assert renamed.display_name == "Quay"
    assert strict(pods.inboxes.search(pod.pod_id, q="quay")).count == 1
    assert strict(pods.threads.list(pod.pod_id)).count == 0

    strict(pods.inboxes.delete(pod.pod_id, inbox.inbox_id))
    strict(pods.delete(pod.pod_id))
    assert pod.pod_id not in {kept.pod_id for kept in strict(pods.list(limit=100)).pods}


def test_a_key_shows_its_secret_once(strict: StrictClient) -> None:
    keys = strict.sdk.api_keys
    created = strict(keys.create(request=CreateBearerApiKeyRequest(name="night shift")))
    assert created.api_key.startswith(created.prefix)
    shown = strict(keys.get(created.api_key_id))
    assert (shown.name, hasattr(shown, "api_key")) == ("night shift", False)
    strict(keys.delete(created.api_key_id))
    assert created.api_key_id not in {key.api_key_id for key in strict(keys.list(limit=100)).api_keys}


def test_a_restricted_key_shows_its_flags(strict: StrictClient) -> None:
    keys = strict.sdk.api_keys
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    reader = CreateBearerApiKeyRequest(
        permissions=ApiKeyPermissions(message_read=True, inbox_read=True), expires_at=tomorrow
    )
    created = strict(keys.create(request=reader))
    assert created.permissions is not None
    assert (created.permissions.message_read, created.permissions.message_send) == (True, False)
    updated = strict(
        keys.update(created.api_key_id, name="reader", permissions=ApiKeyPermissions(inbox_read=True))
    )
    assert updated.permissions is not None
    assert (updated.name, updated.permissions.message_read) == ("reader", False)


def test_keys_of_pods_and_inboxes_see_their_part(
    strict: StrictClient, inbox: Inbox, server: ServerProcess
) -> None:
    pod = strict(strict.sdk.pods.create())
    unnamed = CreateBearerApiKeyRequest()
    pod_key = strict(strict.sdk.pods.api_keys.create(pod.pod_id, request=unnamed))
    inbox_key = strict(strict.sdk.inboxes.api_keys.create(inbox.inbox_id, request=unnamed))
    assert strict(strict.sdk.pods.api_keys.list(pod.pod_id)).count == 1
    assert strict(strict.sdk.inboxes.api_keys.list(inbox.inbox_id)).count == 1
    for key, scope_type, seen in ((pod_key, "pod", []), (inbox_key, "inbox", [inbox.inbox_id])):
        with httpx.Client() as connection:
            scoped = StrictClient(server, connection, key.api_key)
            assert scoped(scoped.sdk.auth.me()).scope_type == scope_type
            assert [own.inbox_id for own in scoped(scoped.sdk.inboxes.list()).inboxes] == seen


def test_an_inbox_keeps_what_it_is_given(strict: StrictClient) -> None:
    inboxes = strict.sdk.inboxes
    asked = CreateInboxRequest(
        username="Lighthouse",
        display_name="The Keeper",
        client_id="lighthouse",
        metadata={"lamp": "on", "height": 30, "manned": False},
    )
    inbox = strict(inboxes.create(request=asked))
    assert (inbox.inbox_id, inbox.email) == ("lighthouse@pillarbox.test",) * 2
    assert (inbox.display_name, inbox.metadata) == ("The Keeper", asked.metadata)
    assert strict(inboxes.create(request=CreateInboxRequest(client_id="lighthouse"))) == inbox
    assert strict(inboxes.get("LIGHTHOUSE@pillarbox.test")) == inbox
    assert strict(inboxes.search(q="keep")).inboxes[0].inbox_id == inbox.inbox_id

    updated = strict(inboxes.update(inbox.inbox_id, metadata={"lamp": "off", "height": None}))
    assert updated.metadata == {"lamp": "off", "manned": False}
    assert strict(inboxes.update(inbox.inbox_id, status="paused")).status == "paused"
    assert strict(inboxes.update(inbox.inbox_id, status="active", metadata=None)).metadata is None
    strict(inboxes.delete(inbox.inbox_id))


@pytest.mark.parametrize("ascending", [False, True])
def test_pages_of_inboxes_hold_each_once(strict: StrictClient, ascending: bool) -> None:
    made = [strict(strict.sdk.inboxes.create()).inbox_id for _ in range(5)]
    seen: list[str] = []
    token = None
    while True:
        page = strict(strict.sdk.inboxes.list(limit=2, page_token=token, ascending=ascending))
        assert page.limit == 2
        seen += [inbox.inbox_id for inbox in page.inboxes]
        token = page.next_page_token
        if token is None:
            break
    assert len(seen) == len(set(seen))
    assert [inbox_id for inbox_id in seen if inbox_id in made] == (made if ascending else made[::-1])
