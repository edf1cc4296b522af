import pytest

from pillarbox.domain.sign_up import (
    CODE_LIFE_MS,
    MAX_ATTEMPTS,
    SENDS_PERIOD_MS,
    CodeVerdict,
    IssuedCode,
    SignUp,
    code_digest,
    is_placeholder,
    new_code,
)

KEY, HUMAN = b"k" * 32, "kim@people.test"
DIGEST = code_digest(KEY, "org", "123456")


def signed_up(code: IssuedCode | None, *, sent: int = 0) -> SignUp:
    return SignUp(
        organization_no=1,
        organization_id="org",
        inbox_id="ada@x.test",
        api_key_id="key",
        human_email=HUMAN,
        code=code,
        replacements=0,
        sent_since=0,
        sent=sent,
        verified_at=None,
    )


def issued(attempts: int = 0) -> IssuedCode:
    return IssuedCode(digest=DIGEST, expires_at=CODE_LIFE_MS, attempts=attempts)


@pytest.mark.parametrize(
    ("code", "given", "now", "verdict"),
    [
        (issued(), "123456", CODE_LIFE_MS - 1, CodeVerdict.RIGHT),
        (issued(MAX_ATTEMPTS - 1), "123456", 0, CodeVerdict.RIGHT),
        (issued(), "123457", 0, CodeVerdict.WRONG),
        (issued(MAX_ATTEMPTS), "123456", 0, CodeVerdict.EXHAUSTED),
        (issued(), "123456", CODE_LIFE_MS, CodeVerdict.EXPIRED),
        (issued(MAX_ATTEMPTS), "123456", CODE_LIFE_MS, CodeVerdict.EXPIRED),
        (None, "123456", 0, CodeVerdict.NEVER_SENT),
    ],
)
def test_a_code_counts_in_its_time_and_within_its_attempts(
    code: IssuedCode | None, given: str, now: int, verdict: CodeVerdict
) -> None:
    assert signed_up(code).judge_code(code_digest(KEY, "org", given), now) is verdict


def test_a_digest_is_bound_to_the_server_and_the_organization() -> None:
    assert code_digest(b"x" * 32, "org", "123456") != DIGEST
    assert code_digest(KEY, "other", "123456") != DIGEST


def test_another_human_or_an_expired_code_takes_a_new_code() -> None:
    known = signed_up(issued(MAX_ATTEMPTS))
    assert not known.needs_code(HUMAN, CODE_LIFE_MS - 1)
    assert known.needs_code(HUMAN, CODE_LIFE_MS)
    assert known.needs_code("lee@people.test", 0)
    assert signed_up(None).needs_code(HUMAN, 0)


def test_sends_are_counted_for_a_day() -> None:
    known = signed_up(None, sent=7)
    assert known.sends_today(SENDS_PERIOD_MS - 1) == 7
    assert known.sends_today(SENDS_PERIOD_MS) == 0


def test_codes_keep_their_leading_zeros() -> None:
    assert {len(new_code()) for _ in range(200)} == {6}


@pytest.mark.parametrize("domain", ["example.com", "mail.example.org", "a.example", "invalid", "x.localhost"])
def test_nobody_lives_at_a_placeholder(domain: str) -> None:
    assert is_placeholder(domain)


@pytest.mark.parametrize("domain", ["people.test", "myexample.com", "example.com.au", "example.test"])
def test_other_names_may_be_somebody_s(domain: str) -> None:
    assert not is_placeholder(domain)
