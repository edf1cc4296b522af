"""Organizations that agents made for themselves, and how often strangers asked for one."""

from typing import cast

from pillarbox.domain.sign_up import CALLS_PERIOD_MS, IssuedCode, SignUp
from pillarbox.ports import Row, Tx, Value

_SIGN_UP = """
    SELECT s.organization_no, o.organization_id, s.inbox_id, s.api_key_id, s.human_email, s.code_digest,
           s.code_expires_at, s.attempts, s.replacements, s.sent_since, s.sent, s.verified_at
    FROM sign_ups s JOIN organizations o ON o.organization_no = s.organization_no
"""


def insert_sign_up(tx: Tx, sign_up: SignUp, *, source: str | None, referrer: str | None, now: int) -> None:
    tx.execute(
        """
        INSERT INTO sign_ups (organization_no, inbox_id, api_key_id, human_email, code_digest,
                              code_expires_at, attempts, replacements, sent_since, sent, verified_at, source,
                              referrer, created_at)
        VALUES (:organization_no, :inbox_id, :api_key_id, :human_email, :code_digest, :code_expires_at,
                :attempts, :replacements, :sent_since, :sent, :verified_at, :source, :referrer, :now)
        """,
        {
            **_changing(sign_up),
            "inbox_id": sign_up.inbox_id,
            "sent_since": sign_up.sent_since,
            "sent": sign_up.sent,
            "source": source,
            "referrer": referrer,
            "now": now,
        },
    )


def update_sign_up(tx: Tx, sign_up: SignUp) -> None:
    """Store what may change of a sign-up: its key, its human, its code and its verification."""
    tx.execute(
        """
        UPDATE sign_ups
        SET api_key_id = :api_key_id, human_email = :human_email, code_digest = :code_digest,
            code_expires_at = :code_expires_at, attempts = :attempts, replacements = :replacements,
            verified_at = :verified_at
        WHERE organization_no = :organization_no
        """,
        _changing(sign_up),
    )


def set_sends(tx: Tx, organization_no: int, *, sent: int, since: int) -> None:
    """Note that `sent` recipients were written to since then. Apart from the rest, which changes under
    another lock."""
    tx.execute(
        "UPDATE sign_ups SET sent = :sent, sent_since = :since WHERE organization_no = :organization_no",
        {"sent": sent, "since": since, "organization_no": organization_no},
    )


def find_sign_up(tx: Tx, organization_no: int) -> SignUp | None:
    """How the organization signed up; None for one that the operator made."""
    row = tx.one(
        f"{_SIGN_UP} WHERE s.organization_no = :organization_no", {"organization_no": organization_no}
    )
    return None if row is None else _sign_up(row)


def find_by_human(tx: Tx, human_email: str) -> SignUp | None:
    """The sign-up that this human (lowercase) vouches for, on the whole server."""
    row = tx.one(f"{_SIGN_UP} WHERE s.human_email = :human_email", {"human_email": human_email})
    return None if row is None else _sign_up(row)


def count_calls(tx: Tx, network: str, now: int) -> int:
    """How often `network` asked for an organization in the last period."""
    row = tx.one(
        "SELECT count(*) FROM sign_up_calls WHERE network = :network AND called_at > :since",
        {"network": network, "since": now - CALLS_PERIOD_MS},
    )
    assert row is not None
    return cast("int", row[0])


def note_call(tx: Tx, network: str, now: int) -> None:
    """Count a call, and forget those of past periods."""
    tx.execute("DELETE FROM sign_up_calls WHERE called_at <= :since", {"since": now - CALLS_PERIOD_MS})
    tx.execute(
        "INSERT INTO sign_up_calls (network, called_at) VALUES (:network, :now)",
        {"network": network, "now": now},
    )


def _changing(sign_up: SignUp) -> dict[str, Value]:
    code = sign_up.code
    return {
        "organization_no": sign_up.organization_no,
        "api_key_id": sign_up.api_key_id,
        "human_email": sign_up.human_email,
        "code_digest": None if code is None else code.digest,
        "code_expires_at": None if code is None else code.expires_at,
        "attempts": 0 if code is None else code.attempts,
        "replacements": sign_up.replacements,
        "verified_at": sign_up.verified_at,
    }


def _sign_up(row: Row) -> SignUp:
    digest, expires_at, attempts = cast("tuple[bytes | None, int | None, int]", row[5:8])
    code = None
    if digest is not None and expires_at is not None:
        code = IssuedCode(digest=bytes(digest), expires_at=expires_at, attempts=attempts)
    return SignUp(
        organization_no=cast("int", row[0]),
        organization_id=cast("str", row[1]),
        inbox_id=cast("str", row[2]),
        api_key_id=cast("str", row[3]),
        human_email=cast("str | None", row[4]),
        code=code,
        replacements=cast("int", row[8]),
        sent_since=cast("int", row[9]),
        sent=cast("int", row[10]),
        verified_at=cast("int | None", row[11]),
    )
