"""The human who vouches for an agent's organization: attached, mailed a code, and believed by it."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from pillarbox.domain.access import Caller, Mount, Principal, Scope
from pillarbox.domain.address import Mailbox, domain_of
from pillarbox.domain.errors import AlreadyExists, Conflict, LimitExceeded, ValidationFailed, invalid
from pillarbox.domain.messages import Bodies
from pillarbox.domain.sign_up import (
    CODE_DIGITS,
    CODE_LIFE_MS,
    MAX_ATTEMPTS,
    MAX_REPLACEMENTS,
    CodeVerdict,
    IssuedCode,
    SignUp,
    code_digest,
    is_placeholder,
    new_code,
)
from pillarbox.mail.compose.addresses import InvalidAddress, parse_mailbox
from pillarbox.ports import Ports, Tx
from pillarbox.services import access, domains, unverified
from pillarbox.services.inboxes import NewInbox, create_inbox
from pillarbox.services.outbound import Outgoing, submit
from pillarbox.services.recipients import find_inboxes
from pillarbox.tables import organizations, sign_ups

_SENDER = "pillarbox-sign-up"
_CODE = re.compile(rf"[0-9]{{{CODE_DIGITS}}}")
_CODE_MAIL = """\
The agent at {inbox_id} asks you to vouch for it.

Your verification code is {code}

