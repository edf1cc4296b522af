"""Codes in plain text: layouts, scripts and the numbers that must not be taken for codes."""

import pytest

from pillarbox.mail.codes import find


def code_in(text: str, subject: str = "Hello") -> str | None:
    found = find(subject=subject, text=text, html=None)
    return found.code if found else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Your verification code is 481920.", "481920"),
        ("Your sign-in code: 4819", "4819"),
        ("481 920 is your Lakeside login code.", "481920"),
        ("To verify your address use this code:\n\n48-19-20\n\nIt expires soon.", "48-19-20"),
        ("Your one-time password is 4-8-1-9-2-0", "4-8-1-9-2-0"),
        ("Confirm your sign-in with this code:\n\nK7QX-M2PD", "K7QX-M2PD"),
        ("Your verification code:\n\nQZXKWV\n\nEnter it to sign in.", "QZXKWV"),
        ("Your login code is:\n\n** 481920 **", "481920"),
        ("L-481920 is your Lakeside verification code", "481920"),
        ("Enter 481920 to sign in to Lakeside.", "481920"),
        ("Your verification code: **481920**", "481920"),
        ("Dear customer, 481920 is the one-time password (OTP) for your login.", "481920"),
        ("OTP for transaction of INR 2500.00 at LAKE on card ending 4821 is 481920.", "481920"),
        ("Utilisez 481920 pour vérifier votre compte Lakeside", "481920"),
        ("mTAN: 481920 für Überweisung über 300,00 EUR", "481920"),
        ("Your one-time code to add a card to your Lakeside wallet is 481920.", "481920"),
    ],
)
def test_a_code_is_found_in_every_layout(text: str, code: str) -> None:
    assert code_in(text) == code


def test_digits_of_other_scripts_are_returned_as_written() -> None:
    assert code_in("رمز التحقق الخاص بك هو ٤٨١٩٢٠") == "٤٨١٩٢٠"
    assert code_in("認証コードは４８１９２０です。") == "４８１９２０"


def test_a_code_in_the_subject_alone_is_found() -> None:
    assert code_in("Use the code in the subject to sign in.", subject="481920 is your login code") == "481920"


@pytest.mark.parametrize(
    "text",
    [
        "Your order 5512087 has shipped. Sign in to follow it.",
        "Invoice no. 20260304 over 1,204.50 EUR is due. Log in to pay.",
        "Use promo code SPRING25 at checkout. Sign in for more.",
        "Your booking code is KXQ7PD. Sign in to choose a seat.",
        "Error code 504213 appeared while you signed in.",
        "Call +1 415 555 0132 or write to 94103 San Francisco. Verify your opening hours.",
        "Meeting ID: 812 3456 7890\nPasscode: 482910\nSign in to join.",
        "Your sign-in code was used and the order number is 482910.",
        "Please read our code of conduct, version 2026, before you register.",
    ],
)
def test_numbers_that_verify_nobody_are_not_codes(text: str) -> None:
    assert code_in(text) is None


def test_a_code_inside_a_link_is_not_a_code() -> None:
    assert code_in("Confirm your address: https://lake.example/confirm?code=481920") is None


def test_two_codes_of_equal_right_are_none() -> None:
    assert code_in("Your login code is 481920. Your login code is 771203.") is None
