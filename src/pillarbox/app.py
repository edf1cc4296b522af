"""The composition root: picks the storage, wires services to the doors, starts and drains them together."""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvicorn

from pillarbox.backends.blobs import TableBlobs
from pillarbox.backends.clock import SystemClock
from pillarbox.backends.embedded.bus import LocalBus
from pillarbox.backends.embedded.database import SqliteDatabase
from pillarbox.backends.migrate import migrate
from pillarbox.domain.errors import PillarboxError
from pillarbox.domain.jobs import Lane
from pillarbox.domain.network import literal_address
from pillarbox.domain.policy import Policy, Secrets
from pillarbox.edges.bounded_http import BoundedHttp
from pillarbox.edges.listener import Listener
from pillarbox.edges.rest.site import Site
from pillarbox.edges.smtp.limits import Limits
from pillarbox.edges.smtp.mx import MxConnection
from pillarbox.edges.smtp.setup import SmtpSetup
from pillarbox.edges.tls import self_signed
from pillarbox.net.http import HttpClient
from pillarbox.net.remote_files import HttpFiles
from pillarbox.ports import Database, Ports
from pillarbox.processes.reading.process import ReadingProcess
from pillarbox.processes.smtp.messages import Setup
from pillarbox.processes.smtp.process import SmtpProcess
from pillarbox.processes.texts.process import TextProcess
from pillarbox.services import metrics, retention
from pillarbox.services.access import Gatekeeper
from pillarbox.services.inbound import Inbound
from pillarbox.services.jobs import JobRunner
from pillarbox.services.new_words import warm_up
from pillarbox.services.stream import Hub
from pillarbox.services.tenants import first_start
from pillarbox.services.webhook_delivery import WebhookRunner
from pillarbox.settings import Address, Settings

ROOT_KEY_FILE = "root-api-key"
PORTS_FILE = "ports.json"
_SECRET_FILE = "signing-key"  # noqa: S105 - a file's name
_SIGNING_KEY_BYTES = 32
_HTTP_BACKLOG = 2048
_MAX_FRAME_BYTES = 1024 * 1024
_PING_EVERY_S = 30.0
_PONG_WITHIN_S = 60.0
_log = structlog.get_logger()


class CannotStart(PillarboxError):
    """This server cannot run as it was set up; the text says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that takes mail and calls."""

    settings: Settings
    http: Address
    smtp: Address
    new_root_key: str | None  # the secret of a root key made at this start


