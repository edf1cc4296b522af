import subprocess
import sys

import pytest
from tests.office_files import archive, docx, pdf

BOMB = archive({"word/document.xml": "<t>" + "a" * (65 * 1024 * 1024) + "</t>"})


def work(kind: str, data: bytes) -> tuple[int, bytes]:
    """What a worker process without an environment makes of a file."""
    command = [sys.executable, "-m", "pillarbox.edges.text_worker", kind]
    done = subprocess.run(command, input=data, capture_output=True, env={}, timeout=60, check=False)
    return done.returncode, done.stdout


def test_a_worker_writes_the_text_of_a_file() -> None:
    assert work("pdf", pdf("Quarterly figures")) == (0, b"Quarterly figures")
    assert work("document", docx("Łódź")) == (0, "Łódź".encode())


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", BOMB])
def test_a_worker_says_that_a_file_has_no_text(data: bytes) -> None:
    assert work("document", data) == (3, b"")


def test_a_worker_opens_neither_sockets_nor_processes() -> None:
    script = (
        "import os, socket, subprocess, sys\n"
        "from pillarbox.edges import text_worker\n"
        "sys.addaudithook(text_worker._refuse)\n"
        "for reach in (socket.socket, lambda: subprocess.run('true'), os.fork, lambda: os.system('true')):\n"
        "    try: reach()\n"
        "    except PermissionError: continue\n"
        "    sys.exit('reached')\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
