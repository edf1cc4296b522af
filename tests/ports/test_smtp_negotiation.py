"""Clients that ask for TLS and never get there: their place is free again, on either event loop."""

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import trustme
import uvloop
from tests.ports.smtp_server import WAIT_S, RawClient, connected, serving
from tests.processes import becomes

from pillarbox.edges.smtp.limits import Limits

Run = Callable[[Coroutine[Any, Any, None]], None]

HELLO_BEGUN = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 50


@pytest.fixture(scope="module")
def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(params=[asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Run:
    chosen: Run = request.param
    return chosen


async def ask_for_tls(client: RawClient) -> None:
    await client.reply()
    await client.say("EHLO client.test")
    assert (await client.say("STARTTLS")).startswith("220 ")


async def reset(client: RawClient) -> None:
    client.reset()


async def reset_later(client: RawClient) -> None:
    await client.send(HELLO_BEGUN)
    await asyncio.sleep(0.05)
    client.reset()


async def close(client: RawClient) -> None:
    client.writer.close()


async def close_later(client: RawClient) -> None:
    await client.send(HELLO_BEGUN)
    client.writer.close()


async def speak_in_the_clear(client: RawClient) -> None:
    await client.send(b"MAIL FROM:<this is not TLS>\r\n")
    await asyncio.wait_for(client.reader.read(), WAIT_S)


async def stay_silent(client: RawClient) -> None:
    await asyncio.wait_for(client.reader.read(), WAIT_S)


@pytest.mark.parametrize("leave", [reset, reset_later, close, close_later, speak_in_the_clear, stay_silent])
def test_who_leaves_is_counted_no_more(
    tmp_path: Path,
    server_tls: ssl.SSLContext,
    run: Run,
    leave: Callable[[RawClient], Coroutine[Any, Any, None]],
) -> None:
    limits = Limits(idle_s=0.3) if leave is stay_silent else Limits()

    async def scenario() -> None:
        async with (
            serving(tmp_path, limits=limits, tls_context=server_tls) as server,
            connected(server.port) as client,
            connected(server.port) as other,
        ):
            await ask_for_tls(client)
            await ask_for_tls(other)
            await asyncio.gather(leave(client), leave(other))
            await becomes(lambda: server.listener.connections == 0)

    run(scenario())


@pytest.mark.parametrize("said", [b"", HELLO_BEGUN])
def test_who_negotiates_does_not_hold_up_a_stop(
    tmp_path: Path, server_tls: ssl.SSLContext, run: Run, said: bytes
) -> None:
    async def scenario() -> None:
        async with serving(tmp_path, tls_context=server_tls) as server, connected(server.port) as client:
            await ask_for_tls(client)
            await client.send(said)
            await asyncio.sleep(0.05)
            await asyncio.wait_for(server.listener.stop(grace_s=10 * WAIT_S), WAIT_S)
            assert server.listener.connections == 0
            assert await client.reader.read() == b""

    run(scenario())


def test_who_is_cut_before_the_negotiation_begins_is_counted_no_more(
    tmp_path: Path, server_tls: ssl.SSLContext, run: Run
) -> None:
    async def scenario() -> None:
        async with serving(tmp_path, tls_context=server_tls) as server, connected(server.port) as client:
            await client.reply()
            await client.say("EHLO client.test")
            await client.send(b"STARTTLS\r\n")
            client.reset()
            await becomes(lambda: server.listener.connections == 0)

    run(scenario())