async def serve(settings: Settings, *, on_ready: Callable[[Running], None]) -> None:
    """Run until SIGTERM or SIGINT, then drain: mail and calls in progress finish, nothing new is taken."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with start(settings) as running:
        on_ready(running)
        await stop.wait()
        _log.info("stopping")
    _log.info("stopped")


@contextlib.asynccontextmanager
async def start(settings: Settings) -> AsyncIterator[Running]:
    """A running server inside the block. Raises a `PillarboxError` or `OSError` when it cannot start."""
    with _listening_socket(settings.http) as http_socket:
        http = Address(http_socket.getsockname()[:2])
        async with open_ports(settings, http) as ports:
            data = _data_dir(settings)
            wanted_key = settings.api_key.get_secret_value() if settings.api_key else None
            new_root_key = await first_start(ports, secret=wanted_key)
            await retention.schedule(ports)
            warm_up()
            if new_root_key is not None:
                _write_private(data / ROOT_KEY_FILE, new_root_key + "\n")
            async with _doors(settings, ports, data, http_socket) as smtp:
                _write_ports(data, http, smtp)
                _log.info("ready", http=str(http), smtp=str(smtp), data=str(data))
                yield Running(settings=settings, http=http, smtp=smtp, new_root_key=new_root_key)


@contextlib.asynccontextmanager
async def open_ports(settings: Settings, http: Address | None = None) -> AsyncIterator[Ports]:
    """The services' ports over the settings' storage, migrated; `http` is where the API is served, if it is.

    Raises `StorageUnavailable`, also when another process has the embedded database, `MigrationError` and
    `CannotStart`.
    """
    data = _data_dir(settings)
    clock = SystemClock()
    policy = _policy(settings, http or settings.http)
    async with (
        _database(settings, data) as database,
        contextlib.aclosing(HttpClient(allow_private=policy.private_webhooks)) as http_client,
        contextlib.aclosing(HttpFiles(allow_private=settings.allow_private_attachments)) as remote_files,
        contextlib.aclosing(TextProcess()) as file_texts,
    ):
        await migrate(database, clock)
        yield Ports(
            database=database,
            blobs=TableBlobs(database),
            bus=LocalBus(),
            clock=clock,
            http=http_client,
            remote_files=remote_files,
            file_texts=file_texts,
            policy=policy,
            secrets=Secrets(signing_key=_signing_key(settings, data)),
        )


@contextlib.asynccontextmanager
async def _doors(
    settings: Settings, ports: Ports, data: Path, http_socket: socket.socket
) -> AsyncIterator[Address]:
    """Everything that runs: background work, the SMTP receiver, the HTTP server. Yields SMTP's address."""
    gatekeeper, hub, reader = Gatekeeper(ports), Hub(ports), ReadingProcess()
    inbound = Inbound(ports, reader)
    site = Site(ports, gatekeeper, hub)
    listener = Listener()
    setup = _smtp_setup(settings, ports, data)
    smtp_process = SmtpProcess(
        _process_setup(settings, ports, setup), inbound, listener, crowded=lambda: inbound.crowded
    )
    server, tls = setup.server(ports.clock), _tls_context(setup)
    smtp = Address(
        listener.start(
            lambda: MxConnection(server, inbound, listener, tls, mover=smtp_process),
            *settings.smtp,
            taker=smtp_process,
        )
    )
    web = _WebServer(
        uvicorn.Config(
            site,
            log_config=None,
            access_log=False,
            lifespan="off",
            http=BoundedHttp,
            ws="websockets-sansio",
            ws_max_size=_MAX_FRAME_BYTES,
            ws_per_message_deflate=False,  # takes 60 KB a socket, and longer than sending
            ws_ping_interval=_PING_EVERY_S,
            ws_ping_timeout=_PONG_WITHIN_S,
            server_header=False,
            backlog=_HTTP_BACKLOG,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=max(1, int(settings.shutdown_grace_s)),
        )
    )
    background = [
        gatekeeper.run(),
        hub.follow(),
        hub.watch_keys(),
        *(JobRunner(ports, inbound, lane).run() for lane in Lane),
        WebhookRunner(ports).run(),
        metrics.keep_rolled_up(ports),
    ]
    async with (
        contextlib.aclosing(reader),
        contextlib.aclosing(smtp_process),
        asyncio.TaskGroup() as group,
    ):
        tasks = [group.create_task(work) for work in background]
        web_task = group.create_task(web.serve(sockets=[http_socket]))
        await web.ready.wait()
        try:
            yield smtp
        finally:
            web.should_exit = True
            hub.stop()
            await listener.stop(settings.shutdown_grace_s)
            await web_task
            for task in tasks:
                task.cancel()


