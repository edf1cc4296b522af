"""`python -m pillarbox.edges.text_worker KIND`: a file on standard input, its text on standard output. The
process bounds its own memory and time, writes no files, opens neither sockets nor processes, and takes only
the time that the server leaves."""

import os
import resource
import sys

from pillarbox.mail.attachment_text.extract import TextKind, extract_text
from pillarbox.mail.attachment_text.office import UnreadableFile

_LIMITS = {
    resource.RLIMIT_AS: 1024 * 1024 * 1024,
    resource.RLIMIT_CPU: 10,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}
_FORBIDDEN = (
    *("socket.", "subprocess.", "ctypes."),
    *("os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system"),
)
_NICENESS = 19
_UNREADABLE = 3


def main() -> int:
    """0 when the text was written, 3 for a file that has none."""
    os.nice(_NICENESS)
    kind = TextKind(sys.argv[1])
    data = sys.stdin.buffer.read()
    for limit, value in _LIMITS.items():
        resource.setrlimit(limit, (value, value))
    sys.addaudithook(_refuse)
    try:
        text = extract_text(kind, data)
    except (UnreadableFile, MemoryError, RecursionError):
        return _UNREADABLE
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


def _refuse(event: str, _: object) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)


if __name__ == "__main__":
    sys.exit(main())
