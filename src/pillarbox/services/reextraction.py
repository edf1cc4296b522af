"""Runs the extraction engines again over mail that an older engine read."""

import asyncio
from collections.abc import Callable
from functools import partial
from sys import maxsize

from pillarbox.domain.messages import Bodies, Message
from pillarbox.mail.reply import ENGINE_VERSION, Parent
from pillarbox.ports import Ports, Tx
from pillarbox.services.new_words import NewWords, find_new_words, find_parents
from pillarbox.tables import bodies, extractions, messages

_AT_ONCE = 50


async def reextract(
    ports: Ports, *, everything: bool = False, on_progress: Callable[[int, int], None]
) -> int:
    """How many messages were read again: those of older engines, or every received one.

    Works through the store in pieces, each its own transaction, so it can be stopped and started again and
    others can write in between. `on_progress` hears (done, total).
    """
    below = maxsize if everything else ENGINE_VERSION
    total = await ports.database.read(partial(extractions.count_outdated, engine_version=below))
    done = last = 0
    on_progress(done, total)
    while True:
        read = partial(extractions.list_outdated, engine_version=below, after_no=last, limit=_AT_ONCE)
        numbers = await ports.database.read(read)
        if not numbers:
            return done
        sources = await ports.database.read(partial(_read, numbers=numbers))
        found = await asyncio.to_thread(_find, sources, ports.policy.name_signatures)
        await ports.database.write(partial(_replace, found=found))
        last = numbers[-1]
        done += len(numbers)
        on_progress(done, total)


_Source = tuple[Message, Bodies, list[Parent]]


def _read(tx: Tx, numbers: list[int]) -> list[_Source]:
    contents = bodies.get_bodies(tx, numbers)
    found = [messages.get_message(tx, number) for number in numbers if messages.message_remains(tx, number)]
    return [
        (message, contents[message.message_no], find_parents(tx, message.inbox_no, message.ancestors))
        for message in found
    ]


def _find(sources: list[_Source], name_signatures: bool) -> list[tuple[int, NewWords]]:
    return [
        (
            message.message_no,
            find_new_words(message.subject, contents, parents, name_signatures=name_signatures),
        )
        for message, contents, parents in sources
    ]


def _replace(tx: Tx, found: list[tuple[int, NewWords]]) -> None:
    for message_no, words in found:
        if messages.message_remains(tx, message_no):
            extractions.replace_extraction(
                tx,
                message_no,
                contents=words.bodies,
                extraction=words.extraction,
                verification=words.verification,
                engine_version=words.engine_version,
            )
