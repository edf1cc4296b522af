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


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_the_rest_of_an_endless_text_is_one_line(ending: str) -> None:
    text = f"a{ending}" * (MAX_LINES + 10)
    lines = split(text)
    assert len(lines) == MAX_LINES + 1
    assert (lines[-1].depth, lines[-1].literal, lines[-1].end) == (0, True, len(text))


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_quote_goes_on_in_the_rest_of_an_endless_text(ending: str) -> None:
    quote = f"> a{ending}" * (MAX_LINES + 10)
    for rest in ("", f"b{ending}> c", "b"):
        lines = split(quote + rest)
        assert [line.depth for line in lines[MAX_LINES:]] == ([1, 0] if rest else [1])
        assert "".join((quote + rest)[line.start : line.end] for line in lines) == quote + rest
        assert not rest or (lines[-1].literal and lines[-1].words.startswith("b"))


def test_a_quote_that_begins_in_the_rest_of_an_endless_text_is_shown() -> None:
    lines = split("a\n" * MAX_LINES + "> b\n")
    assert [line.depth for line in lines[MAX_LINES:]] == [0]
