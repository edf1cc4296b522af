"""Webhooks and polling webhooks, with the channels they listen to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict, cast

from pillarbox.domain.access import Scope
from pillarbox.domain.events import EventType
from pillarbox.domain.webhooks import (
    Channel,
    ChannelLevel,
    PollingWebhook,
    Webhook,
    own_channel,
)
from pillarbox.ports import Row, Tx
from pillarbox.tables import json_text
from pillarbox.tables.paging import Page, PageRequest, cut
from pillarbox.tables.scopes import scope_parameters, within
from pillarbox.tables.values import in_parts

_WEBHOOK = """
    SELECT w.webhook_no, w.webhook_id, w.organization_no, w.pod_no, w.inbox_no, p.pod_id, i.inbox_id,
           w.event_types, w.client_id, w.created_at, w.updated_at, w.url, w.secret, w.previous_secret,
           w.previous_secret_until, w.headers, w.enabled
    FROM webhooks w
    LEFT JOIN pods p ON p.pod_no = w.pod_no
    LEFT JOIN inboxes i ON i.inbox_no = w.inbox_no
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWebhook:
    """A row to insert: with `url` and `secret`, or for polling with `token_digest`."""

    webhook_id: str
    event_types: Collection[EventType] | None
    channels: Collection[Channel]
    client_id: str | None
    url: str | None = None
    secret: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    token_digest: bytes | None = None


def insert_webhook(tx: Tx, scope: Scope, new: NewWebhook, now: int) -> None:
    row = tx.one(
        """
        INSERT INTO webhooks (organization_no, pod_no, inbox_no, webhook_id, polling, client_id, event_types,
                              token_digest, url, secret, headers, enabled, created_at, updated_at)
        VALUES (:organization_no, :pod_no, :inbox_no, :webhook_id, :polling, :client_id, :event_types,
                :token_digest, :url, :secret, :headers, 1, :now, :now)
        RETURNING webhook_no
        """,
        {
            "organization_no": scope.organization_no,
            "pod_no": scope.pod_no,
            "inbox_no": scope.inbox_no,
            "webhook_id": new.webhook_id,
            "polling": int(new.token_digest is not None),
            "client_id": new.client_id,
            "event_types": _event_types_text(new.event_types),
            "token_digest": new.token_digest,
            "url": new.url,
            "secret": new.secret,
            "headers": json_text.encode(new.headers),
            "now": now,
        },
    )
    assert row is not None
    put_channels(tx, cast("int", row[0]), new.channels)


def find_webhook(tx: Tx, scope: Scope, webhook_id: str) -> Webhook | None:
    rows = _find(tx, scope, "w.polling = 0 AND w.webhook_id = :wanted", webhook_id)
    return _webhook(tx, rows[0]) if rows else None


def find_webhook_by_client_id(tx: Tx, scope: Scope, client_id: str) -> Webhook | None:
    rows = _find(tx, scope, "w.polling = 0 AND w.client_id = :wanted", client_id)
    return _webhook(tx, rows[0]) if rows else None


def find_polling_webhook(tx: Tx, scope: Scope, webhook_id: str) -> PollingWebhook | None:
    rows = _find(tx, scope, "w.polling = 1 AND w.webhook_id = :wanted", webhook_id)
    return _polling_webhook(tx, rows[0]) if rows else None


def find_polling_webhook_by_client_id(tx: Tx, scope: Scope, client_id: str) -> PollingWebhook | None:
    rows = _find(tx, scope, "w.polling = 1 AND w.client_id = :wanted", client_id)
    return _polling_webhook(tx, rows[0]) if rows else None


def find_polling_webhook_by_token(tx: Tx, webhook_id: str, token_digest: bytes) -> PollingWebhook | None:
    """The polling webhook a token reads, on the whole server: the token is what tells the tenant."""
    row = tx.one(
        f"{_WEBHOOK} WHERE w.webhook_id = :webhook_id AND w.token_digest = :token_digest",
        {"webhook_id": webhook_id, "token_digest": token_digest},
    )
    return None if row is None else _polling_webhook(tx, row)


def find_recipient(tx: Tx, webhook_no: int) -> Webhook | None:
    """The webhook a delivery is for; None when it is gone or disabled."""
    row = tx.one(f"{_WEBHOOK} WHERE w.webhook_no = :webhook_no AND w.enabled = 1", {"webhook_no": webhook_no})
    return None if row is None else _webhook(tx, row)


