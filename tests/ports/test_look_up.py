"""Looking up hosts, with a name server that may not answer."""

import asyncio
import socket
import subprocess
import sys
import threading
from ipaddress import ip_address

import pytest
from tests.processes import becomes

from pillarbox.net.look_up import LookUps

STOPS_WHILE_LOOKING_UP = """
import asyncio, socket, threading
from contextlib import suppress
from pillarbox.net.look_up import LookUps

begun = threading.Event()

def never(*_, **__):
    begun.set()
    threading.Event().wait()

async def main():
    looking = asyncio.create_task(LookUps().addresses_of("a.test", 80))
    await asyncio.to_thread(begun.wait)
    looking.cancel()
    with suppress(asyncio.CancelledError):
        await looking

socket.getaddrinfo = never
asyncio.run(main())
print("stopped")
"""


async def test_a_host_has_its_addresses_once() -> None:
    assert await LookUps().addresses_of("127.0.0.1", 80) == [ip_address("127.0.0.1")]


@pytest.mark.parametrize("host", ["nowhere.invalid", "a..b", "x" * 70 + ".test", "\udc80.test"])
async def test_a_host_without_addresses(host: str) -> None:
    with pytest.raises((OSError, ValueError)):
        await LookUps().addresses_of(host, 80)


async def test_one_that_takes_long_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()
    system = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, **options: int) -> list[object]:
        if host == "slow.test":
            answer.wait(30)
        return list(system("127.0.0.1", port, **options))

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    look_ups = LookUps(2)
    slow = asyncio.create_task(look_ups.addresses_of("slow.test", 80))
    for _ in range(3):
        assert await look_ups.addresses_of("quick.test", 80) == [ip_address("127.0.0.1")]
    assert not slow.done()
    answer.set()
    assert await slow == [ip_address("127.0.0.1")]


async def test_no_more_than_so_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()
    asked: list[str] = []

    def getaddrinfo(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        answer.wait(30)
        raise OSError("no answer")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    look_ups = LookUps(2)
    waiting = [asyncio.create_task(look_ups.addresses_of(f"{number}.test", 80)) for number in range(3)]
    await becomes(lambda: len(asked) >= 2)
    assert [thread.name for thread in threading.enumerate()].count("look-up") == 2
    answer.set()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(outcome, OSError) for outcome in outcomes)
    assert sorted(asked) == ["0.test", "1.test", "2.test"]


def test_a_stop_waits_for_none() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STOPS_WHILE_LOOKING_UP], check=True, capture_output=True, timeout=60
    )
    assert done.stdout == b"stopped\n"
