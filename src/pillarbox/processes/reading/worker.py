"""`python -m pillarbox.backends.reading.worker`: mails on standard input, letters on standard output.

It ends with its input, so it never outlives the server.
"""

import gc
import os
import signal

import msgspec

from pillarbox.backends.reading.frames import READY, Answer, Frames, Question, frame
from pillarbox.services.new_words import warm_up
from pillarbox.services.reading import read_mail

_INPUT, _OUTPUT = 0, 1
_READ_BYTES = 256 * 1024


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both; the server may still be draining
    warm_up()
    gc.freeze()
    frames = Frames()
    questions = msgspec.msgpack.Decoder(Question)
    _write(READY)
    while data := os.read(_INPUT, _READ_BYTES):
        for payload in frames.feed(data):
            question = questions.decode(payload)
            letter = read_mail(
                question.raw,
                return_path=question.return_path,
                domain=question.domain,
                name_signatures=question.name_signatures,
            )
            _write(frame(Answer(question.number, letter)))


def _write(data: bytes) -> None:
    while data:
        data = data[os.write(_OUTPUT, data) :]


if __name__ == "__main__":
    main()
