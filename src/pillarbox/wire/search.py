"""What searches find, as the wire shows it."""

from collections.abc import Sequence

import msgspec

from pillarbox.domain.highlights import Highlights
from pillarbox.domain.messages import Message, Thread
from pillarbox.wire.messages import MessageItemObject, ThreadItemObject, item_fields, thread_fields


class HighlightsObject(msgspec.Struct, omit_defaults=True, kw_only=True, rename={"from_": "from"}):
    """Fragments with `**` around what matched, for each field that matched."""

    from_: Sequence[str] | None = None
    recipients: Sequence[str] | None = None
    subject: Sequence[str] | None = None
    text: Sequence[str] | None = None


class FoundMessageObject(MessageItemObject, omit_defaults=True, kw_only=True, rename={"from_": "from"}):
    """A message that was found: without bodies."""

    highlights: HighlightsObject


class FoundThreadObject(ThreadItemObject, omit_defaults=True, kw_only=True):
    """A thread that was found: without its messages."""

    highlights: HighlightsObject


class FoundMessagesObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    messages: Sequence[FoundMessageObject]
    limit: int | None = None
    next_page_token: str | None = None


class FoundThreadsObject(msgspec.Struct, omit_defaults=True, kw_only=True):
    count: int
    threads: Sequence[FoundThreadObject]
    limit: int | None = None
    next_page_token: str | None = None


def found_message(message: Message, highlights: Highlights) -> FoundMessageObject:
    return FoundMessageObject(**item_fields(message), highlights=_highlights(highlights))


def found_thread(thread: Thread, highlights: Highlights) -> FoundThreadObject:
    return FoundThreadObject(**thread_fields(thread), highlights=_highlights(highlights))


def _highlights(found: Highlights) -> HighlightsObject:
    return HighlightsObject(
        from_=found.from_ or None,
        recipients=found.recipients or None,
        subject=found.subject or None,
        text=found.text or None,
    )
