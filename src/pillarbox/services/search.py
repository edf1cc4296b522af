"""Searching messages and threads, best match first. Mail with a restricted label is never found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_
from typing import TypeVar

from pillarbox.domain.access import Caller, Scope
from pillarbox.domain.highlights import Highlights, Matcher
from pillarbox.domain.labels import NOTHING_HIDDEN
from pillarbox.domain.messages import Message, Thread
from pillarbox.mail.html.words import searchable_text
from pillarbox.ports import Ports, Tx
from pillarbox.services import access
from pillarbox.tables import attachment_texts, bodies, search, thread_sums, threads
from pillarbox.tables.paging import Page, PageRequest, Position
from pillarbox.tables.search import Candidate, SearchFilter

T = TypeVar("T")

_MAX_EXAMINED = 1000
"""Candidates read for one page: it may be short, and the next one goes on."""

_MERGED_MESSAGES = 5
_THREAD_BATCH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMessage:
    message: Message
    highlights: Highlights


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundThread:
    """A thread with at least one message that matches, and the highlights of its best ones."""

    thread: Thread
    highlights: Highlights


@dataclass(frozen=True, slots=True)
class _Examined:
    """A candidate, and its highlights if it matches."""

    candidate: Candidate
    highlights: Highlights | None


async def search_messages(
    ports: Ports, caller: Caller, wanted: SearchFilter, page: PageRequest
) -> Page[FoundMessage]:
    """Messages of the inbox with every term, without bodies. Raises `NotFound`."""

    def shown(examined: _Examined) -> FoundMessage | None:
        if examined.highlights is None:
            return None
        return FoundMessage(message=examined.candidate.message, highlights=examined.highlights)

    def work(tx: Tx) -> Page[FoundMessage]:
        return _page(_Finder(tx, access.resolve(tx, caller), wanted), page, shown)

    return await ports.database.read(work)


async def search_threads(
    ports: Ports, caller: Caller, wanted: SearchFilter, page: PageRequest
) -> Page[FoundThread]:
    """Threads of which a message has every term, each where its best message stands and summed up over what
    is not hidden. Raises `NotFound`."""

    def work(tx: Tx) -> Page[FoundThread]:
        finder = _Finder(tx, access.resolve(tx, caller), wanted)
        seen: set[int] = set()

        def shown(examined: _Examined) -> FoundThread | None:
            thread_no = examined.candidate.message.thread_no
            if examined.highlights is None or thread_no in seen:
                return None
            seen.add(thread_no)
            matches = finder.best_of_thread(thread_no)
            if matches[0].candidate != examined.candidate:
                return None
            thread = thread_sums.visible_only(tx, [threads.get_thread(tx, thread_no)], NOTHING_HIDDEN)[0]
            highlights = [match.highlights for match in matches if match.highlights is not None]
            return FoundThread(thread=thread, highlights=reduce(or_, highlights))

        return _page(finder, page, shown)

    return await ports.database.read(work)


class _Finder:
    """Reads candidates together with their bodies and looks whether they match."""

    def __init__(self, tx: Tx, scope: Scope, wanted: SearchFilter) -> None:
        self._tx = tx
        self._scope = scope
        self._wanted = wanted
        self._matcher = Matcher(wanted.terms)

    def examine(
        self, *, after: Position | None = None, thread_no: int | None = None, batch: int
    ) -> Iterator[_Examined]:
        """Candidates, best first."""
        if not self._wanted.terms:
            return
        for found in search.candidates(
            self._tx, self._scope, self._wanted, after=after, thread_no=thread_no, batch=batch
        ):
            contents = bodies.get_bodies(self._tx, [candidate.message.message_no for candidate in found])
            attached = attachment_texts.get_texts(
                self._tx, [each.message.message_no for each in found if each.message.attachments]
            )
            for candidate in found:
                message = candidate.message
                content = contents[message.message_no]
                highlights = self._matcher.match(
                    subject=message.subject,
                    sender=message.from_,
                    recipients=message.recipients,
                    texts=(
                        searchable_text(content.text, content.html),
                        *(text.decode() for text in attached.get(message.message_no, {}).values()),
                    ),
                )
                yield _Examined(candidate, highlights)

    def best_of_thread(self, thread_no: int) -> list[_Examined]:
        """The best messages of a thread that match."""
        matches = (
            found for found in self.examine(thread_no=thread_no, batch=_THREAD_BATCH) if found.highlights
        )
        return list(islice(matches, _MERGED_MESSAGES))


def _page(finder: _Finder, page: PageRequest, shown: Callable[[_Examined], T | None]) -> Page[T]:
    """The candidates that `shown` makes something of, up to the end of the page."""
    items: list[T] = []
    position = page.after
    for number, examined in enumerate(finder.examine(after=page.after, batch=page.limit + 1), start=1):
        item = shown(examined)
        if item is not None:
            if len(items) == page.limit:
                return Page(items=items, next_position=position)
            items.append(item)
        position = examined.candidate.position
        if number == _MAX_EXAMINED:
            return Page(items=items, next_position=position)
    return Page(items=items, next_position=None)
