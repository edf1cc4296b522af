"""Calls of what the hosted service has beyond mail. This server answers as the service does to those who do
not have the feature: with empty lists, or with the refusal that stands in the row."""

from tests.compat.calls.call import Value, call
from tests.compat.calls.world import World

_FORBIDDEN, _MISSING, _CONFLICT, _INVALID = 403, 404, 409, 400
_AT = (World.inbox,)
_KEY = World.opted_in_key
_EVENT = (World.inbox, World.missing_id)
_DAY: dict[str, Value] = {"start": "2030-01-01T09:00:00Z", "end": "2030-01-01T10:00:00Z"}

_ACCOUNTS = (
    call("accounts.list", limit=3),
    call("accounts.get", World.missing_id).refused(_MISSING),
    call("accounts.update", World.missing_id, status="disabled").refused(_MISSING),
    call("pods.accounts.list", World.pod, limit=3),
    call("pods.accounts.get", World.pod, World.missing_id).refused(_MISSING),
    call("inboxes.accounts.list", World.inbox, limit=3),
    call("inboxes.accounts.get", World.inbox, World.missing_id).refused(_MISSING),
)

_APPS = tuple(
    row
    for group in ("apps", "providers")
    for row in (
        call(f"{group}.list", limit=3),
        call(f"{group}.search", q="calendar"),
        call(f"{group}.get", "calendar").refused(_MISSING),
        call(f"{group}.list_accounts", "calendar"),
        call(f"{group}.connect", "calendar", inbox_id=World.inbox).by(_KEY).refused(_MISSING),
    )
)

_CALENDAR = (
    call("inboxes.calendar.get", *_AT).refused(_FORBIDDEN),
    call("inboxes.calendar.update", *_AT, timezone="UTC").refused(_FORBIDDEN),
    call("inboxes.calendar.get_agenda", *_AT).refused(_FORBIDDEN),
    call("inboxes.calendar.list_events", *_AT).refused(_FORBIDDEN),
    call("inboxes.calendar.create_event", *_AT, title="Tea", **_DAY).refused(_FORBIDDEN),
    call("inboxes.calendar.get_event", *_EVENT).refused(_FORBIDDEN),
    call("inboxes.calendar.list_event_instances", *_EVENT).refused(_FORBIDDEN),
    call("inboxes.calendar.respond_to_event", *_EVENT, status="accepted").refused(_FORBIDDEN),
    call("inboxes.calendar.update_event", *_EVENT, title="Lunch").refused(_FORBIDDEN),
    call("inboxes.calendar.delete_event", *_EVENT).refused(_FORBIDDEN),
)

_ARMOR = (
    call(
        "inboxes.messages.create_agent_armor_feedback", World.inbox, World.message, feedback="missed_threat"
    ).refused(_CONFLICT),
    call("inboxes.messages.release_agent_armor_message", World.inbox, World.message, reason="Safe")
    .by(_KEY)
    .refused(_CONFLICT),
)

_PREVIEWS = (
    call("organizations.get_labs"),
    call("organizations.join_labs").refused(_FORBIDDEN),
    call("inboxes.authorize", World.inbox, auth_token="none").by(_KEY).refused(_MISSING),
)

_PUBLIC_KEY = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
_SIGN_IN_OF_THE_0_5_LINE = (
    call("api_keys.list_public_keys"),
    call("api_keys.create_public_key", public_key=_PUBLIC_KEY).refused(_INVALID),
    call("api_keys.update_public_key_name", World.missing_id, name="Other").refused(_MISSING),
    call("api_keys.revoke_public_key", World.missing_id).refused(_MISSING),
    call("api_keys.revoke_all_agent_id_sign_in_keys", idempotency_key=World.word).refused(_CONFLICT),
    call("api_keys.list_browser_credentials"),
    call("api_keys.list_browser_credential_events"),
    call("api_keys.delete_browser_credential", World.missing_id).refused(_MISSING),
    call("api_keys.cancel_browser_enrollment", World.missing_id).refused(_MISSING),
    call("api_keys.list_browser_consents", inbox_id=World.inbox),
    call("api_keys.delete_browser_consent", World.missing_id).refused(_MISSING),
    call(
        "inboxes.browser_credentials.create_enrollment", World.inbox, transaction_jti=World.missing_id
    ).refused(_MISSING),
)

EXTRA_CALLS = (*_ACCOUNTS, *_APPS, *_CALENDAR, *_ARMOR, *_PREVIEWS, *_SIGN_IN_OF_THE_0_5_LINE)
