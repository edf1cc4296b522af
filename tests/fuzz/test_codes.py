"""Whatever a mail holds, looking for codes and links never raises and gives only what the mail says."""

from html import unescape

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pillarbox.mail.codes import find
from pillarbox.mail.codes.folding import fold, visible
from pillarbox.mail.codes.vocabulary import marks

SCRAPS = st.sampled_from(
    [
        "Your verification code is ",
        "481920",
        "481 920",
        "4 8 1 9 2 0",
        "K7QX-M2PD",
        "QZXKWV",
        "https://lake.example/verify?token=Qm7RtZ2kWx9L",
        "<a href='https://lake.example/verify?t=Qm7RtZ2kWx9L'>",
        "</a>",
        "<td>",
        "<b>",
        "Sign in",
        "order ",
        "验证码",
        "٤٨١٩٢٠",
        "&#xe000;",
        "&#xf8ff;",
        "\ue000",
        "\uf8ff",
        "\u200b",
        "\n",
        ": ",
        "@",
        "<!--",
        "\ud800",
        "\0",
    ]
)
BODIES = st.one_of(st.none(), st.text(), st.lists(st.one_of(SCRAPS, st.text(max_size=5))).map("".join))
BIG = 200_000


@settings(max_examples=400)
@given(subject=BODIES, text=BODIES, html=BODIES)
@example(subject=None, text="Verify: https://lake.example/verify/Qm7RtZ2kWx9L\u200b", html=None)
@example(
    subject=None,
    text=None,
    html="Verify: <a href='https://lake.example/verify/e\u0301-Qm7RtZ2kWx9L'>here</a>",
)
def test_any_mail_gives_what_it_holds_or_nothing(
    subject: str | None, text: str | None, html: str | None
) -> None:
    found = find(subject=subject, text=text, html=html)
    if found is None:
        return
    assert found.code or found.link
    assert 0 < found.confidence <= 1
    said = "".join(part or "" for part in (subject, text, html))
    if found.link:
        assert found.link in said or found.link in unescape(said)
    if found.code:
        assert not any(map(str.isspace, found.code))


@given(st.text())
def test_marks_are_in_order_and_never_overlap(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(visible(text))
    end = 0
    for mark in marks(folded):
        assert end <= mark.start < mark.end <= len(folded)
        end = mark.end


@settings(max_examples=20, deadline=None)
@given(unit=st.one_of(SCRAPS, st.text(min_size=1, max_size=8)), around=SCRAPS)
@example(unit="<div>", around="verification code ")
@example(unit="1", around="verification code ")
@example(unit="<svg><a href=x>", around="verify ")
@example(unit="OTP ", around="481920")
def test_endless_repetition_is_read_in_bounded_parts(unit: str, around: str) -> None:
    body = around + unit * (BIG // len(unit)) + around
    find(subject=body, text=body, html=None)
    find(subject=None, text=None, html=body)
