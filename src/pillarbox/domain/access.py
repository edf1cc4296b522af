"""Who is asking, what part of the store they see, and what they may do there."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from pillarbox.domain.labels import Hidden, HiddenMask


class ScopeType(StrEnum):
    ORGANIZATION = "organization"
    POD = "pod"
    INBOX = "inbox"


class Permission(StrEnum):
    """The flags of an API key; the names are the wire's."""

    INBOX_READ = "inbox_read"
    INBOX_CREATE = "inbox_create"
    INBOX_UPDATE = "inbox_update"
    INBOX_DELETE = "inbox_delete"
    MESSAGE_READ = "message_read"
    MESSAGE_SEND = "message_send"
    MESSAGE_REPLY = "message_reply"
    MESSAGE_UPDATE = "message_update"
    MESSAGE_DELETE = "message_delete"
    AGENT_ARMOR_RELEASE = "agent_armor_release"
    LABEL_SPAM_READ = "label_spam_read"
    LABEL_BLOCKED_READ = "label_blocked_read"
    LABEL_UNAUTHENTICATED_READ = "label_unauthenticated_read"
    LABEL_TRASH_READ = "label_trash_read"
    DRAFT_READ = "draft_read"
    DRAFT_CREATE = "draft_create"
    DRAFT_UPDATE = "draft_update"
    DRAFT_DELETE = "draft_delete"
    DRAFT_SEND = "draft_send"
    WEBHOOK_READ = "webhook_read"
    WEBHOOK_CREATE = "webhook_create"
    WEBHOOK_UPDATE = "webhook_update"
    WEBHOOK_DELETE = "webhook_delete"
    DOMAIN_READ = "domain_read"
    DOMAIN_CREATE = "domain_create"
    DOMAIN_UPDATE = "domain_update"
    DOMAIN_DELETE = "domain_delete"
    LIST_ENTRY_READ = "list_entry_read"
    LIST_ENTRY_CREATE = "list_entry_create"
    LIST_ENTRY_DELETE = "list_entry_delete"
    METRICS_READ = "metrics_read"
    API_KEY_READ = "api_key_read"
    API_KEY_CREATE = "api_key_create"
    API_KEY_UPDATE = "api_key_update"
    API_KEY_DELETE = "api_key_delete"
    APP_CONNECT = "app_connect"
    APP_SHARE_OWNER = "app_share_owner"
    ACCOUNT_UPDATE = "account_update"
    POD_READ = "pod_read"
    POD_CREATE = "pod_create"
    POD_UPDATE = "pod_update"
    POD_DELETE = "pod_delete"
    CALENDAR_READ = "calendar_read"
    CALENDAR_UPDATE = "calendar_update"
    CALENDAR_EVENT_READ = "calendar_event_read"
    CALENDAR_EVENT_CREATE = "calendar_event_create"
    CALENDAR_EVENT_UPDATE = "calendar_event_update"
    CALENDAR_EVENT_DELETE = "calendar_event_delete"
    FILE_READ = "file_read"
    FILE_CREATE = "file_create"
    FILE_UPDATE = "file_update"
    FILE_DELETE = "file_delete"


OPT_IN = frozenset({Permission.AGENT_ARMOR_RELEASE, Permission.APP_CONNECT, Permission.APP_SHARE_OWNER})
"""Never implied, not even by a key without restrictions."""

_LABEL_PERMISSION = {
    Hidden.SPAM: Permission.LABEL_SPAM_READ,
    Hidden.BLOCKED: Permission.LABEL_BLOCKED_READ,
    Hidden.UNAUTHENTICATED: Permission.LABEL_UNAUTHENTICATED_READ,
    Hidden.TRASH: Permission.LABEL_TRASH_READ,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The part of the store a request works in. Every table function that lists or gets takes one first.

    Numbers are internal row numbers, never shown. `pod_no` narrows to a pod, `inbox_no` to an inbox.
    """

    organization_no: int
    pod_no: int | None = None
    inbox_no: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The caller, as an API key stands for them."""

    api_key_id: str
    organization_id: str
    pod_id: str | None
    inbox_id: str | None
    scope: Scope
    permissions: frozenset[Permission] | None  # None: everything that is not opt-in
    expires_at_ms: int | None

    @property
    def scope_type(self) -> ScopeType:
        if self.scope.inbox_no is not None:
            return ScopeType.INBOX
        return ScopeType.ORGANIZATION if self.scope.pod_no is None else ScopeType.POD

    @property
    def scope_id(self) -> str:
        """The wire id of the organization, pod or inbox the key is for."""
        match self.scope_type:
            case ScopeType.ORGANIZATION:
                return self.organization_id
            case ScopeType.POD:
                return self.pod_id or ""
            case ScopeType.INBOX:
                return self.inbox_id or ""
            case _ as never:
                assert_never(never)

    def may(self, permission: Permission) -> bool:
        """Whether the key carries the flag."""
        if self.permissions is None:
            return permission not in OPT_IN
        return permission in self.permissions

    @property
    def visible(self) -> HiddenMask:
        """The restricted labels whose mail this caller may see at all."""
        mask = 0
        for hidden, permission in _LABEL_PERMISSION.items():
            if self.may(permission):
                mask |= hidden
        return HiddenMask(mask)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """Where a route hangs: the organization, or a pod or inbox named in its path (wire ids, unchecked)."""

    pod_id: str | None = None
    inbox_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A principal on a mount. Services resolve it to a `Scope` inside their own transaction."""

    principal: Principal
    mount: Mount


def label_permission(hidden: Hidden) -> Permission:
    """The flag that lets a key see mail with this restricted label."""
    return _LABEL_PERMISSION[hidden]
