"""Commands that cannot begin: a clear line and a status, never a traceback."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
import trustme
from tests.server_process import PILLARBOX, ServerProcess, plain_environment

COMMANDS = {
    "serve": ("serve", "--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0"),
    "reextract": ("reextract",),
    "run": ("run", "--", "true"),
}
EXTRA = "PostgreSQL needs the extra: pip install 'pillarbox[postgres]'"


@pytest.fixture(params=list(COMMANDS))
def command(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def refusal(directory: Path, command: str, status: int = 1, *options: str, **environment: str) -> str:
    """What a command that cannot begin says, run in `directory` with `status` to be expected."""
    name, *rest = COMMANDS[command]
    done = subprocess.run(
        [*PILLARBOX, name, *options, *rest],
        cwd=directory,
        env=plain_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == status, done.stderr
    return done.stderr


def test_a_wrong_option_is_told(tmp_path: Path, command: str) -> None:
    told = refusal(tmp_path, command, 2, PILLARBOX_DOMAIN="not a domain")
    assert told.startswith(f"pillarbox {command}: domain: 'not a domain' is not a host name")
    assert told.count("\n") == 1


def test_wrong_options_are_told_a_line_each(tmp_path: Path, command: str) -> None:
    told = refusal(tmp_path, command, 2, PILLARBOX_DOMAIN="not a domain", PILLARBOX_HOST="a b")
    assert told.splitlines() == [
        f"pillarbox {command}: these options are wrong:",
        "  domain: 'not a domain' is not a host name such as mail.example.com; "
        "other scripts take their xn-- form",
        "  host: 'a b' is not a host name such as mail.example.com; other scripts take their xn-- form",
    ]


def test_a_file_that_is_not_toml_is_told(tmp_path: Path, command: str) -> None:
    (tmp_path / "pillarbox.toml").write_text("domain = \n")
    assert refusal(tmp_path, command, 2).startswith(f"pillarbox {command}: pillarbox.toml is not TOML: ")


@pytest.mark.parametrize("command", ["serve", "reextract"])
def test_a_file_that_is_not_there_is_told(tmp_path: Path, command: str) -> None:
    told = refusal(tmp_path, command, 2, "--config", "own.toml")
    assert told == f"pillarbox {command}: own.toml does not exist\n"


def test_a_database_of_a_newer_release_is_told(own_server: ServerProcess, command: str) -> None:
    own_server.start()
    assert own_server.stop() == 0
    with closing(sqlite3.connect(own_server.data / "pillarbox.db")) as database, database:
        database.execute("INSERT INTO schema_migrations VALUES (9999, 'later', '', 0)")
    told = refusal(own_server.data.parent, command, 1, "--data-dir", str(own_server.data))
    assert "migration 9999_later, which this release does not know" in told
    assert "install that one, or restore a backup" in told


@pytest.mark.parametrize("command", ["serve", "reextract"])
def test_a_data_directory_that_cannot_be_made_is_told(tmp_path: Path, command: str) -> None:
    (tmp_path / "data").touch()
    told = refusal(tmp_path, command, 1)
    assert told.startswith(f"pillarbox {command}: {tmp_path / 'data'}: ")


def test_a_missing_driver_is_told(tmp_path: Path, command: str) -> None:
    plain_install = tmp_path / "plain"
    plain_install.mkdir()
    (plain_install / "psycopg.py").write_text("raise ModuleNotFoundError(name='psycopg')\n")
    told = refusal(
        tmp_path,
        command,
        1,
        PILLARBOX_DATABASE_URL="postgresql://localhost/mail",
        PYTHONPATH=str(plain_install),
    )
    assert EXTRA in told


def test_a_damaged_signing_key_is_told(tmp_path: Path, command: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "signing-key").touch()
    told = refusal(tmp_path, command, 1)
    assert f"{tmp_path / 'data' / 'signing-key'} is damaged" in told


def test_a_key_of_another_certificate_is_told(tmp_path: Path) -> None:
    authority = trustme.CA()
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    authority.issue_cert("mail.example.com").cert_chain_pems[0].write_to_path(certificate)
    authority.issue_cert("mail.example.com").private_key_pem.write_to_path(key)
    told = refusal(tmp_path, "serve", 1, "--tls-certificate", str(certificate), "--tls-key", str(key))
    assert f"{certificate} and {key} cannot be used for TLS" in told


def test_a_name_too_long_for_a_certificate_is_told(tmp_path: Path) -> None:
    told = refusal(tmp_path, "serve", 1, "--host", f"{'a' * 63}.example")
    assert "no certificate can be made for" in told
