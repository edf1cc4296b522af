"""Lines and quote marks: what is one, what only looks like one."""

import pytest

from pillarbox.mail.reply.lines import MAX_LINES, split


def depths(text: str) -> list[int]:
    return [line.depth for line in split(text)]


def test_quote_marks_count_as_depth() -> None:
    assert depths("a\n> b\n>> c\n> > d\n>e\n  > f") == [0, 1, 2, 2, 1, 1]


def test_initials_before_a_mark_are_a_quote() -> None:
    assert depths("JDoe> hello\nanswer") == [1, 0]


@pytest.mark.parametrize("line", [">= 3", ">: x", ">>> sale <<<", "-> x", "a > b"])
def test_signs_that_are_no_quote_mark(line: str) -> None:
    assert depths(f"a\n{line}\nb") == [0, 0, 0]


def test_a_python_session_is_no_quote() -> None:
    assert depths(">>> 1 + 1\n2") == [0, 0]
    assert depths("> a\n>>> 1 + 1\n2") == [1, 3, 0]


def test_an_escaped_from_is_no_quote() -> None:
    assert depths("a\n>From here\nb") == [0, 0, 0]
    assert depths("> a\n>From here\nb") == [1, 1, 0]


def test_marks_inside_a_closed_fence_are_no_quotes() -> None:
    assert depths("```\n> a\n```\n> b") == [0, 0, 0, 1]
    assert depths("```\n> a\n> b") == [0, 1, 1]


@pytest.mark.parametrize(
    "text", ["", "a", "a\n", "a\n\nb", "a\r\nb\r\n", "a\rb", "\n\n", "a\u2028b\n", "\0\n\x0c"]
)
def test_lines_cover_every_character_once(text: str) -> None:
    lines = split(text)
    assert "".join(text[line.start : line.end] for line in lines) == text


def test_the_rest_of_an_endless_text_is_one_line() -> None:
    lines = split("> a\n" * (MAX_LINES + 10))
    assert len(lines) == MAX_LINES + 1
    assert lines[-1].depth == 0
