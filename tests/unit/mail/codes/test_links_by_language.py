"""Links whose addresses say nothing, told apart by their labels and the sentences around them."""

import pytest
from tests.unit.mail.codes.link_phrases import PHRASES, LinkPhrases

from pillarbox.mail.codes import find

languages = pytest.mark.parametrize("phrases", PHRASES.values(), ids=PHRASES.keys())

TRACKER = "https://go.lake.example/ls/click?upn=u001."
HOME, CONFIRM, LEAVE = (f"{TRACKER}{name}7RtZ2kWx9LpV4nYb8Hc" for name in "ABC")


def link_of(*, subject: str = "Lakeside", text: str | None = None, html: str | None = None) -> str | None:
    found = find(subject=subject, text=text, html=html)
    return found.link if found else None


def mail(above: str, label: str) -> str:
    return (
        f'<p><a href="{HOME}">Lakeside</a></p><p>{above}</p>'
        f'<p><a href="{CONFIRM}">{label}</a></p><p><a href="{LEAVE}">Unsubscribe</a></p>'
    )


@languages
def test_the_label_tells_the_link_to_follow(phrases: LinkPhrases) -> None:
    assert link_of(html=mail(phrases.above, phrases.label)) == CONFIRM


@languages
def test_subject_and_sentence_tell_the_link_when_the_label_does_not(phrases: LinkPhrases) -> None:
    assert link_of(subject=phrases.subject, html=mail(phrases.above, "OK")) == CONFIRM


@languages
def test_a_bare_url_below_its_sentence_is_found(phrases: LinkPhrases) -> None:
    text = f"{phrases.above}\n\n{CONFIRM}\n\nLakeside 2026"
    assert link_of(subject=phrases.subject, text=text) == CONFIRM
