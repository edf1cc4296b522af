"""Mail coming in: who it is for, and how it is taken."""

import asyncio
import ipaddress
import mmap
from collections.abc import Sequence, Set
from functools import lru_cache, partial

import structlog

from pillarbox.domain.address import domain_of
from pillarbox.domain.envelope import (
    NOT_OUR_DOMAIN,
    RECIPIENT_OK,
    STORAGE_UNAVAILABLE,
    UNKNOWN_RECIPIENT,
    Envelope,
    Reply,
)
from pillarbox.domain.errors import StorageUnavailable
from pillarbox.domain.ids import MessageId
from pillarbox.domain.messages import Letter
from pillarbox.domain.policy import Policy
from pillarbox.mail import reply
from pillarbox.mail.compose.addresses import InvalidAddress, parse_mailbox
from pillarbox.ports import Ports, Tx
from pillarbox.services import domains, filing
from pillarbox.services.intake import Arrival, Intake
from pillarbox.services.known_recipients import KnownRecipients
from pillarbox.services.letters import INLINE_CPU_BYTES
from pillarbox.services.new_words import find_parents, with_new_words
from pillarbox.services.reading import Reader, Reading
from pillarbox.services.recipients import find_inboxes, find_recipients

_CROWD = 2
_log = structlog.get_logger()


class Inbound:
    """The MX role of this server, and the last stop of mail between its own inboxes."""

    def __init__(self, ports: Ports, reader: Reader | None = None) -> None:
        self._ports = ports
        self._reading = Reading(ports.policy, reader)
        self._intake = Intake(ports, at_once=2)  # one is prepared while one commits
        self._large_intake = Intake(ports, at_once=1)  # so that no small mail waits in line with large ones
        self._in_progress = 0
        self._known = KnownRecipients(ports.clock)

    @property
    def crowded(self) -> bool:
        """Whether more mails are in progress than one process takes in its stride."""
        return self._in_progress > _CROWD

    def knows(self, address: str) -> bool:
        """Whether `resolve` has just said that mail for `address` is taken."""
        return self._lookup_form(address) in self._known

    async def resolve(self, address: str) -> Reply:
        """Whether mail for `address` is taken (RFC 5321 §3.3). Never relays."""
        lowered = self._lookup_form(address)
        policy = self._ports.policy
        try:
            reply = await self._ports.database.read(lambda tx: _resolved(tx, policy, lowered))
        except StorageUnavailable:
            return STORAGE_UNAVAILABLE
        if reply is RECIPIENT_OK:
            self._known.add(lowered)
        return reply

    async def known(self, addresses: Sequence[str]) -> list[str]:
        """Those of `addresses` that have an inbox. Raises `StorageUnavailable`."""

        forms = {address: self._lookup_form(address) for address in addresses}
        found = await self._ports.database.read(
            lambda tx: find_recipients(tx, self._ports.policy, set(forms.values()))
        )
        return [address for address, form in forms.items() if form in found]

    async def accept(self, envelope: Envelope, raw: bytes | mmap.mmap, letter: Letter | None = None) -> Reply:
        """250 when the mail is durably filed for all its recipients, 451 when it is not, 550 when none of
        them is here any more. `letter` is what `read_mail` made of it, if somebody did already."""
        try:
            filed = await self.file(envelope, raw, letter)
        except StorageUnavailable as error:
            _log.warning("mail not stored", reason=str(error))
            return STORAGE_UNAVAILABLE
        if filed is None:
            return UNKNOWN_RECIPIENT
        return Reply(code=250, enhanced="2.0.0", text=f"Ok: stored as {filed}")

    async def file(
        self, envelope: Envelope, raw: bytes | mmap.mmap, letter: Letter | None = None
    ) -> str | None:
        """File a mail for all its recipients in one transaction.

        The blob's id, or None when none of the recipients is here. Raises `StorageUnavailable`.
        """
        self._in_progress += 1
        try:
            return await self._file(envelope, raw, letter)
        finally:
            self._in_progress -= 1

    async def _file(self, envelope: Envelope, raw: bytes | mmap.mmap, letter: Letter | None) -> str | None:
        ports = self._ports
        if letter is None:
            letter = await self._reading.read(raw, return_path=envelope.return_path, crowded=self.crowded)
        addresses = [self._lookup_form(address) for address in envelope.recipients]
        versions: dict[int, Letter] = {}
        if letter.ancestors:
            parents = await ports.database.read(
                partial(_find_parents, policy=ports.policy, addresses=addresses, ancestors=letter.ancestors)
            )
            threads = set(parents.values())
            if len(parents) < len(addresses):
                threads.add(())
            readings = await self._with_new_words(letter, threads)
            letter = readings.get((), letter)
            versions = {inbox_no: readings[known] for inbox_no, known in parents.items()}
        blob_id = filing.new_blob_id(envelope.received_at_ms)
        arrival = Arrival(
            raw=raw,
            letter=letter,
            versions=versions,
            addresses=addresses,
            return_path=envelope.return_path,
            trusted=_is_local(envelope.client_address),
            blob_id=blob_id,
            now=envelope.received_at_ms,
        )
        intake = self._intake if len(raw) <= INLINE_CPU_BYTES else self._large_intake
        return blob_id if await intake.file(arrival) else None

    async def _with_new_words(
        self, letter: Letter, threads: Set[tuple[reply.Parent, ...]]
    ) -> dict[tuple[reply.Parent, ...], Letter]:
        """The letter as it reads in each of the threads."""
        read = partial(with_new_words, letter, name_signatures=self._ports.policy.name_signatures)
        if letter.size_bytes * len(threads) > INLINE_CPU_BYTES:
            return {known: await asyncio.to_thread(read, known) for known in threads}
        return {known: read(known) for known in threads}

    def _lookup_form(self, address: str) -> str:
        """The address in lowercase, its domain as A-labels; `postmaster` alone is the one of this server
        (RFC 5321 §4.5.1)."""
        if not address.isascii():
            try:
                address = parse_mailbox(address).address
            except InvalidAddress:
                return address
        lowered = address.lower()
        return f"postmaster@{self._ports.policy.domain}" if lowered == "postmaster" else lowered


@lru_cache(maxsize=1024)
def _is_local(client_address: str) -> bool:
    if not client_address:
        return True
    try:
        address = ipaddress.ip_address(client_address)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _resolved(tx: Tx, policy: Policy, address: str) -> Reply:
    if find_inboxes(tx, policy, [address]):
        return RECIPIENT_OK
    return UNKNOWN_RECIPIENT if domains.takes_mail(tx, policy, domain_of(address)) else NOT_OUR_DOMAIN


def _find_parents(
    tx: Tx, policy: Policy, addresses: Sequence[str], ancestors: Sequence[MessageId]
) -> dict[int, tuple[reply.Parent, ...]]:
    """For each inbox the earlier messages of the thread that it holds, nearest first."""
    found = {
        inbox.inbox_no: tuple(find_parents(tx, inbox.inbox_no, ancestors))
        for inbox in find_inboxes(tx, policy, addresses)
    }
    return {inbox_no: parents for inbox_no, parents in found.items() if parents}
