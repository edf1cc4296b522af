"""What an organization that an agent made for itself may not do until a human has vouched for it."""

from collections.abc import Sequence

from pillarbox.domain.errors import Forbidden, LimitExceeded, MessageRejected, RateLimited
from pillarbox.domain.sign_up import MAX_UNVERIFIED_INBOXES, MAX_UNVERIFIED_SENDS, SENDS_PERIOD_MS, SignUp
from pillarbox.ports import Tx
from pillarbox.tables import sign_ups

VERIFY = "Verify the organization with POST /v0/agent/verify."


def find_unverified(tx: Tx, organization_no: int) -> SignUp | None:
    """The sign-up of an organization nobody has vouched for; None for any other."""
    found = sign_ups.find_sign_up(tx, organization_no)
    return None if found is None or found.verified else found


def check_verified(tx: Tx, organization_no: int, deed: str) -> None:
    """Raises `Forbidden` when the organization is unverified: it may not do `deed`."""
    if find_unverified(tx, organization_no) is not None:
        raise Forbidden(f"An unverified organization cannot {deed}", fix=VERIFY)


def inbox_limit(tx: Tx, most: int | None, organization_no: int) -> int | None:
    """How many inboxes the organization may have, where others may have `most`; None: any number."""
    return most if find_unverified(tx, organization_no) is None else MAX_UNVERIFIED_INBOXES


def domain_limit(tx: Tx, organization_no: int) -> int | None:
    """How many custom domains the organization may have; None: any number."""
    return None if find_unverified(tx, organization_no) is None else 0


def check_domain_limit(tx: Tx, organization_no: int) -> None:
    """Raises `LimitExceeded` when the organization may have no custom domains."""
    limit = domain_limit(tx, organization_no)
    if limit is not None:
        raise LimitExceeded("Domain limit exceeded", fix=VERIFY, resource="domain", limit=limit)


def count_sends(tx: Tx, organization_no: int, recipients: Sequence[str], now: int) -> None:
    """Count a send to `recipients` against what an unverified organization may send, under its inbox's lock.

    Raises `MessageRejected` for anyone but its human, `RateLimited` past the day's limit.
    """
    sign_up = find_unverified(tx, organization_no)
    if sign_up is None:
        return
    if any(address.lower() != sign_up.human_email for address in recipients):
        if sign_up.human_email is None:
            raise MessageRejected(
                "An organization without a human only receives",
                fix="Attach a human with POST /v0/agent/human.",
            )
        raise MessageRejected(
            f"An unverified organization may write to its human alone, {sign_up.human_email}", fix=VERIFY
        )
    sent = sign_up.sends_today(now) + len(recipients)
    if sent > MAX_UNVERIFIED_SENDS:
        raise RateLimited(
            f"An unverified organization sends at most {MAX_UNVERIFIED_SENDS} messages a day", fix=VERIFY
        )
    fresh = now - sign_up.sent_since >= SENDS_PERIOD_MS
    sign_ups.set_sends(tx, organization_no, sent=sent, since=now if fresh else sign_up.sent_since)
