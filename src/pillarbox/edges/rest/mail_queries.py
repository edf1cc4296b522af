"""The query parameters that lists of messages and of threads share."""

from collections.abc import Sequence

from msgspec import field

from pillarbox.domain.access import Caller
from pillarbox.domain.labels import Hidden, HiddenMask
from pillarbox.edges.rest.instants import Instant
from pillarbox.edges.rest.paging import MAX_FILTERED_LIMIT, MAX_LIMIT, OrderedPageQuery
from pillarbox.edges.rest.parameters import Words
from pillarbox.services.messages import shown_in_lists
from pillarbox.tables.filters import MessageFilter


class MailQuery(OrderedPageQuery, kw_only=True):
    labels: Words = field(default_factory=list)
    before: Instant | None = None
    after: Instant | None = None
    include_spam: bool = False
    include_blocked: bool = False
    include_unauthenticated: bool = False
    include_trash: bool = False
    subject: Words = field(default_factory=list)


def mail_filter(
    caller: Caller, query: MailQuery, senders: Sequence[str], recipients: Sequence[str]
) -> MessageFilter:
    """What a list keeps, for a caller who may see only some of the restricted labels it asks for."""
    included = 0
    for asked, hidden in (
        (query.include_spam, Hidden.SPAM),
        (query.include_blocked, Hidden.BLOCKED),
        (query.include_unauthenticated, Hidden.UNAUTHENTICATED),
        (query.include_trash, Hidden.TRASH),
    ):
        included |= hidden if asked else 0
    return MessageFilter(
        visible=shown_in_lists(caller, HiddenMask(included)),
        labels=[label.strip().lower() for label in query.labels],
        before=query.before,
        after=query.after,
        senders=senders,
        recipients=recipients,
        subjects=query.subject,
    )


def largest_page(wanted: MessageFilter) -> int:
    """How long a page may be: shorter where texts are searched for substrings."""
    return MAX_FILTERED_LIMIT if wanted.senders or wanted.recipients or wanted.subjects else MAX_LIMIT
