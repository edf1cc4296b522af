"""Who owns what: organizations hold pods, pods hold inboxes, keys open one of the three."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pillarbox.domain.access import Permission
from pillarbox.domain.ids import InboxId

MetadataValue = str | int | float | bool


class InboxStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """The outermost tenant, with live counts. A limit of None is none at all."""

    organization_no: int
    organization_id: str
    name: str
    inbox_count: int
    domain_count: int
    created_at: int
    updated_at: int
    inbox_limit: int | None = None
    domain_limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pod:
    """An isolation container between organization and inbox."""

    pod_no: int
    pod_id: str
    organization_id: str
    name: str
    client_id: str | None
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """One agent's address."""

    inbox_no: int
    pod_no: int
    organization_no: int
    inbox_id: InboxId
    pod_id: str
    organization_id: str
    display_name: str | None
    client_id: str | None
    status: InboxStatus
    metadata: Mapping[str, MetadataValue] | None
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key without its secret."""

    api_key_no: int
    api_key_id: str
    organization_id: str
    pod_id: str | None
    inbox_id: str | None
    organization_no: int
    pod_no: int | None
    inbox_no: int | None
    prefix: str
    name: str
    permissions: frozenset[Permission] | None
    expires_at: int | None
    used_at: int | None
    created_at: int
    updated_at: int
