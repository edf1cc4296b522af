"""The unread part of a client's stream, and command lines cut from it. Knows no commands."""

from pillarbox.domain.envelope import Reply
from pillarbox.edges.smtp import replies


class InputBuffer:
    """Octets in the order they came. Reading is linear, however many lines one delivery holds."""

    def __init__(self, *, line_bytes: int) -> None:
        self._line_bytes = line_bytes
        self._data = b""
        self._at = 0
        self._overlong = False

    def __len__(self) -> int:
        return len(self._data) - self._at

    @property
    def between_lines(self) -> bool:
        """Whether the next octet begins a line."""
        return not self and not self._overlong

    def append(self, data: bytes) -> None:
        """Keep `data` behind what is unread."""
        self._data = self._data[self._at :] + data if len(self) else data
        self._at = 0

    def line(self) -> bytes | Reply | None:
        """The next command line without its CR LF, None while it is incomplete, or the reply that refuses it.

        A line ends at its LF even where the CR is missing, so that the refusal need not wait for more.
        """
        end = self._data.find(b"\n", self._at) + 1
        if not end:
            if self._overlong or len(self) > self._line_bytes:
                self._overlong = True
                self.clear()
            return None
        line = self._data[self._at : end]
        self._at = end
        overlong, self._overlong = self._overlong or len(line) > self._line_bytes, False
        if overlong:
            return replies.COMMAND_TOO_LONG
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            return replies.BARE_LINE_ENDING
        return line[:-2]

    def take(self, size: int) -> bytes:
        """At most `size` octets."""
        data = self._data[self._at : self._at + size]
        self._at += len(data)
        return data

    def unread(self, size: int) -> None:
        """Put back the last `size` octets taken."""
        self._at -= size

    def clear(self) -> None:
        """Forget what is unread."""
        self._data = b""
        self._at = 0
