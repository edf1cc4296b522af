"""The replies the receiver gives by itself (RFC 5321 §4.2, RFC 3463), and their form on the wire."""

import re
from functools import lru_cache

from pillarbox.domain.envelope import Reply

_TEXT_BYTES = 480  # with code and status within the 512 octets of RFC 5321 §4.5.3.1.5
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@lru_cache(maxsize=256)  # nearly all replies are the few below
def encode(reply: Reply) -> bytes:
    """The reply as lines with CRLF. Each line of its text is one line of the reply, reduced to ASCII."""
    status = f"{reply.enhanced} " if reply.enhanced else ""
    lines = [_CONTROL.sub(" ", line)[:_TEXT_BYTES] for line in reply.text.split("\n")]
    last = len(lines) - 1
    return "".join(
        f"{reply.code}{' ' if number == last else '-'}{status}{line}\r\n" for number, line in enumerate(lines)
    ).encode("ascii", "replace")


OK = Reply(code=250, enhanced="2.0.0", text="Ok")
SENDER_OK = Reply(code=250, enhanced="2.1.0", text="Sender ok")
CHUNK_OK = Reply(code=250, enhanced="2.0.0", text="Chunk ok")
READY_FOR_TLS = Reply(code=220, enhanced="2.0.0", text="Ready to start TLS")
CONTENT_WANTED = Reply(code=354, enhanced="", text="End data with <CR><LF>.<CR><LF>")
GOODBYE = Reply(code=221, enhanced="2.0.0", text="Bye")
NOT_VERIFIED = Reply(code=252, enhanced="2.1.5", text="Not verified, send the mail to find out")
HELP = Reply(
    code=214,
    enhanced="2.0.0",
    text="EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP STARTTLS QUIT (RFC 5321)",
)

SHUTTING_DOWN = Reply(code=421, enhanced="4.3.2", text="Shutting down, try again later")
IDLE_TOO_LONG = Reply(code=421, enhanced="4.4.2", text="Timeout, closing the connection")
TOO_MANY_CONNECTIONS = Reply(code=421, enhanced="4.7.0", text="Too many connections, try again later")
TOO_MANY_COMMANDS = Reply(
    code=421, enhanced="4.7.0", text="Too many commands without a mail, closing the connection"
)
TOO_MANY_ERRORS = Reply(code=421, enhanced="4.7.0", text="Too many errors, closing the connection")
SERVICE_FAILED = Reply(code=451, enhanced="4.3.0", text="Temporary failure, try again later")
STORAGE_FULL = Reply(code=452, enhanced="4.3.1", text="Not enough storage, try again later")
TOO_MANY_RECIPIENTS = Reply(
    code=452, enhanced="4.5.3", text="Too many recipients, send the rest in another mail"
)

UNKNOWN_COMMAND = Reply(code=500, enhanced="5.5.1", text="Unknown command")
BARE_LINE_ENDING = Reply(
    code=500, enhanced="5.5.2", text="Lines end in CR LF; a bare CR or LF is not allowed"
)
COMMAND_TOO_LONG = Reply(code=500, enhanced="5.5.2", text="Command line too long")
NOT_UTF8 = Reply(code=500, enhanced="5.5.2", text="Command is neither ASCII nor UTF-8")
CONTROL_CHARACTER = Reply(code=501, enhanced="5.5.2", text="Control characters are not allowed")
BAD_ARGUMENT = Reply(code=501, enhanced="5.5.4", text="Syntax error in the argument")
BAD_RECIPIENT = Reply(code=501, enhanced="5.1.3", text="Bad recipient address syntax")
BAD_SENDER = Reply(code=501, enhanced="5.1.7", text="Bad sender address syntax")
NOT_IMPLEMENTED = Reply(code=502, enhanced="5.5.1", text="Command not implemented")
GREETING_WANTED = Reply(code=503, enhanced="5.5.1", text="Send EHLO or HELO first")
SENDER_WANTED = Reply(code=503, enhanced="5.5.1", text="Send MAIL first")
SENDER_GIVEN = Reply(code=503, enhanced="5.5.1", text="Sender already given")
ALREADY_ENCRYPTED = Reply(code=503, enhanced="5.5.1", text="TLS is already active")
CHUNKS_BEGUN = Reply(code=503, enhanced="5.5.1", text="The content is being sent with BDAT")
MIME_BODY_UNKNOWN = Reply(code=501, enhanced="5.5.4", text="BODY is 7BIT or 8BITMIME")
BAD_CONTENT_LINES = Reply(
    code=550, enhanced="5.6.0", text="Content has a bare CR or LF; its lines must end in CR LF"
)
CONTENT_LINE_TOO_LONG = Reply(code=550, enhanced="5.6.0", text="Content has a line that is too long")
TOO_LARGE = Reply(code=552, enhanced="5.3.4", text="Message is larger than this server takes")
HEADER_TOO_LARGE = Reply(code=552, enhanced="5.3.4", text="Message header is larger than this server takes")
UTF8_NOT_DECLARED = Reply(
    code=553, enhanced="5.6.7", text="Address needs SMTPUTF8, which MAIL did not ask for"
)
OUT_OF_STEP = Reply(
    code=554, enhanced="5.5.0", text="Protocol error: input before the reply that it depends on"
)
NOT_A_MAIL_CLIENT = Reply(code=554, enhanced="5.5.0", text="This is a mail server")
NO_RECIPIENTS = Reply(code=554, enhanced="5.5.1", text="No valid recipients")
MAIL_LOOP = Reply(code=554, enhanced="5.4.6", text="Too many hops, this mail is in a loop")
UNKNOWN_PARAMETER = Reply(code=555, enhanced="5.5.4", text="Parameter not recognized")
