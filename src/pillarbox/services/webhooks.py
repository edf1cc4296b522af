"""Webhooks: made, changed and deleted. What they are sent is `webhook_delivery`'s concern."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from pillarbox.domain.access import Caller, Permission, Principal, Scope
from pillarbox.domain.errors import LimitExceeded, MissingPermission, NotFound, ValidationFailed, invalid
from pillarbox.domain.events import DEFAULT_EVENT_TYPES, EventType, needed_permission
from pillarbox.domain.ids import new_base62
from pillarbox.domain.network import is_public, literal_address, web_url
from pillarbox.domain.policy import Policy
from pillarbox.domain.webhooks import (
    MAX_LISTED,
    MAX_WEBHOOKS,
    SECRET_OVERLAP_MS,
    WEBHOOKS_TOPIC,
    Channel,
    ChannelLevel,
    Webhook,
    changed_headers,
    check_headers,
    new_secret,
    own_channel,
)
from pillarbox.ports import Ports, Tx
from pillarbox.services import access
from pillarbox.tables import webhooks
from pillarbox.tables.paging import Page, PageRequest

_MAX_URL_CHARS = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """What a new subscription listens to, in wire words. None: everything of where it is made."""

    event_types: Sequence[EventType] = ()
    pod_ids: Sequence[str] | None = None
    inbox_ids: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChange:
    """A patch. Empty `event_types` leave them as they are."""

    event_types: Sequence[EventType] = ()
    enabled: bool | None = None
    add_pod_ids: Sequence[str] = ()
    remove_pod_ids: Sequence[str] = ()
    add_inbox_ids: Sequence[str] = ()
    remove_inbox_ids: Sequence[str] = ()


async def create_webhook(
    ports: Ports,
    caller: Caller,
    *,
    url: str,
    listening: Listening,
    client_id: str | None,
    headers: Mapping[str, str],
) -> Webhook:
    """The new webhook with its secret, or the one made before with the same `client_id`.

    Raises `ValidationFailed`, `MissingPermission` for a restricted event type, `NotFound` for an inbox or pod
    that is absent or out of scope, `LimitExceeded`.
    """
    check_url(ports.policy, url)
    check_headers(headers)
    check_event_types(caller.principal, listening.event_types)
    webhook_id, secret = new_base62("ep_"), new_secret()
    now = ports.clock.now_ms()

    def work(tx: Tx) -> Webhook:
        scope = access.hold(tx, caller)
        organization_wide = Scope(organization_no=scope.organization_no)
        tx.lock("webhooks", scope.organization_no)
        if client_id is not None:
            known = webhooks.find_webhook_by_client_id(tx, organization_wide, client_id)
            if known is not None:
                access.check_may(caller, Permission.WEBHOOK_READ)
                return _webhook(tx, scope, known.webhook_id)
        if webhooks.count_webhooks(tx, organization_wide) >= MAX_WEBHOOKS:
            raise LimitExceeded(
                "Webhook limit exceeded",
                fix="Delete a webhook, or let one listen to several inboxes.",
                resource="webhook",
                limit=MAX_WEBHOOKS,
            )
        new = webhooks.NewWebhook(
            webhook_id=webhook_id,
            event_types=frozenset(listening.event_types) or None,
            channels=channels_of(tx, scope, listening),
            client_id=client_id,
            url=url,
            secret=secret,
            headers=headers,
        )
        webhooks.insert_webhook(tx, scope, new, now)
        return _webhook(tx, scope, webhook_id)

    webhook = await ports.database.write(work)
    ports.bus.publish(WEBHOOKS_TOPIC)
    return webhook


async def get_webhook(ports: Ports, caller: Caller, webhook_id: str) -> Webhook:
    """Raises `NotFound`."""
    return await ports.database.read(lambda tx: resolve_webhook(tx, caller, webhook_id))


async def list_webhooks(ports: Ports, caller: Caller, page: PageRequest) -> Page[Webhook]:
    return await ports.database.read(lambda tx: webhooks.list_webhooks(tx, access.resolve(tx, caller), page))


async def update_webhook(ports: Ports, caller: Caller, webhook_id: str, change: WebhookChange) -> Webhook:
    """The webhook after the change. Raises `NotFound`, `ValidationFailed`, `MissingPermission`."""
    check_event_types(caller.principal, change.event_types)

    def changed(tx: Tx, webhook: Webhook) -> Webhook:
        if change.enabled and not webhook.enabled:
            check_event_types(caller.principal, change.event_types or webhook.wanted)
        channels = _changed_channels(tx, webhook, change)
        if channels != webhook.channels:
            webhooks.put_channels(tx, webhook.webhook_no, channels)
        return replace(
            webhook,
            event_types=frozenset(change.event_types) or webhook.event_types,
            enabled=webhook.enabled if change.enabled is None else change.enabled,
        )

    return await _update(ports, caller, webhook_id, changed)


async def delete_webhook(ports: Ports, caller: Caller, webhook_id: str) -> None:
    """Delete a webhook; nothing more is sent to it. Raises `NotFound`."""
    await ports.database.write(
        lambda tx: webhooks.delete_webhook(tx, resolve_webhook(tx, caller, webhook_id).webhook_no)
    )


async def update_headers(
    ports: Ports, caller: Caller, webhook_id: str, add: Mapping[str, str], remove: Sequence[str]
) -> None:
    """Set and remove headers of deliveries. Raises `NotFound`, `ValidationFailed`."""
    await _update(
        ports,
        caller,
        webhook_id,
        lambda tx, webhook: replace(webhook, headers=changed_headers(webhook.headers, add, remove)),
    )


async def rotate_secret(ports: Ports, caller: Caller, webhook_id: str) -> Webhook:
    """The webhook with a new secret. For a day deliveries are signed with the former one too. Raises
    `NotFound`."""
    secret = new_secret()
    until = ports.clock.now_ms() + SECRET_OVERLAP_MS
    return await _update(
        ports,
        caller,
        webhook_id,
        lambda tx, webhook: replace(
            webhook, secret=secret, previous_secret=webhook.secret, previous_secret_until=until
        ),
    )


async def _update(
    ports: Ports, caller: Caller, webhook_id: str, changed: Callable[[Tx, Webhook], Webhook]
) -> Webhook:
    now = ports.clock.now_ms()

    def work(tx: Tx) -> Webhook:
        tx.lock("webhooks", caller.principal.scope.organization_no)
        scope = access.resolve(tx, caller)
        webhooks.update_webhook(tx, changed(tx, _webhook(tx, scope, webhook_id)), now)
        return _webhook(tx, scope, webhook_id)

    webhook = await ports.database.write(work)
    ports.bus.publish(WEBHOOKS_TOPIC)
    return webhook


def resolve_webhook(tx: Tx, caller: Caller, webhook_id: str) -> Webhook:
    """The webhook of a call. Raises `NotFound`."""
    return _webhook(tx, access.resolve(tx, caller), webhook_id)


def check_event_types(principal: Principal, event_types: Collection[EventType]) -> None:
    """Raises `MissingPermission` for a type that is not heard by default and that the key may not hear."""
    for event_type in sorted(set(event_types) - DEFAULT_EVENT_TYPES):
        permission = needed_permission(event_type)
        if not principal.may(permission):
            raise MissingPermission(permission, f"{permission} is forbidden")


def check_url(policy: Policy, url: str) -> None:
    """Raises `ValidationFailed` unless `url` can be sent to: absolute, of the web, not of a private network.

    Names are looked up when they are dialled, and held against the same rule then.
    """
    try:
        parts = web_url(url)
    except ValueError:
        raise _unusable() from None
    if len(url) > _MAX_URL_CHARS:
        raise _unusable()
    if parts.username is not None or parts.password is not None:
        raise invalid("A webhook URL has no user name: set an Authorization header instead", ["url"])
    host = parts.hostname or ""
    address = literal_address(host)
    private = host == "localhost" or (address is not None and not is_public(address))
    if private and not policy.private_webhooks:
        raise invalid(
            "A webhook URL must lead to a public address, unless this server has "
            "PILLARBOX_ALLOW_PRIVATE_WEBHOOKS=true",
            ["url"],
        )


def channels_of(tx: Tx, scope: Scope, listening: Listening) -> frozenset[Channel]:
    """What a subscription of `scope` listens to. Raises `ValidationFailed`, `NotFound`."""
    if scope.inbox_no is not None and listening.inbox_ids:
        raise invalid("A webhook of an inbox takes no inbox_ids", ["inbox_ids"])
    if scope.pod_no is not None and listening.pod_ids:
        raise invalid("A webhook of a pod or an inbox takes no pod_ids", ["pod_ids"])
    pods = pod_channels(tx, scope, listening.pod_ids or (), "pod_ids")
    inboxes = inbox_channels(tx, scope, listening.inbox_ids or (), "inbox_ids")
    return pods | inboxes or frozenset({own_channel(scope)})


def pod_channels(tx: Tx, scope: Scope, pod_ids: Sequence[str], path: str) -> frozenset[Channel]:
    """Raises `ValidationFailed` for too many, `NotFound`."""
    _check_count(pod_ids, path)
    return frozenset((ChannelLevel.POD, access.find_pod(tx, scope, pod_id).pod_no) for pod_id in pod_ids)


def inbox_channels(tx: Tx, scope: Scope, inbox_ids: Sequence[str], path: str) -> frozenset[Channel]:
    """Raises `ValidationFailed` for too many, `NotFound`."""
    _check_count(inbox_ids, path)
    return frozenset(
        (ChannelLevel.INBOX, access.find_inbox(tx, scope, inbox_id).inbox_no) for inbox_id in inbox_ids
    )


def _changed_channels(tx: Tx, webhook: Webhook, change: WebhookChange) -> frozenset[Channel]:
    """Adding to a webhook that hears everything changes nothing, and so does removing."""
    scope = webhook.scope
    inboxes_named = change.add_inbox_ids or change.remove_inbox_ids
    pods_named = change.add_pod_ids or change.remove_pod_ids
    if scope.inbox_no is not None and (inboxes_named or pods_named):
        raise invalid("A webhook of an inbox listens to that inbox alone")
    if scope.pod_no is not None and pods_named:
        raise invalid("A webhook of a pod listens to that pod alone")
    added = inbox_channels(tx, scope, change.add_inbox_ids, "add_inbox_ids") | pod_channels(
        tx, scope, change.add_pod_ids, "add_pod_ids"
    )
    removed = inbox_channels(tx, scope, change.remove_inbox_ids, "remove_inbox_ids") | pod_channels(
        tx, scope, change.remove_pod_ids, "remove_pod_ids"
    )
    if not webhook.is_narrowed:
        return webhook.channels
    channels = (webhook.channels | added) - removed
    for level, path in ((ChannelLevel.INBOX, "add_inbox_ids"), (ChannelLevel.POD, "add_pod_ids")):
        if sum(kind is level for kind, _ in channels) > MAX_LISTED:
            raise invalid(f"A webhook lists at most {MAX_LISTED}", [path])
    if removed and not channels:
        raise invalid("A webhook must keep one pod or inbox: delete it instead")
    return channels


def _check_count(ids: Sequence[str], path: str) -> None:
    if len(ids) > MAX_LISTED:
        raise invalid(f"{path} has at most {MAX_LISTED} entries", [path])


def _webhook(tx: Tx, scope: Scope, webhook_id: str) -> Webhook:
    webhook = webhooks.find_webhook(tx, scope, webhook_id)
    if webhook is None:
        raise NotFound("Webhook not found", fix="List the webhooks with GET /v0/webhooks.")
    return webhook


def _unusable() -> ValidationFailed:
    return invalid(
        f"url must be an absolute http or https URL of at most {_MAX_URL_CHARS} ASCII characters",
        ["url"],
        "invalid_format",
        format="url",
    )
