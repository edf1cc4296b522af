"""Taking mail in, side by side: every round lets each server take the same load in turn."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from bench.processes import NotStarted, cpu_s
from bench.report import Goal, Section, Table
from bench.samples import Latency
from bench.scale import Scale
from bench.servers.contender import Contender, Server
from bench.servers.haraka import Haraka
from bench.servers.pillarbox import Pillarbox
from bench.servers.postfix import Postfix
from bench.servers.python_anchors import Aiosmtpd, Discard, GroupCommit
from bench.smtp_load import load

_KIB: Final = 1024
_CONTENDERS: Final[tuple[Contender, ...]] = (
    Pillarbox(),
    Postfix(),
    Haraka(),
    Aiosmtpd(),
    GroupCommit(),
    Discard(),
)
_WARM_UP_MAILS: Final = 300
_COLUMNS: Final = (
    "server",
    "accepted/s",
    "lowest – highest",
    "delivered/s",
    "Pillarbox ÷ it",
    "dot → 250 ms p50",
    "p99",
    "CPU ms/mail",
    "errors",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What is sent."""

    connections: int
    size_bytes: int

    def __str__(self) -> str:
        plural = "s" if self.connections > 1 else ""
        return f"{self.size_bytes // _KIB} KB mails, {self.connections} connection{plural}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One server in one round. Rates are mails a second."""

    accepted: float
    delivered: float
    dot_to_250: Latency
    cpu_ms: float
    errors: int


Results = Mapping[Traffic, Mapping[str, Sequence[Cell]]]

_ONE, _TEN, _HUNDRED = (Traffic(connections=count, size_bytes=4 * _KIB) for count in (1, 10, 100))
_LARGER: Final = Traffic(connections=10, size_bytes=100 * _KIB)


async def run(scale: Scale, directory: Path, step: Callable[[str], None]) -> Section:
    """Durable ingest of all servers that can be run here."""
    not_run: list[str] = []
    results: dict[Traffic, dict[str, list[Cell]]] = {}
    async with AsyncExitStack() as stack:
        servers: dict[str, Server] = {}
        for contender in _CONTENDERS:
            step(f"starting {contender.name}")
            home = directory / contender.name.replace(" ", "-")
            home.mkdir()
            reason = contender.missing()
            if reason is None:
                try:
                    servers[contender.name] = await stack.enter_async_context(contender.running(home))
                except NotStarted as error:
                    if contender.name == Pillarbox.name:
                        raise
                    reason = str(error)
            if reason is not None:
                not_run.append(f"{contender.name} was not run: {reason}.")
        for server in servers.values():
            await load(server.port, connections=10, size_bytes=_TEN.size_bytes, mails=_WARM_UP_MAILS)
        for traffic in (_ONE, _TEN, _HUNDRED, _LARGER):
            cells = results.setdefault(traffic, {name: [] for name in servers})
            for turn in range(scale.rounds):
                for name, server in servers.items():
                    step(f"{traffic}: {name}, round {turn + 1} of {scale.rounds}")
                    cells[name].append(await _measure(server, traffic, scale.cell_s))
    return Section(
        name="ingest",
        tables=[_durability(), *(_table(traffic, results[traffic]) for traffic in results)],
        goals=_goals(results),
        notes=not_run,
    )


async def _measure(server: Server, traffic: Traffic, seconds: float) -> Cell:
    cpu_before = cpu_s(server.pid)
    sent = await load(
        server.port, connections=traffic.connections, size_bytes=traffic.size_bytes, seconds=seconds
    )
    delivered_at = await server.delivered() if server.delivered else sent.ended_at
    return Cell(
        accepted=sent.rate,
        delivered=sent.accepted / (max(delivered_at, sent.ended_at) - sent.started_at),
        dot_to_250=Latency.of(sent.dot_to_answer),
        cpu_ms=1000 * (cpu_s(server.pid) - cpu_before) / sent.accepted,
        errors=sent.errors,
    )


def _ratio(cells: Mapping[str, Sequence[Cell]], name: str) -> float | None:
    """How many times as fast as `name` we deliver: the median over the rounds."""
    if name not in cells:
        return None
    pairs = zip(cells[Pillarbox.name], cells[name], strict=True)
    return median(ours.delivered / theirs.delivered for ours, theirs in pairs)


def _goals(results: Results) -> list[Goal]:
    wanted = [
        *((traffic, Postfix.name, 4.0) for traffic in (_TEN, _HUNDRED)),
        *((traffic, Haraka.name, 1.5) for traffic in (_TEN, _HUNDRED)),
        (_ONE, Aiosmtpd.name, 1 / 1.5),
        (_LARGER, Postfix.name, 1.5),
    ]
    goals = []
    for traffic, name, least in wanted:
        ratio = _ratio(results[traffic], name)
        if ratio is not None:
            goals.append(
                Goal(
                    text=f"{traffic}: at least {least:.2g} times the delivered rate of {name}",
                    measured=f"{ratio:.2f}",
                    met=ratio >= least,
                )
            )
    return goals


def _durability() -> Table:
    return Table(
        title="What is done with a mail when its sender is told 250",
        columns=("server", "at the 250"),
        rows=[(contender.name, contender.at_250) for contender in _CONTENDERS],
    )


def _table(traffic: Traffic, cells: Mapping[str, Sequence[Cell]]) -> Table:
    return Table(title=str(traffic), columns=_COLUMNS, rows=[_row(cells, name) for name in cells])


def _row(cells: Mapping[str, Sequence[Cell]], name: str) -> list[str]:
    own = cells[name]
    rates = [cell.accepted for cell in own]
    return [
        name,
        f"{median(rates):.0f}",
        f"{min(rates):.0f} – {max(rates):.0f}",
        f"{median(cell.delivered for cell in own):.0f}",
        f"{_ratio(cells, name):.2f}",
        f"{median(cell.dot_to_250.p50 for cell in own):.2f}",
        f"{median(cell.dot_to_250.p99 for cell in own):.2f}",
        f"{median(cell.cpu_ms for cell in own):.2f}",
        str(sum(cell.errors for cell in own)),
    ]
