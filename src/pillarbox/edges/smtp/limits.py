"""The bounds that keep one SMTP client from hurting the others. Values only."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one server takes from its clients; the defaults suit a server on the open Internet.

    RFC 5321 §4.5.3 sets the minima for sizes. Its timeouts (minutes per command) are too generous for a
    public port, so those here are shorter.
    """

    command_bytes: int = 2 * KIB  # one command line with its CRLF
    message_bytes: int = 25 * MIB  # content without dot-stuffing (RFC 1870 §5)
    header_bytes: int = 256 * KIB
    line_bytes: int = 1 * MIB  # one line of content
    discard_bytes: int = 100 * MIB  # read past a refused content before the connection is cut
    recipients: int = 100  # per mail
    received_hops: int = 50  # Received: fields that make a loop (RFC 5321 §6.3)
    errors: int = 10  # commands refused for their form or order, per session
    commands_per_mail: int = 10_000  # since the last mail taken, new recipients and content aside
    commands_per_turn: int = 50  # of one client, before the others have their turn
    refused_recipients: int = 100  # per session
    idle_s: float = 60.0  # for one command, or between two pieces of content
    content_s: float = 600.0  # for the content of one mail
    answer_s: float = 120.0  # for a service to answer RCPT or the final dot
    linger_s: float = 2.0  # for the client to read the last reply of a cut connection
    memory_bytes_per_mail: int = 256 * KIB  # more is spooled to disk
    memory_bytes: int = 64 * MIB  # all contents held in memory together
    spool_bytes: int = 4096 * MIB  # all contents held on disk together
