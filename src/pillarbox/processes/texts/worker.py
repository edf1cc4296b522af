"""`python -m pillarbox.processes.texts.worker`: forks a process for each file that it is handed.

Its standard input is the server's channel. Each message names the kind of a file and comes with a socket, on
which the file comes and its text goes, after word that somebody reads it. All take only the time that the
server leaves.
"""

import gc
import os
import resource
import signal
import socket
import sys
from collections import deque
from contextlib import suppress

from pillarbox.mail.attachment_text.extract import TextKind, extract_text
from pillarbox.mail.attachment_text.office import UnreadableFile
from pillarbox.processes.frames import READY, Frames, frame
from pillarbox.processes.helper import ignore_signals

_LIMITS = {
    resource.RLIMIT_AS: 1024 * 1024 * 1024,
    resource.RLIMIT_CPU: 10,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}
_LONGEST_S = 60
_FORBIDDEN = (
    *("socket.", "subprocess.", "ctypes."),
    *("os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system"),
)
_MESSAGES_BYTES = 4096
_MAX_DESCRIPTORS = 64


def main() -> None:
    ignore_signals()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a file's process ended
    gc.freeze()
    frames = Frames()
    handed: deque[int] = deque()
    with socket.socket(fileno=0) as server, suppress(ConnectionError):
        server.sendall(frame(READY))
        while True:
            data, descriptors, flags, _ = socket.recv_fds(server, _MESSAGES_BYTES, _MAX_DESCRIPTORS)
            if not data or flags & socket.MSG_CTRUNC:  # a lost socket would leave the others to wrong kinds
                break
            handed.extend(descriptors)
            for kind in frames.feed(data):
                _fork(server, TextKind(kind.decode()), handed.popleft())


def _fork(server: socket.socket, kind: TextKind, descriptor: int) -> None:
    """A file's process knows nothing of the server but the socket for its file."""
    try:
        is_ours = os.fork() > 0
    except OSError:  # the server asks again when the machine has room for a process
        is_ours = True
    if is_ours:
        os.close(descriptor)
        return
    try:
        server.close()
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with socket.socket(fileno=descriptor) as peer:
            peer.sendall(frame(READY))
            confine()
            answer(peer, kind)
    finally:
        os._exit(0)


def confine() -> None:
    """Bound this process's memory and time; it may write no files, open neither sockets nor processes."""
    for limit, value in _LIMITS.items():
        resource.setrlimit(limit, (value, value))
    signal.alarm(_LONGEST_S)
    sys.addaudithook(_refuse)


def answer(peer: socket.socket, kind: TextKind) -> None:
    """Read the file up to its end and answer with a frame of its text; with nothing when it has none."""
    data = bytearray()
    while piece := peer.recv(1 << 16):
        data += piece
    with suppress(UnreadableFile, MemoryError, RecursionError):
        peer.sendall(frame(extract_text(kind, bytes(data)).encode("utf-8", "replace")))


def _refuse(event: str, _: object) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)


def _give_way() -> None:
    """Run when nobody else wants to."""
    if sys.platform == "linux":
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.nice(19)


if __name__ == "__main__":
    _give_way()
    import pypdf  # noqa: F401 - loaded once, for all files

    main()
