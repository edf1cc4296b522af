"""Reading lists from a small and a large store, with turns between the two."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final

import msgspec

from bench.report import Goal, Section, Table
from bench.samples import Latency
from bench.scale import Scale
from bench.servers.pillarbox import Api, messages_path, pillarbox, pillarbox_with_inboxes
from bench.stored_mail import fill

_PAGE: Final = 50
_DEEP_PAGE: Final = 1_000
_P99_MS: Final = 10.0
_GROWTH: Final = 1.3


class _List(msgspec.Struct):
    count: int
    next_page_token: str | None = None


@dataclass(slots=True, kw_only=True)
class _Store:
    """One server with its messages. Samples are seconds."""

    messages: int
    api: Api
    deep_page: int
    deep_token: str
    first: list[float] = field(default_factory=list)
    deep: list[float] = field(default_factory=list)


async def run(scale: Scale, directory: Path, step: Callable[[str], None]) -> Section:
    """Latencies of the first page and of one far down, by size of the store."""
    async with AsyncExitStack() as stack:
        stores = [
            await _prepared(messages, directory / str(messages), stack, step) for messages in scale.stored
        ]
        step(f"{scale.requests} requests for each page of each store")
        await asyncio.to_thread(_measure, stores, scale.requests)
    rows = []
    for store in stores:
        for title, samples in (("first page", store.first), (f"page {store.deep_page:,}", store.deep)):
            found = Latency.of(samples)
            rows.append(
                (
                    f"{store.messages:,} messages, {title}",
                    f"{found.p50:.2f}",
                    f"{found.p99:.2f}",
                    f"{found.longest:.1f}",
                )
            )
    return Section(
        name="lists",
        tables=[
            Table(
                title=f"GET messages, {_PAGE} items, milliseconds ({scale.requests} requests each)",
                columns=("list", "p50", "p99", "longest"),
                rows=rows,
            )
        ],
        goals=_goals(stores),
    )


def _goals(stores: Sequence[_Store]) -> list[Goal]:
    small, large = stores[0], stores[-1]
    slowest = max(Latency.of(store.first + store.deep).p99 for store in stores)
    growth = Latency.of(large.first).p99 / Latency.of(small.first).p99
    depth = Latency.of(large.deep).p99 / Latency.of(large.first).p99
    return [
        Goal(
            text=f"p99 < {_P99_MS:.0f} ms with up to {large.messages:,} messages",
            measured=f"{slowest:.2f} ms",
            met=slowest < _P99_MS,
        ),
        Goal(
            text=f"p99 with {large.messages:,} messages within {_GROWTH} times that with {small.messages:,}",
            measured=f"{growth:.2f}",
            met=growth <= _GROWTH,
        ),
        Goal(
            text=f"p99 of page {large.deep_page:,} within {_GROWTH} times that of the first",
            measured=f"{depth:.2f}",
            met=depth <= _GROWTH,
        ),
    ]


async def _prepared(
    messages: int, directory: Path, stack: AsyncExitStack, step: Callable[[str], None]
) -> _Store:
    directory.mkdir()
    async with pillarbox_with_inboxes(directory):
        pass  # made its database and the inboxes
    in_main = await fill(
        directory / "data" / "pillarbox.db",
        messages,
        lambda done: step(f"filing {done:,} of {messages:,} messages"),
    )
    server = await stack.enter_async_context(pillarbox(directory))
    api = server.api()
    stack.callback(api.close)
    deep_page = min(_DEEP_PAGE, in_main // _PAGE)
    token = await asyncio.to_thread(_token_of, api, deep_page)
    api.close()  # opened again when used; the server would end it while the next store is filled
    return _Store(messages=messages, api=api, deep_page=deep_page, deep_token=token)


def _token_of(api: Api, page: int) -> str:
    """What leads to the page with this number, counted from 1."""
    token = ""
    for _ in range(page - 1):
        answer = msgspec.json.decode(api.call("GET", _path(token)), type=_List)
        assert answer.next_page_token is not None
        token = answer.next_page_token
    return token


def _measure(stores: Sequence[_Store], requests: int) -> None:
    for _ in range(requests):
        for store in stores:
            for token, samples in (("", store.first), (store.deep_token, store.deep)):
                began = monotonic()
                store.api.call("GET", _path(token))
                samples.append(monotonic() - began)


def _path(token: str) -> str:
    path = f"{messages_path(0)}?limit={_PAGE}"
    return f"{path}&page_token={token}" if token else path
