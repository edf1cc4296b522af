"""Signatures and footers: named on request, never cut."""

import pytest

from pillarbox.mail.reply import Kind, extract


def trailers(text: str) -> list[tuple[Kind, str]]:
    found = extract(text=text, html=None, name_trailers=True)
    assert found.text.rstrip() == text.split("\n\n> ")[0].rstrip()
    return [(span.kind, text[span.start : span.end].strip()) for span in found.trailers]


def test_a_signature_begins_at_its_delimiter() -> None:
    assert trailers("Yes.\n\n-- \nBob\nExample Ltd\n") == [(Kind.SIGNATURE, "-- \nBob\nExample Ltd")]


@pytest.mark.parametrize(
    "closing", ["Best regards,", "Mit freundlichen Grüßen", "Cordialement,", "С уважением,", "此致"]
)
def test_a_sign_off_and_a_name_are_a_signature(closing: str) -> None:
    assert trailers(f"Yes, gladly.\n\n{closing}\nBob\n") == [(Kind.SIGNATURE, f"{closing}\nBob")]


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "iPhoneから送信",
        "Get Outlook for iOS",
    ],
)
def test_a_telephone_s_line_is_a_mobile_footer(line: str) -> None:
    assert trailers(f"Yes.\n\n{line}\n") == [(Kind.MOBILE_FOOTER, line)]


def test_a_list_footer_starts_at_its_rule() -> None:
    footer = "_______________________________________________\nusers mailing list\nusers@example.org"
    assert trailers(f"Yes.\n\n{footer}\n") == [(Kind.LIST_FOOTER, footer)]


def test_a_disclaimer_is_named() -> None:
    disclaimer = "This message is confidential and meant for its intended recipient only."
    assert trailers(f"Yes.\n\n{disclaimer}\n") == [(Kind.DISCLAIMER, disclaimer)]


def test_trailers_of_several_kinds_come_in_order() -> None:
    kinds = [kind for kind, _ in trailers("Yes.\n\nRegards,\nBob\n\nSent from my iPhone\n")]
    assert kinds == [Kind.SIGNATURE, Kind.MOBILE_FOOTER]


def test_trailers_are_found_above_a_quote_too() -> None:
    assert trailers("Yes.\n\n-- \nBob\n\n> Friday?\n") == [(Kind.SIGNATURE, "-- \nBob")]


@pytest.mark.parametrize(
    "text", ["Thanks", "Regards,\nBob", "As regards the timeline,\nwe are fine.", "-- \nBob"]
)
def test_a_mail_is_never_all_trailer(text: str) -> None:
    assert trailers(text) == []


def test_without_the_request_nothing_is_named() -> None:
    assert extract(text="Yes.\n\n-- \nBob\n", html=None).trailers == ()
