"""Every option of the server, once: as a flag of `pillarbox serve`, as `PILLARBOX_…` in the environment and
as a key of a TOML file. Flags win over the environment, which wins over the file."""

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from pillarbox.domain.policy import Delivery

DEFAULT_CONFIG_FILE = Path("pillarbox.toml")
MIN_SECRET_CHARS: Final = 32  # RFC 2104 §3: a shorter key is weaker than the hash, here SHA-256

_PREFIX: Final = "PILLARBOX_"
_MAX_HOST_NAME_CHARS: Final = 253
_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class WrongSettings(Exception):
    """Options that no server can run with; the text names each one and says what is wrong."""


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
    name = host.removeprefix("[").removesuffix("]")
    if not separator or not _can_be_looked_up(name) or not port.isdecimal() or int(port) > 65535:
        raise ValueError(f"{value!r} is not host:port, for example 127.0.0.1:8700")
    return Address((name, int(port)))


def _can_be_looked_up(host: str) -> bool:
    try:
        return host != "" and "\0" not in host and bool(host.encode("idna"))
    except UnicodeError:
        return False


def _check_host_name(name: str) -> str:
    """Raises `ValueError` unless `name` is a host name (RFC 1123 §2.1), without a dot at its end."""
    labels = name.split(".")
    if (
        len(name) > _MAX_HOST_NAME_CHARS
        or not all(map(_LABEL.fullmatch, labels))
        or labels[-1].isdigit()  # RFC 3696 §2: an IP address, then
    ):
        raise ValueError(
            f"{name!r} is not a host name such as mail.example.com; other scripts take their xn-- form"
        )
    return name


def _check_file(file: Path) -> Path:
    """Raises `ValueError` unless `file` can be read."""
    if not file.exists():
        raise ValueError(f"{file} does not exist")
    if not file.is_file() or not os.access(file, os.R_OK):
        raise ValueError(f"{file} is not a file that this user may read")
    return file


def _check_secret(secret: SecretStr) -> SecretStr:
    """Raises `ValueError` when `secret` is so short that it could be guessed."""
    if len(secret) < MIN_SECRET_CHARS:
        raise ValueError(
            f"must have {MIN_SECRET_CHARS} characters or more, as `openssl rand -hex 32` makes them"
        )
    return secret


HostAndPort = Annotated[Any, BeforeValidator(parse_address)]
HostName = Annotated[str, AfterValidator(_check_host_name)]
ReadableFile = Annotated[Path, AfterValidator(_check_file)]
Secret = Annotated[SecretStr, AfterValidator(_check_secret)]


class Settings(BaseSettings):
    """The server's options with their defaults."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    data_dir: Path = Field(Path("data"), description="Directory for the database, keys and spooled mail")
    http: HostAndPort = Field(
        Address(("127.0.0.1", 8700)), description="host:port of the API and WebSockets; port 0 picks one"
    )
    smtp: HostAndPort = Field(
        Address(("127.0.0.1", 2525)), description="host:port of the SMTP receiver; port 0 picks one"
    )
    domain: HostName = Field("pillarbox.test", description="Domain of inboxes that name none")
    host: HostName | None = Field(None, description="Name of this server in SMTP; default: mail.<domain>")
    public_url: str | None = Field(
        None, description="Origin of signed links, as clients reach it; default: http://<bound address>"
    )
    database_url: str | None = Field(
        None, description="postgresql://…, or sqlite:///path; default: pillarbox.db in the data directory"
    )
    api_key: SecretStr | None = Field(
        None, description="Root API key to create at start; default: one is made at the first start"
    )
    secret: Secret | None = Field(
        None,
        description="Key that signs links and page tokens, 32 characters or more; "
        "default: made and kept in the data directory",
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
    tls_certificate: ReadableFile | None = Field(
        None, description="PEM certificate chain for STARTTLS; default: a self-signed one"
    )
    tls_key: ReadableFile | None = Field(None, description="PEM private key of the certificate")
    log_format: Literal["console", "json"] = Field("console", description="How log lines look")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level shown")
    shutdown_grace_s: float = Field(
        10.0, ge=0, description="Seconds that mail and calls in progress get to finish at SIGTERM"
    )

    @model_validator(mode="after")
    def _check_tls(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("tls_certificate and tls_key belong together: give both, or neither")
        return self

    @classmethod
    def load(cls, config: Path | None = None, **flags: object) -> "Settings":
        """Options from `flags` (those not None), the environment and the TOML file.

        Raises `WrongSettings` for wrong options, unknown ones in the file, and a file that cannot be read.
        """
        in_file = _read_toml(config)
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
                return init_settings, env_settings, InitSettingsSource(settings_cls, in_file)

        try:
            loaded: Settings = FromFile(**given)
        except ValidationError as error:
            raise WrongSettings("\n".join(_explained(error, cls.model_fields))) from None
        return loaded


def _read_toml(config: Path | None) -> dict[str, Any]:
    """What `config` holds, or the file of the usual name if there is one. Raises `WrongSettings`."""
    file = config or DEFAULT_CONFIG_FILE
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if config is None:
            return {}
        raise WrongSettings(f"{file} does not exist") from error
    except OSError as error:
        raise WrongSettings(f"{file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise WrongSettings(f"{file} is not TOML: {error}") from error


def misspelt_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Variables whose names are nearly those of options, each with the name that may be meant."""
    known = [f"{_PREFIX}{option.upper()}" for option in Settings.model_fields]
    unknown = (name for name in environment if name.startswith(_PREFIX) and name not in known)
    return {name: close[0] for name in unknown if (close := get_close_matches(name, known, n=1, cutoff=0.9))}


def _explained(error: ValidationError, options: Iterable[str]) -> list[str]:
    """A line for each wrong option, without its value where that may be a secret."""
    lines = []
    for wrong in error.errors(include_url=False, include_input=False):
        name = ".".join(map(str, wrong["loc"]))
        message = wrong["msg"].removeprefix("Value error, ")
        if wrong["type"] == "extra_forbidden":
            lines.append(_unknown(name, options))
        else:
            lines.append(f"{name}: {message}" if name else message)
    return lines


def _unknown(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name.replace("-", "_").lower(), known, n=1)
    way_out = f"did you mean {close[0]}?" if close else "`pillarbox serve --help` lists them all"
    return f"{name}: no such option; {way_out}"
