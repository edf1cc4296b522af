"""Codes in the wordings and layouts of common services, next to other numbers."""

import pytest

from pillarbox.mail.codes import find

MAILS = [
    (
        "Your Lakeside verification code",
        (
            "Hi anna,\n\nA sign in attempt requires further verification. Device: Chrome on "
            "Linux\nVerification code: 481920\n\nIf you did not attempt to sign in, your password "
            "may be compromised. Visit https://lake.example/settings/security to create a new "
            "password."
        ),
        "481920",
    ),
    (
        "Account security code",
        (
            "Security code\n\nPlease use the following security code for the account "
            "an**@example.com.\n\nSecurity code: 4819203\n\nIf you don't recognize it, click here "
            "https://account.lake.example/dp?ft=Dh8JkLmQ2x to remove your email address."
        ),
        "4819203",
    ),
    ("Your code", "Your Lakeside ID Code is: 481920. Don't share it with anyone.", "481920"),
    ("Sign in", "Lakeside: your login code is K7QXM\nUse it within 10 minutes.", "K7QXM"),
    (
        "abcd1fgh is your Lakeside confirmation code",
        (
            "Please enter this verification code to get started:\n\nabcd1fgh\n\nVerification codes "
            "expire after two hours."
        ),
        "abcd1fgh",
    ),
    (
        "Lakeside confirmation code: ABC-DEF",
        (
            "Confirm your email address\n\nYour confirmation code is below - enter it in your open "
            "browser window and we'll help you get signed in.\n\nABC-DEF\n\nIf you didn't request "
            "this email, there's nothing to worry about."
        ),
        "ABC-DEF",
    ),
    (
        "Lakeside",
        "Your Lakeside code is 4819. Never share this code. Reply STOP to 89203 to unsubscribe.",
        "4819",
    ),
    (
        "Login code",
        (
            "Your login code for Lakeside:\n\ntt226-5398x\n\nThis link and code will only be valid "
            "for the next 5 minutes."
        ),
        "tt226-5398x",
    ),
    (
        "Reset",
        (
            "Enter this code to reset your password: 481 920\n\nRequest from 10.20.30.40 at "
            "2026-03-04 10:12:33 UTC"
        ),
        "481920",
    ),
    (
        "Verify",
        (
            "Hello,\n\nThank you for choosing Lakeside. Use the following OTP to complete your "
            "sign up procedure. OTP is valid for 5 minutes\n\n481920\n\nRegards,\nLakeside "
            "Inc\n1600 Lake Parkway\nCalifornia 94103"
        ),
        "481920",
    ),
    ("2-Step", "481920\n\nis your two-factor code. Order #99120 is not affected.", "481920"),
    (
        "Welcome",
        (
            "Welcome to Lakeside! Your temporary PIN is 4819. Please log in and change it. Your "
            "customer number is 20391827."
        ),
        "4819",
    ),
    (
        "Confirm",
        "To confirm order placement verification, type the 6-digit code 481920 in the app.",
        "481920",
    ),
    (
        "Recover access",
        ("Hi,\n\nplease recover access to your account by entering the following code:\n\n481920\n"),
        "481920",
    ),
    (
        "Bank",
        (
            "Use OTP 481920 for INR 12,500.00 at Lake Stores on card ending 4821. Valid till "
            "10:45:21. Do not share OTP."
        ),
        "481920",
    ),
    (
        "Bank",
        (
            "481920 is the OTP for transaction of Rs.4999.00 on your card XX4821 at LAKE. OTP "
            "valid for 10 mins."
        ),
        "481920",
    ),
    ("Code", "(481920) is your Lakeside confirmation code", "481920"),
    ("Code", "[Lakeside] Verification code: 481920 (valid 5 min)", "481920"),
    ("Code", 'Your code: "481920"', "481920"),
    (
        "Login",
        (
            "Here is your Lakeside Guard code you need to login to account anna:\n\nK7QXM\n\nThis "
            "email was generated because of a login attempt from a computer located at 10.20.30.40 "
            "(US)."
        ),
        "K7QXM",
    ),
    ("Device", "Enter the code shown below on your TV: WDJB-MJHT to sign in", "WDJB-MJHT"),
    (
        "Security alert",
        "A sign-in code was requested: 481920. If it wasn't you call +1 800 555 0199.",
        "481920",
    ),
    ("Your one time passcode", "Passcode:   481920", "481920"),
    ("E-mail verification", "Your PIN:\n\n4 8 1 9 2 0", "481920"),
    ("Verification", "Dear user, 481920 is your verification code. Valid until 2026-03-04 12:30.", "481920"),
    (
        "Verify your email",
        "Copy and paste this temporary login code:\n\nmoist-grape-lemon-fig\n",
        "moist-grape-lemon-fig",
    ),
    (
        "Confirm",
        ("Please verify your email.\n\nVerification code\n\n481920\n\n(This code is valid for 10 minutes)"),
        "481920",
    ),
    (
        "Signup",
        "Code: 481920\nAmount: 4999\nRef: 771203\nVerify your identity with the code above.",
        "481920",
    ),
    (
        "Transfer",
        ("Enter TAN code 481920 to confirm the transfer of EUR 1200 to IBAN DE89370400440532013000."),
        "481920",
    ),
    ("Hello", "Your activation code is 20261104. It expires in 30 minutes.", "20261104"),
    ("Hello", "Your verification code is 2026.", "2026"),
    ("Verify", "Your code is 48-19-20", "48-19-20"),
]


@pytest.mark.parametrize(("subject", "text", "code"), MAILS)
def test_the_code_is_told_from_the_other_numbers(subject: str, text: str, code: str) -> None:
    found = find(subject=subject, text=text, html=None)
    assert found and found.code == code


@pytest.mark.parametrize(("subject", "text", "code"), MAILS)
def test_the_code_is_told_from_the_other_numbers_in_html(subject: str, text: str, code: str) -> None:
    html = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    found = find(subject=subject, text=None, html=html)
    assert found and found.code == code
