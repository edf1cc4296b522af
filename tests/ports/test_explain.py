"""The plans of hot queries over filled tables: led by their index, without a full scan or a sort."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tests.conftest import AnyDatabase
from tests.ports.filled_tables import INBOX, ORGANIZATION, POD, fill
from tests.ports.recorder import Recorder
from tests.ports.tenant import ANY

from pillarbox.domain.access import Scope
from pillarbox.domain.drafts import Draft
from pillarbox.domain.jobs import Lane
from pillarbox.domain.labels import ALL_HIDDEN
from pillarbox.domain.lists import Direction, ListType
from pillarbox.domain.search import parse_query
from pillarbox.ports import Dialect, Tx
from pillarbox.tables import (
    api_keys,
    domains,
    drafts,
    inbox_events,
    inboxes,
    jobs,
    lists,
    messages,
    organizations,
    past_events,
    search,
    threads,
    webhook_deliveries,
    world,
)
from pillarbox.tables.events import START, last_position, read_events
from pillarbox.tables.filters import MessageFilter
from pillarbox.tables.paging import Page, PageRequest
from pillarbox.tables.search import SearchFilter

OTHER = Scope(organization_no=2)
FIRST = PageRequest(limit=50)
DEEP = PageRequest(limit=50, after=(9000, 9000))
OLDEST = replace(DEEP, ascending=True)
ALL_SHOWN = replace(ANY, visible=ALL_HIDDEN)
FILTERED = replace(ANY, before=19_000, after=10, senders=("ann",), subjects=("plan",))
LABELLED = replace(FILTERED, labels=("received", "unread"))
WORDS = SearchFilter(terms=parse_query("plan word7"))

Query = Callable[[Tx], object]


@dataclass(frozen=True, slots=True)
class Led:
    """A query, and what its plan must say of the index that leads it: the same on both databases, or in the
    words of each. PostgreSQL may take another index in the right order where a part is most of the whole."""

    query: Query
    sqlite: str
    postgres: str = ""

    def by(self, dialect: Dialect) -> str:
        return self.sqlite if dialect == "sqlite" else self.postgres or self.sqlite


def _messages(wanted: MessageFilter, page: PageRequest) -> Query:
    return lambda tx: messages.list_messages(tx, INBOX, wanted, page)


def _first_of(query: Callable[[Tx], Iterator[object]]) -> Query:
    return lambda tx: next(query(tx), None)


HOT: dict[str, Led] = {
    "messages": Led(_messages(ANY, FIRST), "messages_by_inbox"),
    "messages, deep": Led(_messages(ANY, DEEP), "messages_by_inbox"),
    "messages, oldest first": Led(_messages(ANY, OLDEST), "messages_by_inbox"),
    "messages, hidden ones too": Led(_messages(ALL_SHOWN, DEEP), "messages_by_inbox"),
    "messages, filtered": Led(_messages(FILTERED, DEEP), "messages_by_inbox"),
    "messages with labels": Led(
        _messages(LABELLED, DEEP),
        "l USING PRIMARY KEY (inbox_no=? AND label=? AND timestamp",
        "message_labels_pkey",
    ),
    "message by id": Led(
        lambda tx: messages.find_message(tx, INBOX, "<66>", ANY.visible),
        "messages_by_id (inbox_no=? AND message_id=?",
        "messages_by_id",
    ),
    "messages by id": Led(
        lambda tx: messages.find_messages(tx, INBOX, ["<6>", "<86>"], ANY.visible),
        "messages_by_id (inbox_no=? AND message_id=?",
        "messages_by_id",
    ),
    "messages of a thread": Led(
        lambda tx: messages.messages_of_thread(tx, INBOX, 7200, ANY.visible, DEEP), "messages_by_thread"
    ),
    "thread of a mail": Led(
        lambda tx: messages.find_threads_of(tx, [(7200, "<66>"), (7200, "<86>")]), "messages_by_id"
    ),
    "threads": Led(lambda tx: threads.list_threads(tx, ORGANIZATION, ANY, FIRST), "threads_by_organization"),
    "threads, deep": Led(
        lambda tx: threads.list_threads(tx, ORGANIZATION, ANY, DEEP), "threads_by_organization"
    ),
    "threads of a pod": Led(
        lambda tx: threads.list_threads(tx, POD, ANY, OLDEST),
        "threads_by_pod",
        "Index Scan using threads_by_",
    ),
    "threads of an inbox": Led(lambda tx: threads.list_threads(tx, INBOX, ANY, FIRST), "threads_by_inbox"),
    "threads, filtered": Led(lambda tx: threads.list_threads(tx, INBOX, LABELLED, DEEP), "threads_by_inbox"),
    "thread by id": Led(
        lambda tx: threads.find_thread(tx, ORGANIZATION, "t66"), "(thread_id=?)", "threads_thread_id_key"
    ),
    "inboxes": Led(lambda tx: inboxes.list_inboxes(tx, ORGANIZATION, DEEP), "inboxes_by_age"),
    "inboxes of a pod": Led(lambda tx: inboxes.list_inboxes(tx, POD, FIRST), "inboxes_by_pod"),
    "recipient": Led(
        lambda tx: inboxes.find_recipients(tx, ["7@x.test", "8@x.test"]),
        "(inbox_id=?)",
        "inboxes_inbox_id_key",
    ),
    "inbox by client_id": Led(
        lambda tx: inboxes.find_by_client_id(tx, ORGANIZATION, "c7"), "inboxes_by_client_id"
    ),
    "pods": Led(lambda tx: organizations.list_pods(tx, ORGANIZATION, FIRST), "pods_by_age"),
    "api key": Led(lambda tx: api_keys.find_by_digest(tx, b"d7"), "(digest=?)", "api_keys_digest_key"),
    "api keys": Led(lambda tx: api_keys.list_api_keys(tx, ORGANIZATION, DEEP), "api_keys_by_age"),
    "domain of an address": Led(
        lambda tx: domains.find_nearest(tx, "a.7.test"), "(name=?)", "domains_name_key"
    ),
    "drafts": Led(lambda tx: _drafts(tx, FIRST), "drafts_by_organization"),
    "drafts, deep": Led(lambda tx: _drafts(tx, DEEP), "drafts_by_organization"),
    "list entries": Led(
        lambda tx: lists.list_entries(
            tx, ORGANIZATION, Direction.RECEIVE, ListType.BLOCK, replace(FIRST, ascending=True)
        ),
        "list_entries_by_entry",
    ),
    "inbox events": Led(
        lambda tx: inbox_events.list_inbox_events(tx, INBOX, ANY.visible, FIRST),
        "inbox_events_by_inbox",
        "Index Scan Backward using inbox_events_",
    ),
    "webhook deliveries": Led(
        lambda tx: webhook_deliveries.list_deliveries(tx, ORGANIZATION, 7200, None, DEEP),
        "webhook_deliveries_by_age",
    ),
    "event log": Led(
        lambda tx: read_events(tx, START, 200),
        "e USING INTEGER PRIMARY KEY (rowid>?)",
        "events_by_transaction",
    ),
    "end of the event log": Led(last_position, "SCAN e", "events_by_transaction"),
    "next job": Led(lambda tx: jobs.next_due(tx, Lane.MAIL), "jobs_by_due"),
    "captured mail": Led(
        lambda tx: world.list_captured(tx, ORGANIZATION, None, DEEP), "world_messages_by_age"
    ),
    "captured mail of one": Led(
        lambda tx: world.list_captured(tx, ORGANIZATION, "r7", FIRST), "world_messages_by_recipient"
    ),
    "events from there on": Led(
        lambda tx: past_events.read_headings(tx, OTHER, START, 500), "events_by_organization"
    ),
    "the newest event": Led(lambda tx: past_events.newest_heading(tx, OTHER), "events_by_organization"),
    "search": Led(
        _first_of(lambda tx: search.candidates(tx, INBOX, WORDS, batch=50)),
        "SCAN message_search VIRTUAL TABLE INDEX",
        "message_search_lexemes",
    ),
}
"""Queries on the path of every request."""

SORTED_IN_POSTGRES = {"search"}
"""A GIN index gives what matches in no order."""


def _drafts(tx: Tx, page: PageRequest) -> Page[Draft]:
    return drafts.list_drafts(tx, ORGANIZATION, page, labels=(), before=None, after=None)


async def test_hot_queries_are_led_by_their_index_without_a_full_scan_or_a_sort(
    database: AnyDatabase,
) -> None:
    """All of them in one test, since tables with enough rows for PostgreSQL to choose freely take seconds."""
    await database.write(fill)
    wrong = await database.read(lambda tx: {name: problems(tx, name) for name in HOT})
    assert {name: found for name, found in wrong.items() if found} == {}


def problems(tx: Tx, name: str) -> list[str]:
    """What is wrong with the plans of a query, each with the plan."""
    recorder = Recorder(tx)
    HOT[name].query(recorder)
    sql, params = recorder.seen[0]  # what follows it reads by row number
    index = HOT[name].by(tx.dialect)
    found = _sqlite_problems if tx.dialect == "sqlite" else _postgres_problems
    plan = [
        str(row[-1])
        for row in tx.all(f"EXPLAIN {'QUERY PLAN ' if tx.dialect == 'sqlite' else ''}{sql}", params)
    ]
    return [f"{problem}:\n" + "\n".join(plan) for problem in found(name, plan, index)]


def _sqlite_problems(_: str, plan: Sequence[str], index: str) -> Iterator[str]:
    """Of a plan with the outermost loop first, where looking up one row by its number comes and goes."""
    loops = [
        step
        for step in plan
        if not step.endswith(("USING INTEGER PRIMARY KEY (rowid=?)", "VALUES CLAUSE", "wanted"))
    ]
    if index not in loops[0]:
        yield f"not led by {index}"
    if any(step.startswith("SCAN ") and index not in step for step in loops):
        yield "full scan"
    if any("TEMP B-TREE" in step for step in plan):
        yield "sort"


def _postgres_problems(name: str, plan: Sequence[str], index: str) -> Iterator[str]:
    text = "\n".join(plan)
    if index not in text:
        yield f"not led by {index}"
    if "Seq Scan" in text:
        yield "full scan"
    if re.search(r"^\W*Sort  \(", text, re.MULTILINE) and name not in SORTED_IN_POSTGRES:
        yield "sort"
