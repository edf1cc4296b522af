"""Agents that sign themselves up: an organization, an inbox and a key, and no more until a human vouches."""

from dataclasses import dataclass, replace

from pillarbox.domain.access import Scope
from pillarbox.domain.errors import AlreadyExists, Forbidden, RateLimited, invalid
from pillarbox.domain.ids import API_KEY_PREFIX_CHARS, api_key_digest, new_api_key, new_uuid
from pillarbox.domain.network import subscriber
from pillarbox.domain.policy import Policy
from pillarbox.domain.sign_up import RESERVED_USERNAMES, IssuedCode, SignUp
from pillarbox.domain.tenants import InboxStatus
from pillarbox.ports import Ports, Tx
from pillarbox.services import access, vouching
from pillarbox.services.inboxes import address_taken, check_username
from pillarbox.tables import api_keys, inboxes, organizations, sign_ups


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgent:
    """What an agent says of itself. `client_address` is where it calls from."""

    username: str
    human_email: str | None
    source: str | None
    referrer: str | None
    client_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What an agent gets. The key is shown this once."""

    organization_id: str
    inbox_id: str
    api_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    api_key_id: str
    secret: str


async def sign_up(ports: Ports, agent: NewAgent) -> Account:
    """A new organization with an inbox and a key, its code on the way to the human; or, for a human whose
    organization is still unverified, that organization with a new key instead of the old one.

    Raises `Forbidden` where sign-up is off, `AlreadyExists` for a taken username and for a human whose
    organization is verified, `RateLimited`, `ValidationFailed`.
    """
    if not ports.policy.sign_up:
        raise Forbidden("Sign-up is off", fix="Ask the operator for PILLARBOX_ALLOW_SIGN_UP=true.")
    username = check_username(agent.username)
    if username in RESERVED_USERNAMES:
        raise invalid(f"The username {username} is reserved", ["username"])
    human = None if agent.human_email is None else vouching.check_human_address(agent.human_email)
    now = ports.clock.now_ms()
    network = subscriber(agent.client_address)
    await ports.database.write(lambda tx: _admit(tx, ports.policy, network, now))

    def find(tx: Tx) -> SignUp | None:
        if human is None:
            return None
        vouching.check_human(ports, tx, human)
        known = sign_ups.find_by_human(tx, human)
        if known is not None and known.verified:
            raise AlreadyExists(
                "This human's organization is verified", fix="Use its API key, or sign up with another human."
            )
        return known

    known = await ports.database.read(find)
    key = _Key(api_key_id=new_uuid(), secret=new_api_key())
    fresh_id = new_uuid()
    organization_id = fresh_id if known is None else known.organization_id
    inbox_id = f"{username}@{ports.policy.domain}" if known is None else known.inbox_id

    def record(tx: Tx, issued: IssuedCode | None) -> None:
        tx.lock("sign_up", 0)
        current = find(tx)
        vouching.check_unchanged(current, known)
        if current is None:
            current = _open(tx, ports, agent, fresh_id, username, key, now)
        else:
            current = _rotate(tx, current, key, now)
        if issued is not None:
            sign_ups.update_sign_up(tx, replace(current, human_email=human, code=issued))

    if human is not None and (known is None or known.needs_code(human, now)):
        await vouching.mail_code(ports, human, organization_id, inbox_id, record)
    else:
        await ports.database.write(lambda tx: record(tx, None))
    ports.bus.publish(access.API_KEYS_TOPIC)
    return Account(organization_id=organization_id, inbox_id=inbox_id, api_key=key.secret)


def _admit(tx: Tx, policy: Policy, network: str, now: int) -> None:
    """Count a call of sign-up. Raises `RateLimited` past what one network may ask for."""
    if sign_ups.count_calls(tx, network, now) >= policy.sign_ups_per_hour:
        raise RateLimited("Too many sign-ups from this network", fix="Try again in an hour.")
    sign_ups.note_call(tx, network, now)


def _open(
    tx: Tx, ports: Ports, agent: NewAgent, organization_id: str, username: str, key: _Key, now: int
) -> SignUp:
    """A new organization with one inbox and `key`. Raises `AlreadyExists`."""
    number = organizations.create_organization(tx, organization_id=organization_id, name=username, now=now)
    pod = organizations.find_pod(tx, Scope(organization_no=number), organization_id)
    assert pod is not None
    inbox_id = f"{username}@{ports.policy.domain}"
    made = inboxes.insert_inbox(
        tx,
        pod,
        organization_no=number,
        inbox_id=inbox_id,
        display_name=None,
        client_id=None,
        status=InboxStatus.ACTIVE,
        metadata=None,
        now=now,
    )
    if not made:
        raise address_taken(tx, username, ports.policy.domain)
    _insert_key(tx, number, key, now)
    opened = SignUp(
        organization_no=number,
        organization_id=organization_id,
        inbox_id=inbox_id,
        api_key_id=key.api_key_id,
        human_email=None,
        code=None,
        replacements=0,
        sent_since=now,
        sent=0,
        verified_at=None,
    )
    sign_ups.insert_sign_up(tx, opened, source=agent.source, referrer=agent.referrer, now=now)
    return opened


def _rotate(tx: Tx, known: SignUp, key: _Key, now: int) -> SignUp:
    """The sign-up with `key` instead of its former key."""
    former = api_keys.find_api_key(tx, Scope(organization_no=known.organization_no), known.api_key_id)
    if former is not None:
        api_keys.delete_api_key(tx, former.api_key_no)
    _insert_key(tx, known.organization_no, key, now)
    rotated = replace(known, api_key_id=key.api_key_id)
    sign_ups.update_sign_up(tx, rotated)
    return rotated


def _insert_key(tx: Tx, organization_no: int, key: _Key, now: int) -> None:
    api_keys.insert_api_key(
        tx,
        Scope(organization_no=organization_no),
        api_key_id=key.api_key_id,
        digest=api_key_digest(key.secret),
        prefix=key.secret[:API_KEY_PREFIX_CHARS],
        name="Sign-up key",
        permissions=None,
        expires_at=None,
        now=now,
    )