class _WebServer(uvicorn.Server):
    """uvicorn inside our task group: signals are ours, and it says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _smtp_setup(settings: Settings, ports: Ports, data: Path) -> SmtpSetup:
    if settings.tls_certificate is not None and settings.tls_key is not None:
        certificate, key = settings.tls_certificate, settings.tls_key
    else:
        try:
            certificate, key = self_signed(ports.policy.host, data, now_ms=ports.clock.now_ms())
        except ValueError as error:
            raise CannotStart(
                f"no certificate can be made for {ports.policy.host}: {error}. "
                "Give one with --tls-certificate and --tls-key, or a shorter name with --host."
            ) from error
    return SmtpSetup(
        host=ports.policy.host,
        limits=Limits(message_bytes=settings.max_message_bytes),
        spool_directory=str(data),
        certificate=str(certificate),
        key=str(key),
    )


def _tls_context(setup: SmtpSetup) -> ssl.SSLContext:
    try:
        return setup.tls_context()
    except ssl.SSLError as error:
        raise CannotStart(
            f"{setup.certificate} and {setup.key} cannot be used for TLS: {error.reason or error}. "
            "They must be a certificate in PEM and the private key that belongs to it."
        ) from error


def _process_setup(settings: Settings, ports: Ports, smtp: SmtpSetup) -> Setup:
    return Setup(
        smtp=smtp,
        domain=ports.policy.domain,
        name_signatures=ports.policy.name_signatures,
        log_format=settings.log_format,
        log_level=settings.log_level,
    )


@contextlib.asynccontextmanager
async def _database(settings: Settings, data: Path) -> AsyncIterator[Database]:
    """The database named by the settings, closed at the end."""
    url = settings.database_url or f"sqlite:///{data / 'pillarbox.db'}"
    if url.startswith(("postgresql://", "postgres://")):
        try:
            from pillarbox.backends.cluster.database import PostgresDatabase
        except ImportError as error:
            raise CannotStart("PostgreSQL needs the extra: pip install 'pillarbox[postgres]'") from error
        opened: SqliteDatabase | PostgresDatabase = await PostgresDatabase.open(url)
    elif url.startswith("sqlite:///"):
        opened = await SqliteDatabase.open(Path(url.removeprefix("sqlite:///")))
    else:
        raise CannotStart("database_url must begin with postgresql:// or sqlite:///")
    try:
        yield opened
    finally:
        await opened.close()


def _data_dir(settings: Settings) -> Path:
    data = settings.data_dir.absolute()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return data


def _policy(settings: Settings, http: Address) -> Policy:
    own = _is_own(settings)
    return Policy(
        domain=settings.domain.lower(),
        host=settings.host or f"mail.{settings.domain.lower()}",
        public_url=(settings.public_url or f"http://{http}").rstrip("/"),
        delivery=settings.delivery,
        quote_replies=settings.quote_replies,
        name_signatures=settings.name_signatures,
        max_inboxes=settings.max_inboxes,
        event_retention_days=settings.event_retention_days,
        sign_ups_per_hour=settings.sign_ups_per_hour,
        sign_up=own if settings.allow_sign_up is None else settings.allow_sign_up,
        private_webhooks=own if settings.allow_private_webhooks is None else settings.allow_private_webhooks,
    )


def _is_own(settings: Settings) -> bool:
    """Whether the server is on loopback: then it is somebody's own, and programs beside it are the point."""
    host = settings.http[0]
    address = literal_address(host)
    return host == "localhost" if address is None else address.is_loopback


def _signing_key(settings: Settings, data: Path) -> bytes:
    """Raises `CannotStart` when the file does not hold the key that was put there."""
    if settings.secret is not None:
        return settings.secret.get_secret_value().encode()
    file = data / _SECRET_FILE
    if not file.exists():
        _write_private(file, secrets.token_hex(_SIGNING_KEY_BYTES) + "\n")
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != _SIGNING_KEY_BYTES:
        raise CannotStart(
            f"{file} is damaged: it must hold {2 * _SIGNING_KEY_BYTES} hexadecimal digits. Restore it from a "
            "backup, or delete it to have a new key made; links and page tokens given out before then end."
        )
    return key


@contextlib.contextmanager
def _listening_socket(address: Address) -> Iterator[socket.socket]:
    """A bound socket. Raises `OSError` naming the address when it is taken."""
    host, port = address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, port))
        except OSError as error:
            raise OSError(error.errno, f"{address} cannot be bound: {error.strerror}") from error
        yield bound


def _write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, durably and never leaving half of it."""
    partial = file.with_name(file.name + ".partial")
    partial.unlink(missing_ok=True)  # one left behind may be open to others
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    partial.replace(file)
    directory = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _write_ports(data: Path, http: Address, smtp: Address) -> None:
    bound = {
        "http": {"host": http[0], "port": http[1]},
        "smtp": {"host": smtp[0], "port": smtp[1]},
    }
    partial = data / f"{PORTS_FILE}.partial"
    partial.write_text(json.dumps(bound) + "\n")
    partial.replace(data / PORTS_FILE)
