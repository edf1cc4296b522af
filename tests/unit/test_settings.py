"""Where options come from, and which are refused."""

from pathlib import Path

import pytest

from pillarbox.settings import Settings, WrongSettings, misspelt_variables


@pytest.fixture(autouse=True)
def empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a test runs: without a file of options."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal(config: Path | None = None, **flags: object) -> str:
    with pytest.raises(WrongSettings) as caught:
        Settings.load(config, **flags)
    return str(caught.value)


def test_flags_win_over_the_environment_which_wins_over_the_file(
    empty_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_directory / "pillarbox.toml").write_text(
        'domain = "file.test"\nhost = "file.test"\npublic_url = "http://file.test"\n'
    )
    monkeypatch.setenv("PILLARBOX_DOMAIN", "environment.test")
    monkeypatch.setenv("PILLARBOX_HOST", "environment.test")
    settings = Settings.load(domain="flag.test", host=None)
    assert (settings.domain, settings.host, settings.public_url) == (
        "flag.test",
        "environment.test",
        "http://file.test",
    )


@pytest.mark.parametrize(
    "name",
    [
        "not a domain",
        "",
        "a..b",
        ".example.com",
        "example.com.",
        "-a.example",
        "a-.example",
        "under_score.example",
        "bücher.example",
        "\u212aelvin.example",
        "127.0.0.1",
        "[::1]",
        "mail.example.com:25",
        f"{'a' * 64}.example",
        ".".join(["a" * 63] * 4),
        "example.com\n",
    ],
)
def test_what_is_no_host_name_is_refused(name: str) -> None:
    for option in ("domain", "host"):
        assert refusal(None, **{option: name}).startswith(f"{option}: {name!r} is not a host name")


@pytest.mark.parametrize(
    "name", ["example.com", "localhost", "Mail-1.Example.COM", "xn--bcher-kva.example", "3.test"]
)
def test_a_host_name_is_taken(name: str) -> None:
    settings = Settings.load(domain=name, host=name)
    assert (settings.domain, settings.host) == (name, name)


@pytest.mark.parametrize(
    "address", ["nowhere", ":80", "a:", "a:65536", "a:\u00b2", "a:-1", "[]:80", "a..b:80", "\0:80"]
)
def test_what_is_not_host_and_port_is_refused(address: str) -> None:
    assert refusal(http=address) == f"http: {address!r} is not host:port, for example 127.0.0.1:8700"


def test_certificate_and_key_come_together(empty_directory: Path) -> None:
    file = empty_directory / "some.pem"
    file.touch()
    for option in ("tls_certificate", "tls_key"):
        assert (
            refusal(None, **{option: file})
            == "tls_certificate and tls_key belong together: give both, or neither"
        )
    assert Settings.load(tls_certificate=file, tls_key=file).tls_key == file


def test_certificate_and_key_must_be_there(empty_directory: Path) -> None:
    missing = empty_directory / "missing.pem"
    assert refusal(tls_certificate=missing, tls_key=empty_directory).splitlines() == [
        f"tls_certificate: {missing} does not exist",
        f"tls_key: {empty_directory} is not a file that this user may read",
    ]


@pytest.mark.parametrize("secret", ["", "x" * 31])
def test_a_secret_that_could_be_guessed_is_refused_and_not_shown(secret: str) -> None:
    told = refusal(secret=secret)
    assert told.startswith("secret: must have 32 characters or more")
    assert "xx" not in told


def test_a_variable_with_nearly_the_name_of_an_option_is_told() -> None:
    misspelt = {"PILLARBOX_DOMIAN": "PILLARBOX_DOMAIN", "PILLARBOX_DATADIR": "PILLARBOX_DATA_DIR"}
    others = ("PILLARBOX_DOMAIN", "PILLARBOX_SERVICE_HOST", "PILLARBOX_PORT", "PILLARBOX_URL", "DOMIAN")
    assert misspelt_variables(dict.fromkeys((*misspelt, *others), "x")) == misspelt


def test_an_unknown_key_of_the_file_is_refused_with_the_name_meant(empty_directory: Path) -> None:
    (empty_directory / "pillarbox.toml").write_text('data-dir = "x"\nqwx = 1\n')
    assert refusal().splitlines() == [
        "data-dir: no such option; did you mean data_dir?",
        "qwx: no such option; `pillarbox serve --help` lists them all",
    ]


def test_every_wrong_option_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILLARBOX_DOMAIN", "not a domain")
    assert [line.partition(":")[0] for line in refusal(http="nowhere", sign_ups_per_hour=0).splitlines()] == [
        "http",
        "domain",
        "sign_ups_per_hour",
    ]


@pytest.mark.parametrize(
    ("content", "told"), [(b"domain = ", "Invalid value"), (b"\xff", "codec can't decode")]
)
def test_a_file_that_is_not_toml_is_refused(empty_directory: Path, content: bytes, told: str) -> None:
    file = empty_directory / "own.toml"
    file.write_bytes(content)
    assert refusal(file).startswith(f"{file} is not TOML: ")
    assert told in refusal(file)


def test_a_file_that_was_named_must_be_there(empty_directory: Path) -> None:
    file = empty_directory / "own.toml"
    assert refusal(file) == f"{file} does not exist"
    file.mkdir()
    assert refusal(file) == f"{file} cannot be read: Is a directory"