def list_webhooks(tx: Tx, scope: Scope, page: PageRequest) -> Page[Webhook]:
    """Webhooks made for `scope` or anything inside it."""
    rows = _list(tx, scope, "w.polling = 0", page)
    channels = _channels(tx, rows)
    found = [_to_webhook(row, channels[cast("int", row[0])]) for row in rows]
    return cut(found, page, lambda webhook: (webhook.created_at, webhook.webhook_no))


def list_polling_webhooks(tx: Tx, scope: Scope, page: PageRequest) -> Page[PollingWebhook]:
    """Polling webhooks made for `scope` itself."""
    rows = _list(tx, scope, f"w.polling = 1 AND {_exactly(scope)}", page)
    channels = _channels(tx, rows)
    found = [_to_polling_webhook(row, channels[cast("int", row[0])]) for row in rows]
    return cut(found, page, lambda webhook: (webhook.created_at, webhook.webhook_no))


def count_webhooks(tx: Tx, scope: Scope) -> int:
    return _count(tx, scope, "w.polling = 0")


def count_polling_webhooks(tx: Tx, scope: Scope) -> int:
    """How many polling webhooks were made for `scope` itself."""
    return _count(tx, scope, f"w.polling = 1 AND {_exactly(scope)}")


def any_webhook(tx: Tx) -> bool:
    """Whether anyone on this server has a webhook whose events are sent."""
    return tx.one("SELECT 1 FROM webhooks WHERE polling = 0 LIMIT 1") is not None


def update_webhook(tx: Tx, webhook: Webhook, now: int) -> None:
    """Store what may change of a webhook: event types, secrets, headers, whether it is enabled. One that
    is enabled starts with a clean record."""
    tx.execute(
        """
        UPDATE webhooks SET event_types = :event_types, secret = :secret, previous_secret = :previous_secret,
               previous_secret_until = :previous_secret_until, headers = :headers,
               failing_since = CASE WHEN enabled = :enabled THEN failing_since END, enabled = :enabled,
               updated_at = :now
        WHERE webhook_no = :webhook_no
        """,
        {
            "event_types": _event_types_text(webhook.event_types),
            "secret": webhook.secret,
            "previous_secret": webhook.previous_secret,
            "previous_secret_until": webhook.previous_secret_until,
            "headers": json_text.encode(webhook.headers),
            "enabled": int(webhook.enabled),
            "now": now,
            "webhook_no": webhook.webhook_no,
        },
    )


def put_token(tx: Tx, webhook_no: int, token_digest: bytes, now: int) -> None:
    """Let a new token read a polling webhook, and no other."""
    tx.execute(
        """
        UPDATE webhooks SET token_digest = :token_digest, updated_at = :now WHERE webhook_no = :webhook_no
        """,
        {"token_digest": token_digest, "now": now, "webhook_no": webhook_no},
    )


def put_channels(tx: Tx, webhook_no: int, channels: Collection[Channel]) -> None:
    """Let a webhook listen to these, in place of those before."""
    tx.execute("DELETE FROM webhook_channels WHERE webhook_no = :webhook_no", {"webhook_no": webhook_no})
    tx.many(
        """
        INSERT INTO webhook_channels (level, target_no, webhook_no) VALUES (:level, :target_no, :webhook_no)
        """,
        [
            {"level": level.value, "target_no": target_no, "webhook_no": webhook_no}
            for level, target_no in sorted(channels)
        ],
    )


def delete_webhook(tx: Tx, webhook_no: int) -> None:
    """Deliveries that still wait find nobody and end by themselves."""
    put_channels(tx, webhook_no, [])
    tx.execute("DELETE FROM webhooks WHERE webhook_no = :webhook_no", {"webhook_no": webhook_no})


def forget_inbox(tx: Tx, inbox_no: int) -> None:
    """Delete the webhooks of an inbox and take it off the lists of others."""
    _forget(tx, ChannelLevel.INBOX, "inbox_no", inbox_no)


def forget_pod(tx: Tx, pod_no: int) -> None:
    """Delete the webhooks of a pod and take it off the lists of others."""
    _forget(tx, ChannelLevel.POD, "pod_no", pod_no)


def _forget(tx: Tx, level: ChannelLevel, column: str, number: int) -> None:
    for (webhook_no,) in tx.all(
        f"SELECT webhook_no FROM webhooks WHERE {column} = :number", {"number": number}
    ):
        delete_webhook(tx, cast("int", webhook_no))
    tx.execute(
        "DELETE FROM webhook_channels WHERE level = :level AND target_no = :number",
        {"level": level.value, "number": number},
    )


def _find(tx: Tx, scope: Scope, condition: str, wanted: str) -> list[Row]:
    return tx.all(
        f"{_WEBHOOK} WHERE {condition} AND {within(scope, 'w')}",
        {"wanted": wanted, **scope_parameters(scope)},
    )


