"""Load over SMTP from a process of its own: `load` runs it, `python -m bench.smtp_load` is it.

Closed loop: each connection sends its next mail when the last one is answered. Open loop (`rate`): mails
begin on schedule, whatever became of those before, so that a server that stalls cannot hide it.
"""

import argparse
import asyncio
import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from time import monotonic
from typing import Final

import msgspec
import uvloop

from bench.mails import Mail, mails
from bench.smtp_client import Refused, SmtpClient

CLIENT_TIMEOUT_S: Final = 120.0
_runs = count()


class LoadFailed(Exception):
    """The loader ended without a result, or without one accepted mail."""


class Load(msgspec.Struct, kw_only=True, frozen=True):
    """What was sent and answered. Times are monotonic seconds of this machine, by number of the mail."""

    run: str
    started_at: float
    ended_at: float
    errors: int
    scheduled: dict[int, float]  # when the mail should have begun
    dots: dict[int, float]
    answers: dict[int, float]

    @property
    def accepted(self) -> int:
        return len(self.answers)

    @property
    def rate(self) -> float:
        """Mails accepted a second."""
        return self.accepted / (self.ended_at - self.started_at)

    @property
    def dot_to_answer(self) -> list[float]:
        return [at - self.dots[number] for number, at in self.answers.items()]


async def load(
    port: int,
    *,
    connections: int,
    size_bytes: int,
    seconds: float = 3600.0,
    mails: int = sys.maxsize,
    rate: float | None = None,
) -> Load:
    """Send mails for `seconds`, at most `mails` of them. Raises `LoadFailed`."""
    options = [f"--port={port}", f"--connections={connections}", f"--size={size_bytes}"]
    options += [f"--seconds={seconds}", f"--mails={mails}", f"--run={int(monotonic() * 1e6)}-{next(_runs)}"]
    if rate is not None:
        options.append(f"--rate={rate}")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.smtp_load", *options, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise LoadFailed(f"the load generator ended with {process.returncode}")
    result = msgspec.json.decode(output, type=Load)
    if not result.accepted:
        raise LoadFailed("no mail was accepted")
    return result


@dataclass(kw_only=True)
class _Sender:
    """Sends numbered mails and notes when."""

    port: int
    mail: Callable[[int], Mail]
    most: int
    until: float
    scheduled: dict[int, float]
    dots: dict[int, float]
    answers: dict[int, float]
    errors: int = 0
    next_number: int = 0

    async def closed_loop(self) -> None:
        """One connection's work."""
        client = await SmtpClient.connect(self.port)
        while self.next_number < self.most and (now := monotonic()) < self.until:
            number, self.next_number = self.next_number, self.next_number + 1
            await self._send(client, number, now)
        client.close()

    async def open_loop(self, connections: int, rate: float) -> None:
        """All connections' work: mail n begins `n / rate` seconds after the first one."""
        idle: asyncio.Queue[SmtpClient] = asyncio.Queue()
        for _ in range(connections):
            idle.put_nowait(await SmtpClient.connect(self.port))
        began = monotonic()
        async with asyncio.TaskGroup() as group:
            for number in range(self.most):
                due = began + number / rate
                if due >= self.until:
                    break
                await asyncio.sleep(due - monotonic())
                group.create_task(self._send_over(await idle.get(), idle, number, due))
        while not idle.empty():
            idle.get_nowait().close()

    async def _send_over(
        self, client: SmtpClient, idle: asyncio.Queue[SmtpClient], number: int, due: float
    ) -> None:
        await self._send(client, number, due)
        idle.put_nowait(client)

    async def _send(self, client: SmtpClient, number: int, due: float) -> None:
        self.scheduled[number] = due
        try:
            self.dots[number] = await client.send(self.mail(number))
            self.answers[number] = monotonic()
        except Refused as refusal:
            self.errors += 1
            if self.errors == 1:
                sys.stderr.write(f"refused: {refusal}\n")


async def _main(options: argparse.Namespace) -> Load:
    mail = mails(options.size, options.run)
    started_at = monotonic()
    sender = _Sender(
        port=options.port,
        mail=mail,
        most=options.mails,
        until=started_at + options.seconds,
        scheduled={},
        dots={},
        answers={},
    )
    async with asyncio.timeout(options.seconds + CLIENT_TIMEOUT_S), asyncio.TaskGroup() as group:
        if options.rate:
            group.create_task(sender.open_loop(options.connections, options.rate))
        else:
            for _ in range(options.connections):
                group.create_task(sender.closed_loop())
    return Load(
        run=options.run,
        started_at=started_at,
        ended_at=max(sender.answers.values(), default=monotonic()),
        errors=sender.errors,
        scheduled=sender.scheduled,
        dots=sender.dots,
        answers=sender.answers,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.smtp_load")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--size", type=int, default=4096)
    parser.add_argument("--seconds", type=float, default=3600.0)
    parser.add_argument("--mails", type=int, default=sys.maxsize)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--run", default="0")
    gc.disable()
    result = msgspec.json.encode(uvloop.run(_main(parser.parse_args())))
    with open(sys.stdout.fileno(), "wb", closefd=False) as output:  # whole, also with PYTHONUNBUFFERED
        output.write(result)
