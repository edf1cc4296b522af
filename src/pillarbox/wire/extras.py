"""Lists that are always empty here, as the wire shows them."""

from collections.abc import Sequence

from msgspec import Struct


class NoAccounts(Struct, kw_only=True):
    count: int = 0
    limit: int
    accounts: Sequence[str] = ()


class NoApps(Struct, kw_only=True):
    count: int = 0
    limit: int
    apps: Sequence[str] = ()


class NoProviders(Struct, kw_only=True):
    count: int = 0
    limit: int
    providers: Sequence[str] = ()


class NoBrowserCredentials(Struct, kw_only=True):
    count: int = 0
    limit: int
    credentials: Sequence[str] = ()


class NoBrowserEvents(Struct, kw_only=True):
    count: int = 0
    limit: int
    events: Sequence[str] = ()


class NoBrowserConsents(Struct, kw_only=True):
    count: int = 0
    limit: int
    consents: Sequence[str] = ()


class NoPublicKeys(Struct, kw_only=True):
    count: int = 0
    limit: int
    public_keys: Sequence[str] = ()


class LabsObject(Struct, kw_only=True):
    """Whether an organization takes part in previews: here there are none."""

    enabled: bool = False
    enabled_at: str | None = None
    available: bool = False
