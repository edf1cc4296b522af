"""Where mail that was read waits to be filed, and is filed: what waits together is written together."""

import asyncio
import mmap
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from pillarbox.domain.errors import StorageUnavailable
from pillarbox.domain.events import EVENTS_TOPIC
from pillarbox.domain.jobs import JOBS_TOPIC
from pillarbox.domain.labels import Label
from pillarbox.domain.messages import Filing, Letter
from pillarbox.domain.tenants import InboxStatus
from pillarbox.ports import Ports, Tx
from pillarbox.services import events, filing, lists
from pillarbox.services.recipients import find_recipients
from pillarbox.tables.lists import organizations_with_entries

_BATCH = 64
_BATCH_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A mail to be filed for all its recipients. `versions` holds how it reads in inboxes, by number, that
    have earlier messages of its thread."""

    raw: bytes | mmap.mmap
    letter: Letter
    versions: Mapping[int, Letter]
    addresses: Sequence[str]
    return_path: str
    trusted: bool
    blob_id: str
    now: int


_Waiting: TypeAlias = tuple[Arrival, "asyncio.Future[bool]"]


class Intake:
    """Files arrivals, those that wait meanwhile in one transaction."""

    def __init__(self, ports: Ports, *, at_once: int) -> None:
        """`at_once` transactions may be under way; what comes meanwhile is gathered for the next."""
        self._ports = ports
        self._at_once = at_once
        self._waiting: deque[_Waiting] = deque()
        self._writing = 0
        self._writers: set[asyncio.Task[None]] = set()

    async def file(self, arrival: Arrival) -> bool:
        """Whether any of its recipients is here. Raises `StorageUnavailable`."""
        filed: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, filed))
        self._start_writer()
        return await filed

    def _start_writer(self) -> None:
        """The writer begins after all who are ready now have come here."""
        if self._writing < self._at_once:
            self._writing += 1
            writer = asyncio.create_task(self._write())
            self._writers.add(writer)
            writer.add_done_callback(self._writers.discard)

    async def _write(self) -> None:
        """Write until nobody waits."""
        try:
            while batch := self._next_batch():
                await self._file(batch)
        finally:
            self._writing -= 1

    def _next_batch(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        size_bytes = 0
        while self._waiting and len(batch) < _BATCH and size_bytes < _BATCH_BYTES:
            waiting = self._waiting.popleft()
            if not waiting[1].cancelled():
                batch.append(waiting)
                size_bytes += len(waiting[0].raw)
        return batch

    async def _file(self, batch: Sequence[_Waiting]) -> None:
        """Answer those who wait. What is wrong with one mail is not the fault of the others: then each is
        filed alone."""
        arrivals = [arrival for arrival, _ in batch]
        try:
            outcomes = await self._ports.database.write(partial(file_arrivals, self._ports, arrivals))
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits
            if len(batch) > 1 and not isinstance(error, StorageUnavailable):
                for waiting in batch:
                    await self._file([waiting])
                return
            for _, filed in batch:
                if not filed.done():
                    filed.set_exception(error)
            return
        for (_, filed), found in zip(batch, outcomes, strict=True):
            if not filed.done():
                filed.set_result(found)
        self._ports.bus.publish(EVENTS_TOPIC)
        if any(filing.has_attachment_text(arrival.letter) for arrival in arrivals):
            self._ports.bus.publish(JOBS_TOPIC)


def file_arrivals(ports: Ports, arrivals: Sequence[Arrival], tx: Tx) -> list[bool]:
    """File mails for all their recipients, and tell of each message that is new. Whether any recipient of a
    mail is here."""
    addresses = {address for arrival in arrivals for address in arrival.addresses}
    found = find_recipients(tx, ports.policy, addresses)
    listed = organizations_with_entries(tx, {inbox.organization_no for inbox in found.values()})
    filings: list[Filing] = []
    outcomes = []
    for arrival in arrivals:
        inboxes = {inbox.inbox_no: inbox for address in arrival.addresses if (inbox := found.get(address))}
        outcomes.append(bool(inboxes))
        for inbox_no, inbox in sorted(inboxes.items()):
            if inbox.status is InboxStatus.PAUSED:
                continue
            letter = arrival.versions.get(inbox_no, arrival.letter)
            blocked = inbox.organization_no in listed and lists.blocks_arrival(
                tx, inbox, letter, arrival.return_path, trusted=arrival.trusted
            )
            filings.append(
                Filing(
                    inbox=inbox,
                    letter=letter,
                    labels=_labels(trusted=arrival.trusted, blocked=blocked),
                    blob_id=arrival.blob_id,
                    timestamp=arrival.now,
                    now=arrival.now,
                )
            )
    received = [
        (new.inbox, filed, new.now)
        for new, filed in zip(filings, filing.file_letters(tx, filings), strict=True)
        if filed is not None
    ]
    events.append_received(tx, received)
    stored = {filed.message.blob_id for _, filed, _ in received}
    for arrival in arrivals:
        if arrival.blob_id in stored:
            raw = arrival.raw
            ports.blobs.put(tx, arrival.blob_id, raw if isinstance(raw, bytes) else memoryview(raw))
    return outcomes


def _labels(*, trusted: bool, blocked: bool) -> tuple[str, ...]:
    """A local client is one of the operator's own programs; anyone else has shown no credentials."""
    labels = [Label.RECEIVED.value, Label.UNREAD.value]
    if blocked:
        labels.append(Label.BLOCKED.value)
    if not trusted:
        labels.append(Label.UNAUTHENTICATED.value)
    return tuple(labels)
