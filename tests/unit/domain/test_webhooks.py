"""The rules of webhooks: signatures, retries, custom headers."""

import pytest

from pillarbox.domain.errors import ValidationFailed
from pillarbox.domain.webhooks import changed_headers, check_headers, new_secret, retry_delay_ms, signature


def test_a_signature_is_that_of_the_published_example() -> None:
    signed = signature(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_secret_signs() -> None:
    both = [new_secret(), new_secret()]
    alone = [signature([secret], "msg_1", 1, b"{}") for secret in both]
    assert signature(both, "msg_1", 1, b"{}") == " ".join(alone)
    assert alone[0] != alone[1]


def test_retries_wait_longer_each_time_within_a_fifth_of_the_schedule_and_end() -> None:
    schedule = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000]
    assert [retry_delay_ms(failures, 0.5) for failures in range(1, 9)] == [
        *(1000 * s for s in schedule),
        None,
    ]
    assert [retry_delay_ms(1, chance) for chance in (0, 1)] == [4_000, 6_000]


@pytest.mark.parametrize(
    "headers",
    [
        {"svix-id": "a"},
        {"Webhook-Signature": "a"},
        {"Content-Type": "a"},
        {"content-length": "1"},
        {"HOST": "a"},
        {"Transfer-Encoding": "chunked"},
        {"X A": "a"},
        {"": "a"},
        {"X": ""},
        {"X": "a\r\nY: b"},
        {"X": " a"},
        {"X": "é"},
        {"X": "a" * 2049},
        {"X": "a", "x": "b"},
        {f"X-{number}": "a" for number in range(33)},
    ],
)
def test_headers_that_could_mislead_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(ValidationFailed):
        check_headers(headers)


def test_headers_are_changed_whatever_their_case() -> None:
    current = {"Authorization": "a", "X-One": "1", "X-Two": "2"}
    assert changed_headers(current, {"authorization": "b"}, ["x-one"]) == {"X-Two": "2", "authorization": "b"}


@pytest.mark.parametrize(("add", "remove"), [({}, []), ({"X": "a"}, ["x"])])
def test_a_change_of_headers_says_one_thing_of_each(add: dict[str, str], remove: list[str]) -> None:
    with pytest.raises(ValidationFailed):
        changed_headers({}, add, remove)
