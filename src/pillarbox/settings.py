"""Every option of the server, once: as a flag of `pillarbox serve`, as `PILLARBOX_…` in the environment and
as a key of a TOML file. Flags win over the environment, which wins over the file."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from pillarbox.domain.policy import Delivery

DEFAULT_CONFIG_FILE = Path("pillarbox.toml")


class Address(tuple[str, int]):
    """`host:port`; IPv6 hosts stand in brackets, port 0 picks a free one."""

    __slots__ = ()

    def __str__(self) -> str:
        host, port = self
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def parse_address(value: object) -> Address:
    """Raises `ValueError` unless `value` is `host:port`."""
    if isinstance(value, Address):
        return value
    host, separator, port = str(value).rpartition(":")
    if not separator or not host or not port.isdigit() or int(port) > 65535:
        raise ValueError(f"{value!r} is not host:port, for example 127.0.0.1:8700")
    return Address((host.removeprefix("[").removesuffix("]"), int(port)))


HostAndPort = Annotated[Any, BeforeValidator(parse_address)]


class Settings(BaseSettings):
    """The server's options with their defaults."""

    model_config = SettingsConfigDict(env_prefix="PILLARBOX_", extra="forbid", frozen=True)

    data_dir: Path = Field(Path("data"), description="Directory for the database, keys and spooled mail")
    http: HostAndPort = Field(
        Address(("127.0.0.1", 8700)), description="host:port of the API and WebSockets; port 0 picks one"
    )
    smtp: HostAndPort = Field(
        Address(("127.0.0.1", 2525)), description="host:port of the SMTP receiver; port 0 picks one"
    )
    domain: str = Field("pillarbox.test", description="Domain of inboxes that name none")
    host: str | None = Field(None, description="Name of this server in SMTP; default: mail.<domain>")
    public_url: str | None = Field(
        None, description="Origin of signed links, as clients reach it; default: http://<bound address>"
    )
    database_url: str | None = Field(
        None, description="postgresql://…, or sqlite:///path; default: pillarbox.db in the data directory"
    )
    api_key: SecretStr | None = Field(
        None, description="Root API key to create at start; default: one is made at the first start"
    )
    secret: SecretStr | None = Field(
        None, description="Key that signs links and page tokens; default: made and kept in the data directory"
    )
    delivery: Delivery = Field(
        Delivery.CAPTURE, description="Where mail for outside goes: capture keeps it on this machine"
    )
    quote_replies: bool = Field(True, description="Put the quoted original below replies")
    name_signatures: bool = Field(
        False, description="Tell signatures and footers apart in `extraction`; they are never cut"
    )
    max_inboxes: int | None = Field(None, ge=1, description="Most inboxes of an organization; default: any")
    max_message_bytes: int = Field(
        25 * 1024 * 1024, ge=64 * 1024, description="Largest mail taken in over SMTP"
    )
    allow_private_webhooks: bool | None = Field(
        None,
        description="Let webhooks lead to loopback and private networks; "
        "default: only while the API itself is served on loopback",
    )
    allow_private_attachments: bool = Field(
        False, description="Let the URLs of attachments lead to loopback and private networks"
    )
    allow_sign_up: bool | None = Field(
        None,
        description="Let agents make organizations for themselves; "
        "default: only while the API itself is served on loopback",
    )
    sign_ups_per_hour: int = Field(60, ge=1, description="Most sign-ups within an hour from one network")
    event_retention_days: int = Field(90, ge=1, description="Days that the event log remembers")
    tls_certificate: Path | None = Field(
        None, description="PEM certificate chain for STARTTLS; default: a self-signed one"
    )
    tls_key: Path | None = Field(None, description="PEM private key of the certificate")
    log_format: Literal["console", "json"] = Field("console", description="How log lines look")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level shown")
    shutdown_grace_s: float = Field(
        10.0, ge=0, description="Seconds that mail and calls in progress get to finish at SIGTERM"
    )

    @classmethod
    def load(cls, config: Path | None = None, **flags: object) -> "Settings":
        """Options from `flags` (those not None), the environment and the TOML file.

        Raises `pydantic.ValidationError` naming each wrong option, `FileNotFoundError` for a `config` that
        is not there.
        """
        if config is not None and not config.exists():
            raise FileNotFoundError(f"{config} does not exist")
        file = config or DEFAULT_CONFIG_FILE
        given = {name: value for name, value in flags.items() if value is not None}

        class FromFile(cls):  # type: ignore[valid-type, misc]
            @classmethod
            def settings_customise_sources(
                cls,
                settings_cls: type[BaseSettings],
                init_settings: PydanticBaseSettingsSource,
                env_settings: PydanticBaseSettingsSource,
                **_: PydanticBaseSettingsSource,
            ) -> tuple[PydanticBaseSettingsSource, ...]:
                toml = TomlConfigSettingsSource(settings_cls, toml_file=file)
                return init_settings, env_settings, toml

        loaded: Settings = FromFile(**given)
        return loaded
