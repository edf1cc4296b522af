"""Uses the tools of the official toolkit for agent frameworks: a program, as `client` is.

The tools read PDF and DOCX files with two large packages once they have downloaded them over HTTPS. A server
on loopback speaks HTTP, so empty modules stand for both.
"""

import asyncio
import json
import sys
from functools import partial
from importlib import import_module
from types import ModuleType

from pydantic import BaseModel
from tests.compat.calls.call import ReadyCall
from tests.compat.calls.client import Caller, Order, Outcome, Report

for unused in ("pymupdf", "docx"):
    sys.modules[unused] = ModuleType(unused)


async def _outcome(caller: Caller, ready: ReadyCall) -> Outcome:
    toolkit = import_module("agentmail_toolkit").AgentMailToolkit(caller.client(ready["api_key"]))
    (tool,) = toolkit.get_tools([ready["name"]])
    parameters: BaseModel = tool.params_schema.model_validate(ready["named"])
    return await caller.outcome(partial(tool.func, **parameters.model_dump(exclude_unset=True)))


async def carry_out(order: Order) -> Report:
    caller = Caller(order)
    toolkit = import_module("agentmail_toolkit").AgentMailToolkit(caller.client("none"))
    return {
        "methods": [tool.name for tool in toolkit.get_tools()],
        "outcomes": {ready["name"]: await _outcome(caller, ready) for ready in order["calls"]},
    }


if __name__ == "__main__":
    json.dump(asyncio.run(carry_out(json.load(sys.stdin))), sys.stdout)
