"""What the command line says about itself."""

from importlib import metadata

import pytest
from typer.testing import CliRunner

from pillarbox.edges.cli.main import app


def told(*arguments: str) -> str:
    done = CliRunner().invoke(app, arguments, env={"COLUMNS": "100", "TERM": "dumb"})
    assert done.exit_code == 0
    return done.output


def test_the_version_is_that_of_the_package() -> None:
    assert told("--version") == f"pillarbox {metadata.version('pillarbox')}\n"


@pytest.mark.parametrize(
    "option",
    [
        "--data-dir <path>",
        "--http <host:port>",
        "--domain <text>",
        "--secret <text>",
        "--tls-key <path>",
        "--delivery [capture]",
        "--quote-replies [true|false]",
        "--allow-sign-up [true|false]",
        "--max-inboxes <integer>",
        "--shutdown-grace-s <number>",
        "--log-format [console|json]",
        "--log-level [debug|info|warning|error]",
    ],
)
def test_the_help_of_serve_shows_how_a_value_is_written(option: str) -> None:
    assert option in " ".join(told("serve", "--help").split())


def test_the_help_of_serve_shows_defaults_as_they_are_written() -> None:
    shown = " ".join(told("serve", "--help").split())
    assert "below replies [default: true]" in shown
    assert "[default: 127.0.0.1:8700]" in shown


def test_the_help_of_extract_reply_names_every_field() -> None:
    shown = told("extract", "reply", "--help")
    fields = ("id", "text", "html", "subject", "parent_text", "parent_html", "parent_from", "ancestor_texts")
    assert [field for field in fields if field not in shown] == []


def test_the_list_of_engines_is_not_cut_short() -> None:
    listed = told("extract", "--help").partition("Commands:")[2]
    assert "reply" in listed
    assert "..." not in listed
