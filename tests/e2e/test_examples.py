"""Every example of the documentation runs as printed there, under `pillarbox run`."""

import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from tests.server_process import PILLARBOX, ServerProcess, mail_to, program, wait_until

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def running(server: ServerProcess, example: str) -> AbstractContextManager[subprocess.Popen[str]]:
    run = (*PILLARBOX, "run", "--data-dir", server.data)
    return program(*run, "--", sys.executable, EXAMPLES / example)


def next_line(agent: subprocess.Popen[str]) -> str:
    assert agent.stdout is not None
    return agent.stdout.readline()


def output(server: ServerProcess, example: str) -> str:
    """What the example prints, once it has ended well."""
    with running(server, example) as agent:
        printed, _ = agent.communicate()
        assert agent.returncode == 0
        return printed


def captured_for(server: ServerProcess, address: str) -> list[str]:
    """The texts of the mails that were sent to an outside address."""
    with server.http() as http:
        answer = http.get(f"/v0/world/messages/{address}")
        return [message["text"] for message in answer.raise_for_status().json()["messages"]]


def test_the_first_mail_is_sent_from_an_inbox_just_made(server: ServerProcess) -> None:
    sender, _, message_id = output(server, "first_mail.py").split()

    with server.client() as client:
        sent = client.inboxes.messages.get(sender, message_id)
    assert sent.to == ["reader@example.org"]


@pytest.mark.parametrize("example", ["support.py", "support_async.py"])
def test_the_support_agent_answers_the_new_words_of_a_mail(server: ServerProcess, example: str) -> None:
    asker = f"asker-of-{example}@example.com"
    text = "Where is my parcel?\n\nOn Mon, 3 Aug 2026 at 10:00, Help wrote:\n> How can we help?\n"
    with running(server, example) as agent:
        inbox = next_line(agent).split()[0]
        server.receive(mail_to(inbox, text, sender=asker))

        def answered() -> bool:
            return any(
                words.startswith("You asked: Where is my parcel?") for words in captured_for(server, asker)
            )

        wait_until(answered)


def test_outreach_finds_its_letters_by_their_label(server: ServerProcess) -> None:
    assert output(server, "outreach.py") == "2 letters sent\n"
    assert captured_for(server, "mira@example.org") == ["Dear Mira,\n\nmay we ask you something?\n"]


def test_a_verification_code_is_read_from_the_mail_that_brings_it(server: ServerProcess) -> None:
    with running(server, "verification_code.py") as agent:
        inbox = next_line(agent).split()[-1]
        server.receive(mail_to(inbox, "Your code is 482913. It is valid for ten minutes.\n"))
        printed, _ = agent.communicate()
        assert (printed, agent.returncode) == ("482913\n", 0)


def test_two_agents_share_a_thread_each(server: ServerProcess) -> None:
    assert output(server, "two_agents.py").splitlines() == [
        "The worker says: 42",
        "2 messages in the planner's thread",
    ]


def test_a_listener_that_was_away_goes_on_where_it_was(
    server: ServerProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kept = tmp_path / "last-event-id"
    for told in (["1"], ["2", "3"]):
        for number in told[:-1]:
            server.receive(mail_to("orders@pillarbox.test", subject=number))
        with running(server, "resume.py") as agent:
            assert next_line(agent) == "orders@pillarbox.test listens\n"
            server.receive(mail_to("orders@pillarbox.test", subject=told[-1]))
            assert [next_line(agent) for _ in told] == [f"Order: {number}\n" for number in told]
            wait_until(lambda: kept.exists() and len(kept.read_text()) == 32)


def test_mail_is_waited_for_with_any_http_client(server: ServerProcess) -> None:
    with running(server, "long_poll.py") as agent:
        inbox = next_line(agent).split()[0]
        for number in ("1", "2"):
            server.receive(mail_to(inbox, subject=number))
            assert next_line(agent) == f"Parcel: {number}\n"


def test_every_example_is_tested() -> None:
    tested = Path(__file__).read_text()
    assert [file.name for file in EXAMPLES.glob("*.py") if f'"{file.name}"' not in tested] == []
