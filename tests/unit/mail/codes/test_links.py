"""Links: purpose in label, address or context; returned exactly as written; never when in doubt."""

import pytest

from pillarbox.mail.codes import find

TOKEN = "Qm7RtZ2kWx9LpV4nYb8Hc"


def link_of(subject: str, *, text: str | None = None, html: str | None = None) -> str | None:
    found = find(subject=subject, text=text, html=html)
    return found.link if found else None


@pytest.mark.parametrize(
    ("subject", "label", "path"),
    [
        ("Sign in to Lakeside", "Sign in", "auth/magic?token="),
        ("Confirm your address", "Confirm", "users/confirmation?confirmation_token="),
        ("Reset your password", "Choose a new password", "password/edit?reset_token="),
        ("Unlock your account", "Unlock my account", "unlock?t="),
        ("Anna invited you to Lakeside", "Accept invitation", "invite/"),
        ("You have been invited", "Join the team", "join/"),
        ("Activate your account", "Activate", "activate/anna/"),
        ("Complete your registration", "Finish", "register/"),
    ],
)
def test_every_purpose_is_recognised(subject: str, label: str, path: str) -> None:
    url = f"https://lake.example/{path}{TOKEN}"
    html = f'<p>Hi,</p><p><a href="{url}">{label}</a></p><p><a href="https://lake.example/help">Help</a></p>'
    assert link_of(subject, html=html) == url


def test_character_references_in_an_address_are_decoded_and_nothing_else_is_changed() -> None:
    html = '<a href=" https://lake.example/verify?u=1&amp;token=aB%2Fc9d8e7f6g5h4#x ">Verify your email</a>'
    assert link_of("Verify", html=html) == "https://lake.example/verify?u=1&token=aB%2Fc9d8e7f6g5h4#x"


@pytest.mark.parametrize("frame", ["{}", "<{}>", "({})", "{}.", "[Confirm]({})", '"{}"'])
def test_marks_around_a_bare_url_do_not_belong_to_it(frame: str) -> None:
    url = f"https://lake.example/confirm/{TOKEN}"
    text = f"Please confirm your address:\n{frame.format(url)}\n"
    assert link_of("Confirm your address", text=text) == url


def test_a_sign_in_page_without_a_secret_is_not_a_link_to_follow() -> None:
    html = '<p>Sign in to read the news.</p><a href="https://lake.example/login">Sign in</a>'
    assert link_of("Sign in to read the news", html=html) is None


def test_the_same_link_given_twice_counts_once() -> None:
    url = f"https://lake.example/verify/{TOKEN}"
    html = f'<a href="{url}">Verify my email</a><p>Or copy this: <a href="{url}">{url}</a></p>'
    assert link_of("Verify your email", html=html) == url


def test_two_links_of_equal_right_are_none() -> None:
    first, second = (f"https://lake.example/verify/{name}{TOKEN}" for name in "ab")
    html = f'<a href="{first}">Verify my email</a><a href="{second}">Verify my email</a>'
    assert link_of("Verify your email", html=html) is None


def test_a_link_that_stands_only_in_the_html_is_found_beside_a_plain_text() -> None:
    url = f"https://lake.example/verify/{TOKEN}"
    html = f'<p>Click the button.</p><a href="{url}">Verify my email</a>'
    assert link_of("Verify your email", text="Click the button to verify your email.", html=html) == url


def test_a_plain_text_that_only_points_to_the_html_hides_nothing() -> None:
    text = "This message is best read in HTML."
    found = find(subject="Lakeside", text=text, html="<p>Your verification code is <b>481920</b></p>")
    assert found and found.code == "481920"


def test_a_code_and_a_link_are_both_given() -> None:
    url = f"https://lake.example/magic/{TOKEN}"
    html = f'<p><a href="{url}">Sign in to Lakeside</a></p><p>or use this code:</p><p>481920</p>'
    found = find(subject="Your sign-in link", text=None, html=html)
    assert found is not None
    assert (found.code, found.link, found.reason) == ("481920", url, "code:below_label+link:label")
    assert 0 < found.confidence <= 1
