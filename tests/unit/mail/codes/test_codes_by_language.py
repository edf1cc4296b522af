"""Codes in the sentences of many languages, in a line of their own, in cells and in the subject."""

import pytest
from tests.unit.mail.codes.code_phrases import PHRASES, CodePhrases

from pillarbox.mail.codes import find

languages = pytest.mark.parametrize("phrases", PHRASES.values(), ids=PHRASES.keys())


def code_of(*, subject: str = "Lakeside", text: str | None = None, html: str | None = None) -> str | None:
    found = find(subject=subject, text=text, html=html)
    return found.code if found else None


@languages
@pytest.mark.parametrize("code", ["481920", "2048", "481-920"])
def test_a_code_within_a_sentence_is_found(phrases: CodePhrases, code: str) -> None:
    assert code_of(text=phrases.within.format(c=code)) == code


@languages
def test_letters_and_digits_in_bold_are_found(phrases: CodePhrases) -> None:
    sentence = phrases.within.format(c="<b>K7QX2M</b>")
    assert code_of(html=f"<p>{sentence}</p><p>© 2026 Lakeside, 94103</p>") == "K7QX2M"


@languages
def test_a_code_below_its_sentence_is_found(phrases: CodePhrases) -> None:
    assert code_of(text=f"{phrases.above}\n\n481920\n\nLakeside 2026") == "481920"


@languages
def test_one_digit_in_each_cell_makes_one_code(phrases: CodePhrases) -> None:
    cells = "".join(f'<td style="border:1px solid">{digit}</td>' for digit in "481920")
    assert code_of(html=f"<p>{phrases.above}</p><table><tr>{cells}</tr></table>") == "481920"


@languages
def test_a_code_in_the_subject_is_found(phrases: CodePhrases) -> None:
    assert code_of(subject=phrases.within.format(c="481920"), text="Lakeside") == "481920"
