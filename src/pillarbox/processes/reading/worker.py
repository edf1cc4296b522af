"""`python -m pillarbox.processes.reading.worker`: mails in, letters out, over its standard input.

It ends with that, so it never outlives the server.
"""

import gc
import socket
from contextlib import suppress

from pillarbox.processes.frames import READY, Frames, frame
from pillarbox.processes.helper import ignore_signals
from pillarbox.processes.reading.messages import Answer, decode_question, encode
from pillarbox.services.new_words import warm_up
from pillarbox.services.reading import read_mail

_READ_BYTES = 256 * 1024


def main() -> None:
    ignore_signals()
    warm_up()
    gc.freeze()
    frames = Frames()
    with socket.socket(fileno=0) as server, suppress(ConnectionError):
        server.sendall(frame(READY))
        while data := server.recv(_READ_BYTES):
            for payload in frames.feed(data):
                question = decode_question(payload)
                letter = read_mail(
                    question.raw,
                    return_path=question.return_path,
                    domain=question.domain,
                    name_signatures=question.name_signatures,
                )
                server.sendall(frame(encode(Answer(question.number, letter))))


if __name__ == "__main__":
    main()