Give it to the agent, which may then write to others than you. The code is good for 24 hours.
If you know of no such agent, do nothing.
"""


async def attach_human(ports: Ports, caller: Caller, human_email: str) -> str:
    """The address of the human who may now vouch for the caller's organization; a code is mailed unless the
    one they have is still good.

    Raises `Conflict` when the organization needs no human any more, may not change it again, or the human
    vouches for another; `Forbidden` for a key narrower than the organization; `ValidationFailed`.
    """
    organization_no = access.organization_scope(caller).organization_no
    human = check_human_address(human_email)
    now = ports.clock.now_ms()

    def find(tx: Tx) -> SignUp:
        found = unverified.find_unverified(tx, organization_no)
        if found is None:
            raise Conflict(
                "The organization needs no human to verify it", fix="Go on: it has no limits left."
            )
        check_human(ports, tx, human)
        other = sign_ups.find_by_human(tx, human)
        if other is not None and other.organization_no != organization_no:
            raise Conflict("This human vouches for another organization", fix="Attach another human.")
        if _is_replaced(found, human) and found.replacements >= MAX_REPLACEMENTS:
            raise Conflict(
                f"The human was replaced {MAX_REPLACEMENTS} times already",
                fix=f"Verify with the code mailed to {found.human_email}.",
            )
        return found

    known = await ports.database.read(find)
    if not known.needs_code(human, now):
        return human

    def record(tx: Tx, issued: IssuedCode) -> None:
        tx.lock("sign_up", 0)
        current = find(tx)
        check_unchanged(current, known)
        replacements = current.replacements + _is_replaced(current, human)
        sign_ups.update_sign_up(
            tx, replace(current, human_email=human, code=issued, replacements=replacements)
        )

    await mail_code(ports, human, known.organization_id, known.inbox_id, record)
    return human


async def verify(ports: Ports, caller: Caller, code: str) -> None:
    """Lift the limits of the caller's organization, which has none left afterwards.

    Raises `ValidationFailed` for a wrong or expired code, `LimitExceeded` when it was guessed too often,
    `Forbidden` for a key narrower than the organization.
    """
    organization_no = access.organization_scope(caller).organization_no
    given = code.strip()
    if not _CODE.fullmatch(given):
        raise invalid(f"A code has {CODE_DIGITS} digits", ["otp_code"])
    digest = code_digest(ports.secrets.signing_key, caller.principal.organization_id, given)
    now = ports.clock.now_ms()

    def work(tx: Tx) -> CodeVerdict:
        tx.lock("sign_up", 0)
        known = unverified.find_unverified(tx, organization_no)
        if known is None:
            return CodeVerdict.RIGHT
        verdict = known.judge_code(digest, now)
        if verdict is CodeVerdict.RIGHT:
            sign_ups.update_sign_up(tx, replace(known, code=None, verified_at=now))
        elif verdict is CodeVerdict.WRONG and known.code is not None:
            guessed = replace(known.code, attempts=known.code.attempts + 1)
            sign_ups.update_sign_up(tx, replace(known, code=guessed))
        return verdict

    _check_verdict(await ports.database.write(work))


async def mail_code(
    ports: Ports,
    human: str,
    organization_id: str,
    inbox_id: str,
    record: Callable[[Tx, IssuedCode], None],
) -> None:
    """Mail a fresh code to `human`; `record` notes it in the transaction that queues the mail."""
    code = new_code()
    issued = IssuedCode(
        digest=code_digest(ports.secrets.signing_key, organization_id, code),
        expires_at=ports.clock.now_ms() + CODE_LIFE_MS,
        attempts=0,
    )
    text = _CODE_MAIL.format(inbox_id=inbox_id, code=code)
    outgoing = Outgoing(
        to=[Mailbox(name="", address=human)],
        cc=(),
        bcc=(),
        reply_to=(),
        subject=f"Verification code for {inbox_id}",
        text=text,
        html=None,
        own_words=Bodies(text=text),
        labels=(),
        attachments=(),
        headers={"Auto-Submitted": "auto-generated"},
    )
    await submit(ports, await _sender(ports), outgoing, None, on_record=lambda tx: record(tx, issued))


def check_human_address(text: str) -> str:
    """The address in lowercase. Raises `ValidationFailed` for what no human can be reached at."""
    try:
        address = parse_mailbox(text).address.lower()
    except InvalidAddress as error:
        raise invalid(str(error), ["human_email"]) from error
    if is_placeholder(domain_of(address)):
        raise invalid("A placeholder reaches no human", ["human_email"])
    return address


def check_human(ports: Ports, tx: Tx, human: str) -> None:
    """Raises `ValidationFailed` for an address of this server, unless it is an inbox of a verified
    organization: agents cannot vouch for each other until somebody vouched for one of them."""
    if not domains.takes_mail(tx, ports.policy, domain_of(human)):
        return
    found = find_inboxes(tx, ports.policy, [human])
    if not found or unverified.find_unverified(tx, found[0].organization_no) is not None:
        raise invalid("An address of this server cannot vouch unless its owner is verified", ["human_email"])


def check_unchanged(current: SignUp | None, known: SignUp | None) -> None:
    """Raises `Conflict` when somebody else changed what this call was decided on."""
    if (current and (current.human_email, current.code)) != (known and (known.human_email, known.code)):
        raise Conflict("The sign-up was changed by another call", fix="Send the request again.")


def _is_replaced(known: SignUp, human: str) -> bool:
    return known.human_email not in (None, human)


def _check_verdict(verdict: CodeVerdict) -> None:
    match verdict:
        case CodeVerdict.RIGHT:
            return
        case CodeVerdict.WRONG:
            raise _unusable("Wrong code", f"Ask the human again: a code takes {MAX_ATTEMPTS} wrong attempts.")
        case CodeVerdict.EXPIRED:
            raise _unusable("The code has expired", "Send a new one with POST /v0/agent/human.")
        case CodeVerdict.NEVER_SENT:
            raise _unusable("No code was sent", "Attach a human with POST /v0/agent/human.")
        case CodeVerdict.EXHAUSTED:
            raise LimitExceeded(
                "Too many wrong codes",
                fix="Wait until the code has expired, then send a new one with POST /v0/agent/human.",
                resource="verification_attempt",
                limit=MAX_ATTEMPTS,
            )
        case _ as never:
            assert_never(never)


def _unusable(message: str, fix: str) -> ValidationFailed:
    return ValidationFailed([{"code": "custom", "path": ["otp_code"], "message": message}], fix=fix)


async def _sender(ports: Ports) -> Caller:
    """The operator's organization on the inbox that codes come from, made when first needed."""
    first = await ports.database.read(organizations.first_organization)
    assert first is not None
    organization_no, organization_id = first
    principal = Principal(
        api_key_id="",
        organization_id=organization_id,
        pod_id=None,
        inbox_id=None,
        scope=Scope(organization_no=organization_no),
        permissions=None,
        expires_at_ms=None,
    )
    operator = Caller(principal=principal, mount=Mount())
    wanted = NewInbox(username="sign-up", display_name="Pillarbox", client_id=_SENDER)
    try:
        inbox = await create_inbox(ports, operator, wanted, beyond_limit=True)
    except AlreadyExists:
        inbox = await create_inbox(ports, operator, replace(wanted, username=None), beyond_limit=True)
    return Caller(principal=principal, mount=Mount(inbox_id=inbox.inbox_id))
