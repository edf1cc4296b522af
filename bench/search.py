"""Searching one inbox: alone in the store, and beside the mail of 999 others, with turns between the two."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from time import monotonic
from typing import Final
from urllib.parse import quote

from bench.report import Goal, Section, Table
from bench.samples import Latency
from bench.scale import Scale
from bench.servers.pillarbox import Api, messages_path, pillarbox, pillarbox_with_inboxes
from bench.stored_mail import fill

_USERNAMES: Final = tuple(f"u{number}" for number in range(1_000))
_QUERIES: Final = {
    "a frequent word": "the",
    "two words": "contract teacher",
    "a phrase": '"offer term"',
    "a prefix": "wint*",
    "part of an address": "ender7@load",
    "nothing": "zeppelin",
}
_PAGE: Final = 20
_P95_MS: Final = 50.0
_GROWTH: Final = 1.5

Samples = dict[str, list[float]]


async def run(scale: Scale, directory: Path, step: Callable[[str], None]) -> Section:
    """Latencies by query, without and with neighbours."""
    messages = scale.stored[-1]
    own = messages // len(_USERNAMES)
    async with AsyncExitStack() as stack:
        apis = [
            await _prepared(count, share, directory / str(count), stack, step)
            for count, share in ((own, 1.0), (messages, own / messages))
        ]
        step(f"{scale.requests} searches of each kind in each store")
        alone, beside = await asyncio.to_thread(_measure, apis, scale.requests)
    return Section(
        name="search",
        tables=[
            Table(
                title=f"GET messages/search in an inbox of {own:,}, milliseconds "
                f"({scale.requests} requests each)",
                columns=("query", "alone p50", "p95", f"among {messages:,} messages p50", "p95"),
                rows=[_row(query, alone[query], beside[query]) for query in _QUERIES],
            )
        ],
        goals=_goals(alone, beside, messages),
    )


def _row(query: str, alone: Sequence[float], beside: Sequence[float]) -> tuple[str, ...]:
    found = [Latency.of(samples) for samples in (alone, beside)]
    return (
        f"{query}: `{_QUERIES[query]}`",
        *(f"{value:.2f}" for each in found for value in (each.p50, each.p95)),
    )


def _goals(alone: Samples, beside: Samples, messages: int) -> list[Goal]:
    p95 = max(Latency.of(samples).p95 for samples in beside.values())
    growth = max(Latency.of(beside[query]).p50 / Latency.of(alone[query]).p50 for query in _QUERIES)
    return [
        Goal(
            text=f"p95 < {_P95_MS:.0f} ms with {messages:,} messages in {len(_USERNAMES):,} inboxes",
            measured=f"{p95:.2f} ms",
            met=p95 < _P95_MS,
        ),
        Goal(
            text=f"p50 within {_GROWTH} times that of the inbox alone",
            measured=f"{growth:.2f}",
            met=growth <= _GROWTH,
        ),
    ]


async def _prepared(
    messages: int, main_share: float, directory: Path, stack: AsyncExitStack, step: Callable[[str], None]
) -> Api:
    directory.mkdir()
    async with pillarbox_with_inboxes(directory, _USERNAMES):
        pass  # made its database and the inboxes
    await fill(
        directory / "data" / "pillarbox.db",
        messages,
        lambda done: step(f"filing {done:,} of {messages:,} messages"),
        usernames=_USERNAMES,
        main_inbox_share=main_share,
    )
    server = await stack.enter_async_context(pillarbox(directory))
    api = server.api()
    stack.callback(api.close)
    return api


def _measure(apis: Sequence[Api], requests: int) -> list[Samples]:
    samples: list[Samples] = [{query: [] for query in _QUERIES} for _ in apis]
    for _ in range(requests):
        for name, query in _QUERIES.items():
            path = f"{messages_path(0)}/search?limit={_PAGE}&q={quote(query)}"
            for api, taken in zip(apis, samples, strict=True):
                began = monotonic()
                api.call("GET", path)
                taken[name].append(monotonic() - began)
    return samples
