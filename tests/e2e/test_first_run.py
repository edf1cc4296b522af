"""The first minutes of a new user, and what an operator relies on afterwards."""

import json
import resource
import signal
import smtplib
import socket
import stat
import subprocess
from contextlib import closing
from pathlib import Path

from tests.e2e.load import Load, Promises
from tests.e2e.test_crashes import check_messages, query
from tests.processes import children
from tests.server_process import DOMAIN, PILLARBOX, ServerProcess, mail_to, plain_environment, wait_until


def test_the_lines_of_the_welcome_work_in_a_shell(own_server: ServerProcess) -> None:
    own_server.start()
    shown = own_server.welcome.partition("Try this in another terminal:\n")[2]
    done = subprocess.run(
        ["sh", "-e", "-c", f'{shown}\ncurl -s -H "Authorization: Bearer $KEY" $API/threads'],
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    decoder = json.JSONDecoder()
    answers, rest = [], done.stdout
    while rest:
        answer, end = decoder.raw_decode(rest)
        answers.append(answer)
        rest = rest[end:].lstrip()
    inbox, messages, sent, threads = answers
    assert inbox["inbox_id"] == f"hello@{DOMAIN}"
    assert [message["preview"].strip() for message in messages["messages"]] == ["First words."]
    assert sent["message_id"]
    assert threads["count"] == 2


def test_the_root_key_is_shown_once_and_kept(own_server: ServerProcess) -> None:
    own_server.start()
    key = own_server.api_key
    assert key in own_server.welcome
    assert own_server.stop() == 0
    own_server.start()
    assert own_server.api_key == key
    assert key not in own_server.welcome
    with own_server.http() as http:
        assert http.get("/v0/auth/me").status_code == 200


def test_mail_outlives_a_restart(own_server: ServerProcess) -> None:
    own_server.start()
    with own_server.client() as client:
        inbox = client.inboxes.create()
    own_server.receive(mail_to(inbox.inbox_id))
    assert own_server.stop() == 0
    own_server.start()
    with own_server.client() as client:
        assert client.inboxes.messages.list(inbox.inbox_id).count == 1


def test_a_stop_lets_the_mail_in_progress_finish(own_server: ServerProcess) -> None:
    own_server.start()
    with own_server.client() as client:
        inbox = client.inboxes.create()
    with closing(smtplib.SMTP(*own_server.smtp_address)) as smtp:
        smtp.ehlo()
        smtp.mail("ann@example.com")
        smtp.rcpt(inbox.inbox_id)
        assert smtp.docmd("DATA")[0] == 354
        own_server.process.send_signal(signal.SIGTERM)
        wait_until(lambda: takes_no_more(own_server.smtp_address))
        smtp.send(b"Subject: Late\r\n\r\nStill in time.\r\n.\r\n")
        assert [smtp.getreply()[0] for _ in range(2)] == [250, 421]
    assert own_server.wait() == 0
    own_server.start()
    with own_server.client() as client:
        assert client.inboxes.messages.list(inbox.inbox_id).messages[0].subject == "Late"


def test_a_second_process_on_the_same_data_is_refused(own_server: ServerProcess) -> None:
    own_server.start()
    done = serve("--data-dir", str(own_server.data), "--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0")
    assert done.returncode == 1
    assert "is in use by another Pillarbox process. Stop it, or give this one" in done.stderr
    assert "Traceback" not in done.stderr
    with own_server.http() as http:
        assert http.get("/healthz").status_code == 200


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        for door in ("--http", "--smtp"):
            other = "--smtp" if door == "--http" else "--http"
            done = serve("--data-dir", str(tmp_path / "data"), door, address, other, "127.0.0.1:0")
            assert done.returncode == 1
            assert address in done.stderr
            assert "Traceback" not in done.stderr


def test_a_wrong_option_is_told_by_name() -> None:
    done = serve("--http", "nowhere")
    assert done.returncode == 2
    assert "http:" in done.stderr
    assert "is not host:port" in done.stderr


def test_only_its_owner_may_read_the_data(own_server: ServerProcess) -> None:
    own_server.start()
    own_server.receive(mail_to(first_inbox(own_server)))
    open_to_others = [
        file.name
        for file in (own_server.data, *own_server.data.rglob("*"))
        if file.name not in ("ports.json", "self-signed.pem") and stat.S_IMODE(file.stat().st_mode) & 0o077
    ]
    assert open_to_others == []


def takes_no_more(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address).close()
    except ConnectionRefusedError:
        return True
    return False


def first_inbox(server: ServerProcess) -> str:
    with server.client() as client:
        inbox_id: str = client.inboxes.create().inbox_id
        return inbox_id


def serve(*options: str) -> subprocess.CompletedProcess[str]:
    """A server that cannot start, and what it says."""
    return subprocess.run(
        [*PILLARBOX, "serve", *options], env=plain_environment(), capture_output=True, text=True, check=False
    )


def test_it_opens_as_many_files_as_it_may(own_server: ServerProcess) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        own_server.start()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    limits = Path(f"/proc/{own_server.process.pid}/limits").read_text()
    (line,) = (line for line in limits.splitlines() if line.startswith("Max open files"))
    assert line.split()[3] == str(hard)


def test_a_stop_under_load_finishes_mail_and_leaves_no_process(own_server: ServerProcess) -> None:
    own_server.start()
    with own_server.http() as http:
        inbox = http.post("/v0/inboxes", json={}).raise_for_status().json()["inbox_id"]
    promises = Promises()
    with Load(own_server, [inbox, inbox], promises, "stop") as load:
        wait_until(lambda: children(own_server.process.pid) != set())
        left = children(own_server.process.pid)
        load.wait_for(50)
        assert own_server.stop() == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in left)
    check_messages(lambda sql: query(own_server, sql), promises)
