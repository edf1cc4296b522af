"""Organizations, pods, inboxes and keys as the wire shows them. Absent optionals are left out."""

from collections.abc import Mapping, Sequence

import msgspec

from pillarbox.domain.access import Permission, Principal
from pillarbox.domain.tenants import ApiKey, Inbox, InboxStatus, MetadataValue, Organization, Pod
from pillarbox.wire.times import optional_timestamp, timestamp


class IdentityObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    scope_type: str
    scope_id: str
    organization_id: str
    pod_id: str | None = None
    inbox_id: str | None = None
    api_key_id: str | None = None

    @classmethod
    def of(cls, principal: Principal) -> "IdentityObject":
        return cls(
            scope_type=principal.scope_type.value,
            scope_id=principal.scope_id,
            organization_id=principal.organization_id,
            pod_id=principal.pod_id,
            inbox_id=principal.inbox_id,
            api_key_id=principal.api_key_id,
        )


class OrganizationObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    organization_id: str
    name: str
    inbox_count: int
    domain_count: int
    updated_at: str
    created_at: str
    inbox_limit: int | None = None
    domain_limit: int | None = None

    @classmethod
    def of(cls, organization: Organization) -> "OrganizationObject":
        return cls(
            organization_id=organization.organization_id,
            name=organization.name,
            inbox_count=organization.inbox_count,
            domain_count=organization.domain_count,
            inbox_limit=organization.inbox_limit,
            domain_limit=organization.domain_limit,
            updated_at=timestamp(organization.updated_at),
            created_at=timestamp(organization.created_at),
        )


class PodObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    organization_id: str
    pod_id: str
    name: str
    updated_at: str
    created_at: str
    client_id: str | None = None

    @classmethod
    def of(cls, pod: Pod) -> "PodObject":
        return cls(
            organization_id=pod.organization_id,
            pod_id=pod.pod_id,
            name=pod.name,
            client_id=pod.client_id,
            updated_at=timestamp(pod.updated_at),
            created_at=timestamp(pod.created_at),
        )


class InboxObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    organization_id: str
    pod_id: str
    inbox_id: str
    email: str
    updated_at: str
    created_at: str
    display_name: str | None = None
    client_id: str | None = None
    status: str | None = None
    metadata: Mapping[str, MetadataValue] | None = None

    @classmethod
    def of(cls, inbox: Inbox) -> "InboxObject":
        return cls(
            organization_id=inbox.organization_id,
            pod_id=inbox.pod_id,
            inbox_id=inbox.inbox_id,
            email=inbox.inbox_id,
            display_name=inbox.display_name,
            client_id=inbox.client_id,
            status=None if inbox.status is InboxStatus.ACTIVE else inbox.status.value,
            metadata=inbox.metadata,
            updated_at=timestamp(inbox.updated_at),
            created_at=timestamp(inbox.created_at),
        )


class ApiKeyObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    type: str = msgspec.field()
    organization_id: str
    api_key_id: str
    prefix: str
    name: str
    created_at: str
    updated_at: str
    pod_id: str | None = None
    inbox_id: str | None = None
    used_at: str | None = None
    expires_at: str | None = None
    permissions: Mapping[str, bool] | None = None

    @classmethod
    def of(cls, key: ApiKey) -> "ApiKeyObject":
        return cls(
            type="bearer",
            organization_id=key.organization_id,
            api_key_id=key.api_key_id,
            prefix=key.prefix,
            name=key.name,
            pod_id=key.pod_id,
            inbox_id=key.inbox_id,
            used_at=optional_timestamp(key.used_at),
            expires_at=optional_timestamp(key.expires_at),
            permissions=permission_flags(key.permissions),
            created_at=timestamp(key.created_at),
            updated_at=timestamp(key.updated_at),
        )


class CreatedApiKeyObject(ApiKeyObject, omit_defaults=True, kw_only=True):
    """A key with its secret, which is shown this once."""

    api_key: str

    @classmethod
    def with_secret(cls, key: ApiKey, secret: str) -> "CreatedApiKeyObject":
        shown = ApiKeyObject.of(key)
        return cls(api_key=secret, **msgspec.structs.asdict(shown))


class ListInboxesObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    inboxes: Sequence[InboxObject]
    limit: int | None = None
    next_page_token: str | None = None


class ListPodsObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    pods: Sequence[PodObject]
    limit: int | None = None
    next_page_token: str | None = None


class ListApiKeysObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    api_keys: Sequence[ApiKeyObject]
    next_page_token: str | None = None


def permission_flags(permissions: frozenset[Permission] | None) -> dict[str, bool] | None:
    """Every flag with its value, as a restricted key shows them; None for an unrestricted one."""
    if permissions is None:
        return None
    return {flag.value: flag in permissions for flag in Permission}
