"""The official Python SDK raises the exception it has for each refusal, with a body its models describe."""

from collections.abc import Callable

import httpx
import pytest
from agentmail.api_keys import CreateBearerApiKeyRequest
from agentmail.api_keys.types import ApiKeyPermissions
from agentmail.core.api_error import ApiError
from agentmail.core.request_options import RequestOptions
from agentmail.errors import ConflictError, IsTakenError, NotFoundError
from agentmail.inboxes.types import CreateInboxRequest, Inbox
from agentmail.types import ErrorResponse, ValidationErrorResponse
from tests.compat.strict import StrictClient, conform
from tests.server_process import ServerProcess

AT_ONCE: RequestOptions = {"max_retries": 0}  # the SDK would repeat a 409


def told(strict: StrictClient) -> ErrorResponse:
    """The body of the last answer, an error of the shape every client knows."""
    conform(ErrorResponse, strict.answer)
    return ErrorResponse.model_validate(strict.answer)


def test_what_does_not_exist_is_not_found(strict: StrictClient, inbox: Inbox) -> None:
    sdk = strict.sdk
    calls: tuple[Callable[[], object], ...] = (
        lambda: sdk.inboxes.get("none@pillarbox.test"),
        lambda: sdk.inboxes.messages.get(inbox.inbox_id, "<none@x.test>"),
        lambda: sdk.inboxes.messages.reply(inbox.inbox_id, "<none@x.test>", text="?"),
        lambda: sdk.inboxes.threads.get(inbox.inbox_id, "00000000-0000-4000-8000-000000000000"),
        lambda: sdk.threads.get("00000000-0000-4000-8000-000000000000"),
        lambda: sdk.pods.get("00000000-0000-4000-8000-000000000000"),
        lambda: sdk.api_keys.get("00000000-0000-4000-8000-000000000000"),
    )
    for call in calls:
        with pytest.raises(NotFoundError):
            call()
        assert told(strict).code == "not_found"


def test_what_is_malformed_is_a_validation_error(strict: StrictClient, inbox: Inbox) -> None:
    messages = strict.sdk.inboxes.messages
    calls: tuple[Callable[[], object], ...] = (
        lambda: messages.list(inbox.inbox_id, limit=0),
        lambda: messages.list(inbox.inbox_id, page_token="nonsense"),
        lambda: messages.batch_update(inbox.inbox_id, message_ids=["<a@x.test>"]),
        lambda: messages.send(inbox.inbox_id, text="To nobody."),
        lambda: messages.send(inbox.inbox_id, to="a@example.org", text="x", labels=["sent"]),
        lambda: strict.sdk.inboxes.update(inbox.inbox_id, metadata={}),
        lambda: strict.sdk.inboxes.create(request=CreateInboxRequest(username="a b")),
    )
    for call in calls:
        with pytest.raises(ApiError) as refused:
            call()
        assert refused.value.status_code == 400
        conform(ValidationErrorResponse, strict.answer)
        assert isinstance(strict.answer, dict)
        assert strict.answer["code"] == "validation_error"


def test_a_taken_address_is_told_with_free_ones(strict: StrictClient, inbox: Inbox) -> None:
    taken = CreateInboxRequest(username=inbox.inbox_id.partition("@")[0])
    with pytest.raises((IsTakenError, ApiError)) as refused:
        strict.sdk.inboxes.create(request=taken)
    assert refused.value.status_code == 403
    assert isinstance(strict.answer, dict)
    assert strict.answer["code"] == "already_exists"
    assert len(strict.answer["suggestions"]) == 3


def test_a_conflict_is_told(strict: StrictClient, inbox: Inbox) -> None:
    pods = strict.sdk.pods
    pod = strict(pods.create())
    strict(pods.inboxes.create(pod.pod_id))
    with pytest.raises((ConflictError, ApiError)) as refused:
        pods.delete(pod.pod_id, request_options=AT_ONCE)
    assert refused.value.status_code == 409
    assert told(strict).code == "cannot_delete"

    def send(text: str) -> None:
        strict.sdk.inboxes.messages.send(
            inbox.inbox_id,
            to="a@example.org",
            text=text,
            idempotency_key=inbox.inbox_id.partition("@")[0],
            request_options=AT_ONCE,
        )

    send("One.")
    with pytest.raises(ConflictError):
        send("Another.")
    assert told(strict).code == "conflict"


def test_what_a_key_may_not_do_is_forbidden_with_the_flag_to_set(
    strict: StrictClient, inbox: Inbox, server: ServerProcess
) -> None:
    reader = CreateBearerApiKeyRequest(permissions=ApiKeyPermissions(message_read=True))
    key = strict(strict.sdk.api_keys.create(request=reader))
    with httpx.Client() as connection:
        restricted = StrictClient(server, connection, key.api_key)
        with pytest.raises(ApiError) as refused:
            restricted.sdk.inboxes.messages.send(inbox.inbox_id, to="a@example.org", text="x")
        assert refused.value.status_code == 403
        error = told(restricted)
    assert (error.code, error.message) == ("missing_permission", "Forbidden")
    assert "message_send" in (error.fix or "")


def test_an_unknown_key_is_unauthorized(server: ServerProcess) -> None:
    with httpx.Client() as connection:
        stranger = StrictClient(server, connection, "am_us_" + "0" * 64)
        with pytest.raises(ApiError) as refused:
            stranger.sdk.auth.me()
        assert refused.value.status_code == 401
        assert told(stranger).code == "unknown_api_key"