def _list(tx: Tx, scope: Scope, condition: str, page: PageRequest) -> list[Row]:
    return tx.all(
        f"""{_WEBHOOK}
        WHERE {condition} AND {within(scope, "w")} {page.clause("w.created_at", "w.webhook_no")}
        {page.order("w.created_at", "w.webhook_no")}
        """,
        {**scope_parameters(scope), **page.parameters},
    )


def _count(tx: Tx, scope: Scope, condition: str) -> int:
    row = tx.one(
        f"SELECT count(*) FROM webhooks w WHERE {condition} AND {within(scope, 'w')}", scope_parameters(scope)
    )
    assert row is not None
    return cast("int", row[0])


def _exactly(scope: Scope) -> str:
    """Together with `within`: what was made for `scope` itself and not for something inside it."""
    if scope.inbox_no is not None:
        return "TRUE"
    return "w.inbox_no IS NULL" if scope.pod_no is not None else "w.pod_no IS NULL"


_Listed = Sequence[tuple[Channel, str]]
"""Channels, each with the id the wire has for it."""


def _channels(tx: Tx, webhooks: Sequence[Row]) -> dict[int, list[tuple[Channel, str]]]:
    found: dict[int, list[tuple[Channel, str]]] = {cast("int", row[0]): [] for row in webhooks}
    for values, parameters in in_parts([(number,) for number in found]):
        rows = tx.all(
            f"""
            SELECT c.webhook_no, c.level, c.target_no, coalesce(p.pod_id, i.inbox_id, '')
            FROM webhook_channels c
            LEFT JOIN pods p ON c.level = 'pod' AND p.pod_no = c.target_no
            LEFT JOIN inboxes i ON c.level = 'inbox' AND i.inbox_no = c.target_no
            WHERE c.webhook_no IN ({values})
            ORDER BY c.target_no
            """,
            parameters,
        )
        for webhook_no, level, target_no, shown in cast("list[tuple[int, str, int, str]]", rows):
            found[webhook_no].append(((ChannelLevel(level), target_no), shown))
    return found


def _event_types_text(event_types: Collection[EventType] | None) -> str | None:
    return None if event_types is None else json_text.encode(sorted(event_types))


class _Common(TypedDict):
    webhook_no: int
    webhook_id: str
    scope: Scope
    channels: frozenset[Channel]
    pod_id: str | None
    inbox_id: str | None
    event_types: frozenset[EventType] | None
    pod_ids: Sequence[str] | None
    inbox_ids: Sequence[str] | None
    client_id: str | None
    created_at: int
    updated_at: int


def _common(row: Row, listed: _Listed) -> _Common:
    numbers = cast("tuple[int, int | None, int | None]", row[2:5])
    scope = Scope(organization_no=numbers[0], pod_no=numbers[1], inbox_no=numbers[2])
    channels = frozenset(channel for channel, _ in listed)
    narrowed = own_channel(scope) not in channels
    pod_ids = [shown for (level, _), shown in listed if level is ChannelLevel.POD]
    inbox_ids = [shown for (level, _), shown in listed if level is ChannelLevel.INBOX]
    return {
        "webhook_no": cast("int", row[0]),
        "webhook_id": cast("str", row[1]),
        "scope": scope,
        "channels": channels,
        "pod_id": cast("str | None", row[5]),
        "inbox_id": cast("str | None", row[6]),
        "event_types": None
        if row[7] is None
        else frozenset(EventType(name) for name in json_text.strings(row[7])),
        "pod_ids": pod_ids if narrowed and pod_ids else None,
        "inbox_ids": inbox_ids if narrowed and (inbox_ids or not pod_ids) else None,
        "client_id": cast("str | None", row[8]),
        "created_at": cast("int", row[9]),
        "updated_at": cast("int", row[10]),
    }


def _webhook(tx: Tx, row: Row) -> Webhook:
    return _to_webhook(row, _channels(tx, [row])[cast("int", row[0])])


def _polling_webhook(tx: Tx, row: Row) -> PollingWebhook:
    return _to_polling_webhook(row, _channels(tx, [row])[cast("int", row[0])])


def _to_webhook(row: Row, listed: _Listed) -> Webhook:
    return Webhook(
        **_common(row, listed),
        url=cast("str", row[11]),
        secret=cast("str", row[12]),
        previous_secret=cast("str | None", row[13]),
        previous_secret_until=cast("int | None", row[14]),
        headers=json_text.string_map(row[15]),
        enabled=row[16] == 1,
    )


def _to_polling_webhook(row: Row, listed: _Listed) -> PollingWebhook:
    return PollingWebhook(**_common(row, listed))
