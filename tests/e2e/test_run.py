"""`pillarbox run`: programs run unchanged, as if nothing stood between them and the shell."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.server_process import (
    PILLARBOX,
    ServerProcess,
    plain_environment,
    program,
)

WHO_AM_I = """
from agentmail import AgentMail
print(AgentMail().auth.me().scope_type)
"""
ENVIRONMENTS = """
from agentmail.environment import AgentMailEnvironment as Hosted
for named in (Hosted.PROD, Hosted.PROD_X_402, Hosted.PROD_MPP, Hosted.EU_PROD):
    print(named.http, named.websockets)
"""
TELL_SIGNAL = """
import signal, sys
signal.signal(signal.SIGTERM, lambda number, _: sys.exit(number + 20))
print("waiting", flush=True)
signal.pause()
"""


def run(data: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run_with("--data-dir", str(data), "--", *command, **environment)


def run_with(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PILLARBOX, "run", *arguments],
        env=plain_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
    )


def python(server: ServerProcess, code: str, **environment: str) -> str:
    done = run(server.data, sys.executable, "-c", code, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_named_environment_is_this_server(server: ServerProcess) -> None:
    here = f"{server.url} {server.url.replace('http', 'ws')}"
    assert python(server, ENVIRONMENTS).splitlines() == [here] * 4


def test_the_program_holds_the_root_key(server: ServerProcess) -> None:
    assert python(server, WHO_AM_I) == "organization\n"


def test_a_proxy_of_the_environment_is_not_asked_for_this_server(server: ServerProcess) -> None:
    nowhere = "http://127.0.0.1:9"
    assert python(server, WHO_AM_I, HTTP_PROXY=nowhere, ALL_PROXY=nowhere) == "organization\n"


def test_a_sitecustomize_of_the_user_still_runs(server: ServerProcess, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import builtins; builtins.customized = 'yes'")
    assert python(server, "print(customized)", PYTHONPATH=str(tmp_path)) == "yes\n"


def test_what_fails_in_a_program_without_the_sdk_fails_as_ever(server: ServerProcess) -> None:
    code = (
        "import sys; sys.path.clear()\ntry:\n import agentmail.environment\nexcept ImportError: print('none')"
    )
    assert python(server, code) == "none\n"


def test_the_exit_status_is_the_programs(server: ServerProcess) -> None:
    assert run(server.data, "sh", "-c", "exit 41").returncode == 41


def test_options_after_the_program_are_the_programs(server: ServerProcess) -> None:
    assert run(server.data, "echo", "--url", "--help").stdout == "--url --help\n"


def test_without_a_server_one_runs_as_long_as_the_program(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done = run(data, sys.executable, "-c", f"{WHO_AM_I}\nraise SystemExit(7)")
    assert (done.returncode, done.stdout) == (7, "organization\n")
    assert "started one: API http://127.0.0.1:" in done.stderr
    url = done.stderr.partition("API ")[2].partition(",")[0]
    assert run_with("--url", url, "--api-key", "am_us_none", "true").returncode == 1


def test_a_signal_reaches_the_program_and_its_exit_status_the_shell(tmp_path: Path) -> None:
    command = (*PILLARBOX, "run", "--data-dir", tmp_path / "data", "--", sys.executable, "-c", TELL_SIGNAL)
    with program(*command) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "waiting\n"
        running.send_signal(signal.SIGTERM)
        assert running.wait() == signal.SIGTERM + 20


def test_a_program_ended_by_a_signal_is_told_as_a_shell_tells_it(tmp_path: Path) -> None:
    assert run(tmp_path / "data", "sh", "-c", "kill -9 $$").returncode == 128 + 9


def test_an_address_left_by_a_killed_server_is_not_used(own_server: ServerProcess) -> None:
    own_server.start()
    own_server.kill()
    done = run(own_server.data, sys.executable, "-c", WHO_AM_I)
    assert (done.returncode, done.stdout) == (0, "organization\n")


def test_a_program_that_is_not_there_is_told_by_name(server: ServerProcess) -> None:
    done = run(server.data, "no-such-program")
    assert (done.returncode, done.stderr) == (
        127,
        "pillarbox run: no-such-program cannot be run: No such file or directory\n",
    )


def test_an_origin_where_nothing_answers_is_told() -> None:
    done = run_with("--url", "http://127.0.0.1:9", "true")
    assert done.returncode == 1
    assert "No Pillarbox answers at http://127.0.0.1:9. Start it there" in done.stderr


def test_a_key_that_cannot_be_read_is_told_with_the_way_out(server: ServerProcess, tmp_path: Path) -> None:
    done = run_with("--data-dir", str(tmp_path), "--url", server.url, "true")
    assert done.returncode == 1
    assert "--api-key" in done.stderr


def test_a_server_that_cannot_start_is_told(own_server: ServerProcess, tmp_path: Path) -> None:
    own_server.start()
    (own_server.data / "ports.json").unlink()
    done = run(own_server.data, "true")
    assert done.returncode == 1
    assert "is in use by another Pillarbox process" in done.stderr
