"""Makes calls with the Python SDK that can be imported and holds the answers to its own models. A program,
since each line of the SDK needs a process of its own.

It reads an `Order` from standard input and writes a `Report` to standard output.
"""

import asyncio
import inspect
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from functools import partial
from operator import attrgetter
from typing import Any, TypedDict

import httpx
from agentmail import AgentMail, AsyncAgentMail, Subscribe, Subscribed
from agentmail.core.api_error import ApiError
from agentmail.environment import AgentMailEnvironment
from pydantic import BaseModel
from tests.compat import strict
from tests.compat.calls.call import ReadyCall

Socket = AbstractContextManager[Any] | AbstractAsyncContextManager[Any]
_WAIT_S = 20.0


class Order(TypedDict):
    """What to do, with an SDK of the newest line or of an older one."""

    url: str
    is_async: bool
    calls: Sequence[ReadyCall]
    newer_fields: dict[str, list[str]]
    """For an older line: fields that it does not know and the newest does, by model. Arguments that it does
    not know are left out. Empty for the newest."""


class Outcome(TypedDict):
    """The status of the answer, 0 without one, and what is wrong with it, if anything."""

    status: int
    deviation: str


class Report(TypedDict):
    """All methods the client has, and how the calls ended that it could make."""

    methods: list[str]
    outcomes: dict[str, Outcome]


def methods_of(client: object, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The paths of all public methods below `client`."""
    kind = type(client)
    for name in dir(kind):
        if name.startswith("_") or name == "with_raw_response":
            continue
        found = inspect.getattr_static(kind, name)
        if isinstance(found, property):
            part = getattr(client, name)
            if type(part).__name__.endswith("Client") and type(part).__module__.startswith("agentmail"):
                yield from methods_of(part, (*path, name))
        elif inspect.isfunction(found):
            yield ".".join((*path, name))


class Caller:
    """Judges calls made over its connections by the last answer that came over them."""

    def __init__(self, order: Order) -> None:
        self._environment = AgentMailEnvironment(
            http=order["url"], websockets=order["url"].replace("http", "ws", 1)
        )
        self._is_async = order["is_async"]
        self._clients: dict[str, AgentMail | AsyncAgentMail] = {}
        self._status = 0
        self._answer: object = None
        self._blocking = httpx.Client(timeout=_WAIT_S, event_hooks={"response": [self._read]})
        self._waiting = httpx.AsyncClient(timeout=_WAIT_S, event_hooks={"response": [self._read_async]})

    def client(self, api_key: str) -> AgentMail | AsyncAgentMail:
        """The client with this key."""
        if api_key not in self._clients:
            self._clients[api_key] = self._new_client(api_key)
        return self._clients[api_key]

    def _new_client(self, api_key: str) -> AgentMail | AsyncAgentMail:
        if self._is_async:
            return AsyncAgentMail(environment=self._environment, api_key=api_key, httpx_client=self._waiting)
        return AgentMail(environment=self._environment, api_key=api_key, httpx_client=self._blocking)

    def _read(self, response: httpx.Response) -> None:
        response.read()
        self._note(response)

    async def _read_async(self, response: httpx.Response) -> None:
        await response.aread()
        self._note(response)

    def _note(self, response: httpx.Response) -> None:
        self._status = response.status_code
        is_json = response.headers.get("content-type") == "application/json"
        self._answer = response.json() if is_json and response.content else None

    async def outcome(self, make: Callable[[], object], kind: object = None) -> Outcome:
        """How the call ends that `make` makes; `kind` says what its result is when that is no model."""
        self._status, self._answer = 0, None
        deviation = ""
        try:
            await self._check(make(), kind)
        except ApiError as error:
            deviation = self._refusal_deviation(error)
        except strict.Deviation as found:
            deviation = str(found)
        return {"status": self._status, "deviation": deviation}

    async def _check(self, result: object, kind: object) -> None:
        if isinstance(result, AbstractContextManager | AbstractAsyncContextManager):
            return await self._subscribe(result)
        if inspect.isawaitable(result):
            result = await result
        if isinstance(result, AsyncIterator):
            _require_bytes(b"".join([part async for part in result]))
        elif isinstance(result, Iterator):
            _require_bytes(b"".join(result))
        elif result is None:
            if self._answer is not None:
                raise strict.Deviation(f"{self._answer!r} is not empty")
        else:
            strict.conform(type(result) if isinstance(result, BaseModel) else kind, self._answer)
        return None

    def _refusal_deviation(self, error: ApiError) -> str:
        if isinstance(error.body, BaseModel):
            try:
                strict.conform(type(error.body), self._answer)
            except strict.Deviation as found:
                return str(found)
        return ""

    async def _subscribe(self, socket: Socket) -> None:
        """Subscribe to everything on a socket that was asked for, and hear that it is so."""
        if isinstance(socket, AbstractAsyncContextManager):
            async with socket as connected:
                await connected.send_subscribe(Subscribe())
                heard = await connected.recv()
        else:
            with socket as connected:
                connected.send_subscribe(Subscribe())
                heard = connected.recv()
        if not isinstance(heard, Subscribed):
            raise strict.Deviation(f"{heard!r} is no Subscribed")
        self._status = 101


def _require_bytes(content: bytes) -> None:
    if not content:
        raise strict.Deviation("the answer is empty")


async def _outcome(caller: Caller, ready: ReadyCall, *, is_older: bool) -> Outcome:
    method = attrgetter(ready["name"])(caller.client(ready["api_key"]))
    signature = inspect.signature(method)
    named: dict[str, object] = dict(ready["named"])
    if "request" in signature.parameters and not named.keys() <= signature.parameters.keys():
        named = {"request": named}  # some lines take a body whole
    elif is_older:
        named = {name: value for name, value in named.items() if name in signature.parameters}
    make = partial(method, *ready["arguments"], **named, request_options={"max_retries": 0})
    return await caller.outcome(make, signature.return_annotation)


async def carry_out(order: Order) -> Report:
    for model, names in order["newer_fields"].items():
        strict.EXTRAS.setdefault(model, set()).update(names)
    caller = Caller(order)
    methods = list(methods_of(caller.client("none")))
    is_older = bool(order["newer_fields"])
    return {
        "methods": methods,
        "outcomes": {
            ready["name"]: await _outcome(caller, ready, is_older=is_older)
            for ready in order["calls"]
            if ready["name"] in methods
        },
    }


if __name__ == "__main__":
    json.dump(asyncio.run(carry_out(json.load(sys.stdin))), sys.stdout)
